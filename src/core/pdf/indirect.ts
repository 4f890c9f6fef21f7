import { indexOfBytes } from '../bytes/compare.ts'
import { encodeLatin1 } from '../bytes/text.ts'
import { endOfLineLength, hasWordAt, isDigit, isRegular, isWhite, skipWhite } from './character.ts'
import { isCodedError } from '../bytes/error.ts'
import { refuse } from './error.ts'
import type { ObjectId, PdfDictionary, PdfObject, PdfReference } from './object.ts'
import { ObjectParser } from './parser.ts'
import { STRICT } from './repair.ts'
import type { Repairs } from './repair.ts'

/** An indirect object and the extent of `n g obj … endobj`. */
export interface IndirectObject extends ObjectId {
  readonly object: PdfObject
  readonly start: number
  readonly end: number
}

/** White space that may stand between an offset and what it points at. */
export const MAX_SLACK = 64

/** Gives the value of a /Length that is a reference. */
export type LengthResolver = (reference: PdfReference) => number

/** Reads `n g obj` at `parser.at`; throws PDF_SYNTAX_DAMAGED. */
function readHeader(parser: ObjectParser): ObjectId {
  const start = parser.at
  const number = parser.readUnsigned()
  parser.skipSpace()
  const generation = parser.readUnsigned()
  parser.skipSpace()
  if (!parser.takeWord('obj') || generation > 65_535) refuse('PDF_SYNTAX_DAMAGED', 'no object header', { offset: start })
  return { number, generation }
}

/** Past the digits of `value`, spelled without zeros before them; -1 when something else stands at `at`. */
function passDigits(source: Uint8Array, at: number, value: number): number {
  let end = at + 1
  for (let rest = Math.floor(value / 10); rest > 0; rest = Math.floor(rest / 10)) end++
  for (let i = end - 1, rest = value; i >= at; i--, rest = Math.floor(rest / 10)) if (source[i] !== 0x30 + (rest % 10)) return -1
  return end
}

/** Whether `n g obj` stands at `at` as nearly all write it. Asked of every object of a file. */
export function isPlainHeader(source: Uint8Array, at: number, limit: number, number: number, generation: number): boolean {
  const afterNumber = passDigits(source, at, number)
  if (afterNumber < 0 || source[afterNumber] !== 0x20) return false
  const end = passDigits(source, afterNumber + 1, generation)
  return end >= 0 && end + 4 <= limit && hasWordAt(source, end, ' obj')
}

/** Whether what stands at `at` is the end of a longer word. The end marker of the save before is none: many write on right behind it. */
export function isInsideWord(source: Uint8Array, at: number): boolean {
  return at > 0 && isRegular(source[at - 1]) && !hasWordAt(source, at - 5, '%%EOF')
}

/**
 * Offset of `number generation obj` at `offset`, or after white space there (no reader sees a difference); -1 when something else stands
 * there, or the number is the end of a longer one.
 */
export function findHeader(source: Uint8Array, offset: number, limit: number, id: ObjectId): number {
  const at = isWhite(source[offset]) ? skipWhite(source, offset, Math.min(limit, offset + MAX_SLACK)) : offset
  if (isInsideWord(source, at)) return -1
  if (isPlainHeader(source, at, limit, id.number, id.generation)) return at
  try {
    const found = readHeader(new ObjectParser(source, at, Math.min(limit, at + 64), 0))
    return found.number === id.number && found.generation === id.generation ? at : -1
  } catch {
    return -1
  }
}

function readExtent(dictionary: PdfDictionary, resolveLength: LengthResolver): number {
  const length = dictionary.entries.get('Length')
  if (length?.kind === 'number' && length.isInteger && length.value >= 0) return length.value
  if (length?.kind === 'reference') return resolveLength(length)
  return refuse('PDF_STREAM_DAMAGED', 'stream has no length', { offset: dictionary.start })
}

/** Offset of the data after the word `stream`: CR LF or LF, as the standard has it; a lone CR, or spaces before either, is noted. */
function findData(parser: ObjectParser): number {
  const { source } = parser
  const plain = source[parser.at] === 0x0a ? 1 : endOfLineLength(source, parser.at)
  if (plain === 2 || (plain === 1 && source[parser.at] === 0x0a)) return parser.at + plain
  parser.repairs.note('stream-line-end', 'PDF_STREAM_DAMAGED', 'no end of line after stream', parser.at)
  if (plain === 1) return parser.at + 1
  let at = parser.at
  while (source[at] === 0x20 || source[at] === 0x09) at++
  return at + endOfLineLength(source, at)
}

const END = encodeLatin1('endstream')

/** Where the data end by the word `endstream`, for a stream whose /Length says otherwise; the end of line before the word is not data. */
function findDataEnd(parser: ObjectParser, dataStart: number, message: string): number {
  const { source, repairs, limit } = parser
  repairs.note('stream-length', 'PDF_STREAM_DAMAGED', message, dataStart)
  const word = indexOfBytes(source.subarray(0, limit), END, dataStart)
  if (word < 0) refuse('PDF_STREAM_DAMAGED', 'stream has no end', { offset: dataStart })
  const before = source[word - 1] === 0x0a ? (source[word - 2] === 0x0d ? 2 : 1) : source[word - 1] === 0x0d ? 1 : 0
  return Math.max(dataStart, word - before)
}

/** Past `endstream`, white space before it or none; false when something else stands there. */
function takeEnd(parser: ObjectParser, dataEnd: number): boolean {
  parser.at = dataEnd + endOfLineLength(parser.source, dataEnd)
  if (parser.takeWord('endstream')) return true
  if (!parser.repairs.isTolerant) return false
  parser.at = skipWhite(parser.source, dataEnd, Math.min(parser.limit, dataEnd + MAX_SLACK))
  return parser.takeWord('endstream') || (hasWordAt(parser.source, parser.at, 'endstreamendobj') && ((parser.at += END.length), true))
}

function readStream(parser: ObjectParser, dictionary: PdfDictionary, resolveLength: LengthResolver): PdfObject {
  const { source, repairs } = parser
  const dataStart = findData(parser)
  const given = repairs.isTolerant ? readExtentOrNull(dictionary, resolveLength) : readExtent(dictionary, resolveLength)
  let dataEnd = dataStart + (given ?? 0)
  const message = given === null ? 'stream has no length' : dataEnd > parser.limit ? 'stream passes the end' : 'no endstream where /Length says'
  if (given === null || dataEnd > parser.limit || !takeEnd(parser, dataEnd)) {
    dataEnd = findDataEnd(parser, dataStart, message)
    if (!takeEnd(parser, dataEnd)) refuse('PDF_STREAM_DAMAGED', message, { offset: dataEnd })
  }
  return {
    kind: 'stream',
    dictionary,
    raw: source.subarray(dataStart, dataEnd),
    dataStart,
    hasIndirectLength: dictionary.entries.get('Length')?.kind === 'reference',
    start: dictionary.start,
    end: parser.at,
  }
}

/** Null where the length cannot be had; a cycle or a bound is still refused. */
function readExtentOrNull(dictionary: PdfDictionary, resolveLength: LengthResolver): number | null {
  try {
    return readExtent(dictionary, resolveLength)
  } catch (error) {
    if (isCodedError(error, 'PDF_STREAM_DAMAGED')) return null
    throw error
  }
}

/** Passes `endobj`; a missing one is noted when the next object, a cross-reference or nothing follows. */
function passEnd(parser: ObjectParser): void {
  if (parser.takeWord('endobj')) return
  const { source, at, limit } = parser
  const next = new ObjectParser(source, at, limit, 0)
  const isNext = at >= limit || next.takeWord('xref') || next.takeWord('startxref') || isHeader(source, at, limit)
  // `endobj7 0 obj`: the word is there, only the space after it is not
  const isGlued = hasWordAt(source, at, 'endobj') && at + 6 <= limit
  if (!isNext && !isGlued) refuse('PDF_SYNTAX_DAMAGED', 'no endobj', { offset: at })
  parser.repairs.note('endobj-missing', 'PDF_SYNTAX_DAMAGED', 'no endobj', at)
  if (isGlued) parser.at = at + 6
}

function isHeader(source: Uint8Array, at: number, limit: number): boolean {
  if (!isDigit(source[at])) return false
  try {
    readHeader(new ObjectParser(source, at, Math.min(limit, at + 64), 0))
    return true
  } catch {
    return false
  }
}

/**
 * The indirect object exactly at `offset` (ISO 32000-2 §7.3.10), ending before `limit`.
 * Throws PDF_SYNTAX_DAMAGED, PDF_STREAM_DAMAGED, PDF_DUPLICATE_KEY, PDF_TOO_DEEP; what `repairs` tolerates is noted there.
 */
export function readIndirectObject(source: Uint8Array, offset: number, limit: number, maxDepth: number, resolveLength: LengthResolver, repairs: Repairs = STRICT): IndirectObject {
  const parser = new ObjectParser(source, offset, limit, maxDepth, repairs)
  const id = readHeader(parser)
  let object = parser.readObject()
  parser.skipSpace()
  if (object.kind === 'dictionary' && hasWordAt(source, parser.at, 'stream')) {
    parser.at += 6
    object = readStream(parser, object, resolveLength)
    parser.skipSpace()
  }
  passEnd(parser)
  return { number: id.number, generation: id.generation, object, start: offset, end: parser.at }
}
