import { refuse } from './error.ts'
import { integerOf } from './object.ts'
import type { PdfDictionary, PdfObject } from './object.ts'
import { ObjectParser } from './parser.ts'
import { STRICT } from './repair.ts'
import type { Repairs } from './repair.ts'

/** The objects of one object stream, read when asked for (ISO 32000-2 §7.5.7). */
export interface ObjectStream {
  readonly count: number
  /** Numbers of its objects, in order. */
  readonly numbers: readonly number[]
  /** The object at `index`, which must be number `number`. Throws PDF_XREF_DAMAGED, PDF_SYNTAX_DAMAGED, PDF_TOO_DEEP. */
  read(index: number, number: number): PdfObject
}

/** From an object stream's decoded bytes and its dictionary. Throws PDF_STREAM_DAMAGED, PDF_SYNTAX_DAMAGED. */
export function readObjectStream(bytes: Uint8Array, dictionary: PdfDictionary, maxDepth: number, repairs: Repairs = STRICT): ObjectStream {
  const count = integerOf(dictionary.entries.get('N'))
  const first = integerOf(dictionary.entries.get('First'))
  if (count === null || first === null || count < 0 || first < 0 || first > bytes.length || count > first) {
    return refuse('PDF_STREAM_DAMAGED', 'malformed object stream', { offset: dictionary.start })
  }
  const parser = new ObjectParser(bytes, 0, first, maxDepth)
  const numbers: number[] = []
  const offsets: number[] = []
  for (let i = 0; i < count; i++) {
    parser.skipSpace()
    numbers.push(parser.readUnsigned())
    parser.skipSpace()
    const offset = first + parser.readUnsigned()
    const before = i === 0 ? first : offsets[i - 1]!
    if (offset > bytes.length) refuse('PDF_STREAM_DAMAGED', 'an object stream ends before its objects', { index: i })
    if (offset < before) repairs.note('object-stream-form', 'PDF_STREAM_DAMAGED', 'offsets of an object stream are out of order', offset)
    offsets.push(offset)
  }
  const ordered = [...offsets].sort((a, b) => a - b)
  const endOf = (offset: number): number => ordered[upperBound(ordered, offset)] ?? bytes.length
  const places = new Map(numbers.map((number, index) => [number, index]))
  if (places.size < count) repairs.note('object-stream-form', 'PDF_STREAM_DAMAGED', 'an object stream holds a number twice', first)
  return {
    count,
    numbers,
    read(index, number) {
      const place = numbers[index] === number ? index : places.get(number)
      if (place === undefined) return refuse('PDF_XREF_DAMAGED', 'an object stream holds another object there', { number, index })
      const offset = offsets[place]!
      if (place !== index) repairs.note('object-stream-form', 'PDF_XREF_DAMAGED', 'an object stream holds another object there', offset)
      const inner = new ObjectParser(bytes, offset, endOf(offset), maxDepth, repairs)
      const object = inner.readObject()
      if (object.kind === 'reference') repairs.note('object-stream-form', 'PDF_SYNTAX_DAMAGED', 'an object stream holds a bare reference', offset)
      inner.skipSpace()
      if (inner.at < inner.limit) repairs.note('object-stream-form', 'PDF_SYNTAX_DAMAGED', 'an object stream holds more than its objects', inner.at)
      return object
    },
  }
}

/** Index of the first value greater than `value` in an ascending list. */
function upperBound(values: readonly number[], value: number): number {
  let [low, high] = [0, values.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (values[middle]! <= value) low = middle + 1
    else high = middle
  }
  return low
}
