import type { PdfBounds } from './bounds.ts'
import { isDigit, skipWhite } from './character.ts'
import { refuse } from './error.ts'
import { readIndirectObject } from './indirect.ts'
import { integerOf, nameOf } from './object.ts'
import type { PdfDictionary } from './object.ts'
import { ObjectParser } from './parser.ts'
import { decodeStream } from './stream.ts'

/** Where a cross-reference section says an object is. */
export type XrefEntry =
  /** `next` is the free object that follows in the list of free ones. */
  | { readonly kind: 'free'; readonly number: number; readonly generation: number; readonly next: number }
  | { readonly kind: 'offset'; readonly number: number; readonly generation: number; readonly offset: number }
  | { readonly kind: 'compressed'; readonly number: number; readonly generation: 0; readonly container: number; readonly index: number }

/** One cross-reference section with its trailer (ISO 32000-2 §7.5.4, §7.5.8). */
export interface XrefSection {
  readonly kind: 'table' | 'stream'
  readonly offset: number
  /** After the trailer dictionary, or after the stream's `endobj`. */
  readonly end: number
  readonly trailer: PdfDictionary
  readonly entries: Map<number, XrefEntry>
}

/** What is left of a file's bounds; counted down while reading. */
export interface Budget {
  entries: number
  inflatedBytes: number
}

/** Some producers reserve eight octets for every offset. */
const MAX_FIELD_OCTETS = 8

function damaged(message: string, offset: number): never {
  return refuse('PDF_XREF_DAMAGED', message, { offset })
}

function add(entries: Map<number, XrefEntry>, entry: XrefEntry, offset: number): void {
  if (entries.has(entry.number)) damaged('an object stands twice in one section', offset)
  entries.set(entry.number, entry)
}

function spend(budget: Budget, count: number, bounds: PdfBounds): void {
  budget.entries -= count
  if (budget.entries < 0) refuse('PDF_TOO_LARGE', 'too many cross-reference entries', { maxEntries: bounds.maxEntries })
}

function readDigits(source: Uint8Array, at: number, count: number): number {
  let value = 0
  for (let i = 0; i < count; i++) {
    const code = source[at + i]
    if (!isDigit(code)) damaged('malformed cross-reference entry', at)
    value = value * 10 + code! - 0x30
  }
  return value
}

function readTableEntry(source: Uint8Array, at: number, number: number): XrefEntry {
  const offset = readDigits(source, at, 10)
  const generation = readDigits(source, at + 11, 5)
  const kind = source[at + 17]
  const [first, second] = [source[at + 18]!, source[at + 19]!]
  const isEnded = first === 0x20 ? second === 0x0d || second === 0x0a : first === 0x0d && second === 0x0a
  if (source[at + 10] !== 0x20 || source[at + 16] !== 0x20 || !isEnded) damaged('malformed cross-reference entry', at)
  if (generation > 65_535) damaged('generation out of range', at)
  if (kind === 0x66) return { kind: 'free', number, generation, next: offset }
  if (kind !== 0x6e) damaged('malformed cross-reference entry', at)
  return { kind: 'offset', number, generation, offset }
}

function readTable(source: Uint8Array, offset: number, limit: number, bounds: PdfBounds, budget: Budget): XrefSection {
  const parser = new ObjectParser(source, offset + 4, limit, bounds.maxDepth)
  const entries = new Map<number, XrefEntry>()
  for (;;) {
    parser.at = skipWhite(source, parser.at, limit)
    if (parser.takeWord('trailer')) break
    const first = parser.readUnsigned()
    parser.at = skipWhite(source, parser.at, limit)
    const count = parser.readUnsigned()
    if (count === 0) continue
    parser.at = skipWhite(source, parser.at, limit)
    if (count * 20 > limit - parser.at) damaged('cross-reference table is cut off', parser.at)
    spend(budget, count, bounds)
    for (let i = 0; i < count; i++, parser.at += 20) add(entries, readTableEntry(source, parser.at, first + i), parser.at)
  }
  const trailer = parser.readObject()
  if (trailer.kind !== 'dictionary') return damaged('trailer is not a dictionary', trailer.start)
  return { kind: 'table', offset, end: parser.at, trailer, entries }
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
  if (type !== 2) damaged('unknown kind of cross-reference entry', offset)
  return { kind: 'compressed', number, generation: 0, container: second, index: third }
}

function readStreamSection(source: Uint8Array, offset: number, limit: number, bounds: PdfBounds, budget: Budget): XrefSection {
  const { object, end } = readIndirectObject(source, offset, limit, bounds.maxDepth, () => damaged('length of a cross-reference stream is not direct', offset))
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
  if (bytes.length !== count * rowLength) return damaged('cross-reference stream has another length than it says', offset)
  const entries = new Map<number, XrefEntry>()
  let at = 0
  for (let i = 0; i < index.length; i += 2) {
    for (let j = 0; j < index[i + 1]!; j++, at += rowLength) {
      const type = widths[0] === 0 ? 1 : readField(bytes, at, widths[0])
      const second = readField(bytes, at + widths[0], widths[1])
      const third = readField(bytes, at + widths[0] + widths[1], widths[2])
      add(entries, streamEntry(index[i]! + j, type, second, third, offset), offset)
    }
  }
  return { kind: 'stream', offset, end, trailer: dictionary, entries }
}

/**
 * The cross-reference section exactly at `offset`.
 * Throws PDF_XREF_DAMAGED, PDF_SYNTAX_DAMAGED, PDF_STREAM_DAMAGED, PDF_TOO_LARGE.
 */
export function readXrefSection(source: Uint8Array, offset: number, bounds: PdfBounds, budget: Budget): XrefSection {
  const limit = source.length
  if (offset < 8 || offset >= limit) damaged('startxref or /Prev points outside the file', offset)
  const section = new ObjectParser(source, offset, limit, 0).takeWord('xref')
    ? readTable(source, offset, limit, bounds, budget)
    : isDigit(source[offset])
      ? readStreamSection(source, offset, limit, bounds, budget)
      : damaged('no cross-reference section where one should be', offset)
  const size = integerOf(section.trailer.entries.get('Size'))
  if (size === null || size < 0) damaged('no /Size', offset)
  for (const number of section.entries.keys()) if (number >= size) damaged('an entry lies past /Size', offset)
  return section
}
