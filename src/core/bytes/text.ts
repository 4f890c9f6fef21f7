import { CodedError, type BytesErrorCode } from './error.ts'

const ENCODER = new TextEncoder()
const DECODER = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** UTF-8 bytes of a text; lone surrogates become U+FFFD, so check the text before where that matters. */
export function encodeUtf8(text: string): Uint8Array<ArrayBuffer> {
  return ENCODER.encode(text)
}

/** Text of UTF-8 bytes; a byte order mark is kept. Throws UTF8_MALFORMED. */
export function decodeUtf8(bytes: Uint8Array): string {
  try {
    return DECODER.decode(bytes)
  } catch {
    throw new CodedError<BytesErrorCode>('UTF8_MALFORMED', 'not UTF-8')
  }
}

/** One byte a letter. Throws LATIN1_MALFORMED on a letter above U+00FF. */
export function encodeLatin1(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length)
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code > 255) throw new CodedError<BytesErrorCode>('LATIN1_MALFORMED', 'letter above U+00FF', { offset: i })
    bytes[i] = code
  }
  return bytes
}

/** One letter a byte: what a PDF's syntax is read as. */
export function decodeLatin1(bytes: Uint8Array): string {
  let text = ''
  for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192))
  return text
}
