import { describe, expect, test } from 'vitest'
import { buildPdf, contractObjects } from '../../testing/pdf/builder.ts'
import { checkLineage } from './lineage.ts'
import { pdfDictionary } from './object.ts'
import { readPdf } from './reader.ts'
import { appendRevision, nextNumber } from './writer.ts'

const plain = buildPdf(contractObjects([]))
const kinds = ['table', 'stream', 'objectStream', 'hybrid'] as const
const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1')
const bytesOf = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'))

/** One revision more, its table and trailer as given; `at` is where an object would begin. */
function withUpdate(table: (at: number) => string, trailer = '/Size 7', object = ''): Uint8Array {
  const text = textOf(plain)
  const previous = /startxref\n(\d+)\n%%EOF\n$/.exec(text)![1]!
  const body = `${text}${object}`
  return bytesOf(`${body}xref\n${table(text.length)}trailer\n<<${trailer} /Root 1 0 R /Prev ${previous}>>\nstartxref\n${body.length}\n%%EOF\n`)
}

const row = (offset: number, generation: number, kind: 'n' | 'f'): string => `${String(offset).padStart(10, '0')} ${String(generation).padStart(5, '0')} ${kind} \n`
const code = (bytes: Uint8Array): string => {
  try {
    checkLineage(readPdf(bytes))
    return 'taken'
  } catch (error) {
    return `${(error as { code: string }).code} ${(error as Error).message}`
  }
}

describe('a file that one program mends and another refuses is signed by nobody: whose signature it is would depend on the reader', () => {
  test.each(kinds)('a %s file, and whatever is appended to it, is no such file', (kind) => {
    let bytes = buildPdf(contractObjects(), { kind })
    expect(code(bytes)).toBe('taken')
    const own = nextNumber(readPdf(bytes))
    // written, freed, written again under its next generation, and once more
    for (const isFreeing of [false, true, false, false]) {
      const file = readPdf(bytes)
      const object = { number: own, generation: file.getEntry(own)?.entry.generation ?? 0, value: pdfDictionary({}) }
      bytes = appendRevision(file, isFreeing ? { objects: [], freed: [own] } : { objects: [object] })
      expect(code(bytes)).toBe('taken')
    }
  })

  test.each([
    ['a generation that no freeing led to', withUpdate((at) => `6 1\n${row(at, 3, 'n')}`, '/Size 7', '6 3 obj\n<<>>\nendobj\n'), 'PDF_XREF_DAMAGED a generation follows no freeing'],
    ['the generation before the freeing', withUpdate((at) => `0 1\n${row(0, 65_535, 'f')}41 1\n${row(at, 2, 'n')}`, '/Size 42', '41 2 obj\n<<>>\nendobj\n'), 'PDF_XREF_DAMAGED a generation follows no freeing'],
    ['fewer objects than before', withUpdate((at) => `4 1\n${row(at, 0, 'n')}`, '/Size 5', '4 0 obj\n<<>>\nendobj\n'), 'PDF_XREF_DAMAGED a revision counts fewer objects than the one before'],
    ['numbers that no reader takes', bytesOf(textOf(plain).replace('/Size 7', '/Size 8388607')), 'PDF_XREF_DAMAGED object numbers run out'],
    ['numbers past what an integer holds', bytesOf(textOf(plain).replace('/Size 7', '/Size 4294967296')), 'PDF_XREF_DAMAGED object numbers run out'],
    ['a table without a part', withUpdate(() => ''), 'PDF_XREF_DAMAGED a cross-reference table has no part'],
    ['particulars that stand in the trailer itself', buildPdf(contractObjects([]), { trailer: '/Info <</Title (x)>>' }), 'PDF_STRUCTURE_DAMAGED /Info is no reference'],
    ['a way back to nothing', buildPdf(contractObjects([]), { previous: 0 }), 'PDF_XREF_DAMAGED /Prev leads nowhere'],
    ['a page tree with a page that is gone', buildPdf({ ...contractObjects([]), 2: '<</Type /Pages /Kids [3 0 R 77 0 R] /Count 1>>' }), 'PDF_STRUCTURE_DAMAGED the page tree holds what does not say that it is a page'],
    ['a page that does not say so', buildPdf({ ...contractObjects([]), 3: '<</Parent 2 0 R /MediaBox [0 0 9 9]>>' }), 'PDF_STRUCTURE_DAMAGED the page tree holds what does not say that it is a page'],
    ['a branch that says more pages than it holds', buildPdf({ ...contractObjects([]), 2: '<</Type /Pages /Kids [3 0 R] /Count 2>>' }), 'PDF_STRUCTURE_DAMAGED a branch of the page tree holds another number of pages than it says'],
    ['a branch below that says fewer', buildPdf({ ...contractObjects([]), 2: '<</Type /Pages /Kids [8 0 R] /Count 1>>', 8: '<</Type /Pages /Kids [3 0 R] /Count 0>>' }), 'PDF_STRUCTURE_DAMAGED a branch of the page tree holds another number of pages than it says'],
  ])('%s', (_, bytes, expected) => {
    expect(code(bytes)).toBe(expected)
  })

  test.each(['table', 'objectStream', 'hybrid'] as const)('a number that one save shows as free and the next has (%s), as word processors write it, is none', (kind) => {
    const shown = bytesOf(textOf(plain).replace('65535 f \n', '65535 f \n20 1\n0000000000 65535 f \n').replace('/Size 7', '/Size 21'))
    expect(code(buildPdf({ 20: 'null' }, { kind, base: shown, previous: readPdf(shown).revisions[0]!.sectionOffset }))).toBe('taken')
  })

  test('a part without rows, which many write for a trailer alone, is none', () => {
    expect(code(withUpdate(() => '0 0\n'))).toBe('taken')
  })
})
