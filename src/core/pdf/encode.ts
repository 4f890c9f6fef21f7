import { concatBytes } from '../bytes/compare.ts'
import { encodeHex } from '../bytes/hex.ts'
import { encodeLatin1 } from '../bytes/text.ts'
import { isRegular } from './character.ts'
import { refuse } from './error.ts'
import { pdfNumber, withEntries } from './object.ts'
import type { ObjectId, PdfDictionary, PdfObject } from './object.ts'

function encodeNumber(value: number): string {
  if (!Number.isFinite(value)) refuse('PDF_SYNTAX_DAMAGED', 'number is not finite')
  if (Number.isInteger(value)) return Number.isSafeInteger(value) ? String(value === 0 ? 0 : value) : BigInt(value).toString()
  const text = String(value)
  return text.includes('e') ? value.toFixed(12).replace(/\.?0+$/, '') : text
}

/** `/` and the name with everything but plain regular letters escaped (ISO 32000-2 §7.3.5). */
export function encodeName(name: string): string {
  let text = '/'
  for (let i = 0; i < name.length; i++) {
    const code = name.charCodeAt(i)
    if (code > 255 || code === 0) refuse('PDF_TEXT_UNFIT', 'name has a letter that no name can hold')
    const isPlain = code > 0x20 && code < 0x7f && code !== 0x23 && isRegular(code)
    text += isPlain ? name[i]! : `#${code.toString(16).padStart(2, '0')}`
  }
  return text
}

function encodeLiteral(bytes: Uint8Array): string {
  let text = '('
  for (const code of bytes) {
    if (code === 0x28 || code === 0x29 || code === 0x5c) text += `\\${String.fromCharCode(code)}`
    else if (code === 0x0a || code === 0x0d) text += code === 0x0a ? '\\n' : '\\r'
    else text += String.fromCharCode(code)
  }
  return `${text})`
}

function encodeEntries(dictionary: PdfDictionary): string {
  const parts: string[] = []
  for (const [key, value] of dictionary.entries) parts.push(`${encodeName(key)} ${encodeText(value)}`)
  return `<<${parts.join(' ')}>>`
}

/** An object other than a stream as the letters that stand in a file, one byte a letter. */
function encodeText(object: PdfObject): string {
  switch (object.kind) {
    case 'null':
      return 'null'
    case 'boolean':
      return object.value ? 'true' : 'false'
    case 'number':
      return encodeNumber(object.value)
    case 'string':
      return object.isHex ? `<${encodeHex(object.bytes)}>` : encodeLiteral(object.bytes)
    case 'name':
      return encodeName(object.name)
    case 'reference':
      return `${object.number} ${object.generation} R`
    case 'array':
      return `[${object.items.map(encodeText).join(' ')}]`
    case 'dictionary':
      return encodeEntries(object)
    case 'stream':
      return refuse('PDF_SYNTAX_DAMAGED', 'a stream stands only as an indirect object')
  }
}

/** An object's bytes; for a stream with a direct /Length of its stored bytes. Deterministic; reads back as an equal object. Throws PDF_SYNTAX_DAMAGED, PDF_TEXT_UNFIT. */
export function encodeObject(object: PdfObject): Uint8Array {
  if (object.kind !== 'stream') return encodeLatin1(encodeText(object))
  const dictionary = withEntries(object.dictionary, { Length: pdfNumber(object.raw.length) })
  return concatBytes(encodeLatin1(`${encodeEntries(dictionary)}\nstream\n`), object.raw, encodeLatin1('\nendstream'))
}

/** `n g obj … endobj` and an end of line, around a value already encoded. */
export function encodeIndirect(id: ObjectId, value: Uint8Array): Uint8Array {
  return concatBytes(...frameIndirect(id, value))
}

const INDIRECT_END = encodeLatin1('\nendobj\n')

/** The same in its parts, for whoever puts many together. */
export function frameIndirect(id: ObjectId, value: Uint8Array): readonly [head: Uint8Array, value: Uint8Array, tail: Uint8Array] {
  return [encodeLatin1(`${id.number} ${id.generation} obj\n`), value, INDIRECT_END]
}
