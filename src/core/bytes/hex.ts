import { CodedError, type BytesErrorCode } from './error.ts'

const DIGITS = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

/** The value of each digit, of either case, by its letter's code. */
const VALUES = Uint8Array.from({ length: 103 }, (_, code) => Number.parseInt(String.fromCharCode(code), 16) || 0)

/** Lower-case hexadecimal, two digits a byte. */
export function encodeHex(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += DIGITS[byte]
  return text
}

/** Bytes of a hexadecimal text of either case. Throws HEX_MALFORMED on an odd length or any other letter. */
export function decodeHex(text: string): Uint8Array<ArrayBuffer> {
  if (text.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(text)) throw new CodedError<BytesErrorCode>('HEX_MALFORMED', 'not hexadecimal')
  const bytes = new Uint8Array(text.length / 2)
  for (let i = 0; i < bytes.length; i++) bytes[i] = (VALUES[text.charCodeAt(i * 2)]! << 4) | VALUES[text.charCodeAt(i * 2 + 1)]!
  return bytes
}
