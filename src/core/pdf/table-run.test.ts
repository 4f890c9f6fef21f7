import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { buildPdf } from '../../testing/pdf/builder.ts'
import { CodedError } from '../bytes/error.ts'
import { decodeLatin1, encodeLatin1 } from '../bytes/text.ts'
import { readPdf } from './reader.ts'
import { TableRun } from './table-run.ts'
import type { XrefEntry } from './xref.ts'

const COUNT = 60
/** A file whose numbers have no gap, so that its one run is long. */
function buildLong(): Uint8Array {
  const notes = Array.from({ length: COUNT }, (_, index) => [4 + index, `<</Note (${index})>>`] as const)
  const built = buildPdf({ 1: '<</Type /Catalog /Pages 2 0 R>>', 2: '<</Type /Pages /Kids [3 0 R] /Count 1>>', 3: '<</Type /Page /Parent 2 0 R /MediaBox [0 0 100 100]>>', ...Object.fromEntries(notes) }, { kind: 'table' })
  // the builder writes object 0 as a run of its own
  return encodeLatin1(decodeLatin1(built).replace(/xref\n0 1\n(.{19}\n)1 (\d+)\n/, (_, row: string, count: string) => `xref\n0 ${Number(count) + 1}\n${row}`))
}

interface Row {
  readonly text: string
  readonly at: number
}

function rowsOf(bytes: Uint8Array): { first: number; rows: Row[] } {
  const text = decodeLatin1(bytes)
  const match = /xref\n(\d+) (\d+)\n/.exec(text)!
  const at = match.index + match[0].length
  return { first: Number(match[1]), rows: Array.from({ length: Number(match[2]) }, (_, index) => ({ text: text.slice(at + index * 20, at + index * 20 + 20), at: at + index * 20 })) }
}

function entryOf({ text }: Row, number: number): unknown {
  const [, offset, generation, kind] = /^(\d{10}) (\d{5}) ([nf])/.exec(text)!
  return kind === 'n' ? { kind: 'offset', number, generation: Number(generation), offset: Number(offset) } : { kind: 'free', number, generation: Number(generation), next: Number(offset) }
}

/** The entries, or the code they were refused with. */
function outcome(bytes: Uint8Array): readonly XrefEntry[] | string {
  try {
    return [...readPdf(bytes).revisions[0]!.changes.values()]
  } catch (error) {
    if (error instanceof CodedError) return error.code
    throw error
  }
}

describe('a long table', () => {
  const bytes = buildLong()
  const { first, rows } = rowsOf(bytes)

  test('says of each number what its row says, the same object every time', () => {
    const { changes } = readPdf(bytes).revisions[0]!
    expect(changes).toBeInstanceOf(TableRun)
    expect(rows.length).toBeGreaterThan(COUNT)
    expect([...changes.keys()]).toEqual(rows.map((_, index) => first + index))
    rows.forEach((row, index) => expect(changes.get(first + index)).toEqual(entryOf(row, first + index)))
    expect([...changes].map(([number, entry]) => [number, entry] as const)).toEqual(rows.map((row, index) => [first + index, entryOf(row, first + index)]))
    for (const [number, entry] of changes.entries()) expect(changes.get(number)).toBe(entry)
    expect([...changes.values()]).toHaveLength(changes.size)
    for (const none of [first - 1, first + rows.length, 1.5, Number.NaN]) expect([changes.has(none), changes.get(none)]).toEqual([false, undefined])
  })

  test('is refused where one row is damaged, as a short one is, and never read otherwise than it is spelled', () => {
    const target = fc.record({ row: fc.nat(rows.length - 1), column: fc.nat(19), octet: fc.oneof(fc.integer({ min: 0x20, max: 0x7e }), fc.nat(255)) })
    fc.assert(
      fc.property(target, ({ row, column, octet }) => {
        const damaged = bytes.slice()
        damaged[rows[row]!.at + column] = octet
        const read = outcome(damaged)
        const told = typeof read === 'string' ? read : read.map(({ number, generation }) => ({ number, generation }))
        const spelled = rowsOf(damaged).rows.map((each, index) => ({ number: first + index, generation: Math.min(Number(each.text.slice(11, 16)), 65_535) }))
        expect(['PDF_XREF_DAMAGED', 'PDF_STRUCTURE_DAMAGED', spelled]).toContainEqual(told)
      }),
      { numRuns: 400 },
    )
  })

  test.each(['0000000015 65536 n \n', '000000001x 00000 n \n', '0000000015 0000x n \n', '0000000015 00000 q \n'])('whose row is %s is refused', (row) => {
    const damaged = bytes.slice()
    damaged.set(encodeLatin1(row), rows[40]!.at)
    expect(() => readPdf(damaged)).toThrow(expect.objectContaining({ code: 'PDF_XREF_DAMAGED' }))
  })

  test('with one row astray is refused when strict', () => {
    const damaged = bytes.slice()
    damaged.set(encodeLatin1('0000000016'), rows[40]!.at)
    expect(() => readPdf(damaged)).toThrow(expect.objectContaining({ code: 'PDF_XREF_DAMAGED' }))
  })
})
