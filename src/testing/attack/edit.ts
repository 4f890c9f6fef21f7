import { concatBytes, indexOfBytes, lastIndexOfBytes } from '../../core/bytes/compare.ts'
import { encodeLatin1 } from '../../core/bytes/text.ts'
import { readPdf } from '../../core/pdf/reader.ts'
import { findSignatures } from '../../core/pdf/signature.ts'
import type { SignatureValue } from '../../core/pdf/signature.ts'
import { appendRevision, nextNumber } from '../../core/pdf/writer.ts'

/** The first signature's value. */
export function signatureOf(bytes: Uint8Array): SignatureValue {
  const value = findSignatures(readPdf(bytes)).find((field) => field.value !== null)?.value
  if (!value) throw new Error('no signature in the sample')
  return value
}

/** The file with some bytes overwritten. */
export function overwrite(bytes: Uint8Array, at: number, text: string | Uint8Array): Uint8Array {
  const changed = bytes.slice()
  changed.set(typeof text === 'string' ? encodeLatin1(text) : text, at)
  return changed
}

/** The file with one text put for another of the same length, at its first or last place. */
export function swap(bytes: Uint8Array, from: string, to: string, place: 'first' | 'last' = 'first'): Uint8Array {
  if (from.length !== to.length) throw new Error('texts of different lengths')
  const at = place === 'first' ? indexOfBytes(bytes, encodeLatin1(from)) : lastIndexOfBytes(bytes, encodeLatin1(from))
  if (at < 0) throw new Error(`not in the sample: ${from}`)
  return overwrite(bytes, at, to)
}

/** Another /ByteRange in the room of the old one and the white space after it: the first text that fits. */
export function setRange(bytes: Uint8Array, ...texts: readonly ((range: readonly [number, number, number, number]) => string)[]): Uint8Array {
  const { byteRange, place } = signatureOf(bytes)
  const key = indexOfBytes(bytes, encodeLatin1('/ByteRange'), place!.start)
  const at = indexOfBytes(bytes, encodeLatin1('['), key)
  let end = indexOfBytes(bytes, encodeLatin1(']'), at) + 1
  while (bytes[end] === 0x20 || bytes[end] === 0x0a) end++
  const found = texts.map((text) => text(byteRange!)).find((text) => text.length <= end - at)
  if (found === undefined) throw new Error('no room for the range')
  return overwrite(bytes, at, found.padEnd(end - at))
}

/** One revision more, well formed, of these objects (numbers from `nextNumber` up are new). */
export function update(bytes: Uint8Array, objects: Readonly<Record<number, string | Uint8Array>>, freed: readonly number[] = [], trailer: Record<string, never> = {}): Uint8Array {
  const written = Object.entries(objects).map(([number, value]) => ({ number: Number(number), generation: 0, value: typeof value === 'string' ? encodeLatin1(value) : value }))
  return appendRevision(readPdf(bytes), { objects: written, freed, trailer })
}

export function freshNumber(bytes: Uint8Array): number {
  return nextNumber(readPdf(bytes))
}

/** The text of an object as the newest revision has it, for editing; only for objects outside object streams. */
export function objectText(bytes: Uint8Array, number: number): string {
  const file = readPdf(bytes)
  const located = file.locate({ number, generation: 0 })
  if (!located || located.container !== null) throw new Error(`object ${number} is not in the file itself`)
  const { start, end } = located.object
  return String.fromCharCode(...file.bytes.subarray(start, end))
}

export const join = (...parts: readonly (Uint8Array | string)[]): Uint8Array => concatBytes(...parts.map((part) => (typeof part === 'string' ? encodeLatin1(part) : part)))
