import { indexOfBytes } from '../bytes/compare.ts'
import { encodeLatin1 } from '../bytes/text.ts'
import { DEFAULT_BOUNDS } from './bounds.ts'
import type { PdfBounds } from './bounds.ts'
import { endOfLineLength, isDigit } from './character.ts'
import { openEncryption } from './encryption.ts'
import type { Decryption } from './encryption.ts'
import { EntryHistory } from './entry-history.ts'
import type { PlacedEntry } from './entry-history.ts'
import { refuse } from './error.ts'
import { readIndirectObject } from './indirect.ts'
import { dictionaryOf, integerOf, nameOf, PDF_NULL } from './object.ts'
import type { ObjectId, PdfDictionary, PdfObject, PdfReference, PdfStream, Span } from './object.ts'
import { readObjectStream } from './object-stream.ts'
import type { ObjectStream } from './object-stream.ts'
import { readPages } from './page.ts'
import type { PdfPage } from './page.ts'
import { Repairs } from './repair.ts'
import type { Repair } from './repair.ts'
import { continueRevisions, findShift, readRevisions } from './revision.ts'
import type { Revision } from './revision.ts'
import { decodeStream } from './stream.ts'
import type { Budget, XrefEntry } from './xref.ts'

const MAX_REFERENCE_CHAIN = 16
const PREFIX = encodeLatin1('%PDF-')

/** An indirect object, where it was found and which revision wrote it. */
export interface LocatedObject extends ObjectId {
  readonly object: PdfObject
  readonly revision: number
  /** Number of the object stream that holds it, or null. When set, offsets are into that stream's decoded bytes, else into the file. */
  readonly container: number | null
  /** Extent of `n g obj … endobj`, or of the object itself inside its container. */
  readonly start: number
  readonly end: number
}

/** A PDF read strictly: every object as of every revision. Made by `readPdf`. */
export class PdfFile {
  readonly bytes: Uint8Array
  readonly bounds: PdfBounds
  /** From the header, e.g. `1.7`; the catalog's /Version may raise it. */
  readonly headerVersion: string
  /** Oldest first, at least one. */
  readonly revisions: readonly Revision[]
  /** Bytes after the last revision: empty in an honest file. */
  readonly tail: Span
  readonly #budget: Budget
  readonly #history: EntryHistory
  readonly #objects = new Map<XrefEntry, LocatedObject>()
  readonly #containers = new Map<string, ObjectStream>()
  readonly #active = new Set<number>()
  readonly #made = new Map<(file: PdfFile) => unknown, unknown>()
  #decryption: Decryption | null = null

  constructor(bytes: Uint8Array, bounds: PdfBounds, headerVersion: string, revisions: readonly Revision[], budget: Budget) {
    this.bytes = bytes
    this.bounds = bounds
    this.headerVersion = headerVersion
    this.revisions = revisions
    this.tail = { start: revisions[revisions.length - 1]!.end, end: bytes.length }
    this.#budget = budget
    this.#history = new EntryHistory(revisions)
    this.#decryption = this.#openEncryption()
  }

  /** Strings and streams of the file are encrypted, and were decrypted with the empty password. */
  get isEncrypted(): boolean {
    return this.#decryption !== null
  }

  /** What a tolerant reading has passed over so far; objects are read when asked for, so it may grow. Empty for a strict one. */
  get repairs(): Repair[] {
    return this.#budget.repairs.list()
  }

  /** Where a tolerant reading notes what it passes over; a strict one refuses it. */
  get reading(): Repairs {
    return this.#budget.repairs
  }

  /** What is added to the offsets that the file names: the place of its header, where they count from that; else 0. */
  get shift(): number {
    return this.#budget.shift
  }

  /** Index of the newest revision. */
  get newest(): number {
    return this.revisions.length - 1
  }

  /** The newest revision's trailer. */
  get trailer(): PdfDictionary {
    return this.revisions[this.newest]!.trailer
  }

  /** The newest catalog. */
  get root(): PdfDictionary {
    return this.getRoot()
  }

  /** The newest revision's pages, in order. */
  get pages(): readonly PdfPage[] {
    return readPages(this)
  }

  /** What `make` makes of this file: made once and gone with the file. (Entries of a WeakMap keep what they lead to, and so the file, through all small collections.) */
  recall<T>(make: (file: PdfFile) => T): T {
    const known = this.#made.get(make)
    if (known !== undefined) return known as T
    const made = make(this)
    this.#made.set(make, made)
    return made
  }

  /** Where an object number is as of a revision, and which revision said so; null when it was never written. */
  getEntry(number: number, revision = this.newest): PlacedEntry | null {
    return this.#history.find(number, revision)
  }

  /** The object as of a revision; the null object when it is free, unknown or of another generation (ISO 32000-2 §7.3.10). Throws what damage calls for. */
  getObject(id: ObjectId, revision = this.newest): PdfObject {
    return this.locate(id, revision)?.object ?? PDF_NULL
  }

  /** Like getObject, with its place; null where getObject gives the null object of a reference to nothing. */
  locate(id: ObjectId, revision = this.newest): LocatedObject | null {
    const found = this.getEntry(id.number, revision)
    if (found === null || found.entry.kind === 'free' || found.entry.generation !== id.generation) return null
    const key = found.entry
    const known = this.#objects.get(key)
    if (known !== undefined) return known
    if (this.#active.has(id.number)) refuse('PDF_XREF_CYCLE', 'an object is needed to read itself', { number: id.number })
    this.#active.add(id.number)
    try {
      const located = this.#read(found.entry, found.revision, revision)
      const { object } = located
      if (object.kind !== 'stream' || !object.hasIndirectLength) this.#objects.set(key, located)
      return located
    } finally {
      this.#active.delete(id.number)
    }
  }

  /** Follows references until something direct is there. */
  resolve(object: PdfObject | undefined, revision = this.newest): PdfObject {
    let value = object ?? PDF_NULL
    for (let steps = 0; value.kind === 'reference'; steps++) {
      if (steps >= MAX_REFERENCE_CHAIN) refuse('PDF_TOO_DEEP', 'chain of references too long', { number: value.number })
      value = this.getObject(value, revision)
    }
    return value
  }

  /** The resolved value under a key; the null object when there is none. */
  get(dictionary: PdfDictionary, key: string, revision = this.newest): PdfObject {
    return this.resolve(dictionary.entries.get(key), revision)
  }

  /** The resolved dictionary (or stream's dictionary) under a key, or null. */
  getDictionary(dictionary: PdfDictionary, key: string, revision = this.newest): PdfDictionary | null {
    return dictionaryOf(this.get(dictionary, key, revision))
  }

  /** The catalog as of a revision. Throws PDF_STRUCTURE_DAMAGED. */
  getRoot(revision = this.newest): PdfDictionary {
    const root = this.get(this.revisions[revision]!.trailer, 'Root', revision)
    if (root.kind !== 'dictionary') return refuse('PDF_STRUCTURE_DAMAGED', 'no catalog', { revision })
    return root
  }

  /** What names the catalog as of a revision. Throws PDF_STRUCTURE_DAMAGED. */
  getRootReference(revision = this.newest): PdfReference {
    const root = this.revisions[revision]!.trailer.entries.get('Root')
    return root?.kind === 'reference' ? root : refuse('PDF_STRUCTURE_DAMAGED', '/Root is not a reference', { revision })
  }

  /** A stream's bytes with filters undone. Throws PDF_STREAM_DAMAGED, PDF_FILTER_UNSUPPORTED, PDF_TOO_LARGE. */
  decode(stream: PdfStream, revision = this.newest): Uint8Array {
    return decodeStream(stream, this.bounds.maxStreamBytes, (object) => this.resolve(object, revision))
  }

  /** Numbers of the objects in the object stream of this number, whether an entry names them or not; empty for any other object. Throws what damage calls for. */
  listPacked(number: number, revision = this.newest): readonly number[] {
    const object = this.getObject({ number, generation: 0 }, revision)
    const isContainer = object.kind === 'stream' && nameOf(object.dictionary.entries.get('Type')) === 'ObjStm'
    return isContainer ? this.#container(number, revision).numbers : []
  }

  /** Every object in use as of a revision, by number. */
  listObjects(revision = this.newest): ObjectId[] {
    return this.#history.listInUse(revision)
  }

  #read(entry: Exclude<XrefEntry, { kind: 'free' }>, entryRevision: number, revision: number): LocatedObject {
    if (entry.kind === 'compressed') {
      const object = this.#container(entry.container, revision).read(entry.index, entry.number)
      return { number: entry.number, generation: 0, object, revision: entryRevision, container: entry.container, start: object.start, end: object.end }
    }
    const limit = this.revisions[entryRevision]!.end
    const resolveLength = (reference: PdfReference): number => {
      const length = integerOf(this.resolve(reference, revision))
      return length !== null && length >= 0 ? length : refuse('PDF_STREAM_DAMAGED', 'stream has no length', { offset: entry.offset })
    }
    const found = readIndirectObject(this.bytes, entry.offset, limit, this.bounds.maxDepth, resolveLength, this.#budget.repairs)
    if (found.number !== entry.number || found.generation !== entry.generation) refuse('PDF_XREF_DAMAGED', 'an entry does not point at its object', { offset: entry.offset, number: entry.number })
    const object = this.#decryption === null ? found.object : this.#decryption.decrypt(found, found.object)
    return { number: found.number, generation: found.generation, object, start: found.start, end: found.end, revision: entryRevision, container: null }
  }

  /**
   * The file that `appendRevision` made of this one: its bytes begin with these in the same buffer, so only the revisions behind them are read,
   * as strictly as all others. In another buffer, all is read.
   */
  readAppended(bytes: Uint8Array): PdfFile {
    const isSame = bytes.buffer === this.bytes.buffer && bytes.byteOffset === this.bytes.byteOffset && bytes.length >= this.bytes.length
    if (!isSame || this.isEncrypted || this.reading.isTolerant || bytes.length > this.bounds.maxBytes) return readPdf(bytes, this.bounds)
    const budget = { ...this.#budget }
    const revisions = continueRevisions(bytes, this.revisions, this.bounds, budget)
    if (revisions === null) return readPdf(bytes, this.bounds)
    const file = new PdfFile(bytes, this.bounds, this.headerVersion, revisions, budget)
    this.#objects.forEach((located, entry) => file.#objects.set(entry, located))
    this.#containers.forEach((container, key) => file.#containers.set(key, container))
    return file
  }

  /** One way of encryption for all revisions (ISO 32000-2 §7.6.1): an update that sets or drops it would show other content than was signed. */
  #openEncryption(): Decryption | null {
    const given = this.trailer.entries.get('Encrypt')
    const hasOther = this.revisions.some(({ trailer }) => trailer.entries.has('Encrypt') !== (given !== undefined))
    if (hasOther) refuse('PDF_ENCRYPTION_DAMAGED', 'revisions differ in whether they are encrypted')
    if (given === undefined) return null
    const dictionary = dictionaryOf(this.#resolveDeep(given, 0))
    const ids = this.resolve(this.trailer.entries.get('ID'))
    const first = ids.kind === 'array' ? this.resolve(ids.items[0]) : null
    if (dictionary === null) return refuse('PDF_ENCRYPTION_DAMAGED', '/Encrypt is no dictionary')
    const decryption = openEncryption(dictionary, given.kind === 'reference' ? given : null, first?.kind === 'string' ? first.bytes : new Uint8Array(0))
    this.#objects.clear()
    return decryption
  }

  /** An object with the references inside it followed, as far as /Encrypt is deep. */
  #resolveDeep(object: PdfObject, depth: number): PdfObject {
    const value = this.resolve(object)
    if (value.kind !== 'dictionary' || depth > 3) return value
    return { ...value, entries: new Map([...value.entries].map(([key, entry]) => [key, this.#resolveDeep(entry, depth + 1)])) }
  }

  #container(number: number, revision: number): ObjectStream {
    const located = this.locate({ number, generation: 0 }, revision)
    const key = `${number} ${located?.revision}`
    const known = this.#containers.get(key)
    if (known !== undefined) return known
    const stream = located?.object
    if (stream?.kind !== 'stream' || located?.container !== null || nameOf(stream.dictionary.entries.get('Type')) !== 'ObjStm') {
      return refuse('PDF_XREF_DAMAGED', 'an entry names an object stream that is none', { number })
    }
    const limit = Math.min(this.bounds.maxStreamBytes, this.#budget.inflatedBytes)
    const bytes = decodeStream(stream, limit, (object) => this.resolve(object, revision))
    this.#budget.inflatedBytes -= bytes.length
    const container = readObjectStream(bytes, stream.dictionary, this.bounds.maxDepth, this.#budget.repairs)
    this.#containers.set(key, container)
    return container
  }
}

/** How far into a file its header is looked for. */
const MAX_PREFACE = 1024

function readVersion(bytes: Uint8Array, repairs: Repairs): { version: string; header: number } {
  const found = indexOfBytes(bytes.subarray(0, MAX_PREFACE + PREFIX.length), PREFIX)
  if (found < 0) refuse('PDF_NOT_A_PDF', 'no PDF header at the first byte')
  if (found > 0) repairs.note('header-preceded', 'PDF_NOT_A_PDF', 'no PDF header at the first byte', 0)
  const at = found + PREFIX.length
  const isVersion = isDigit(bytes[at]) && bytes[at + 1] === 0x2e && isDigit(bytes[at + 2])
  // spaces after it are read by everybody in the same way
  let end = at + 3
  while (bytes[end] === 0x20 || bytes[end] === 0x09) end++
  if (!isVersion || endOfLineLength(bytes, end) === 0) repairs.note('header-form', 'PDF_NOT_A_PDF', 'header is not a version on a line of its own', at)
  return { version: isVersion ? String.fromCharCode(bytes[at]!, bytes[at + 1]!, bytes[at + 2]!) : '1.0', header: found }
}

function read(bytes: Uint8Array, bounds: Partial<PdfBounds>, repairs: Repairs): PdfFile {
  const limits = { ...DEFAULT_BOUNDS, ...bounds }
  if (bytes.length > limits.maxBytes) refuse('PDF_TOO_LARGE', 'file is larger than allowed', { maxBytes: limits.maxBytes })
  const { version, header } = readVersion(bytes, repairs)
  const shift = header > 0 ? findShift(bytes, header) : 0
  if (shift > 0) repairs.note('header-displaced', 'PDF_NOT_A_PDF', 'offsets count from a header that is not the first byte', header)
  const budget: Budget = { repairs, shift, entries: limits.maxEntries, inflatedBytes: limits.maxInflatedBytes }
  return new PdfFile(bytes, limits, version, readRevisions(bytes, limits, budget), budget)
}

/**
 * Reads a PDF strictly: header at the first byte, every cross-reference section of every revision, every entry pointing exactly at its
 * object. Objects are read when asked for. Damage is refused and never repaired; `bytes` is kept, not copied.
 * Throws CodedError with a PdfErrorCode.
 */
export function readPdf(bytes: Uint8Array, bounds: Partial<PdfBounds> = {}): PdfFile {
  return read(bytes, bounds, new Repairs(false))
}

/**
 * Reads a PDF as the judge must: deviations that every reader of the world passes over are passed over too and noted in `repairs`, so that
 * a verdict can be lowered for them; what readers differ about is refused as `readPdf` does. SPEC.md has the table.
 */
export function readPdfTolerantly(bytes: Uint8Array, bounds: Partial<PdfBounds> = {}): PdfFile {
  return read(bytes, bounds, new Repairs(true))
}
