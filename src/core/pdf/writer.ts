import { ByteWriter } from '../bytes/byte-writer.ts'
import { appendBytes } from '../bytes/room.ts'
import { sha256 } from '../bytes/sha256.ts'
import { encodeLatin1 } from '../bytes/text.ts'
import { skipWhite } from './character.ts'
import { closeIndirect, openIndirect, writeObject } from './encode.ts'
import { refuse } from './error.ts'
import { composeFreeRows } from './free-list.ts'
import { integerOf, pdfArray, pdfDictionary, pdfName, pdfNumber, pdfStream, pdfString, withEntries } from './object.ts'
import type { ObjectId, PdfDictionary, PdfObject } from './object.ts'
import type { PdfFile } from './reader.ts'
import { writeSignatureDictionary } from './signature-dictionary.ts'
import type { SignaturePlace } from './signature-dictionary.ts'

/** An object that a new revision writes: new, or instead of the one with this number. Bytes are taken as already encoded. */
export interface RevisionObject extends ObjectId {
  readonly value: PdfObject | Uint8Array
  /** Of a signature dictionary without its last entries, /ByteRange and /Contents: how many bytes of signature there is to be room for. /ID does not depend on it. */
  readonly contentsSize?: number
}

export interface RevisionUpdate {
  readonly objects: readonly RevisionObject[]
  /** Numbers of objects in use that the revision frees. */
  readonly freed?: readonly number[]
  /** Entries set in the new trailer, over those that are carried over. */
  readonly trailer?: Readonly<Record<string, PdfObject | undefined>>
}

export interface ComposedRevision {
  readonly bytes: Uint8Array<ArrayBuffer>
  /** Where in the file the signature that it has room for goes. */
  readonly place: SignaturePlace | null
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

/** The `>>` after the room, which closes the dictionary. */
const AFTER_ROOM = 2

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
  openIndirect(writer, id)
  writeObject(writer, stream)
  closeIndirect(writer)
}

/** The numbers of the objects that are written, each of which can be. */
function checkObjects(file: PdfFile, objects: readonly RevisionObject[]): Set<number> {
  const written = new Set<number>()
  for (const { number, generation } of objects) {
    const before = file.getEntry(number)?.entry
    const expected = before?.generation ?? 0
    const isSpent = before?.kind === 'free' && before.generation === 65_535
    if (number < 1 || written.has(number) || isSpent || generation !== expected) refuse('PDF_XREF_DAMAGED', 'object cannot be written so', { number, generation })
    written.add(number)
  }
  return written
}

function checkFreed(file: PdfFile, freed: readonly number[], written: ReadonlySet<number>, next: number): void {
  const isTwice = new Set(freed).size < freed.length
  for (const number of freed) {
    if (isTwice || number >= next || written.has(number) || file.getEntry(number) === null) refuse('PDF_XREF_DAMAGED', 'object cannot be freed', { number })
  }
}

/** The objects one after another, where each is, and what says what they are: all but the room that is left to be filled. */
function writeBody({ writer, base }: Page, objects: readonly RevisionObject[]): { said: Said; rows: Row[]; place: SignaturePlace | null } {
  const rows: Row[] = []
  let place: SignaturePlace | null = null
  for (const object of objects) {
    const { number, generation, value, contentsSize } = object
    rows.push({ number, generation, isFree: false, offset: base + writer.length })
    openIndirect(writer, object)
    if (value instanceof Uint8Array) writer.bytes(value)
    else if (contentsSize !== undefined && value.kind === 'dictionary') place = writeSignatureDictionary(writer, value, contentsSize)
    else writeObject(writer, value)
    closeIndirect(writer)
  }
  const written = writer.written()
  return { said: place === null ? [written] : [written.subarray(0, place.contentsStart), written.subarray(place.contentsEnd + AFTER_ROOM)], rows, place }
}

/**
 * The cross-reference section, in the kind of the newest one. A hybrid's table names every object; its /XRefStm, which it must
 * have, stands before it and names itself alone, so that readers of either kind see the same file (ISO 32000-2 §7.5.8.4).
 */
function writeSection({ writer, base }: Page, file: PdfFile, update: RevisionUpdate, rows: Row[], size: number, said: Said): void {
  const { kind } = file.revisions[file.newest]!
  rows.sort((a, b) => a.number - b.number)
  const at = base + writer.length
  let section = at
  if (kind === 'table') writeTable(writer, rows, composeTrailer(file, update, size, said))
  else {
    const id = { number: size, generation: 0 }
    const own: Row = { ...id, isFree: false, offset: at }
    const trailer = composeTrailer(file, update, size + 1, said)
    if (kind === 'stream') writeStreamSection(writer, [...rows, own], trailer, id)
    else {
      writeStreamSection(writer, [own], withEntries(trailer, { Prev: undefined }), id)
      section = base + writer.length
      writeTable(writer, rows, withEntries(trailer, { XRefStm: pdfNumber(at) }))
    }
  }
  writer.latin1(`startxref\n${section}\n%%EOF\n`)
}

const movePlace = ({ byteRangeStart, contentsStart, contentsEnd }: SignaturePlace, by: number): SignaturePlace => ({ byteRangeStart: byteRangeStart + by, contentsStart: contentsStart + by, contentsEnd: contentsEnd + by })

/** Revisions are composed one after another, and what was composed is copied behind its file: they share the paper. */
const paper = new ByteWriter()
/** A larger one than nearly all need is not kept. */
const MAX_PAPER = 262_144

/** As appendRevision, also saying where the signature goes. */
export function composeRevision(file: PdfFile, update: RevisionUpdate): ComposedRevision {
  const next = nextNumber(file)
  const { objects, freed = [] } = update
  if (file.isEncrypted) refuse('PDF_ENCRYPTED', 'nothing is written into an encrypted file')
  const numbers = checkObjects(file, objects)
  if (freed.length > 0) checkFreed(file, freed, numbers, next)
  const base = file.tail.end
  if (skipWhite(file.bytes, file.tail.start, base) !== base) refuse('PDF_STRUCTURE_DAMAGED', 'file does not end with its last revision', { offset: file.tail.start })
  let needed = 0
  for (const { value, contentsSize = 0 } of objects) needed += 2 * contentsSize + (value instanceof Uint8Array ? value.length : value.kind === 'stream' ? value.raw.length : 0)
  const writer = needed > MAX_PAPER ? new ByteWriter(needed + MAX_PAPER) : paper.clear()
  const page: Page = { writer, base }
  const lastByte = file.bytes[base - 1]
  if (lastByte !== 0x0a && lastByte !== 0x0d) writer.octet(0x0a)
  const { said, rows, place } = writeBody(page, objects)
  for (const { number, generation, next: offset } of composeFreeRows(file, freed, numbers)) rows.push({ number, generation, isFree: true, offset })
  let size = next
  for (const { number } of objects) size = Math.max(size, number + 1)
  if (size > MAX_OBJECT_NUMBER) refuse('PDF_TOO_LARGE', 'object numbers run out', { size })
  writeSection(page, file, update, rows, size, said)
  return { bytes: appendBytes(file.bytes, writer.written()), place: place === null ? null : movePlace(place, base) }
}

/**
 * The file with one revision more (ISO 32000-2 §7.5.6): its bytes are an exact prefix, the new section is of the kind of its last one, /ID's
 * second half changes, everything is deterministic. `file` must end with its last revision. Bytes with room (`core/bytes/room`) are
 * added to where they are. Throws PDF_XREF_DAMAGED, PDF_STRUCTURE_DAMAGED, PDF_TOO_LARGE, PDF_ENCRYPTED.
 */
export function appendRevision(file: PdfFile, update: RevisionUpdate): Uint8Array<ArrayBuffer> {
  return composeRevision(file, update).bytes
}
