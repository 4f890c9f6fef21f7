import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { buildPdf, contractObjects } from '../../testing/pdf/builder.ts'
import type { XrefKind } from '../../testing/pdf/builder.ts'
import { CodedError } from '../bytes/error.ts'
import { allocateWithRoom } from '../bytes/room.ts'
import { pdfDictionary, pdfName, pdfNumber } from './object.ts'
import { readPdf, readPdfTolerantly } from './reader.ts'
import type { PdfFile } from './reader.ts'
import { findSignatures } from './signature.ts'
import { appendRevision, nextNumber } from './writer.ts'

const kinds: readonly XrefKind[] = ['table', 'stream', 'objectStream', 'hybrid']

function withRoom(bytes: Uint8Array): Uint8Array {
  const roomy = allocateWithRoom(bytes.length, 100_000)
  roomy.set(bytes)
  return roomy
}

function append(file: PdfFile, value: number): Uint8Array {
  const root = file.getRootReference()
  const marked = { kind: 'dictionary', entries: new Map([...file.root.entries, ['Mark', pdfNumber(value)]]), start: -1, end: -1 } as const
  return appendRevision(file, { objects: [{ number: nextNumber(file), generation: 0, value: pdfDictionary({ Type: pdfName('Note') }) }, { number: root.number, generation: root.generation, value: marked }] })
}

/** All that a reading says of a file, or the code it was refused with. */
function account(read: () => PdfFile): unknown {
  try {
    const file = read()
    const revisions = file.revisions.map(({ changes, ...rest }) => ({ ...rest, changes: [...changes] }))
    const objects = file.revisions.map(({ index }) => file.listObjects(index).map((id) => [id, file.locate(id, index)]))
    return { revisions, tail: file.tail, objects, root: file.root, signatures: findSignatures(file), version: file.headerVersion }
  } catch (error) {
    if (error instanceof CodedError) return error.code
    throw error
  }
}

describe.each(kinds)('what was appended to a %s file', (kind) => {
  const base = buildPdf(contractObjects(), { kind })

  test('is read on as if all were read anew, revision after revision', () => {
    let file = readPdf(withRoom(base))
    for (let round = 1; round <= 4; round++) {
      const bytes = append(file, round)
      const next = file.readAppended(bytes)
      expect(bytes.buffer).toBe(file.bytes.buffer)
      expect(next.revisions[0]).toBe(file.revisions[0])
      expect(account(() => next)).toEqual(account(() => readPdf(bytes.slice())))
      expect(next.revisions).toHaveLength(round + 1)
      file = next
    }
  })

  test('is refused, or read, exactly as by a whole reading, wherever it is damaged', () => {
    const first = readPdf(withRoom(base))
    const file = first.readAppended(append(first, 1))
    const whole = append(file, 2)
    const start = file.bytes.length
    fc.assert(
      fc.property(fc.integer({ min: start, max: whole.length - 1 }), fc.oneof(fc.integer({ min: 0x20, max: 0x7e }), fc.nat(255)), fc.nat(40), (at, octet, cut) => {
        const kept = whole[at]!
        whole[at] = octet
        try {
          for (const bytes of [whole, whole.subarray(0, whole.length - cut)]) expect(account(() => file.readAppended(bytes))).toEqual(account(() => readPdf(bytes)))
        } finally {
          whole[at] = kept
        }
      }),
      { numRuns: 150 },
    )
  })
})

test('bytes in another buffer, or of a file that was read tolerantly, are read in full', () => {
  const file = readPdf(withRoom(buildPdf(contractObjects(), { kind: 'table' })))
  const bytes = append(file, 1)
  const elsewhere = bytes.slice()
  elsewhere[0] = 0
  expect(() => file.readAppended(elsewhere)).toThrow(expect.objectContaining({ code: 'PDF_NOT_A_PDF' }))
  const tolerant = readPdfTolerantly(file.bytes)
  expect(tolerant.readAppended(bytes).reading.isTolerant).toBe(false)
})
