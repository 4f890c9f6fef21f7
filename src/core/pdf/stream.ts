import { isCodedError } from '../bytes/error.ts'
import { inflate } from '../bytes/deflate.ts'
import { hexValue, isWhite } from './character.ts'
import { refuse } from './error.ts'
import { dictionaryOf, entryOf, integerOf, nameOf, pdfDictionary } from './object.ts'
import type { PdfDictionary, PdfObject, PdfStream } from './object.ts'
import { undoPredictor } from './predictor.ts'
import { decodeLzw, decodeRunLength } from './run.ts'
import { GrowingBytes } from './string.ts'

const MAX_FILTERS = 4

function inflateWithin(bytes: Uint8Array, maxBytes: number): Uint8Array {
  try {
    return inflate(bytes, { maxBytes })
  } catch (error) {
    if (isCodedError(error, 'INFLATE_TOO_LARGE')) return refuse('PDF_TOO_LARGE', 'stream inflates past its bound', { maxBytes })
    return refuse('PDF_STREAM_DAMAGED', 'stream does not inflate')
  }
}

function decodeAsciiHex(bytes: Uint8Array): Uint8Array {
  const output = new GrowingBytes()
  let high = -1
  for (const code of bytes) {
    if (code === 0x3e) break
    if (isWhite(code)) continue
    const value = hexValue(code)
    if (value < 0) refuse('PDF_STREAM_DAMAGED', 'not a hexadecimal digit')
    if (high < 0) high = value
    else {
      output.push(high * 16 + value)
      high = -1
    }
  }
  if (high >= 0) output.push(high * 16)
  return output.take()
}

function decodeAscii85(bytes: Uint8Array, maxBytes: number): Uint8Array {
  const output = new GrowingBytes()
  const group: number[] = []
  const flush = (count: number): void => {
    while (group.length < 5) group.push(84)
    const value = group.reduce((sum, digit) => sum * 85 + digit, 0)
    if (value > 0xffffffff) refuse('PDF_STREAM_DAMAGED', 'base-85 group out of range')
    for (let i = 0; i < count; i++) output.push(Math.floor(value / 256 ** (3 - i)) % 256)
    group.length = 0
  }
  for (const code of bytes) {
    if (code === 0x7e) break
    if (isWhite(code)) continue
    if (code === 0x7a && group.length === 0) output.push(0, 0, 0, 0)
    else if (code < 0x21 || code > 0x75) refuse('PDF_STREAM_DAMAGED', 'not a base-85 letter')
    else if (group.push(code - 0x21) === 5) flush(4)
    if (output.length > maxBytes) refuse('PDF_TOO_LARGE', 'stream decodes past its bound', { maxBytes })
  }
  if (group.length === 1) refuse('PDF_STREAM_DAMAGED', 'base-85 group is cut off')
  if (group.length > 1) flush(group.length - 1)
  return output.take()
}

function listOf(object: PdfObject | undefined): readonly PdfObject[] {
  if (object === undefined) return []
  return object.kind === 'array' ? object.items : [object]
}

const earlyChange = (parameters: PdfDictionary): 0 | 1 => (integerOf(parameters.entries.get('EarlyChange')) === 0 ? 0 : 1)

function applyFilter(filter: string | null, bytes: Uint8Array, parameters: PdfDictionary, maxBytes: number): Uint8Array {
  if (filter === 'FlateDecode' || filter === 'Fl') return undoPredictor(inflateWithin(bytes, maxBytes), parameters)
  if (filter === 'ASCIIHexDecode' || filter === 'AHx') return decodeAsciiHex(bytes)
  if (filter === 'ASCII85Decode' || filter === 'A85') return decodeAscii85(bytes, maxBytes)
  if (filter === 'Crypt') return bytes // undone when the object was read: encryption.ts
  if (filter === 'LZWDecode' || filter === 'LZW') return undoPredictor(decodeLzw(bytes, earlyChange(parameters), maxBytes), parameters)
  if (filter === 'RunLengthDecode' || filter === 'RL') return decodeRunLength(bytes, maxBytes)
  return refuse('PDF_FILTER_UNSUPPORTED', 'stream filter not supported')
}

/**
 * A stream's bytes with its filters undone: FlateDecode and LZWDecode with predictors, RunLengthDecode,
 * ASCIIHexDecode and ASCII85Decode; the stored bytes themselves when
 * there is no filter. Filter and parameters must be direct, or resolved by `resolve`.
 * Throws PDF_STREAM_DAMAGED, PDF_FILTER_UNSUPPORTED, PDF_TOO_LARGE.
 */
export function decodeStream(stream: PdfStream, maxBytes: number, resolve: (object: PdfObject) => PdfObject = (object) => object): Uint8Array {
  const direct = (key: string): PdfObject | undefined => {
    const value = entryOf(stream.dictionary, key)
    return value === undefined ? undefined : resolve(value)
  }
  const filters = listOf(direct('Filter'))
  const parameters = listOf(direct('DecodeParms'))
  if (direct('F') !== undefined) refuse('PDF_FILTER_UNSUPPORTED', 'stream lies outside the file')
  if (filters.length > MAX_FILTERS) refuse('PDF_TOO_LARGE', 'too many filters', { maxFilters: MAX_FILTERS })
  let bytes = stream.raw
  filters.forEach((filter, i) => {
    const given = parameters[i]
    const dictionary = given === undefined ? null : dictionaryOf(resolve(given))
    bytes = applyFilter(nameOf(resolve(filter)), bytes, dictionary ?? pdfDictionary({}), maxBytes)
  })
  return bytes
}
