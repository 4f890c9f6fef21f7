import { decodeUtf8 } from '../../core/bytes/text.ts'
import { isCodedError } from '../../core/bytes/error.ts'
import { refusePasskey } from './refusal.ts'

/** What authenticators write in (RFC 8949, the part that CTAP2's canonical form leaves): whole numbers, bytes, texts, lists, maps, truth. */
export type CborValue = number | Uint8Array | string | boolean | null | readonly CborValue[] | CborMap
export type CborMap = ReadonlyMap<number | string, CborValue>

const MAX_DEPTH = 6
const MAX_ITEMS = 64

export const isMap = (value: CborValue | undefined): value is CborMap => value instanceof Map

class Reader {
  at = 0
  readonly bytes: Uint8Array
  constructor(bytes: Uint8Array) {
    this.bytes = bytes
  }

  take(length: number): Uint8Array {
    if (length > this.bytes.length - this.at) refusePasskey('cbor')
    this.at += length
    return this.bytes.subarray(this.at - length, this.at)
  }

  /** The number beside a major type: shortest form only, 32 bits are enough for whatever fits into a request. */
  argument(additional: number): number {
    if (additional < 24) return additional
    if (additional > 26) refusePasskey('cbor')
    const octets = 1 << (additional - 24)
    const value = this.take(octets).reduce((sum, octet) => sum * 256 + octet, 0)
    if (value < (octets === 1 ? 24 : 256 ** (octets / 2))) refusePasskey('cbor')
    return value
  }

  text(length: number): string {
    const bytes = this.take(length)
    try {
      return decodeUtf8(bytes)
    } catch (error) {
      if (isCodedError(error)) refusePasskey('cbor')
      throw error
    }
  }

  map(length: number, depth: number): CborMap {
    const entries = new Map<number | string, CborValue>()
    for (let i = 0; i < length; i++) {
      const key = this.value(depth)
      if ((typeof key !== 'number' && typeof key !== 'string') || entries.has(key)) refusePasskey('cbor')
      entries.set(key, this.value(depth))
    }
    return entries
  }

  value(depth: number): CborValue {
    if (depth > MAX_DEPTH) refusePasskey('cbor')
    const head = this.take(1)[0]!
    const additional = head & 31
    const major = head >> 5
    if (major === 7) return additional === 20 ? false : additional === 21 ? true : additional === 22 ? null : refusePasskey('cbor')
    const argument = this.argument(additional)
    if (major === 0) return argument
    if (major === 1) return -1 - argument
    if (major === 2) return this.take(argument)
    if (major === 3) return this.text(argument)
    if (major === 6 || argument > MAX_ITEMS) refusePasskey('cbor')
    return major === 4 ? Array.from({ length: argument }, () => this.value(depth + 1)) : this.map(argument, depth + 1)
  }
}

/** The value at the front, and where it ends. Throws PASSKEY_REFUSED (`cbor`): definite lengths and shortest numbers only, no tags, no floats, no key twice. */
export function parseCborPrefix(bytes: Uint8Array): { readonly value: CborValue; readonly end: number } {
  const reader = new Reader(bytes)
  const value = reader.value(0)
  return { value, end: reader.at }
}

/** The one value of which the bytes consist. Throws PASSKEY_REFUSED (`cbor`). */
export function parseCbor(bytes: Uint8Array): CborValue {
  const { value, end } = parseCborPrefix(bytes)
  return end === bytes.length ? value : refusePasskey('cbor')
}
