import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CodedError } from '../bytes/error.ts'
import { buildPdf, buildStream, contractObjects } from '../../testing/pdf/builder.ts'
import { readPdf } from './reader.ts'
import { extractText } from './text.ts'

const CMAP = `/CIDInit /ProcSet findresource begin 12 dict begin begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def /CMapType 2 def
1 begincodespacerange <0000> <ffff> endcodespacerange
2 beginbfchar <0001> <1ED3> <0002> <00660069> endbfchar
2 beginbfrange <0003> <0005> <0041> <0006> <0007> [<0110> <20AB>] endbfrange
endcmap CMapName currentdict /CMap defineresource pop end end`

const composite = {
  20: '<</Type /Font /Subtype /Type0 /BaseFont /A /Encoding /Identity-H /DescendantFonts [21 0 R] /ToUnicode 22 0 R>>',
  21: '<</Type /Font /Subtype /CIDFontType2 /BaseFont /A /DW 600 /W [1 [500 500] 3 5 700]>>',
  22: buildStream('', CMAP, true),
}

function textOf(content: string, more: Record<number, string | Uint8Array> = {}, resources = '') {
  const objects: Record<number, string | Uint8Array> = { ...contractObjects([], content), ...composite, ...more }
  objects[3] = `<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources <</Font <</F1 5 0 R /F2 20 0 R>> ${resources}>> /Contents 4 0 R>>`
  return extractText(readPdf(buildPdf(objects)))[0]!
}

describe('text as a reader sees it', () => {
  test.each([
    ['letters of a composite font through its map, ligatures and ranges too', 'BT /F2 10 Tf <0001000200030005000600070009> Tj ET', 'ồfiACĐ₫\ufffd'],
    ['one line in pieces that touch is one word', 'BT /F1 10 Tf 0 0 Td (con) Tj 15 0 Td (tract) Tj ET', 'contract'],
    ['a gap of a space is a space', 'BT /F1 10 Tf 0 0 Td (one) Tj 18 0 Td (two) Tj ET', 'one two'],
    ['a gap inside an array is a space when it is wide, and kerning is not', 'BT /F1 10 Tf [(A) 40 (V) -300 (x)] TJ ET', 'AV x'],
    ['the next line is a new line', "BT /F1 10 Tf 12 TL 0 100 Td (one) Tj T* (two) Tj (three) ' ET", 'one\ntwo\nthree'],
    ['a raised letter stays in its line', 'BT /F1 10 Tf (m) Tj 4 Ts (2) Tj ET', 'm2'],
    ['matrices of text and of the page count alike', 'q 2 0 0 2 0 0 cm BT /F1 5 Tf 1 0 0 1 0 50 Tm (up) Tj 1 0 0 1 0 20 Tm (down) Tj ET Q', 'up\ndown'],
    ['escaped and Windows letters', 'BT /F1 10 Tf (\\(a\\) \\226 \\344) Tj ET', '(a) \u2013 ä'],
    ['an inline image holds no text', 'BI /W 1 /H 1 /CS /G /BPC 8 ID (BT EI EI BT /F1 10 Tf (real) Tj ET', 'real'],
  ])('%s', (_, content, expected) => {
    expect(textOf(content).content).toBe(expected)
  })

  test('artifacts stand apart, and what the tags say is kept', () => {
    const page = textOf('/Artifact <</Type /Pagination>> BDC BT /F1 8 Tf 0 800 Td (Page 1) Tj ET EMC /P <</MCID 0>> BDC BT /F1 10 Tf 0 700 Td (Clause) Tj ET EMC /Span /M1 BDC BT /F1 10 Tf 0 600 Td (end) Tj ET EMC', {}, '/Properties <</M1 <</MCID 7>>>>')
    expect(page.content).toBe('Clause\nend')
    expect(page.artifacts).toBe('Page 1')
    expect(page.runs).toEqual([
      { text: 'Page 1', isArtifact: true, tag: 'Artifact', mcid: null },
      { text: 'Clause', isArtifact: false, tag: 'P', mcid: 0 },
      { text: 'end', isArtifact: false, tag: 'Span', mcid: 7 },
    ])
  })

  test('forms are painted with their own fonts, and a form that paints itself is refused', () => {
    const form = (content: string) => buildStream('/Type /XObject /Subtype /Form /BBox [0 0 1 1] /Resources <</Font <</F9 5 0 R>> /XObject <</X1 23 0 R>>>>', content)
    expect(textOf('/X1 Do', { 23: form('BT /F9 10 Tf (inside) Tj ET') }, '/XObject <</X1 23 0 R>>').content).toBe('inside')
    expect(() => textOf('/X1 Do', { 23: form('/X1 Do') }, '/XObject <</X1 23 0 R>>')).toThrow(expect.objectContaining({ code: 'PDF_STRUCTURE_DAMAGED' }))
  })

  test('forms that multiply are cut off', () => {
    const more: Record<number, string | Uint8Array> = {}
    for (let i = 0; i < 10; i++) {
      const resources = i < 9 ? `/XObject <</X ${31 + i} 0 R>>` : ''
      more[30 + i] = buildStream(`/Type /XObject /Subtype /Form /BBox [0 0 1 1] /Resources <<${resources}>>`, i < 9 ? '/X Do '.repeat(40) : '0 g '.repeat(40))
    }
    expect(() => textOf('/X Do', more, '/XObject <</X 30 0 R>>')).toThrow(expect.objectContaining({ code: 'PDF_TOO_LARGE' }))
  })
})

test('any content is read or refused with a code', () => {
  const piece = fc.constantFrom('BT', 'ET', '/F1 10 Tf', '/F2 9 Tf', '(a)', '<00', '>', '[', ']', 'TJ', 'Tj', 'q', 'Q', '/P <</MCID 1>> BDC', 'EMC', 'BI', 'ID', 'EI', '-1.5', '<<', '>>', '1 0 0 1 3 4 Tm', '%', '\n')
  const outcome = (content: string): string => {
    try {
      return typeof textOf(content).content
    } catch (error) {
      if (error instanceof CodedError) return error.code
      throw error
    }
  }
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      expect(outcome(pieces.join(' '))).toMatch(/^(string|PDF_)/)
    }),
    { numRuns: 200 },
  )
})

test('an earlier revision keeps its text', () => {
  const base = buildPdf(contractObjects([]))
  const { sectionOffset } = readPdf(base).revisions[0]!
  const changed = buildPdf({ 4: buildStream('', 'BT /F1 12 Tf (Forged) Tj ET'), 6: '<<>>' }, { base, previous: sectionOffset })
  const file = readPdf(changed)
  expect(extractText(file, 0)[0]?.content).toBe('Contract')
  expect(extractText(file)[0]?.content).toBe('Forged')
})
