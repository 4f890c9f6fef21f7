import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { buildPdf, buildStream } from '../../testing/pdf/builder.ts'
import { isCodedError } from '../bytes/error.ts'
import { readPdf } from './reader.ts'
import { readFormLetters, readPageLetters } from './visible-text.ts'

const FONT = '/Font <</F 5 0 R /D 9 0 R /N 10 0 R>>'
const RESOURCES = `<<${FONT} /ExtGState <</Faint <</ca .05>> /Half <</ca .5>> /Shine <</BM /Multiply>> /Screen <</BM /Screen>> /Wide <</LW 20>> /Drawn <</Font [9 0 R 12]>>>> /XObject <</I 6 0 R /M 7 0 R>>>>`

/** A file of one page that draws `content`, and a form that draws it too. */
function open(content: string) {
  const file = readPdf(buildPdf({
    1: '<</Type /Catalog /Pages 2 0 R>>', 2: '<</Type /Pages /Kids [3 0 R] /Count 1>>',
    3: `<</Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] /Resources ${RESOURCES} /Contents 4 0 R>>`, 4: buildStream('', content),
    5: '<</Type /Font /Subtype /Type1 /BaseFont /Helvetica>>',
    9: '<</Type /Font /Subtype /Type3 /FontBBox [0 0 1 1] /FontMatrix [1 0 0 1 0 0] /CharProcs <<>> /Encoding <</Differences []>> /FirstChar 0 /LastChar 0 /Widths [0]>>',
    10: '<</Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding <</Differences [84 /g1]>>>>',
    6: buildStream('/Type /XObject /Subtype /Image /Width 1 /Height 1 /BitsPerComponent 8 /ColorSpace /DeviceGray', 'x'),
    7: buildStream('/Type /XObject /Subtype /Image /Width 1 /Height 1 /BitsPerComponent 1 /ImageMask true', 'x'),
    8: buildStream(`/Type /XObject /Subtype /Form /BBox [0 0 300 200] /Resources ${RESOURCES}`, content),
  }))
  const form = file.getObject({ number: 8, generation: 0 })
  if (form.kind !== 'stream') throw new Error('no form')
  const reasons = (letters: readonly { readonly unseen: string | null }[]): string => [...new Set(letters.map(({ unseen }) => unseen ?? 'seen'))].join()
  return { page: reasons(readPageLetters(file, file.pages[0]!, 0).letters), form: reasons(readFormLetters(file, form, null, 0)) }
}

const words = (before = '', at = '20 50 Td') => `BT ${before} /F 12 Tf ${at} (Total 1200) Tj ET`

test.each([
  ['black on paper', words(), 'seen'],
  ['white on a dark bar', `0 g 10 40 200 30 re f ${words('1 g')}`, 'seen'],
  ['on a ground of several shapes', `1 0 0 rg 0 0 m 100 0 l 50 90 l f 0 1 0 rg 10 40 200 30 re f ${words('0 g')}`, 'seen'],
  ['under a highlight that multiplies', `${words()} /Shine gs 1 1 0 rg 10 40 200 30 re f`, 'seen'],
  ['under something half transparent', `${words()} /Half gs 1 1 0 rg 10 40 200 30 re f`, 'seen'],
  ['underlined and struck out', `${words()} 0 g 20 48 80 .6 re f 20 53 80 .6 re f`, 'seen'],
  ['framed afterwards', `${words()} 10 40 200 30 re S`, 'seen'],
  ['beside a filled box', `${words()} 0 g 200 40 50 30 re f`, 'seen'],
  ['inside a clip that lets it through', `q 0 0 300 200 re W n ${words()} Q`, 'seen'],
  ['after a colour was put back', `q 1 g Q ${words()}`, 'seen'],
  ['white on paper', words('1 g'), 'ground-coloured'],
  ['nearly white on paper', words('.97 .99 .95 rg'), 'ground-coloured'],
  ['blue on the same blue', `0 0 .5 rg 10 40 200 30 re f ${words('0 0 .52 rg')}`, 'ground-coloured'],
  ['in half a grey', words('/Half gs .8 g'), 'ground-coloured'],
  ['no ink at all', words('0 0 0 0 k'), 'ground-coloured'],
  ['under a black box', `${words()} 0 g 10 40 200 30 re f`, 'covered'],
  ['under a coloured box drawn by lines', `${words()} 1 0 0 rg 10 40 m 210 40 l 210 70 l 10 70 l h f`, 'covered'],
  ['under a picture', `${words()} q 200 0 0 100 0 20 cm /I Do Q`, 'covered'],
  ['not painted', words('3 Tr'), 'unpainted'],
  ['for clipping only', words('7 Tr'), 'unpainted'],
  ['nearly transparent', words('/Faint gs'), 'faint'],
  ['smaller than dust', words('.05 0 0 .05 20 50 Tm'), 'tiny'],
  ['clipped away', `q 0 0 5 5 re W n ${words()} Q`, 'clipped'],
  ['behind a clip of nothing', `q 20 50 0 0 re W n ${words()} Q`, 'clipped'],
  ['on a layer', `/OC /L BDC ${words()} EMC`, 'layered'],
])('words %s: a reader and this program see the same', (_name, content, expected) => {
  expect(open(content)).toEqual({ page: expected, form: expected })
})

test.each([
  ['under a shape', `${words()} 1 0 0 rg 10 40 m 210 41 l 209 80 l 11 70 l h f`, 'covered'],
  ['under a stencil', `${words()} q 200 0 0 100 0 20 cm /M Do Q`, 'covered'],
  ['under a thick line', `${words()} 1 G 20 w 10 52 m 210 52 l S`, 'covered'],
  ['under a thick line of a graphics state', `${words()} 1 G /Wide gs 10 52 m 210 52 l S`, 'covered'],
  ['under many strips', `${words()} 1 g ${Array.from({ length: 12 }, (_, row) => `10 ${46 + row} 200 .9 re f`).join(' ')}`, 'covered'],
  ['on a picture', `q 200 0 0 100 0 20 cm /I Do Q ${words('1 g')}`, 'ground-coloured'],
  ['on a shape of their colour', `0 0 .5 rg 0 0 m 300 10 l 299 190 l 5 180 l f ${words('0 0 .5 rg')}`, 'ground-coloured'],
  ['in a colour of another space', words('/Cs cs 1 scn'), 'ground-coloured'],
  ['outlined only', words('1 Tr 1 g'), 'unpainted'],
  ['filled, and outlined in another colour', words('2 Tr 0 g 1 G 9 w'), 'unpainted'],
  ['clipping what follows', words('4 Tr'), 'unpainted'],
  ['made lighter by what lies below', words('/Screen gs'), 'faint'],
  ['behind a clip that is no rectangle', `q 0 0 m 300 10 l 299 190 l 5 180 l W n ${words()} Q`, 'clipped'],
  ['behind a clip of two', `q 0 0 300 200 re 0 0 300 200 re W* n ${words()} Q`, 'clipped'],
  ['in a font of drawings', words('').replace('/F 12', '/D 12'), 'redrawn'],
  ['in a font of drawings that a graphics state names', words('').replace('Td', 'Td /Drawn gs'), 'redrawn'],
  ['by names that say nothing', words('').replace('/F 12', '/N 12'), 'redrawn'],
])('a page is judged by what surely hides its words, a look by what might: %s', (_name, content, expected) => {
  const { page, form } = open(content)
  expect({ page, form: form.split(',').includes(expected) ? expected : form }).toEqual({ page: 'seen', form: expected })
})

test('both colours of letters being the same, it is bold', () => {
  expect(open(words('2 Tr .1 g .1 G'))).toEqual({ page: 'seen', form: 'seen' })
})

test('a look that paints more than can be followed is refused, not taken for plain', () => {
  const much = `${words()} ${'0 0 1 1 re f '.repeat(20_001)}`
  expect(() => open(much)).toThrow(expect.objectContaining({ code: 'PDF_TOO_LARGE' }))
})

test('whatever a drawing does, its letters are looked at without breaking', () => {
  const piece = fc.constantFrom('q', 'Q', 'Q Q', '1 g', '/I Do', '/M Do', '0 0 50 50 re', 'f', 'W n', 'BT', 'ET', '/F 9 Tf', '(abc) Tj', '3 Tr', '/L /OC BDC', '/OC /L BDC', 'EMC', '10 0 0 10 5 5 cm', '0 0 0 0 0 0 cm', 'sh', '/Faint gs', '/None gs', '1 2 m 3 4 l', 'h f*', '1e9 0 0 1e9 0 0 cm', '[(a) 3 (b)] TJ', '1 0 0 1 9 9 Tm')
  fc.assert(fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
    try {
      expect(open(pieces.join(' ')).page).toBeTypeOf('string')
    } catch (error) {
      if (!isCodedError(error)) throw error
    }
  }), { numRuns: 200 })
})
