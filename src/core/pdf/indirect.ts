import { endOfLineLength, hasWordAt, isRegular } from './character.ts'
import { refuse } from './error.ts'
import type { ObjectId, PdfDictionary, PdfObject, PdfReference } from './object.ts'
import { ObjectParser } from './parser.ts'

/** An indirect object and the extent of `n g obj … endobj`. */
export interface IndirectObject extends ObjectId {
  readonly object: PdfObject
  readonly start: number
  readonly end: number
}

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

/** Whether `number generation obj` stands exactly at `offset`, and is not the end of a longer number. */
export function hasHeaderAt(source: Uint8Array, offset: number, limit: number, id: ObjectId): boolean {
  const head = `${id.number} ${id.generation} obj`
  if (offset + head.length > limit || (offset > 0 && isRegular(source[offset - 1]))) return false
  if (hasWordAt(source, offset, head)) return true
  try {
    const found = readHeader(new ObjectParser(source, offset, Math.min(limit, offset + 64), 0))
    return found.number === id.number && found.generation === id.generation
  } catch {
    return false
  }
}

function readExtent(dictionary: PdfDictionary, resolveLength: LengthResolver): number {
  const length = dictionary.entries.get('Length')
  if (length?.kind === 'number' && length.isInteger && length.value >= 0) return length.value
  if (length?.kind === 'reference') return resolveLength(length)
  return refuse('PDF_STREAM_DAMAGED', 'stream has no length', { offset: dictionary.start })
}

function readStream(parser: ObjectParser, dictionary: PdfDictionary, resolveLength: LengthResolver): PdfObject {
  const { source } = parser
  const gap = source[parser.at] === 0x0a ? 1 : endOfLineLength(source, parser.at)
  if (gap === 0 || (gap === 1 && source[parser.at] === 0x0d)) refuse('PDF_STREAM_DAMAGED', 'no end of line after stream', { offset: parser.at })
  const dataStart = parser.at + gap
  const length = readExtent(dictionary, resolveLength)
  const dataEnd = dataStart + length
  if (dataEnd > parser.limit) refuse('PDF_STREAM_DAMAGED', 'stream passes the end', { offset: dataStart })
  parser.at = dataEnd + endOfLineLength(source, dataEnd)
  if (!parser.takeWord('endstream')) refuse('PDF_STREAM_DAMAGED', 'no endstream where /Length says', { offset: dataEnd })
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

/**
 * The indirect object exactly at `offset` (ISO 32000-2 §7.3.10), ending before `limit`.
 * Throws PDF_SYNTAX_DAMAGED, PDF_STREAM_DAMAGED, PDF_DUPLICATE_KEY, PDF_TOO_DEEP.
 */
export function readIndirectObject(source: Uint8Array, offset: number, limit: number, maxDepth: number, resolveLength: LengthResolver): IndirectObject {
  const parser = new ObjectParser(source, offset, limit, maxDepth)
  const id = readHeader(parser)
  let object = parser.readObject()
  parser.skipSpace()
  if (object.kind === 'dictionary' && hasWordAt(source, parser.at, 'stream')) {
    parser.at += 6
    object = readStream(parser, object, resolveLength)
    parser.skipSpace()
  }
  if (!parser.takeWord('endobj')) refuse('PDF_SYNTAX_DAMAGED', 'no endobj', { offset: parser.at })
  return { ...id, object, start: offset, end: parser.at }
}
