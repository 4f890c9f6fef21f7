import { CodedError, type BytesErrorCode } from './error.ts'

export type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue }

const MAX_DEPTH = 64
const MAX_LENGTH = 4_000_000

/** Printable ASCII without what is escaped: most names and values. */
const PLAIN = /^[ !#-[\]-~]*$/

function encodeString(text: string): string {
  if (PLAIN.test(text)) return `"${text}"`
  if (!text.isWellFormed()) throw new CodedError<BytesErrorCode>('JSON_LONE_SURROGATE', 'text with a lone surrogate')
  return JSON.stringify(text)
}

/** Dates, maps and byte arrays would pass for objects and lose what they hold. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

function encodeValue(value: unknown, depth: number): string {
  if (depth > MAX_DEPTH) throw new CodedError<BytesErrorCode>('JSON_TOO_DEEP', 'nested too deep', { maxDepth: MAX_DEPTH })
  if (value === null || typeof value === 'boolean') return String(value)
  if (typeof value === 'string') return encodeString(value)
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new CodedError<BytesErrorCode>('JSON_NOT_FINITE', 'number is not finite')
    return JSON.stringify(value)
  }
  if (Array.isArray(value)) return `[${Array.from(value, (item) => encodeValue(item, depth + 1)).join(',')}]` // from: a hole is refused, not skipped
  if (typeof value === 'object' && isPlain(value)) {
    let text = ''
    for (const key of Object.keys(value).sort()) {
      const item = (value as Readonly<Record<string, unknown>>)[key]
      if (item !== undefined) text += `${text === '' ? '' : ','}${encodeString(key)}:${encodeValue(item, depth + 1)}`
    }
    return `{${text}}`
  }
  throw new CodedError<BytesErrorCode>('JSON_NOT_REPRESENTABLE', `a ${typeof value} of this kind has no JSON form`)
}

/**
 * RFC 8785 (JCS): keys in UTF-16 order, no white space, numbers as ECMAScript writes them. Absent and `undefined` members are the same.
 * Throws JSON_LONE_SURROGATE, JSON_NOT_FINITE, JSON_NOT_REPRESENTABLE, JSON_TOO_DEEP.
 */
export function encodeCanonicalJson(value: unknown): string {
  return encodeValue(value, 0)
}

/** A text that must be its own canonical form. Throws JSON_MALFORMED, JSON_NOT_CANONICAL, JSON_TOO_LONG, JSON_TOO_DEEP. */
export function parseCanonicalJson(text: string): JsonValue {
  if (text.length > MAX_LENGTH) throw new CodedError<BytesErrorCode>('JSON_TOO_LONG', 'longer than allowed', { maxLength: MAX_LENGTH })
  let value: JsonValue
  try {
    value = JSON.parse(text) as JsonValue
  } catch {
    throw new CodedError<BytesErrorCode>('JSON_MALFORMED', 'not JSON')
  }
  if (encodeCanonicalJson(value) !== text) throw new CodedError<BytesErrorCode>('JSON_NOT_CANONICAL', 'not in canonical form')
  return value
}
