import { compareBytes } from './compare.ts'
import { CodedError, type BytesErrorCode } from './error.ts'
import { encodeLatin1, encodeUtf8 } from './text.ts'

const MAX_CHILDREN = 100_000
const YEAR_0 = -62_167_219_200_000
const YEAR_10000 = 253_402_300_800_000

/** One DER element: offsets are into the array it was read from; `bytes` includes its header. */
export interface DerNode {
  /** Identifier octet, e.g. 0x30 for SEQUENCE, 0xa0 for context [0] constructed. */
  readonly tag: number
  readonly start: number
  readonly contentStart: number
  readonly end: number
  readonly bytes: Uint8Array
  readonly content: Uint8Array
  /** The elements inside, at most 100,000; throws DER_MALFORMED when the content is not a run of whole elements. */
  children(): DerNode[]
  /** The same one by one, for lists that may be longer: how many there may be is the caller's to say. */
  elements(): Generator<DerNode, void>
}

function damaged(message: string, offset: number): never {
  throw new CodedError<BytesErrorCode>('DER_MALFORMED', message, { offset })
}

/** DER wants every length as short as can be; BER lets producers reserve octets for it. Indefinite lengths are neither's here. */
export type LengthRule = 'DER' | 'BER'

const MAX_LENGTH_OCTETS: Readonly<Record<LengthRule, number>> = { DER: 4, BER: 8 }

function readLength(source: Uint8Array, at: number, limit: number, rule: LengthRule): { length: number; next: number } {
  const first = source[at]
  if (first === undefined || at >= limit) damaged('no length', at)
  if (first < 0x80) return { length: first, next: at + 1 }
  const count = first & 0x7f
  if (count === 0 || count > MAX_LENGTH_OCTETS[rule]) damaged('indefinite or oversized length', at)
  if (at + 1 + count > limit) damaged('length is cut off', at)
  let length = 0
  for (let i = 1; i <= count; i++) length = length * 256 + source[at + i]!
  if (rule === 'DER' && (length < 0x80 || source[at + 1] === 0)) damaged('length is not minimal', at)
  return { length, next: at + 1 + count }
}

function readNode(source: Uint8Array, start: number, limit: number, rule: LengthRule): DerNode {
  const tag = source[start]
  if (tag === undefined || start >= limit) damaged('no element', start)
  if ((tag & 0x1f) === 0x1f) damaged('multi-byte tag', start)
  const { length, next } = readLength(source, start + 1, limit, rule)
  const end = next + length
  if (end > limit) damaged('element is cut off', start)
  return {
    tag,
    start,
    contentStart: next,
    end,
    bytes: source.subarray(start, end),
    content: source.subarray(next, end),
    children() {
      const children: DerNode[] = []
      for (let at = next; at < end; ) {
        if (children.length >= MAX_CHILDREN) damaged('too many elements', at)
        const child = readNode(source, at, end, rule)
        children.push(child)
        at = child.end
      }
      return children
    },
    *elements() {
      for (let at = next; at < end; ) {
        const child = readNode(source, at, end, rule)
        yield child
        at = child.end
      }
    },
  }
}

/** The element at `offset` (X.690, definite lengths; minimal ones under DER). Bytes after it are the caller's to judge. Throws DER_MALFORMED. */
export function readDer(bytes: Uint8Array, offset = 0, rule: LengthRule = 'DER'): DerNode {
  return readNode(bytes, offset, bytes.length, rule)
}

function lengthOf(parts: readonly Uint8Array[]): number {
  let length = 0
  for (const part of parts) length += part.length
  return length
}

/** Octets that an element's identifier and length take. */
const headerLength = (length: number): number => (length < 0x80 ? 2 : length < 0x100 ? 3 : length < 0x1_0000 ? 4 : length < 0x100_0000 ? 5 : 6)

function writeHeader(element: Uint8Array, tag: number, length: number, size: number): void {
  element[0] = tag
  element[1] = size === 2 ? length : 0x80 | (size - 2)
  for (let at = size - 1, rest = length; at > 1; at--, rest = Math.floor(rest / 256)) element[at] = rest % 256
}

/** An element from its identifier octet and contents. */
export function encodeDer(tag: number, ...contents: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const length = lengthOf(contents)
  let at = headerLength(length)
  const element = new Uint8Array(at + length)
  writeHeader(element, tag, length, at)
  for (const part of contents) {
    element.set(part, at)
    at += part.length
  }
  return element
}

/** The same in pieces, its header first: elements within elements are put together once. */
export function wrapDer(tag: number, contents: readonly Uint8Array[]): Uint8Array[] {
  const length = lengthOf(contents)
  const header = new Uint8Array(headerLength(length))
  writeHeader(header, tag, length, header.length)
  return [header, ...contents]
}

/** SEQUENCE of the given elements, in this order. */
export function encodeSequence(...elements: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return encodeDer(0x30, ...elements)
}

/** SET OF the given elements, sorted as X.690 §11.6 asks. */
export function encodeSet(...elements: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return encodeDer(0x31, ...[...elements].sort(compareBytes))
}

/** Context-specific tag `number` (0 to 30). */
export function encodeContext(number: number, constructed: boolean, ...contents: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return encodeDer(0x80 | (constructed ? 0x20 : 0) | number, ...contents)
}

const identifiers = new Map<string, Uint8Array<ArrayBuffer>>()
/** A program writes a few dozen object identifiers, again and again. */
const MAX_IDENTIFIERS = 256

/** OBJECT IDENTIFIER from its dotted form; arcs of any size. Throws OID_MALFORMED. */
export function encodeOid(text: string): Uint8Array<ArrayBuffer> {
  const known = identifiers.get(text)
  if (known !== undefined) return known.slice()
  const made = makeOid(text)
  if (identifiers.size < MAX_IDENTIFIERS) identifiers.set(text, made.slice())
  return made
}

function makeOid(text: string): Uint8Array<ArrayBuffer> {
  if (!/^[0-2](\.(0|[1-9]\d*))+$/.test(text)) throw new CodedError<BytesErrorCode>('OID_MALFORMED', 'not an object identifier')
  const [first = '', second = '', ...rest] = text.split('.')
  if (first !== '2' && Number(second) > 39) throw new CodedError<BytesErrorCode>('OID_MALFORMED', 'second arc out of range')
  const octets = encodeArc(second, Number(first) * 40)
  for (const arc of rest) octets.push(...encodeArc(arc))
  return encodeDer(0x06, Uint8Array.from(octets))
}

/** Digits of an arc that need no BigInt. */
const SHORT_ARC = 9

/** Octets of an arc, with what the arc before adds to it. */
function encodeArc(text: string, added = 0): number[] {
  const octets: number[] = []
  if (text.length <= SHORT_ARC) {
    let left = Number(text) + added
    do octets.unshift((left & 0x7f) | (octets.length > 0 ? 0x80 : 0))
    while ((left >>>= 7) > 0)
    return octets
  }
  let left = BigInt(text) + BigInt(added)
  do octets.unshift(Number(left & 0x7fn) | (octets.length > 0 ? 0x80 : 0))
  while ((left >>= 7n) > 0n)
  return octets
}

/** Dotted form of an object identifier's content octets. Throws OID_MALFORMED. */
export function decodeOid(content: Uint8Array): string {
  if (content.length === 0 || content.length > 64 || (content[content.length - 1]! & 0x80) !== 0) {
    throw new CodedError<BytesErrorCode>('OID_MALFORMED', 'object identifier is empty, cut off or too long')
  }
  return decodeShortArcs(content) ?? decodeLongArcs(content)
}

/** Arcs of up to four octets, as nearly all are, without the weight of BigInt; null when one is longer. */
function decodeShortArcs(content: Uint8Array): string | null {
  let text = ''
  let [value, octets] = [0, 0]
  for (const octet of content) {
    if (octets === 0 && octet === 0x80) throw new CodedError<BytesErrorCode>('OID_MALFORMED', 'arc is not minimal')
    if (++octets > 4) return null
    value = value * 128 + (octet & 0x7f)
    if (octet & 0x80) continue
    const root = value < 80 ? Math.floor(value / 40) : 2
    text = text === '' ? `${root}.${value - root * 40}` : `${text}.${value}`
    value = octets = 0
  }
  return text
}

function decodeLongArcs(content: Uint8Array): string {
  const arcs: bigint[] = []
  let value = 0n
  let fresh = true
  for (const octet of content) {
    if (fresh && octet === 0x80) throw new CodedError<BytesErrorCode>('OID_MALFORMED', 'arc is not minimal')
    value = (value << 7n) | BigInt(octet & 0x7f)
    fresh = (octet & 0x80) === 0
    if (fresh) {
      arcs.push(value)
      value = 0n
    }
  }
  const head = arcs[0]!
  const root = head < 80n ? head / 40n : 2n
  return [root, head - root * 40n, ...arcs.slice(1)].join('.')
}

/** INTEGER from a number's value, or from big-endian unsigned magnitude bytes. */
export function encodeInteger(value: bigint | number | Uint8Array): Uint8Array<ArrayBuffer> {
  if (value instanceof Uint8Array) {
    let start = 0
    while (start < value.length - 1 && value[start] === 0) start++
    const magnitude = value.length === 0 ? Uint8Array.of(0) : value.subarray(start)
    return encodeDer(0x02, magnitude[0]! & 0x80 ? Uint8Array.of(0) : new Uint8Array(0), magnitude)
  }
  const octets: number[] = []
  let rest = BigInt(value)
  do {
    octets.unshift(Number(BigInt.asUintN(8, rest)))
    rest >>= 8n
  } while (!((rest === 0n && (octets[0]! & 0x80) === 0) || (rest === -1n && (octets[0]! & 0x80) !== 0)))
  return encodeDer(0x02, Uint8Array.from(octets))
}

/** Value of an INTEGER's content octets. Throws DER_MALFORMED when empty or over 4,096 octets. */
export function decodeInteger(content: Uint8Array): bigint {
  if (content.length === 0 || content.length > 4096) damaged('integer is empty or too long', 0)
  let value = content[0]! & 0x80 ? -1n : 0n
  for (const octet of content) value = (value << 8n) | BigInt(octet)
  return value
}

export function encodeBoolean(value: boolean): Uint8Array<ArrayBuffer> {
  return encodeDer(0x01, Uint8Array.of(value ? 0xff : 0))
}

export function encodeNull(): Uint8Array<ArrayBuffer> {
  return Uint8Array.of(0x05, 0x00)
}

export function encodeOctetString(content: Uint8Array): Uint8Array<ArrayBuffer> {
  return encodeDer(0x04, content)
}

/** BIT STRING of whole octets. */
export function encodeBitString(content: Uint8Array): Uint8Array<ArrayBuffer> {
  return encodeDer(0x03, Uint8Array.of(0), content)
}

export function encodeUtf8String(text: string): Uint8Array<ArrayBuffer> {
  return encodeDer(0x0c, encodeUtf8(text))
}

/** GeneralizedTime in whole seconds, UTC, as DER asks; `instant` in epoch milliseconds, years 0 to 9999. Throws TIME_OUT_OF_RANGE. */
export function encodeGeneralizedTime(instant: number): Uint8Array<ArrayBuffer> {
  if (!(instant >= YEAR_0 && instant < YEAR_10000)) throw new CodedError<BytesErrorCode>('TIME_OUT_OF_RANGE', 'has no four-digit year')
  const text = new Date(instant).toISOString()
  return encodeDer(0x18, encodeLatin1(`${text.slice(0, 19).replace(/[-:T]/g, '')}Z`))
}
