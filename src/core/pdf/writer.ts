import { ByteWriter } from '../bytes/byte-writer.ts'
import { appendBytes } from '../bytes/room.ts'
import { sha256 } from '../bytes/sha256.ts'
import { encodeLatin1 } from '../bytes/text.ts'
import { skipWhite } from './character.ts'
import { writeIndirect, writeObject } from './encode.ts'
import { refuse } from './error.ts'
import { composeFreeRows } from './free-list.ts'
import { integerOf, pdfArray, pdfDictionary, pdfName, pdfNumber, pdfStream, pdfString, withEntries } from './object.ts'
import type { ObjectId, PdfDictionary, PdfObject } from './object.ts'
import type { PdfFile } from './reader.ts'

/** An object that a new revision writes: new, or instead of the one with this number. Bytes are taken as already encoded. */
export interface RevisionObject extends ObjectId {
  readonly value: PdfObject | Uint8Array
  /** How many of an encoded value's first bytes say what the object is; what follows is room to be filled, and /ID does not depend on it. All when absent. */
  readonly said?: number
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

interface Row extends ObjectId {
  readonly isFree: boolean
  /** Of the object, or the number of the next free one. */
  readonly offset: number
}

/** A revision being written. */
interface Page {
  readonly writer: ByteWriter
  /** Where the writer's first byte will stand in the file. */
  readonly base: number
}

/** What of the objects says what they are, piece by piece. */
type Said = readonly Uint8Array[]

const MAX_TABLE_OFFSET = 9_999_999_999

/** The first object number that no revision of the file has used. */
export function nextNumber(file: PdfFile): number {
  let next = integerOf(file.trailer.entries.get('Size')) ?? 0
  for (const revision of file.revisions) next = Math.max(next, integerOf(revision.trailer.entries.get('Size')) ?? 0)
  return next
}

function composeTrailer(file: PdfFile, update: RevisionUpdate, size: number, said: Said): PdfDictionary {
  const { trailer } = file
  const last = file.revisions[file.newest]!
  const id = file.resolve(trailer.entries.get('ID'))
  const first = id.kind === 'array' ? file.resolve(id.items[0]) : undefined
  const changed = pdfString(sha256(encodeLatin1(`${last.end} `), first?.kind === 'string' ? first.bytes : new Uint8Array(0), ...said).subarray(0, 16), true)
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

function writeTable(writer: ByteWriter, rows: readonly Row[], trailer: PdfDictionary): void {
  writer.latin1('xref\n')
  for (const group of groupRows(rows)) {
    writer.latin1(`${group[0]!.number} ${group.length}\n`)
    for (const { offset, generation, isFree } of group) {
      if (offset > MAX_TABLE_OFFSET) refuse('PDF_TOO_LARGE', 'offset does not fit a cross-reference table')
      writer.digits(offset, 10)
      writer.octet(0x20)
      writer.digits(generation, 5)
      writer.latin1(isFree ? ' f \n' : ' n \n')
    }
  }
  writer.latin1('trailer\n')
  writeObject(writer, trailer)
  writer.latin1('\n')
}

function writeStreamSection(writer: ByteWriter, rows: readonly Row[], trailer: PdfDictionary, id: ObjectId): void {
  const index = [...groupRows(rows)].flatMap((group) => [pdfNumber(group[0]!.number), pdfNumber(group.length)])
  const data = new Uint8Array(rows.length * 8)
  rows.forEach(({ offset, generation, isFree }, i) => {
    data[i * 8] = isFree ? 0 : 1
    for (let digit = 0, rest = offset; digit < 5; digit++, rest = Math.floor(rest / 256)) data[i * 8 + 5 - digit] = rest % 256
    data[i * 8 + 6] = generation >> 8
    data[i * 8 + 7] = generation & 0xff
  })
  const stream = pdfStream({ Type: pdfName('XRef'), ...Object.fromEntries(trailer.entries), W: pdfArray([1, 5, 2].map(pdfNumber)), Index: pdfArray(index) }, data)
  writeIndirect(writer, id, stream)
}

function checkObjects(file: PdfFile, update: RevisionUpdate, next: number): void {
  const seen = new Set<number>()
  for (const { number, generation } of update.objects) {
    const before = file.getEntry(number)?.entry
    const expected = before?.generation ?? 0
    const isSpent = before?.kind === 'free' && before.generation === 65_535
    if (number < 1 || seen.has(number) || isSpent || generation !== expected) refuse('PDF_XREF_DAMAGED', 'object cannot be written so', { number, generation })
    seen.add(number)
  }
  for (const number of update.freed ?? []) {
    if (number >= next || seen.has(number) || file.getEntry(number) === null) refuse('PDF_XREF_DAMAGED', 'object cannot be freed', { number })
    seen.add(number)
  }
}

/** The objects one after another, where each is, and what says what they are: all but the room that is left to be filled. */
function writeBody({ writer, base }: Page, update: RevisionUpdate): { said: Said; rows: Row[]; valueOffsets: Map<number, number> } {
  const rows: Row[] = []
  const valueOffsets = new Map<number, number>()
  const ends: [from: number, to: number][] = []
  let from = 0
  for (const { number, generation, value, said } of update.objects) {
    rows.push({ number, generation, isFree: false, offset: base + writer.length })
    const start = writeIndirect(writer, { number, generation }, value)
    valueOffsets.set(number, base + start)
    if (said === undefined || !(value instanceof Uint8Array)) continue
    ends.push([from, start + said])
    from = start + value.length
  }
  ends.push([from, writer.length])
  const written = writer.written()
  return { said: ends.map(([first, end]) => written.subarray(first, end)), rows, valueOffsets }
}

/**
 * The cross-reference section, in the kind of the newest one. A hybrid's table names every object; its /XRefStm, which it must
 * have, stands before it and names itself alone, so that readers of either kind see the same file (ISO 32000-2 §7.5.8.4).
 */
function writeSection({ writer, base }: Page, file: PdfFile, update: RevisionUpdate, rows: readonly Row[], size: number, said: Said): void {
  const { kind } = file.revisions[file.newest]!
  const sorted = (list: readonly Row[]): Row[] => [...list].sort((a, b) => a.number - b.number)
  const at = base + writer.length
  let section = at
  if (kind === 'table') writeTable(writer, sorted(rows), composeTrailer(file, update, size, said))
  else {
    const id = { number: size, generation: 0 }
    const own: Row = { ...id, isFree: false, offset: at }
    const trailer = composeTrailer(file, update, size + 1, said)
    if (kind === 'stream') writeStreamSection(writer, sorted([...rows, own]), trailer, id)
    else {
      writeStreamSection(writer, [own], withEntries(trailer, { Prev: undefined }), id)
      section = base + writer.length
      writeTable(writer, sorted(rows), withEntries(trailer, { XRefStm: pdfNumber(at) }))
    }
  }
  writer.latin1(`startxref\n${section}\n%%EOF\n`)
}

/** Room for what a revision usually has besides objects given as bytes. */
const USUAL_ROOM = 4096

/** As appendRevision, also saying where each value was put. */
export function composeRevision(file: PdfFile, update: RevisionUpdate): ComposedRevision {
  const next = nextNumber(file)
  if (file.isEncrypted) refuse('PDF_ENCRYPTED', 'nothing is written into an encrypted file')
  checkObjects(file, update, next)
  const base = file.tail.end
  if (skipWhite(file.bytes, file.tail.start, base) !== base) refuse('PDF_STRUCTURE_DAMAGED', 'file does not end with its last revision', { offset: file.tail.start })
  const writer = new ByteWriter(update.objects.reduce((sum, { value }) => sum + (value instanceof Uint8Array ? value.length : 0), USUAL_ROOM))
  const page: Page = { writer, base }
  const lastByte = file.bytes[base - 1]
  if (lastByte !== 0x0a && lastByte !== 0x0d) writer.octet(0x0a)
  const { said, rows, valueOffsets } = writeBody(page, update)
  const written = new Set(update.objects.map((object) => object.number))
  for (const { next: offset, ...id } of composeFreeRows(file, update.freed ?? [], written)) rows.push({ ...id, isFree: true, offset })
  const size = update.objects.reduce((highest, object) => Math.max(highest, object.number + 1), next)
  writeSection(page, file, update, rows, size, said)
  return { bytes: appendBytes(file.bytes, writer.written()), valueOffsets }
}

/**
 * The file with one revision more (ISO 32000-2 §7.5.6): its bytes are an exact prefix, the new section is of the kind of its last one, /ID's
 * second half changes, everything is deterministic. `file` must end with its last revision. Bytes with room (`core/bytes/room`) are
 * added to where they are. Throws PDF_XREF_DAMAGED, PDF_STRUCTURE_DAMAGED, PDF_TOO_LARGE, PDF_ENCRYPTED.
 */
export function appendRevision(file: PdfFile, update: RevisionUpdate): Uint8Array<ArrayBuffer> {
  return composeRevision(file, update).bytes
}
