import { CodedError, type BytesErrorCode } from './error.ts'

const STANDARD = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const URL_SAFE = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

function encode(bytes: Uint8Array, alphabet: string): string {
  let text = ''
  for (let i = 0; i < bytes.length; i += 3) {
    const left = bytes.length - i
    const group = (bytes[i]! << 16) | ((left > 1 ? bytes[i + 1]! : 0) << 8) | (left > 2 ? bytes[i + 2]! : 0)
    text += alphabet[group >> 18]! + alphabet[(group >> 12) & 63]!
    if (left > 1) text += alphabet[(group >> 6) & 63]!
    if (left > 2) text += alphabet[group & 63]!
  }
  return text
}

function inverse(alphabet: string): Int8Array {
  const table = new Int8Array(128).fill(-1)
  for (let i = 0; i < 64; i++) table[alphabet.charCodeAt(i)] = i
  return table
}

const STANDARD_INVERSE = inverse(STANDARD)
const URL_SAFE_INVERSE = inverse(URL_SAFE)

function decode(text: string, table: Int8Array): Uint8Array<ArrayBuffer> {
  if (text.length % 4 === 1) throw new CodedError<BytesErrorCode>('BASE64_MALFORMED', 'not a base64 length')
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4))
  let held = 0
  let bits = 0
  let at = 0
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    const value = code < 128 ? table[code]! : -1
    if (value < 0) throw new CodedError<BytesErrorCode>('BASE64_MALFORMED', 'not a base64 letter', { offset: i })
    held = ((held << 6) | value) & 0xfff
    bits += 6
    if (bits >= 8) {
      bits -= 8
      bytes[at++] = (held >> bits) & 0xff
    }
  }
  if ((held & ((1 << bits) - 1)) !== 0) throw new CodedError<BytesErrorCode>('BASE64_MALFORMED', 'unused bits are not zero')
  return bytes
}

/** Padded base64 (RFC 4648 §4). */
export function encodeBase64(bytes: Uint8Array): string {
  const text = encode(bytes, STANDARD)
  return text.padEnd(Math.ceil(text.length / 4) * 4, '=')
}

/** Strict padded base64; no white space. Throws BASE64_MALFORMED. */
export function decodeBase64(text: string): Uint8Array<ArrayBuffer> {
  if (text.length % 4 !== 0) throw new CodedError<BytesErrorCode>('BASE64_MALFORMED', 'not a multiple of four letters')
  return decode(text.replace(/={1,2}$/, ''), STANDARD_INVERSE)
}

/** Unpadded base64url (RFC 4648 §5). */
export function encodeBase64Url(bytes: Uint8Array): string {
  return encode(bytes, URL_SAFE)
}

/** Strict unpadded base64url. Throws BASE64_MALFORMED. */
export function decodeBase64Url(text: string): Uint8Array<ArrayBuffer> {
  return decode(text, URL_SAFE_INVERSE)
}
