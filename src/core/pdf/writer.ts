import { concatBytes } from '../bytes/compare.ts'
import { sha256 } from '../bytes/sha256.ts'
import { encodeLatin1 } from '../bytes/text.ts'
import { skipWhite } from './character.ts'
import { encodeIndirect, encodeObject } from './encode.ts'
import { refuse } from './error.ts'
import { integerOf, pdfArray, pdfDictionary, pdfName, pdfNumber, pdfStream, pdfString, withEntries } from './object.ts'
import type { ObjectId, PdfDictionary, PdfObject } from './object.ts'
import type { PdfFile } from './reader.ts'

/** An object that a new revision writes: new, or instead of the one with this number. Bytes are taken as already encoded. */
export interface RevisionObject extends ObjectId {
  readonly value: PdfObject | Uint8Array
}

export interface RevisionUpdate {
  readonly objects: readonly RevisionObject[]
  /** Numbers of objects in use that the revision frees. */
  readonly freed?: readonly number[]
  /** Entries set in the new trailer, over /Root, /Info and /ID, which are carried over. */
  readonly trailer?: Readonly<Record<string, PdfObject | undefined>>
}

/** What composing a revision gives: where each value begins, besides the file. */
export interface ComposedRevision {
  readonly bytes: Uint8Array<ArrayBuffer>
  /** Object number to the offset of its value, after `n g obj` and the end of line. */
  readonly valueOffsets: ReadonlyMap<number, number>
}

interface Row {
  readonly number: number
  readonly generation: number
  /** Null for a freed object. */
  readonly offset: number | null
}

const MAX_TABLE_OFFSET = 9_999_999_999

/** The first object number that no revision of the file has used. */
export function nextNumber(file: PdfFile): number {
  let next = integerOf(file.trailer.entries.get('Size')) ?? 0
  for (const revision of file.revisions) next = Math.max(next, integerOf(revision.trailer.entries.get('Size')) ?? 0)
  return next
}

function composeTrailer(file: PdfFile, update: RevisionUpdate, size: number, body: Uint8Array): PdfDictionary {
  const { trailer } = file
  const last = file.revisions[file.newest]!
  const id = file.resolve(trailer.entries.get('ID'))
  const first = id.kind === 'array' ? file.resolve(id.items[0]) : undefined
  const changed = pdfString(sha256(concatBytes(encodeLatin1(`${last.end} `), first?.kind === 'string' ? first.bytes : new Uint8Array(0), body)).subarray(0, 16), true)
  return withEntries(
    pdfDictionary({
      Size: pdfNumber(size),
      Root: trailer.entries.get('Root'),
      Info: trailer.entries.get('Info'),
      ID: pdfArray([first?.kind === 'string' ? pdfString(first.bytes, true) : changed, changed]),
      Prev: pdfNumber(last.sectionOffset),
    }),
    update.trailer ?? {},
  )
}

function* groupRows(rows: readonly Row[]): Generator<readonly Row[]> {
  for (let start = 0; start < rows.length; ) {
    let end = start + 1
    while (end < rows.length && rows[end]!.number === rows[end - 1]!.number + 1) end++
    yield rows.slice(start, end)
    start = end
  }
}

function encodeTable(rows: readonly Row[], trailer: PdfDictionary): Uint8Array {
  let text = 'xref\n'
  for (const group of groupRows(rows)) {
    text += `${group[0]!.number} ${group.length}\n`
    for (const { offset, generation } of group) {
      if (offset !== null && offset > MAX_TABLE_OFFSET) refuse('PDF_TOO_LARGE', 'offset does not fit a cross-reference table')
      text += `${String(offset ?? 0).padStart(10, '0')} ${String(generation).padStart(5, '0')} ${offset === null ? 'f' : 'n'} \n`
    }
  }
  return concatBytes(encodeLatin1(`${text}trailer\n`), encodeObject(trailer), encodeLatin1('\n'))
}

function encodeStreamSection(rows: readonly Row[], trailer: PdfDictionary, id: ObjectId): Uint8Array {
  const index = [...groupRows(rows)].flatMap((group) => [pdfNumber(group[0]!.number), pdfNumber(group.length)])
  const data = new Uint8Array(rows.length * 8)
  rows.forEach(({ offset, generation }, i) => {
    data[i * 8] = offset === null ? 0 : 1
    for (let digit = 0, rest = offset ?? 0; digit < 5; digit++, rest = Math.floor(rest / 256)) data[i * 8 + 5 - digit] = rest % 256
    data[i * 8 + 6] = generation >> 8
    data[i * 8 + 7] = generation & 0xff
  })
  const stream = pdfStream({ Type: pdfName('XRef'), ...Object.fromEntries(trailer.entries), W: pdfArray([1, 5, 2].map(pdfNumber)), Index: pdfArray(index) }, data)
  return encodeIndirect(id, encodeObject(stream))
}

function checkObjects(file: PdfFile, update: RevisionUpdate, next: number): void {
  const seen = new Set<number>()
  for (const { number, generation } of update.objects) {
    const before = file.getEntry(number)?.entry
    const expected = before?.generation ?? 0
    if (number < 1 || seen.has(number) || generation !== expected) refuse('PDF_XREF_DAMAGED', 'object cannot be written so', { number, generation })
    seen.add(number)
  }
  for (const number of update.freed ?? []) {
    if (number >= next || seen.has(number) || file.getEntry(number) === null) refuse('PDF_XREF_DAMAGED', 'object cannot be freed', { number })
    seen.add(number)
  }
}

/** As appendRevision, also saying where each value was put. */
export function composeRevision(file: PdfFile, update: RevisionUpdate): ComposedRevision {
  if (file.isEncrypted) refuse('PDF_ENCRYPTED', 'nothing is written into an encrypted file')
  const next = nextNumber(file)
  checkObjects(file, update, next)
  const base = file.tail.end
  if (skipWhite(file.bytes, file.tail.start, base) !== base) refuse('PDF_STRUCTURE_DAMAGED', 'file does not end with its last revision', { offset: file.tail.start })
  const isStream = file.revisions[file.newest]!.kind === 'stream'
  const lastByte = file.bytes[base - 1]
  const parts: Uint8Array[] = lastByte === 0x0a || lastByte === 0x0d ? [] : [Uint8Array.of(0x0a)]
  let at = base + (parts[0]?.length ?? 0)
  const rows: Row[] = []
  const valueOffsets = new Map<number, number>()
  for (const { number, generation, value } of update.objects) {
    const encoded = encodeIndirect({ number, generation }, value instanceof Uint8Array ? value : encodeObject(value))
    rows.push({ number, generation, offset: at })
    valueOffsets.set(number, at + `${number} ${generation} obj\n`.length)
    parts.push(encoded)
    at += encoded.length
  }
  for (const number of update.freed ?? []) {
    const generation = file.getEntry(number)!.entry.generation
    rows.push({ number, generation: Math.min(generation + 1, 65_535), offset: null })
  }
  let size = Math.max(next, ...update.objects.map((object) => object.number + 1))
  const body = concatBytes(...parts)
  const sectionId = { number: size, generation: 0 }
  if (isStream) {
    rows.push({ ...sectionId, offset: at })
    size++
  }
  rows.sort((a, b) => a.number - b.number)
  const trailer = composeTrailer(file, update, size, body)
  const section = isStream ? encodeStreamSection(rows, trailer, sectionId) : encodeTable(rows, trailer)
  const ending = encodeLatin1(`startxref\n${at}\n%%EOF\n`)
  return { bytes: concatBytes(file.bytes, body, section, ending), valueOffsets }
}

/**
 * The file with one revision more (ISO 32000-2 §7.5.6): its bytes are an exact prefix, the new section is of the kind of its last one
 * (a plain table after a hybrid), /ID's second half changes, everything is deterministic. `file` must end with its last revision.
 * Throws PDF_XREF_DAMAGED, PDF_STRUCTURE_DAMAGED, PDF_TOO_LARGE.
 */
export function appendRevision(file: PdfFile, update: RevisionUpdate): Uint8Array<ArrayBuffer> {
  return composeRevision(file, update).bytes
}
