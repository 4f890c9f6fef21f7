import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { concatBytes } from '../bytes/compare.ts'
import { CodedError } from '../bytes/error.ts'
import { decodeLatin1, encodeLatin1 } from '../bytes/text.ts'
import { buildPdf, buildStream, contractObjects } from '../../testing/pdf/builder.ts'
import type { XrefKind } from '../../testing/pdf/builder.ts'
import { readAttachments } from './attachment.ts'
import { readPdf } from './reader.ts'
import type { PdfFile } from './reader.ts'
import { scanSignatureValues, findSignatures } from './signature.ts'
import { extractText } from './text.ts'
import { readDocumentSecurityStore } from './validation-data.ts'

const kinds: readonly XrefKind[] = ['table', 'stream', 'objectStream', 'hybrid']
const code = (expected: string) => expect.objectContaining({ code: expected })
const replace = (bytes: Uint8Array, from: string, to: string) => encodeLatin1(decodeLatin1(bytes).replace(from, () => to))
const sectionOf = (bytes: Uint8Array) => readPdf(bytes).revisions.at(-1)!.sectionOffset

function readEverything(file: PdfFile): void {
  for (let revision = 0; revision <= file.newest; revision++) for (const id of file.listObjects(revision)) file.getObject(id, revision)
}

/** 'read', or the code it was refused with; anything else is a crash. */
function outcome(bytes: Uint8Array): string {
  try {
    const file = readPdf(bytes, { maxStreamBytes: 1_000_000 })
    for (const act of [readEverything, findSignatures, scanSignatureValues, readDocumentSecurityStore, readAttachments, extractText]) act(file)
    return 'read'
  } catch (error) {
    if (error instanceof CodedError) return error.code
    throw error
  }
}

describe.each(kinds)('a %s file', (kind) => {
  const base = buildPdf(contractObjects(), { kind })

  test('is read where the next save begins right behind the end marker, as many programs write it; but not where a number is the end of a longer one', () => {
    const open = base.subarray(0, base.length - 1)
    const later = buildPdf({ 4: buildStream('', 'BT ET') }, { kind: kind === 'hybrid' ? 'table' : kind, base: open, previous: sectionOf(base) })
    expect(decodeLatin1(later)).toContain('%%EOF4 0 obj')
    const file = readPdf(later)
    expect([file.revisions.length, file.getObject({ number: 4, generation: 0 })]).toMatchObject([2, { kind: 'stream', raw: encodeLatin1('BT ET') }])
    expect(file.revisions[0]!.end).toBe(open.length)
    expect(outcome(replace(later, '%%EOF4 0 obj', '%%EO14 0 obj'))).not.toBe('read')
    expect(() => readPdf(replace(buildPdf({ ...contractObjects(), 17: 'null' }), '\n17 0 obj', ' 117 0 obj'))).toThrow(code('PDF_XREF_DAMAGED'))
  })

  test('gives its objects, and each revision its own', () => {
    const second = buildPdf({ 4: buildStream('', 'BT ET') }, { kind: kind === 'hybrid' ? 'table' : kind, base, previous: sectionOf(base), trailer: '' }).slice()
    const file = readPdf(kind === 'table' || kind === 'hybrid' ? replace(second, '/Size 5', '/Size 30') : replace(second, '/Size 6', '/Size 30'))
    expect(file.revisions).toHaveLength(2)
    expect(file.revisions[0]).toMatchObject({ start: 0, end: base.length, kind: kind === 'objectStream' ? 'stream' : kind })
    expect(file.revisions[1]).toMatchObject({ start: base.length, end: file.bytes.length })
    expect(file.getObject({ number: 4, generation: 0 }, 0)).toMatchObject({ kind: 'stream' })
    const [old, fresh] = [0, 1].map((revision) => file.getObject({ number: 4, generation: 0 }, revision))
    expect(old?.kind === 'stream' && decodeLatin1(old.raw)).toContain('Contract')
    expect(fresh?.kind === 'stream' && decodeLatin1(fresh.raw)).toBe('BT ET')
    expect(file.pages).toHaveLength(1)
    expect(findSignatures(file).map((field) => field.name)).toEqual(['Buyer', 'Seller'])
    expect(file.getObject({ number: 4, generation: 1 })).toMatchObject({ kind: 'null' })
  })

  test('is refused with a code, or read, whatever byte is changed, and nothing else ever happens', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(base.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 }), fc.option(fc.nat(base.length), { nil: undefined, freq: 4 }), (changes, cut) => {
        const bytes = base.slice(0, cut ?? base.length)
        for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value
        expect(outcome(bytes)).toMatch(/^(read|[A-Z0-9]+_[A-Z0-9_]+)$/)
      }),
      { numRuns: 400 },
    )
  })
})

describe('damage is refused, never repaired', () => {
  const base = buildPdf(contractObjects())
  const text = decodeLatin1(base)
  const longer = buildPdf({ ...contractObjects(), 15: '(fifteen)' })
  const entryAt = (offset: number) => `${String(offset).padStart(10, '0')} 00000 n`
  const repointed = replace(longer, entryAt(decodeLatin1(longer).indexOf('\n5 0 obj') + 1), entryAt(decodeLatin1(longer).indexOf('15 0 obj') + 1))

  test.each([
    ['PDF_NOT_A_PDF', 'an empty file', new Uint8Array(0)],
    ['PDF_NOT_A_PDF', 'a picture', encodeLatin1('\u0089PNG\r\n\u001a\n')],
    ['PDF_NOT_A_PDF', 'a header that is not at the first byte', concatBytes(encodeLatin1(' '), base)],
    ['PDF_TRUNCATED', 'a file cut before its end marker', base.subarray(0, base.length - 7)],
    ['PDF_TRUNCATED', 'a file cut in the middle', base.subarray(0, base.length >> 1)],
    ['PDF_XREF_DAMAGED', 'startxref one byte off', replace(base, `startxref\n${sectionOf(base)}`, `startxref\n${sectionOf(base) + 1}`)],
    ['PDF_XREF_DAMAGED', 'startxref outside the file', replace(base, `startxref\n${sectionOf(base)}`, 'startxref\n9999999')],
    ['PDF_XREF_DAMAGED', 'an entry one byte off', encodeLatin1(text.replace(/(\d{10}) 00000 n/, (_, offset: string) => `${String(Number(offset) + 1).padStart(10, '0')} 00000 n`))],
    ['PDF_XREF_DAMAGED', 'an entry that points into the middle of a number', repointed],
    ['PDF_XREF_DAMAGED', 'an entry that is no entry', replace(base, ' 00000 n', ' 00000 x')],
    ['PDF_XREF_DAMAGED', 'an entry past /Size', replace(base, '/Size 12', '/Size 11')],
    ['PDF_ENCRYPTION_DAMAGED', 'a file that says it is encrypted and not how', replace(base, '/Root 1 0 R', '/Encrypt 9 0 R /Root 1 0 R')],
    ['PDF_DUPLICATE_KEY', 'a key twice in the trailer', replace(base, '/Root 1 0 R', '/Root 1 0 R /Root 1 0 R')],
    ['PDF_XREF_CYCLE', 'a section that names itself as its own past', replace(base, '/Root 1 0 R', `/Prev ${sectionOf(base)} /Root 1 0 R`)],
  ])('%s: %s', (expected, _, bytes) => {
    expect(() => readPdf(bytes)).toThrow(code(expected))
  })

  const object = (value: string | Uint8Array) => () => readPdf(buildPdf({ ...contractObjects(), 7: value })).getObject({ number: 7, generation: 0 })

  test.each([
    ['PDF_STREAM_DAMAGED', 'a stream that is longer than it says', '<</Length 2>>\nstream\nabc\nendstream'],
    ['PDF_STREAM_DAMAGED', 'a stream that is shorter than it says', '<</Length 5>>\nstream\nabc\nendstream'],
    ['PDF_STREAM_DAMAGED', 'a stream past the end', '<</Length 999999>>\nstream\nabc\nendstream'],
    ['PDF_STREAM_DAMAGED', 'a stream without length', '<<>>\nstream\nabc\nendstream'],
    ['PDF_STREAM_DAMAGED', 'a stream after a lone carriage return', '<</Length 3>>\nstream\rabc\nendstream'],
    ['PDF_XREF_CYCLE', 'a stream whose length is itself', '<</Length 7 0 R>>\nstream\nabc\nendstream'],
    ['PDF_TOO_DEEP', 'arrays in arrays', '['.repeat(5000)],
    ['PDF_TOO_DEEP', 'dictionaries in dictionaries', '<</A '.repeat(5000)],
    ['PDF_DUPLICATE_KEY', 'a key twice, once escaped', '<</Contents <00> /Content#73 <01>>>'],
    ['PDF_SYNTAX_DAMAGED', 'an open string', '(never'],
    ['PDF_SYNTAX_DAMAGED', 'more than one object', '1 2'],
    ['PDF_SYNTAX_DAMAGED', 'a number that is none', '1-2'],
  ])('%s: %s', (expected, _, value) => {
    expect(object(value)).toThrow(code(expected))
  })

  test('bounds hold: size, revisions, inflated bytes', () => {
    expect(() => readPdf(base, { maxBytes: 100 })).toThrow(code('PDF_TOO_LARGE'))
    expect(() => readPdf(base, { maxRevisions: 0 })).toThrow(code('PDF_TOO_LARGE'))
    expect(() => readPdf(base, { maxEntries: 3 })).toThrow(code('PDF_TOO_LARGE'))
    const bomb = readPdf(buildPdf({ ...contractObjects(), 7: buildStream('', new Uint8Array(3_000_000), true) }), { maxStreamBytes: 1_000_000 })
    const stream = bomb.getObject({ number: 7, generation: 0 })
    expect(() => stream.kind === 'stream' && bomb.decode(stream)).toThrow(code('PDF_TOO_LARGE'))
  })
})

test('bytes after the last end marker are shown, not hidden', () => {
  const base = buildPdf(contractObjects())
  const file = readPdf(concatBytes(base, encodeLatin1('9 0 obj\n(sneaked in)\nendobj\nxref\n')))
  expect(file.revisions[0]?.end).toBe(base.length)
  expect(file.tail).toEqual({ start: base.length, end: file.bytes.length })
})

test('an object stream in use cannot be swapped for another', () => {
  const base = buildPdf(contractObjects(), { kind: 'objectStream' })
  const packed = buildStream('/Type /ObjStm /N 1 /First 4', '1 0 <</Type /Catalog>>')
  const swapped = buildPdf({ 12: packed }, { kind: 'stream', base, previous: sectionOf(base) })
  expect(() => readPdf(swapped)).toThrow(code('PDF_XREF_DAMAGED'))
})

test('a later revision that changes a length cannot change what an earlier one held', () => {
  const base = buildPdf({ ...contractObjects(), 7: '<</Length 8 0 R>>\nstream\nendstream endobj\nendstream', 8: '16' })
  const id = { number: 7, generation: 0 }
  const later = readPdf(replace(buildPdf({ 8: '0' }, { base, previous: sectionOf(base) }), '/Size 9 /Root 1 0 R /Prev', '/Size 12 /Root 1 0 R /Prev'))
  const lengths = [0, 1].map((revision) => {
    const object = later.getObject(id, revision)
    return object.kind === 'stream' ? object.raw.length : -1
  })
  expect(lengths).toEqual([16, 0])
})
