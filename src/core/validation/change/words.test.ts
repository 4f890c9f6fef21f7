import { expect, test } from 'vitest'
import { update } from '../../../testing/attack/edit.ts'
import { buildPdf, buildStream } from '../../../testing/pdf/builder.ts'
import { readPdfTolerantly } from '../../pdf/reader.ts'
import { judgeSteps } from './step.ts'

const field = (value: string, more = ''): string => `<</Type /Annot /Subtype /Widget /FT /Tx /T (Note) /F 4 /P 3 0 R /Rect [50 50 200 70] ${value === '' ? '' : `/V (${value})`} ${more}>>`
const drawn = (content: string, { box = '[0 0 150 20]', fonts = '/F 7 0 R', more = '' } = {}): string | Uint8Array => buildStream(`/Type /XObject /Subtype /Form /BBox ${box} ${more} /Resources <</Font <<${fonts}>> /ExtGState <</Drawn <</Font [21 0 R 9]>>>> /XObject <</Inner 22 0 R>>>>`, content)
const words = (text = 'agreed', before = ''): string => `/Tx BMC q 1 1 148 18 re W n BT /F 9 Tf 0 g ${before} 2 5 Td (${text}) Tj ET Q EMC`
const DRAWN_FONT = '<</Type /Font /Subtype /Type3 /FontBBox [0 0 1 1] /FontMatrix [1 0 0 1 0 0] /CharProcs <<>> /Encoding <</Differences []>> /FirstChar 0 /LastChar 0 /Widths [0]>>'

const base = buildPdf({
  1: '<</Type /Catalog /Pages 2 0 R /AcroForm <</Fields [6 0 R] /DR <</Font <</F 7 0 R /Unused 21 0 R>>>>>>>>', 2: '<</Type /Pages /Kids [3 0 R] /Count 1>>',
  3: '<</Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] /Annots [6 0 R]>>', 6: field(''), 7: '<</Type /Font /Subtype /Type1 /BaseFont /Helvetica>>', 21: DRAWN_FONT,
})

/** Kinds of the changes that filling in “agreed” with a look is. */
const judge = (look: string | Uint8Array, objects: Record<number, string | Uint8Array> = {}): string[] => judgeSteps(readPdfTolerantly(update(base, { 6: field('agreed', '/AP <</N 20 0 R>>'), 20: look, ...objects })))[0]!.changes.map(({ kind }) => kind)

test.each([
  ['plainly', drawn(words())],
  ['on the ground and in the frame that programs draw first', drawn(`q .9 .9 1 rg 0 0 150 20 re f 0 G 1 w .5 .5 149 19 re S Q ${words()}`)],
  ['with a thin frame drawn last', drawn(`${words()} 0 G 1 w .5 .5 149 19 re S`)],
  ['in bold of one colour', drawn(words('agreed', '2 Tr 0 G .3 w'))],
  ['in a box as large again as the field', drawn(words().replace('9 Tf', '18 Tf').replace('148 18', '298 38'), { box: '[0 0 300 40]' })],
  ['with letters close together', drawn(words('agreed', '-.5 Tc'))],
  ['with letters named as programs name them', drawn(words('\\001\\002\\003\\004\\005\\006'), { fonts: '/F <</Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding <</Differences [1 /a.sc /g /r /e /uni0065 /d]>>>>' })],
  ['with the form’s own fonts, one of which, not used, is made of drawings', buildStream('/Type /XObject /Subtype /Form /BBox [0 0 150 20]', words())],
])('a field filled in %s shows what it holds', (_name, look) => {
  expect(judge(look)).toEqual(['value-filled'])
})

test.each([
  ['a font of drawings', drawn(words(), { fonts: '/F 21 0 R' }), {}],
  ['a font of drawings in a form within', drawn('/Inner Do'), { 22: drawn(words(), { fonts: '/F 21 0 R' }) }],
  ['a font of drawings that a graphics state names', drawn(words().replace('Td', 'Td /Drawn gs')), {}],
  ['a font whose names say something else', drawn(words('bcdefg'), { fonts: '/F <</Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding <</Differences [98 /r.x /e.x /f.x /u.x /s.x /e.x]>>>>' }), {}],
  ['letters as small as dust, by a box as large as a field', drawn(words(), { box: '[0 0 15000 2000]' }), {}],
  ['letters pressed together', drawn(words('agreed', '2 Tz')), {}],
  ['letters in a heap', drawn(words('agreed', '-4.5 Tc')), {}],
  ['a thick line across', drawn(`${words()} 1 G 16 w 0 8 m 150 8 l S`), {}],
  ['a clip that lets nothing through', drawn(words().replace('1 1 148 18 re W n', '0 0 m 9 1 l 2 3 l W n')), {}],
  ['a drawing that cannot be decoded', drawn(words(), { more: '/Filter /NoSuchFilter' }), {}],
  ['a drawing of too many steps', drawn(`${words()} ${'0 0 1 1 re f '.repeat(21_000)} 1 g 0 0 150 20 re f`), {}],
  ['a box of no size', drawn(words(), { box: '[0 0 0 20]' }), {}],
])('a field filled in with %s does not show what it holds', (_name, look, objects) => {
  expect(judge(look, objects)).toContain('value-misshown')
})
