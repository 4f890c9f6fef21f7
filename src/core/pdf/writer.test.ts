import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { equalBytes } from '../bytes/compare.ts'
import { allocateWithRoom } from '../bytes/room.ts'
import { buildPdf, contractObjects } from '../../testing/pdf/builder.ts'
import { encodeObject } from './encode.ts'
import { PDF_NULL, pdfArray, pdfBoolean, pdfDictionary, pdfName, pdfNumber, pdfReference, pdfStream, pdfString } from './object.ts'
import type { PdfObject } from './object.ts'
import { ObjectParser } from './parser.ts'
import { readPdf } from './reader.ts'
import type { PdfFile } from './reader.ts'
import { appendRevision, nextNumber } from './writer.ts'

const bytes = fc.uint8Array({ maxLength: 20 })
const name = fc.string({ unit: fc.integer({ min: 1, max: 255 }).map((unit) => String.fromCharCode(unit)), minLength: 1, maxLength: 8 })
const leaf: fc.Arbitrary<PdfObject> = fc.oneof(
  fc.constant(PDF_NULL),
  fc.boolean().map(pdfBoolean),
  fc.integer().map(pdfNumber),
  fc.integer({ min: -1_000_000, max: 1_000_000 }).map((value) => pdfNumber(value / 1000)),
  name.map(pdfName),
  fc.tuple(bytes, fc.boolean()).map(([value, isHex]) => pdfString(value, isHex)),
  fc.record({ number: fc.nat(1_000_000), generation: fc.nat(65_535) }).map(pdfReference),
)
const { tree } = fc.letrec<{ tree: PdfObject }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4 },
    leaf,
    fc.array(tie('tree'), { maxLength: 4 }).map(pdfArray),
    fc.dictionary(name, tie('tree'), { maxKeys: 4 }).map(pdfDictionary),
  ),
}))

/** What an object says, without where it stands. */
function meaning(object: PdfObject): unknown {
  if (object.kind === 'array') return object.items.map(meaning)
  if (object.kind === 'dictionary') return { dictionary: [...object.entries].map(([key, value]) => [key, meaning(value)]) }
  if (object.kind === 'stream') return { stream: [...object.raw] }
  if (object.kind === 'string') return { string: [...object.bytes], isHex: object.isHex }
  if (object.kind === 'number') return object.value
  if (object.kind === 'reference') return { number: object.number, generation: object.generation }
  if (object.kind === 'name') return { name: object.name }
  return object.kind === 'boolean' ? object.value : null
}

test('every object reads back as it was written', () => {
  fc.assert(
    fc.property(tree, (object) => {
      const encoded = encodeObject(object)
      const parser = new ObjectParser(encoded, 0, encoded.length, 50)
      expect(meaning(parser.readObject())).toEqual(meaning(object))
      expect(parser.at).toBe(encoded.length)
    }),
    { numRuns: 300 },
  )
})

/** The free objects as a writer that wants a number would walk them (ISO 32000-2 §7.5.4). */
function walkFreeList(file: PdfFile): number[] {
  const numbers: number[] = []
  for (let at = 0; ; ) {
    const entry = file.getEntry(at)?.entry
    if (entry?.kind !== 'free') throw new Error(`object ${at} is in the list of free ones and is not free`)
    if (entry.next === 0) return numbers
    at = entry.next
    numbers.push(at)
    if (numbers.length > 1000) throw new Error('the list of free objects has no end')
  }
}

describe.each(['table', 'stream', 'objectStream', 'hybrid'] as const)('appending to a %s file', (kind) => {
  test('keeps every byte, every earlier state and an honest list of free objects over many revisions', () => {
    const update = fc.record({ values: fc.array(tree, { minLength: 1, maxLength: 4 }), stream: bytes, frees: fc.nat(2), reuses: fc.boolean() })
    fc.assert(
      fc.property(fc.array(update, { minLength: 1, maxLength: 6 }), fc.boolean(), (updates, roomy) => {
        const base = buildPdf(contractObjects(), { kind })
        const room = allocateWithRoom(base.length, roomy ? 4000 : 0)
        room.set(base)
        let file = readPdf(room)
        const states: Map<number, unknown>[] = [new Map()]
        const free = new Set<number>()
        for (const { values, stream, frees, reuses } of updates) {
          const before = file
          const earlier = file.bytes.slice()
          const next = nextNumber(file)
          const state = new Map(states.at(-1))
          const generationOf = (number: number): number => file.getEntry(number)!.entry.generation
          const objects: { number: number; generation: number; value: PdfObject }[] = [...values, pdfStream({}, stream)].map((value, i) => ({ number: next + 2 * i, generation: 0, value }))
          const inUse = [...state.keys()].filter((number) => !free.has(number))
          const [again, ...others] = inUse
          if (again !== undefined) objects.push({ number: again, generation: generationOf(again), value: pdfName('Again') })
          const freed = others.slice(0, frees)
          const [revived] = reuses ? free : []
          if (revived !== undefined) {
            objects.push({ number: revived, generation: generationOf(revived), value: pdfName('Revived') })
            free.delete(revived)
          }
          for (const { number, value } of objects) state.set(number, meaning(value))
          for (const number of freed) {
            state.set(number, null)
            free.add(number)
          }
          states.push(state)
          file = readPdf(appendRevision(file, { objects, freed }))
          expect(equalBytes(file.bytes.subarray(0, before.bytes.length), earlier)).toBe(true)
          expect(file.revisions.at(-1)).toMatchObject({ start: before.bytes.length, end: file.bytes.length, kind: kind === 'objectStream' ? 'stream' : kind })
          expect((free.size === 0 ? [] : walkFreeList(file)).sort((a, b) => a - b)).toEqual([...free].sort((a, b) => a - b))
        }
        states.forEach((state, revision) => {
          for (const [number, value] of state) {
            const entry = file.getEntry(number, revision)!.entry
            expect(meaning(file.getObject({ number, generation: entry.generation }, revision))).toEqual(value)
          }
        })
      }),
      { numRuns: 60 },
    )
  })
})

test('an object number whose generations are spent is never used again', () => {
  const base = buildPdf(contractObjects())
  const first = readPdf(appendRevision(readPdf(base), { objects: [{ number: 20, generation: 0, value: PDF_NULL }] }))
  const spent = new TextDecoder('latin1').decode(appendRevision(first, { objects: [], freed: [20] })).replace(/0000000000 00001 f/, '0000000000 65535 f')
  const file = readPdf(Uint8Array.from(spent, (letter) => letter.charCodeAt(0)))
  expect(file.getEntry(20)?.entry).toMatchObject({ kind: 'free', generation: 65_535 })
  expect(() => appendRevision(file, { objects: [{ number: 20, generation: 65_535, value: PDF_NULL }] })).toThrow(expect.objectContaining({ code: 'PDF_XREF_DAMAGED' }))
})

test('a file that does not end in a line end gets one before what is added', () => {
  const base = buildPdf(contractObjects())
  const file = readPdf(base.subarray(0, base.length - 1))
  const after = readPdf(appendRevision(file, { objects: [{ number: 3, generation: 0, value: PDF_NULL }] }))
  expect(after.revisions[0]).toMatchObject({ markerEnd: base.length - 1, end: base.length })
  expect(after.revisions[1]?.start).toBe(base.length)
})

test('refuses to write over what is not there, twice, or behind unexplained bytes', () => {
  const base = buildPdf(contractObjects())
  const file = readPdf(base)
  const object = { number: 3, generation: 0, value: PDF_NULL }
  expect(() => appendRevision(file, { objects: [object, object] })).toThrow(expect.objectContaining({ code: 'PDF_XREF_DAMAGED' }))
  expect(() => appendRevision(file, { objects: [{ ...object, generation: 1 }] })).toThrow(expect.objectContaining({ code: 'PDF_XREF_DAMAGED' }))
  const longer = new Uint8Array(base.length + 3).fill(0x41)
  longer.set(base)
  expect(() => appendRevision(readPdf(longer), { objects: [object] })).toThrow(expect.objectContaining({ code: 'PDF_STRUCTURE_DAMAGED' }))
})

test('the file identifier keeps its first half and changes its second', () => {
  const base = buildPdf(contractObjects(), { trailer: '/ID [<00112233445566778899aabbccddeeff> <00112233445566778899aabbccddeeff>]' })
  const file = readPdf(appendRevision(readPdf(base), { objects: [{ number: 3, generation: 0, value: PDF_NULL }] }))
  const id = file.trailer.entries.get('ID')
  const halves = id?.kind === 'array' ? id.items.map(meaning) : []
  expect(halves[0]).toEqual(meaning(pdfString(Uint8Array.from({ length: 16 }, (_, i) => i * 17), true)))
  expect(halves[1]).not.toEqual(halves[0])
})

test.each(['table', 'stream', 'objectStream', 'hybrid'] as const)('a new trailer of a %s file has what others put into the one before, and says anew how it is stored: otherwise what they looked for is gone', (kind) => {
  const base = buildPdf(contractObjects(), { kind, trailer: '/DocChecksum /A1B2 /X_Own <</A [1 2]>>' })
  let file = readPdf(base)
  for (let round = 0; round < 3; round++) {
    file = readPdf(appendRevision(file, { objects: [{ number: nextNumber(file), generation: 0, value: pdfNumber(round) }] }))
    expect(file.trailer.entries.get('DocChecksum')).toMatchObject({ kind: 'name', name: 'A1B2' })
    expect(file.getDictionary(file.trailer, 'X_Own')!.entries.get('A')).toMatchObject({ items: [{ value: 1 }, { value: 2 }] })
    expect(file.getObject({ number: nextNumber(file) - (kind === 'table' ? 1 : 2), generation: 0 })).toMatchObject({ value: round })
  }
})

test('no object gets a number that readers repair away', () => {
  const file = readPdf(Uint8Array.from(Buffer.from(Buffer.from(buildPdf(contractObjects())).toString('latin1').replace(/\/Size \d+/, '/Size 8388607'), 'latin1')))
  const number = nextNumber(file)
  expect(() => appendRevision(file, { objects: [{ number, generation: 0, value: PDF_NULL }] })).toThrow(expect.objectContaining({ code: 'PDF_TOO_LARGE' }))
})
