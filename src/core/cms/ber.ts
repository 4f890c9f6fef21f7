import { concatBytes } from '../bytes/compare.ts'
import { encodeDer } from '../bytes/der.ts'
import { CodedError } from '../bytes/error.ts'
import type { CmsErrorCode } from './error.ts'

const MAX_DEPTH = 32
const MAX_ELEMENTS = 50_000
const OCTET_STRING = 0x04
const CONSTRUCTED = 0x20

interface Element {
  /** The element with definite lengths: its own bytes where nothing in it was indefinite. */
  readonly bytes: Uint8Array
  readonly end: number
  readonly wasIndefinite: boolean
}

function damaged(message: string, offset: number): never {
  throw new CodedError<CmsErrorCode>('BER_MALFORMED', message, { offset })
}

function readLength(source: Uint8Array, at: number, limit: number): { length: number | null; next: number } {
  const first = at < limit ? source[at]! : damaged('no length', at)
  if (first < 0x80) return { length: first, next: at + 1 }
  if (first === 0x80) return { length: null, next: at + 1 }
  const count = first & 0x7f
  if (count > 4 || at + 1 + count > limit) damaged('length is oversized or cut off', at)
  let length = 0
  for (let i = 1; i <= count; i++) length = length * 256 + source[at + i]!
  return { length, next: at + 1 + count }
}

class Reader {
  readonly #source: Uint8Array
  #elements = 0

  constructor(source: Uint8Array) {
    this.#source = source
  }

  read(start: number, limit: number, depth: number): Element {
    const tag = start < limit ? this.#source[start]! : damaged('no element', start)
    if (depth > MAX_DEPTH || ++this.#elements > MAX_ELEMENTS) damaged('too deep or too many elements', start)
    if ((tag & 0x1f) === 0x1f) damaged('multi-byte tag', start)
    const { length, next } = readLength(this.#source, start + 1, limit)
    if (length !== null && next + length > limit) damaged('element is cut off', start)
    if ((tag & CONSTRUCTED) === 0) {
      if (length === null) damaged('indefinite length without parts', start)
      return { bytes: this.#source.subarray(start, next + length), end: next + length, wasIndefinite: false }
    }
    return length === null ? this.#readIndefinite(tag, next, limit, depth) : this.#readDefinite(tag, start, next, next + length, depth)
  }

  #readDefinite(tag: number, start: number, from: number, end: number, depth: number): Element {
    const parts: Element[] = []
    for (let at = from; at < end; at = parts[parts.length - 1]!.end) parts.push(this.read(at, end, depth + 1))
    if (tag !== (OCTET_STRING | CONSTRUCTED) && !parts.some((part) => part.wasIndefinite)) return { bytes: this.#source.subarray(start, end), end, wasIndefinite: false }
    return { bytes: encodeParts(tag, parts, start), end, wasIndefinite: true }
  }

  #readIndefinite(tag: number, from: number, limit: number, depth: number): Element {
    const parts: Element[] = []
    let at = from
    while (!(this.#source[at] === 0 && this.#source[at + 1] === 0 && at + 2 <= limit)) {
      const part = this.read(at, limit, depth + 1)
      parts.push(part)
      at = part.end
    }
    return { bytes: encodeParts(tag, parts, from), end: at + 2, wasIndefinite: true }
  }
}

/** A constructed OCTET STRING becomes one string; everything else keeps its parts. */
function encodeParts(tag: number, parts: readonly Element[], offset: number): Uint8Array {
  if (tag !== (OCTET_STRING | CONSTRUCTED)) return encodeDer(tag, ...parts.map((part) => part.bytes))
  const contents = parts.map(({ bytes }) => {
    if (bytes[0] !== OCTET_STRING) damaged('not a string of octets', offset)
    return bytes.subarray(readLength(bytes, 1, bytes.length).next)
  })
  return encodeDer(OCTET_STRING, concatBytes(...contents))
}

/**
 * The first element of `source` with its indefinite lengths made definite (X.690 §8.1.3.6), as some signing programs write CMS although
 * PDF asks for DER; `end` is where it ended in `source`. Elements without an indefinite length inside keep their exact bytes, so that
 * certificates and signed attributes still verify. Throws BER_MALFORMED.
 */
export function readIndefinite(source: Uint8Array): { readonly der: Uint8Array; readonly end: number; readonly wasIndefinite: boolean } {
  const { bytes, end, wasIndefinite } = new Reader(source).read(0, source.length, 0)
  return { der: bytes, end, wasIndefinite }
}
