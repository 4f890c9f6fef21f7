import { expect, test } from 'vitest'
import { update } from '../../../testing/attack/edit.ts'
import { buildPdf } from '../../../testing/pdf/builder.ts'
import { readPdfTolerantly } from '../../pdf/reader.ts'
import { judgeSteps } from './step.ts'

const stream = (entries: string, content: string): string => `<<${entries} /Length ${content.length}>>\nstream\n${content}\nendstream`
const look = (content: string, font = '7 0 R'): string => stream(`/Type /XObject /Subtype /Form /BBox [0 0 12 12] /Resources <</Font <</Z ${font}>>>>`, content)
const box = (state: string, looks = '/Yes 8 0 R /Off 9 0 R', rect = '[50 50 62 62]'): string => `<</Type /Annot /Subtype /Widget /FT /Btn /T (Agree) /F 4 /P 3 0 R /Rect ${rect} /V /${state} /AS /${state} /AP <</N <<${looks}>>>>>>`
const MARK = 'BT /Z 10 Tf 1 2 Td (4) Tj ET'

const base = (rect?: string): Uint8Array => buildPdf({
  1: '<</Type /Catalog /Pages 2 0 R /AcroForm <</Fields [6 0 R]>>>>', 2: '<</Type /Pages /Kids [3 0 R] /Count 1>>',
  3: '<</Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] /Annots [6 0 R]>>', 6: box('Off', undefined, rect), 7: '<</Type /Font /Subtype /Type1 /BaseFont /ZapfDingbats>>',
  8: look(MARK), 9: look(''),
})

/** Kinds of the changes that ticking the box together with other objects is. */
const judge = (objects: Record<number, string>, rect?: string): string[] => judgeSteps(readPdfTolerantly(update(base(rect), objects)))[0]!.changes.map(({ kind }) => kind)

test('a ticked box is a filled field, also where the program draws box and mark anew', () => {
  expect(judge({ 6: box('Yes') })).toEqual(['value-filled'])
  const frame = 'q 1 g 0 0 12 12 re f 0 G 0 0 12 12 re S Q '
  expect(judge({ 6: box('Yes', '/Yes 20 0 R /Off 21 0 R'), 20: look(`${frame}${MARK}`), 21: look(frame) })).toEqual(['value-filled'])
  expect(judge({ 6: box('Yes', '/Yes 20 0 R /Off 21 0 R'), 20: look('2 2 m 10 10 l S 2 10 m 10 2 l S'), 21: look('') })).toEqual(['value-filled'])
  expect(judge({ 6: box('Yes', '/Yes 20 0 R /Off 21 0 R'), 20: look(MARK), 21: look('') })).toEqual(['value-filled'])
})

test.each([
  ['the mark is gone', { 6: box('Yes'), 8: look('') }],
  ['the mark is words', { 6: box('Yes'), 8: look('BT /Z 3 Tf 1 2 Td (refused) Tj ET') }],
  ['the mark is painted over', { 6: box('Yes'), 8: look(`${MARK} 1 g 0 0 12 12 re f`) }],
  ['the mark is a picture', { 6: box('Yes'), 8: look('q 12 0 0 12 0 0 cm BI /W 1 /H 1 /BPC 8 /CS /G ID x EI Q') }],
  ['the font of the mark is one that a graphics state names', { 6: box('Yes'), 8: stream('/Type /XObject /Subtype /Form /BBox [0 0 12 12] /Resources <</ExtGState <</G <</Font [20 0 R 10]>>>>>>', 'BT /G gs 1 2 Td (4) Tj ET'), 20: '<</Type /Font /Subtype /TrueType /BaseFont /Any /FontDescriptor <</Type /FontDescriptor /FontFile2 21 0 R>>>>' }],
  ['the state that is off looks ticked', { 6: box('Yes', '/Yes 8 0 R /Off 21 0 R'), 21: look(MARK) }],
  ['a state is missing', { 6: box('Yes', '/Yes 8 0 R') }],
  ['the font of the mark is made of drawings', { 6: box('Yes'), 7: '<</Type /Font /Subtype /Type3 /FontBBox [0 0 1 1] /FontMatrix [1 0 0 1 0 0] /CharProcs <<>> /Encoding <</Differences []>> /FirstChar 0 /LastChar 0 /Widths [0]>>' }],
])('a box ticked while %s does not show what it holds', (_name, objects) => {
  expect(judge(objects)).toEqual(['value-filled', 'value-misshown'])
})

test('a large box drawn anew by lines could be words', () => {
  expect(judge({ 6: box('Yes', '/Yes 20 0 R /Off 9 0 R', '[50 50 250 90]'), 20: look('2 2 m 10 10 l S') }, '[50 50 250 90]')).toEqual(['value-filled', 'value-misshown'])
})
