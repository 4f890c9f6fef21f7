import { refuse } from './error.ts'
import { integerOf } from './object.ts'
import type { PdfDictionary, PdfObject } from './object.ts'
import { ObjectParser } from './parser.ts'

/** The objects of one object stream, read when asked for (ISO 32000-2 §7.5.7). */
export interface ObjectStream {
  readonly count: number
  /** The object at `index`, which must be number `number`. Throws PDF_XREF_DAMAGED, PDF_SYNTAX_DAMAGED, PDF_TOO_DEEP. */
  read(index: number, number: number): PdfObject
}

/** From an object stream's decoded bytes and its dictionary. Throws PDF_STREAM_DAMAGED, PDF_SYNTAX_DAMAGED. */
export function readObjectStream(bytes: Uint8Array, dictionary: PdfDictionary, maxDepth: number): ObjectStream {
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
    if (offset < before || offset > bytes.length) refuse('PDF_STREAM_DAMAGED', 'offsets of an object stream are out of order', { index: i })
    offsets.push(offset)
  }
  return {
    count,
    read(index, number) {
      if (numbers[index] !== number) refuse('PDF_XREF_DAMAGED', 'an object stream holds another object there', { number, index })
      const inner = new ObjectParser(bytes, offsets[index]!, offsets[index + 1] ?? bytes.length, maxDepth)
      const object = inner.readObject()
      if (object.kind === 'reference') refuse('PDF_SYNTAX_DAMAGED', 'an object stream holds a bare reference', { number })
      inner.skipSpace()
      if (inner.at < inner.limit) refuse('PDF_SYNTAX_DAMAGED', 'an object stream holds more than its objects', { number })
      return object
    },
  }
}
