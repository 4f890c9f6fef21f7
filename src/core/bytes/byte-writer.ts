import { CodedError, type BytesErrorCode } from './error.ts'

const FIRST_ROOM = 1024
const MAX_SMALL = 0x7fffffff
const HEX = Uint8Array.from('0123456789abcdef', (digit) => digit.charCodeAt(0))

/** Bytes written one after another, for whoever makes many short pieces: none of them is an array or a text of its own. */
export class ByteWriter {
  #bytes: Uint8Array<ArrayBuffer>
  #length = 0

  constructor(room = FIRST_ROOM) {
    this.#bytes = new Uint8Array(room)
  }

  get length(): number {
    return this.#length
  }

  #reserve(count: number): void {
    const wanted = this.#length + count
    if (wanted <= this.#bytes.length) return
    const longer = new Uint8Array(Math.max(wanted, this.#bytes.length * 2))
    longer.set(this.#bytes.subarray(0, this.#length))
    this.#bytes = longer
  }

  /** Takes back the last `count` bytes. */
  cut(count: number): void {
    this.#length -= Math.min(count, this.#length)
  }

  /** As new, with the room it has grown to: for whoever writes again and again and lets nobody keep what `written` gave. */
  clear(): this {
    this.#length = 0
    return this
  }

  /** One byte again and again. */
  fill(value: number, count: number): void {
    this.#reserve(count)
    this.#bytes.fill(value, this.#length, (this.#length += count))
  }

  octet(value: number): void {
    this.#reserve(1)
    this.#bytes[this.#length++] = value
  }

  bytes(part: Uint8Array): void {
    this.#reserve(part.length)
    this.#bytes.set(part, this.#length)
    this.#length += part.length
  }

  /** One byte a letter. Throws LATIN1_MALFORMED on a letter above U+00FF. */
  latin1(text: string): void {
    this.#reserve(text.length)
    const bytes = this.#bytes
    const start = this.#length
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i)
      if (code > 255) throw new CodedError<BytesErrorCode>('LATIN1_MALFORMED', 'letter above U+00FF', { offset: i })
      bytes[start + i] = code
    }
    this.#length = start + text.length
  }

  /** Lower-case hexadecimal, two digits a byte. */
  hex(part: Uint8Array): void {
    this.#reserve(part.length * 2)
    const bytes = this.#bytes
    let at = this.#length
    for (const octet of part) {
      bytes[at++] = HEX[octet >> 4]!
      bytes[at++] = HEX[octet & 15]!
    }
    this.#length = at
  }

  /** A whole number from 0 in decimal digits, zeros before it up to `width`. */
  digits(value: number, width = 1): void {
    let count = 1
    for (let limit = 10; value >= limit; limit *= 10) count++
    if (count < width) count = width
    this.#reserve(count)
    const bytes = this.#bytes
    let at = (this.#length += count)
    let rest = value
    // most are small, and whole numbers of 32 bits are many times faster to divide
    for (; rest > MAX_SMALL; rest = Math.floor(rest / 10), count--) bytes[--at] = 0x30 + (rest % 10)
    for (; count > 0; rest = (rest / 10) | 0, count--) bytes[--at] = 0x30 + (rest % 10)
  }

  /** What was written so far, as a view that is good until more is written. */
  written(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.#length)
  }
}
