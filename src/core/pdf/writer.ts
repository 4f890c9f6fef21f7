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
  /** Of a signature dictionary encoded up to the value of its /Contents: how many bytes of signature there is to be room for. /ID does not depend on it. */
  readonly contentsSize?: number
}

export interface RevisionUpdate {
  readonly objects: readonly RevisionObject[]
  /** Numbers of objects in use that the revision frees. */
  readonly freed?: readonly number[]
  /** Entries set in the new trailer, over those that are carried over. */
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

/** `<`, `>` and the `>>` that closes the dictionary. */
const ROOM_FRAME = 4

/** Beyond it readers repair, or refuse (ISO 32000-1 Annex C). */
const MAX_OBJECT_NUMBER = 8_388_607
const MAX_TABLE_OFFSET = 9_999_999_999

/** The first object number that no revision of the file has used. */
export function nextNumber(file: PdfFile): number {
  let next = integerOf(file.trailer.entries.get('Size')) ?? 0
  for (const revision of file.revisions) next = Math.max(next, integerOf(revision.trailer.entries.get('Size')) ?? 0)
  return next
}

/** What says how a section is stored, and what each revision says anew. */
const OWN_ENTRIES = new Set(['Size', 'Prev', 'Root', 'Info', 'ID', 'XRefStm', 'Type', 'W', 'Index', 'Length', 'Filter', 'DecodeParms', 'F', 'FFilter', 'FDecodeParms', 'DL'])

/** A new trailer has every entry of the one before, whoever put it there (§7.5.6). */
function carriedEntries({ entries }: PdfDictionary): Record<string, PdfObject> {
  const carried: Record<string, PdfObject> = {}
  for (const [key, value] of entries) if (!OWN_ENTRIES.has(key)) carried[key] = value
  return carried
}

function composeTrailer(file: PdfFile, update: RevisionUpdate, size: number, said: Said): PdfDictionary {
  const { trailer } = file
  const last = file.revisions[file.newest]!
  const id = file.resolve(trailer.entries.get('ID'))
  const first = id.kind === 'array' ? file.resolve(id.items[0]) : undefined
  const changed = pdfString(sha256(encodeLatin1(`${last.end} `), first?.kind === 'string' ? first.bytes : new Uint8Array(0), ...said).subarray(0, 16), true)
  const composed = pdfDictionary({
    Size: pdfNumber(size),
    Root: trailer.entries.get('Root'),
    Info: trailer.entries.get('Info'),
    ID: pdfArray([first?.kind === 'string' ? pdfString(first.bytes, true) : changed, changed]),
    Prev: pdfNumber(last.sectionOffset),
    ...carriedEntries(trailer),
  })
  return update.trailer === undefined ? composed : withEntries(composed, update.trailer)
}

/** Past the last row of the run that begins at `start`. */
function endOfRun(rows: readonly Row[], start: number): number {
  let end = start + 1
  while (end < rows.length && rows[end]!.number === rows[end - 1]!.number + 1) end++
  return end
}

function writeTable(writer: ByteWriter, rows: readonly Row[], trailer: PdfDictionary): void {
  writer.latin1('xref\n')
  for (let at = 0; at < rows.length; ) {
    const end = endOfRun(rows, at)
    writer.latin1(`${rows[at]!.number} ${end - at}\n`)
    for (; at < end; at++) {
      const { offset, generation, isFree } = rows[at]!
      if (offset > MAX_TABLE_OFFSET) refuse('PDF_TOO_LARGE', 'offset does not fit a cross-reference table')
      writer.digits(offset, 10)
      if (generation === 0 && !isFree) {
        writer.latin1(' 00000 n \n')
        continue
      }
      writer.octet(0x20)
      writer.digits(generation, 5)
      writer.latin1(isFree ? ' f \n' : ' n \n')
    }
  }
  writer.latin1('trailer\n')
  writeObject(writer, trailer)
  writer.latin1('\n')
}

function composeIndex(rows: readonly Row[]): PdfObject {
  const index: PdfObject[] = []
  for (let at = 0, end; at < rows.length; at = end) {
    end = endOfRun(rows, at)
    index.push(pdfNumber(rows[at]!.number), pdfNumber(end - at))
  }
  return pdfArray(index)
}

function writeStreamSection(writer: ByteWriter, rows: readonly Row[], trailer: PdfDictionary, id: ObjectId): void {
  const data = new Uint8Array(rows.length * 8)
  rows.forEach(({ offset, generation, isFree }, i) => {
    data[i * 8] = isFree ? 0 : 1
    for (let digit = 0, rest = offset; digit < 5; digit++, rest = Math.floor(rest / 256)) data[i * 8 + 5 - digit] = rest % 256
    data[i * 8 + 6] = generation >> 8
    data[i * 8 + 7] = generation & 0xff
  })
  const stream = pdfStream({ Type: pdfName('XRef'), ...Object.fromEntries(trailer.entries), W: pdfArray([1, 5, 2].map(pdfNumber)), Index: composeIndex(rows) }, data)
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
function writeBody({ writer, base }: Page, objects: readonly RevisionObject[]): { said: Said; rows: Row[]; valueOffsets: Map<number, number> } {
  const rows: Row[] = []
  const valueOffsets = new Map<number, number>()
  const ends: number[] = []
  for (const object of objects) {
    const { number, generation, value, contentsSize } = object
    rows.push({ number, generation, isFree: false, offset: base + writer.length })
    const start = writeIndirect(writer, object, value, contentsSize)
    valueOffsets.set(number, base + start)
    if (contentsSize !== undefined && value instanceof Uint8Array) ends.push(start + value.length, start + value.length + 2 * contentsSize + ROOM_FRAME)
  }
  const written = writer.written()
  const said: Uint8Array[] = []
  for (let i = -1; i < ends.length; i += 2) said.push(written.subarray(i < 0 ? 0 : ends[i], ends[i + 1]))
  return { said, rows, valueOffsets }
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

/** Revisions are composed one after another, and what was composed is copied behind its file: they share the paper. */
const paper = new ByteWriter()
/** A larger one than nearly all need is not kept. */
const MAX_PAPER = 262_144

/** As appendRevision, also saying where each value was put. */
export function composeRevision(file: PdfFile, update: RevisionUpdate): ComposedRevision {
  const next = nextNumber(file)
  if (file.isEncrypted) refuse('PDF_ENCRYPTED', 'nothing is written into an encrypted file')
  checkObjects(file, update, next)
  const base = file.tail.end
  if (skipWhite(file.bytes, file.tail.start, base) !== base) refuse('PDF_STRUCTURE_DAMAGED', 'file does not end with its last revision', { offset: file.tail.start })
  let needed = 0
  for (const { value, contentsSize = 0 } of update.objects) needed += 2 * contentsSize + (value instanceof Uint8Array ? value.length : value.kind === 'stream' ? value.raw.length : 0)
  const writer = needed > MAX_PAPER ? new ByteWriter(needed + MAX_PAPER) : paper.clear()
  const page: Page = { writer, base }
  const lastByte = file.bytes[base - 1]
  if (lastByte !== 0x0a && lastByte !== 0x0d) writer.octet(0x0a)
  const { said, rows, valueOffsets } = writeBody(page, update.objects)
  const written = new Set(update.objects.map((object) => object.number))
  for (const { next: offset, ...id } of composeFreeRows(file, update.freed ?? [], written)) rows.push({ ...id, isFree: true, offset })
  const size = update.objects.reduce((highest, object) => Math.max(highest, object.number + 1), next)
  if (size > MAX_OBJECT_NUMBER) refuse('PDF_TOO_LARGE', 'object numbers run out', { size })
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
