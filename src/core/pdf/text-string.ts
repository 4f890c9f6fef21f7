import { refuse } from './error.ts'
import { pdfString } from './object.ts'
import type { PdfString } from './object.ts'

/** PDFDocEncoding where it is not Latin-1 (ISO 32000-2 Annex D.3): codes 0x18–0x1f and 0x80–0xa0. */
const LOW = '\u02d8\u02c7\u02c6\u02d9\u02dd\u02db\u02da\u02dc'
const HIGH =
  '\u2022\u2020\u2021\u2026\u2014\u2013\u0192\u2044\u2039\u203a\u2212\u2030\u201e\u201c\u201d\u2018\u2019\u201a\u2122\ufb01\ufb02\u0141\u0152\u0160\u0178\u017d\u0131\u0142\u0153\u0161\u017e\ufffd\u20ac'

function decodeDocLetter(code: number): string {
  if (code >= 0x18 && code <= 0x1f) return LOW[code - 0x18]!
  if (code >= 0x80 && code <= 0xa0) return HIGH[code - 0x80]!
  return code === 0x7f || code === 0xad ? '\ufffd' : String.fromCharCode(code)
}

/** The bytes of a text of printable ASCII, tabs and line ends; null for any other. */
function encodePlain(text: string): Uint8Array | null {
  const bytes = new Uint8Array(text.length)
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    const isPlain = (code >= 0x20 && code < 0x7f) || code === 0x09 || code === 0x0a || code === 0x0d
    if (!isPlain) return null
    bytes[i] = code
  }
  return bytes
}

/** A text string (ISO 32000-2 §7.9.2.2): ASCII as it is, all else UTF-16BE with a byte order mark, normalized to NFC. Throws PDF_TEXT_UNFIT. */
export function encodeTextString(text: string): PdfString {
  const plain = encodePlain(text)
  if (plain !== null) return pdfString(plain)
  if (!text.isWellFormed()) refuse('PDF_TEXT_UNFIT', 'text has a lone surrogate')
  const normal = text.normalize('NFC')
  const composed = normal === text ? null : encodePlain(normal)
  if (composed !== null) return pdfString(composed)
  const bytes = new Uint8Array(2 + normal.length * 2)
  bytes[0] = 0xfe
  bytes[1] = 0xff
  for (let i = 0; i < normal.length; i++) {
    const code = normal.charCodeAt(i)
    bytes[2 + i * 2] = code >> 8
    bytes[3 + i * 2] = code & 0xff
  }
  return pdfString(bytes, true)
}

/** The text of a text string: UTF-16BE, UTF-8 or PDFDocEncoding by its mark. What cannot be decoded becomes U+FFFD. */
export function decodeTextString(bytes: Uint8Array): string {
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return decodeUtf16(bytes.subarray(2))
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return new TextDecoder().decode(bytes.subarray(3))
  let text = ''
  for (const code of bytes) text += decodeDocLetter(code)
  return text
}

/** UTF-16BE without mark; a half letter at the end, or half a pair, becomes U+FFFD. */
export function decodeUtf16(bytes: Uint8Array): string {
  let text = ''
  for (let i = 0; i + 1 < bytes.length; i += 2) text += String.fromCharCode(bytes[i]! * 256 + bytes[i + 1]!)
  return (bytes.length % 2 === 0 ? text : `${text}\ufffd`).toWellFormed()
}
