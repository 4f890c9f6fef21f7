import { decodeLatin1 } from '../bytes/text.ts'
import type { PdfBounds } from './bounds.ts'
import { hasWordAt, isDigit, isRegular, skipWhite } from './character.ts'
import { refuse } from './error.ts'
import { isInsideWord, readIndirectObject } from './indirect.ts'
import { integerOf, nameOf } from './object.ts'
import type { PdfDictionary } from './object.ts'
import { ObjectParser } from './parser.ts'
import type { Repairs } from './repair.ts'
import { decodeStream } from './stream.ts'
import { ROW_LENGTH, TableRun } from './table-run.ts'

/** Where a cross-reference section says an object is. */
export type XrefEntry =
  /** `next` is the free object that follows in the list of free ones. */
  | { readonly kind: 'free'; readonly number: number; readonly generation: number; readonly next: number }
  | { readonly kind: 'offset'; readonly number: number; readonly generation: number; readonly offset: number }
  | { readonly kind: 'compressed'; readonly number: number; readonly generation: 0; readonly container: number; readonly index: number }

/** One cross-reference section with its trailer (ISO 32000-2 §7.5.4, §7.5.8). */
export interface XrefSection {
  readonly kind: 'table' | 'stream'
  /** Where startxref or /Prev says it is. */
  readonly given: number
  /** Where it is: the same, but for white space, or what the reading had to pass over. */
  readonly offset: number
  /** After the trailer dictionary, or after the stream's `endobj`. */
  readonly end: number
  readonly trailer: PdfDictionary
  readonly entries: ReadonlyMap<number, XrefEntry>
  /** No entry has a higher number. */
  readonly highest: number
}

/** What is left of a file's bounds, counted down while reading, and what had to be passed over. */
export interface Budget {
  readonly repairs: Repairs
  /** Added to every offset that the file names: not 0 where they count from a header that is not the first byte. */
  readonly shift: number
  entries: number
  inflatedBytes: number
}

/** Some producers reserve eight octets for every offset. */
const MAX_FIELD_OCTETS = 8

function damaged(message: string, offset: number): never {
  return refuse('PDF_XREF_DAMAGED', message, { offset })
}

function add(entries: Map<number, XrefEntry>, entry: XrefEntry, offset: number, repairs: Repairs): void {
  const first = entries.get(entry.number)
  if (first !== undefined) {
    if (JSON.stringify(first) !== JSON.stringify(entry)) damaged('an object stands twice in one section', offset)
    repairs.note('xref-entry-twice', 'PDF_XREF_DAMAGED', 'an object stands twice in one section', offset)
  }
  entries.set(entry.number, entry)
}

function spend(budget: Budget, count: number, bounds: PdfBounds): void {
  budget.entries -= count
  if (budget.entries < 0) refuse('PDF_TOO_LARGE', 'too many cross-reference entries', { maxEntries: bounds.maxEntries })
}

function readDigits(source: Uint8Array, at: number, count: number): number {
  let value = 0
  for (let i = at; i < at + count; i++) {
    const digit = source[i]! - 0x30
    if (!(digit >= 0 && digit <= 9)) damaged('malformed cross-reference entry', at)
    value = value * 10 + digit
  }
  return value
}

function readTableEntry(source: Uint8Array, at: number, number: number): XrefEntry {
  const offset = readDigits(source, at, 10)
  const generation = readDigits(source, at + 11, 5)
  const kind = source[at + 17]
  // MuPDF writes 65536 for object 0: of a free entry it says nothing
  if (kind === 0x66) return { kind: 'free', number, generation: Math.min(generation, 65_535), next: offset }
  if (generation > 65_535) damaged('generation out of range', at)
  if (kind !== 0x6e) damaged('malformed cross-reference entry', at)
  return { kind: 'offset', number, generation, offset }
}

/** Refuses what `readTableEntry` refuses, without making the entry. */
function checkRow(source: Uint8Array, at: number): void {
  readDigits(source, at, 10)
  const generation = readDigits(source, at + 11, 5)
  const kind = source[at + 17]
  if (kind === 0x66) return
  if (generation > 65_535) damaged('generation out of range', at)
  if (kind !== 0x6e) damaged('malformed cross-reference entry', at)
}

/** Whether `count` entries of 20 bytes each stand at `at`, as the standard has them. */
function isPlainRun(source: Uint8Array, at: number, count: number, limit: number): boolean {
  if (count * 20 > limit - at) return false
  for (let i = 0, row = at; i < count; i++, row += 20) {
    const first = source[row + 18]
    const second = source[row + 19]
    const isEnded = first === 0x20 ? second === 0x0d || second === 0x0a : first === 0x0d && second === 0x0a
    if (source[row + 10] !== 0x20 || source[row + 16] !== 0x20 || !isEnded) return false
  }
  return true
}

/** An entry spelled otherwise: three words, whatever white space lies between. */
function readLooseEntry(parser: ObjectParser, number: number): XrefEntry {
  const skip = (): void => void (parser.at = skipWhite(parser.source, parser.at, parser.limit))
  skip()
  const at = parser.at
  const offset = parser.readUnsigned()
  skip()
  const generation = parser.readUnsigned()
  skip()
  if (parser.takeWord('f')) return { kind: 'free', number, generation: Math.min(generation, 65_535), next: offset }
  if (generation > 65_535) damaged('generation out of range', at)
  if (!parser.takeWord('n')) damaged('malformed cross-reference entry', at)
  return { kind: 'offset', number, generation, offset }
}

const shiftEntry = (entry: XrefEntry, shift: number): XrefEntry => (shift > 0 && entry.kind === 'offset' ? { ...entry, offset: entry.offset + shift } : entry)

/** A run shorter than this is taken apart at once. */
const LONG_RUN = 32

/** A long first run, checked row by row and left as it is; null when it is short, or spelled otherwise. */
function readLongRun({ source, at, limit }: ObjectParser, first: number, count: number): TableRun | null {
  if (count < LONG_RUN || !isPlainRun(source, at, count, limit)) return null
  for (let row = at, end = at + count * ROW_LENGTH; row < end; row += ROW_LENGTH) checkRow(source, row)
  return new TableRun(source, at, first, count, readTableEntry)
}

function readRun(parser: ObjectParser, first: number, count: number, entries: Map<number, XrefEntry>, shift: number): void {
  const { source, limit, repairs } = parser
  if (count * 10 > limit - parser.at) damaged('cross-reference table is cut off', parser.at)
  const isPlain = isPlainRun(source, parser.at, count, limit)
  if (!isPlain) repairs.note('xref-entry-form', 'PDF_XREF_DAMAGED', 'malformed cross-reference entry', parser.at)
  for (let i = 0; i < count; i++) {
    const at = parser.at
    const entry = isPlain ? readTableEntry(source, at, first + i) : readLooseEntry(parser, first + i)
    if (isPlain) parser.at += ROW_LENGTH
    add(entries, shiftEntry(entry, shift), at, repairs)
  }
}

/** A table whose first run is numbered from 1 though it begins with the entry of object 0. */
function isMisnumbered(source: Uint8Array, at: number, first: number): boolean {
  return first === 1 && hasWordAt(source, at, '0000000000 65535 f')
}

function readTable(source: Uint8Array, given: number, offset: number, limit: number, bounds: PdfBounds, budget: Budget): XrefSection {
  const { repairs } = budget
  const parser = new ObjectParser(source, offset + 4, limit, bounds.maxDepth, repairs)
  let entries = new Map<number, XrefEntry>()
  let long: TableRun | null = null
  let highest = 0
  for (;;) {
    parser.at = skipWhite(source, parser.at, limit)
    if (parser.takeWord('trailer')) break
    if (hasWordAt(source, parser.at, 'trailer<<')) {
      parser.at += 7
      break
    }
    const start = parser.at
    let first = parser.readUnsigned()
    parser.at = skipWhite(source, parser.at, limit)
    const count = parser.readUnsigned()
    if (count === 0) continue
    parser.at = skipWhite(source, parser.at, limit)
    spend(budget, count, bounds)
    if (entries.size === 0 && long === null && isMisnumbered(source, parser.at, first)) {
      repairs.note('xref-first-number', 'PDF_XREF_DAMAGED', 'cross-reference table is numbered one too high', start)
      first = 0
    }
    const run: TableRun | null = entries.size === 0 && long === null && budget.shift === 0 ? readLongRun(parser, first, count) : null
    if (run !== null) {
      long = run
      parser.at += count * ROW_LENGTH
    } else {
      if (long !== null) entries = new Map(long)
      long = null
      readRun(parser, first, count, entries, budget.shift)
    }
    highest = Math.max(highest, first + count - 1)
  }
  const trailer = parser.readObject()
  if (trailer.kind !== 'dictionary') return damaged('trailer is not a dictionary', trailer.start)
  return { kind: 'table', given, offset, end: parser.at, trailer, entries: long ?? entries, highest }
}

function readWidths(dictionary: PdfDictionary, offset: number): [number, number, number] {
  const array = dictionary.entries.get('W')
  const widths = array?.kind === 'array' && array.items.length === 3 ? array.items.map(integerOf) : []
  const [type, second, third] = widths
  const fits = (width: number | null | undefined): width is number => typeof width === 'number' && width >= 0 && width <= MAX_FIELD_OCTETS
  if (!fits(type) || !fits(second) || !fits(third) || type + second + third === 0) return damaged('malformed /W', offset)
  return [type, second, third]
}

function readIndex(dictionary: PdfDictionary, size: number, offset: number): number[] {
  const array = dictionary.entries.get('Index')
  if (array === undefined) return [0, size]
  if (array.kind !== 'array' || array.items.length % 2 !== 0) return damaged('malformed /Index', offset)
  return array.items.map((item) => {
    const value = integerOf(item)
    return value !== null && value >= 0 ? value : damaged('malformed /Index', offset)
  })
}

function readField(bytes: Uint8Array, at: number, width: number): number {
  let value = 0
  for (let i = 0; i < width; i++) value = value * 256 + bytes[at + i]!
  return Number.isSafeInteger(value) ? value : damaged('number in a cross-reference stream out of range', at)
}

function streamEntry(number: number, type: number, second: number, third: number, offset: number): XrefEntry {
  if (type === 0) return { kind: 'free', number, generation: Math.min(third, 65_535), next: second }
  if (type === 1) {
    if (third > 65_535) damaged('generation out of range', offset)
    return { kind: 'offset', number, generation: third, offset: second }
  }
  // any other type is a reference to the null object (§7.5.8.3)
  if (type !== 2) return { kind: 'free', number, generation: 0, next: 0 }
  return { kind: 'compressed', number, generation: 0, container: second, index: third }
}

function readStreamSection(source: Uint8Array, given: number, offset: number, limit: number, bounds: PdfBounds, budget: Budget): XrefSection {
  const { object, end } = readIndirectObject(source, offset, limit, bounds.maxDepth, () => damaged('length of a cross-reference stream is not direct', offset), budget.repairs)
  if (object.kind !== 'stream' || nameOf(object.dictionary.entries.get('Type')) !== 'XRef') return damaged('no cross-reference section', offset)
  const { dictionary } = object
  const widths = readWidths(dictionary, offset)
  const size = integerOf(dictionary.entries.get('Size'))
  if (size === null || size < 0) return damaged('no /Size', offset)
  const index = readIndex(dictionary, size, offset)
  let count = 0
  for (let i = 1; i < index.length; i += 2) count += index[i]!
  spend(budget, count, bounds)
  const rowLength = widths[0] + widths[1] + widths[2]
  const bytes = decodeStream(object, Math.min(bounds.maxStreamBytes, budget.inflatedBytes, 2 * count * (rowLength + 1) + 1024))
  budget.inflatedBytes -= bytes.length
  if (bytes.length !== count * rowLength) budget.repairs.note('xref-stream-length', 'PDF_XREF_DAMAGED', 'cross-reference stream has another length than it says', offset)
  const entries = new Map<number, XrefEntry>()
  let at = 0
  let highest = 0
  for (let i = 0; i < index.length; i += 2) {
    highest = Math.max(highest, index[i]! + index[i + 1]! - 1)
    for (let j = 0; j < index[i + 1]! && at + rowLength <= bytes.length; j++, at += rowLength) {
      const type = widths[0] === 0 ? 1 : readField(bytes, at, widths[0])
      const second = readField(bytes, at + widths[0], widths[1])
      const third = readField(bytes, at + widths[0] + widths[1], widths[2])
      add(entries, shiftEntry(streamEntry(index[i]! + j, type, second, third, offset), budget.shift), offset, budget.repairs)
    }
  }
  return { kind: 'stream', given, offset, end, trailer: dictionary, entries, highest }
}

/** How far from where it is said to be a cross-reference section is looked for. */
const MAX_SECTION_SLACK = 32

/** Whether a cross-reference section, or an object that may be one, begins exactly here. */
export function isSectionAt(source: Uint8Array, at: number): boolean {
  if (isInsideWord(source, at)) return false
  if (hasWordAt(source, at, 'xref') && !isRegular(source[at + 4])) return true
  return isDigit(source[at]) && /^\d+\s+\d+\s+obj\b/.test(decodeLatin1(source.subarray(at, at + 32)))
}

/** Where the section is: at `given`, after white space there, or — noted — a few bytes off. */
function findSection(source: Uint8Array, given: number, budget: Budget): number {
  const isSection = (at: number): boolean => isSectionAt(source, at)
  const at = skipWhite(source, given, Math.min(source.length, given + MAX_SECTION_SLACK))
  if (isSection(at)) return at
  for (let distance = 1; distance <= MAX_SECTION_SLACK; distance++) {
    for (const near of [given - distance, given + distance]) {
      if (near < 0 || !hasWordAt(source, near, 'xref') || !isSection(near)) continue
      budget.repairs.note('xref-offset', 'PDF_XREF_DAMAGED', 'no cross-reference section where one should be', given)
      return near
    }
  }
  return damaged('no cross-reference section where one should be', given)
}

/**
 * The cross-reference section that startxref or /Prev says is at `given`.
 * Throws PDF_XREF_DAMAGED, PDF_SYNTAX_DAMAGED, PDF_STREAM_DAMAGED, PDF_TOO_LARGE.
 */
export function readXrefSection(source: Uint8Array, given: number, bounds: PdfBounds, budget: Budget): XrefSection {
  const limit = source.length
  if (given < 8 || given >= limit) damaged('startxref or /Prev points outside the file', given)
  const offset = findSection(source, given, budget)
  const section = hasWordAt(source, offset, 'xref')
    ? readTable(source, given, offset, limit, bounds, budget)
    : readStreamSection(source, given, offset, limit, bounds, budget)
  const size = integerOf(section.trailer.entries.get('Size'))
  if (size === null || size < 0) damaged('no /Size', offset)
  for (const entry of section.highest < size ? [] : section.entries.values()) {
    if (entry.number >= size && entry.kind !== 'free') budget.repairs.note('size-too-small', 'PDF_XREF_DAMAGED', 'an entry lies past /Size', offset)
  }
  return section
}
