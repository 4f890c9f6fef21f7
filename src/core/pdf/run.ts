import { refuse } from './error.ts'

/** Output of a decoder that may not grow past a bound. */
class BoundedBytes {
  #room = new Uint8Array(1024)
  length = 0
  readonly #maxBytes: number

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  push(part: Uint8Array): void {
    const length = this.length + part.length
    if (length > this.#maxBytes) refuse('PDF_TOO_LARGE', 'stream decodes past its bound', { maxBytes: this.#maxBytes })
    if (length > this.#room.length) {
      const larger = new Uint8Array(Math.max(length, this.#room.length * 2))
      larger.set(this.#room.subarray(0, this.length))
      this.#room = larger
    }
    this.#room.set(part, this.length)
    this.length = length
  }

  take(): Uint8Array {
    return this.#room.subarray(0, this.length)
  }
}

/** RunLengthDecode (ISO 32000-2 §7.4.5). Throws PDF_STREAM_DAMAGED, PDF_TOO_LARGE. */
export function decodeRunLength(bytes: Uint8Array, maxBytes: number): Uint8Array {
  const output = new BoundedBytes(maxBytes)
  for (let at = 0; at < bytes.length; ) {
    const code = bytes[at++]!
    if (code === 128) break
    const length = code < 128 ? code + 1 : 1
    if (at + length > bytes.length) refuse('PDF_STREAM_DAMAGED', 'run is cut off')
    output.push(code < 128 ? bytes.subarray(at, at + length) : new Uint8Array(257 - code).fill(bytes[at]!))
    at += length
  }
  return output.take()
}

const CLEAR = 256
const END = 257
const MAX_CODES = 4096

function extend(bytes: Uint8Array, octet: number): Uint8Array {
  const longer = new Uint8Array(bytes.length + 1)
  longer.set(bytes)
  longer[bytes.length] = octet
  return longer
}

/** LZWDecode (§7.4.4.2); `early` is /EarlyChange. Throws PDF_STREAM_DAMAGED, PDF_TOO_LARGE. */
export function decodeLzw(bytes: Uint8Array, early: 0 | 1, maxBytes: number): Uint8Array {
  const output = new BoundedBytes(maxBytes)
  const single = Array.from({ length: 258 }, (_, code) => Uint8Array.of(code))
  let table: Uint8Array[] = [...single]
  let previous: Uint8Array | null = null
  let [held, heldBits, width] = [0, 0, 9]
  for (let at = 0; ; ) {
    while (heldBits < width && at < bytes.length) {
      held = ((held << 8) | bytes[at++]!) & 0xffffff
      heldBits += 8
    }
    // writers that leave the end code out simply stop
    if (heldBits < width) break
    const code = (held >> (heldBits - width)) & ((1 << width) - 1)
    heldBits -= width
    if (code === END) break
    if (code === CLEAR) {
      table = [...single]
      previous = null
      width = 9
      continue
    }
    const before: Uint8Array | null = previous
    const entry: Uint8Array | undefined = table[code] ?? (before !== null && code === table.length ? extend(before, before[0]!) : undefined)
    if (entry === undefined) return refuse('PDF_STREAM_DAMAGED', 'unknown LZW code')
    output.push(entry)
    if (before !== null && table.length < MAX_CODES) table.push(extend(before, entry[0]!))
    previous = entry
    width = table.length + early >= 2048 ? 12 : table.length + early >= 1024 ? 11 : table.length + early >= 512 ? 10 : 9
  }
  return output.take()
}
