import { hexValue, isWhite } from './character.ts'
import { refuse } from './error.ts'

/** Bytes of a string or name token and the offset after it. */
export interface StringToken {
  readonly bytes: Uint8Array
  readonly end: number
}

/** Bytes gathered one by one, without a number array's eightfold weight. */
export class GrowingBytes {
  #room = new Uint8Array(32)
  length = 0

  push(...values: readonly number[]): void {
    if (this.length + values.length > this.#room.length) {
      const larger = new Uint8Array(this.#room.length * 2 + values.length)
      larger.set(this.#room)
      this.#room = larger
    }
    this.#room.set(values, this.length)
    this.length += values.length
  }

  /** What was gathered; nothing may be pushed after. */
  take(): Uint8Array {
    return this.#room.subarray(0, this.length)
  }
}

const ESCAPES: Readonly<Record<number, number>> = { 0x6e: 10, 0x72: 13, 0x74: 9, 0x62: 8, 0x66: 12 }

/** Offset of the `)` that ends a string without escapes, line ends to be told apart or inner parentheses; -1 for any other. */
function findPlainEnd(source: Uint8Array, start: number, limit: number): number {
  for (let at = start; at < limit; at++) {
    const code = source[at]
    if (code === 0x29) return at
    if (code === 0x5c || code === 0x28 || code === 0x0d) return -1
  }
  return -1
}

/** A `( … )` string that starts at `start` (ISO 32000-2 §7.3.4.2). Throws PDF_SYNTAX_DAMAGED. */
export function readLiteralString(source: Uint8Array, start: number, limit: number): StringToken {
  const plain = findPlainEnd(source, start + 1, limit)
  if (plain >= 0) return { bytes: source.slice(start + 1, plain), end: plain + 1 }
  const bytes = new GrowingBytes()
  let depth = 1
  let at = start + 1
  while (at < limit) {
    const code = source[at++]!
    if (code === 0x5c) {
      const escaped = source[at]
      if (escaped === undefined || at >= limit) break
      if (escaped >= 0x30 && escaped <= 0x37) {
        let value = 0
        for (let digits = 0; digits < 3 && at < limit && source[at]! >= 0x30 && source[at]! <= 0x37; digits++) value = value * 8 + source[at++]! - 0x30
        bytes.push(value & 0xff)
      } else if (escaped === 0x0d || escaped === 0x0a) {
        at += escaped === 0x0d && source[at + 1] === 0x0a ? 2 : 1
      } else {
        bytes.push(ESCAPES[escaped] ?? escaped)
        at++
      }
    } else if (code === 0x0d) {
      if (source[at] === 0x0a) at++
      bytes.push(0x0a)
    } else {
      if (code === 0x28) depth++
      if (code === 0x29 && --depth === 0) return { bytes: bytes.take(), end: at }
      bytes.push(code)
    }
  }
  return refuse('PDF_SYNTAX_DAMAGED', 'string has no end', { offset: start })
}

/** A `< … >` string that starts at `start` (§7.3.4.3). Throws PDF_SYNTAX_DAMAGED. */
export function readHexString(source: Uint8Array, start: number, limit: number): StringToken {
  let end = start + 1
  while (end < limit && source[end] !== 0x3e) end++
  if (end >= limit) refuse('PDF_SYNTAX_DAMAGED', 'hexadecimal string has no end', { offset: start })
  const bytes = new Uint8Array((end - start) >> 1)
  let at = start + 1
  let length = 0
  // nearly all are pairs of digits and nothing else
  for (; at + 1 < end; at += 2) {
    const high = hexValue(source[at])
    const low = hexValue(source[at + 1])
    if (high < 0 || low < 0) break
    bytes[length++] = (high << 4) | low
  }
  let count = length * 2
  for (; at < end; at++) {
    const value = hexValue(source[at])
    if (value < 0) {
      if (isWhite(source[at])) continue
      refuse('PDF_SYNTAX_DAMAGED', 'not a hexadecimal digit', { offset: at })
    }
    bytes[count >> 1] = bytes[count >> 1]! | (count % 2 === 0 ? value << 4 : value)
    count++
  }
  const size = (count + 1) >> 1
  return { bytes: size === bytes.length ? bytes : bytes.subarray(0, size), end: end + 1 }
}
