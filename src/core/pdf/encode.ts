import { ByteWriter } from '../bytes/byte-writer.ts'
import { isRegular } from './character.ts'
import { refuse } from './error.ts'
import { pdfNumber, withEntries } from './object.ts'
import type { ObjectId, PdfArray, PdfDictionary, PdfObject } from './object.ts'

function encodeNumber(value: number): string {
  if (!Number.isFinite(value)) refuse('PDF_SYNTAX_DAMAGED', 'number is not finite')
  if (Number.isInteger(value)) return Number.isSafeInteger(value) ? String(value === 0 ? 0 : value) : BigInt(value).toString()
  const text = String(value)
  return text.includes('e') ? value.toFixed(12).replace(/\.?0+$/, '') : text
}

function writeNumber(writer: ByteWriter, value: number): void {
  if (Number.isSafeInteger(value) && value >= 0) writer.digits(value)
  else writer.latin1(encodeNumber(value))
}

/** Names that were spelled before: a file has a few dozen, written again and again. */
const spelled = new Map<string, string>()
const MAX_SPELLED = 512
const MAX_SPELLED_LENGTH = 64

/** `/` and the name with everything but plain regular letters escaped (ISO 32000-2 §7.3.5). */
export function encodeName(name: string): string {
  const known = spelled.get(name)
  if (known !== undefined) return known
  const text = spellName(name)
  if (spelled.size < MAX_SPELLED && name.length <= MAX_SPELLED_LENGTH) spelled.set(name, text)
  return text
}

function spellName(name: string): string {
  let text = '/'
  for (let i = 0; i < name.length; i++) {
    const code = name.charCodeAt(i)
    if (code > 255 || code === 0) refuse('PDF_TEXT_UNFIT', 'name has a letter that no name can hold')
    const isPlain = code > 0x20 && code < 0x7f && code !== 0x23 && isRegular(code)
    text += isPlain ? name[i]! : `#${code.toString(16).padStart(2, '0')}`
  }
  return text
}

function writeLiteral(writer: ByteWriter, bytes: Uint8Array): void {
  writer.octet(0x28)
  for (const code of bytes) {
    const isEscaped = code === 0x28 || code === 0x29 || code === 0x5c || code === 0x0a || code === 0x0d
    if (isEscaped) writer.octet(0x5c)
    writer.octet(code === 0x0a ? 0x6e : code === 0x0d ? 0x72 : code)
  }
  writer.octet(0x29)
}

function writeHex(writer: ByteWriter, bytes: Uint8Array): void {
  writer.octet(0x3c)
  writer.hex(bytes)
  writer.octet(0x3e)
}

function writeArray(writer: ByteWriter, { items }: PdfArray): void {
  writer.octet(0x5b)
  for (let i = 0; i < items.length; i++) {
    if (i > 0) writer.octet(0x20)
    writeDirect(writer, items[i]!)
  }
  writer.octet(0x5d)
}

const kept = new WeakMap<PdfDictionary, Uint8Array>()

/** Says that a dictionary will be written again and again: its bytes are made once. */
export function keepEncoding(dictionary: PdfDictionary): PdfDictionary {
  kept.set(dictionary, encodeObject(dictionary))
  return dictionary
}

function writeDictionary(writer: ByteWriter, dictionary: PdfDictionary): void {
  const known = kept.get(dictionary)
  if (known !== undefined) return writer.bytes(known)
  writer.latin1('<<')
  let isFirst = true
  dictionary.entries.forEach((value, key) => {
    if (!isFirst) writer.octet(0x20)
    isFirst = false
    writer.latin1(encodeName(key))
    writer.octet(0x20)
    writeDirect(writer, value)
  })
  writer.latin1('>>')
}

/** An object other than a stream. */
function writeDirect(writer: ByteWriter, object: PdfObject): void {
  switch (object.kind) {
    case 'name':
      return writer.latin1(encodeName(object.name))
    case 'number':
      return writeNumber(writer, object.value)
    case 'reference':
      writer.digits(object.number)
      writer.octet(0x20)
      writer.digits(object.generation)
      return writer.latin1(' R')
    case 'array':
      return writeArray(writer, object)
    case 'dictionary':
      return writeDictionary(writer, object)
    case 'string':
      return object.isHex ? writeHex(writer, object.bytes) : writeLiteral(writer, object.bytes)
    case 'boolean':
      return writer.latin1(object.value ? 'true' : 'false')
    case 'null':
      return writer.latin1('null')
    case 'stream':
      return refuse('PDF_SYNTAX_DAMAGED', 'a stream stands only as an indirect object')
  }
}

/** Writes an object; a stream with a direct /Length of its stored bytes. Deterministic; reads back as an equal object. Throws PDF_SYNTAX_DAMAGED, PDF_TEXT_UNFIT. */
export function writeObject(writer: ByteWriter, object: PdfObject): void {
  if (object.kind !== 'stream') return writeDirect(writer, object)
  writeDictionary(writer, withEntries(object.dictionary, { Length: pdfNumber(object.raw.length) }))
  writer.latin1('\nstream\n')
  writer.bytes(object.raw)
  writer.latin1('\nendstream')
}

/** The same as bytes of its own. */
export function encodeObject(object: PdfObject): Uint8Array {
  const writer = new ByteWriter()
  writeObject(writer, object)
  return writer.written()
}

/** What stands before an indirect object: `n g obj` and an end of line. */
export function openIndirect(writer: ByteWriter, { number, generation }: ObjectId): void {
  writer.digits(number)
  writer.octet(0x20)
  writer.digits(generation)
  writer.latin1(' obj\n')
}

/** What stands after it. */
export function closeIndirect(writer: ByteWriter): void {
  writer.latin1('\nendobj\n')
}
