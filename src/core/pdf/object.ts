/**
 * The PDF object model (ISO 32000-2 §7.3) as immutable facts. `start` and `end` are offsets of the object's bytes in what it was read
 * from — the file, or the inflated object stream that holds it — and -1 for an object made by this program.
 */
export interface Span {
  readonly start: number
  readonly end: number
}

export interface PdfNull extends Span {
  readonly kind: 'null'
}
export interface PdfBoolean extends Span {
  readonly kind: 'boolean'
  readonly value: boolean
}
export interface PdfNumber extends Span {
  readonly kind: 'number'
  readonly value: number
  /** False when written with a decimal point. */
  readonly isInteger: boolean
}
export interface PdfString extends Span {
  readonly kind: 'string'
  readonly bytes: Uint8Array
  readonly isHex: boolean
}
export interface PdfName extends Span {
  readonly kind: 'name'
  /** Without slash, `#xx` resolved, one letter a byte. */
  readonly name: string
}
export interface PdfArray extends Span {
  readonly kind: 'array'
  readonly items: readonly PdfObject[]
}
export interface PdfDictionary extends Span {
  readonly kind: 'dictionary'
  /** In the order they stand. A key that stands twice is refused when read. */
  readonly entries: ReadonlyMap<string, PdfObject>
}
export interface PdfStream extends Span {
  readonly kind: 'stream'
  readonly dictionary: PdfDictionary
  /** As stored, before any filter: a view into the file. */
  readonly raw: Uint8Array
  readonly dataStart: number
  /** True when /Length is a reference, so that another revision may give it another extent. */
  readonly hasIndirectLength: boolean
}
export interface PdfReference extends Span {
  readonly kind: 'reference'
  readonly number: number
  readonly generation: number
}

export type PdfObject = PdfNull | PdfBoolean | PdfNumber | PdfString | PdfName | PdfArray | PdfDictionary | PdfStream | PdfReference

/** What names an indirect object. */
export interface ObjectId {
  readonly number: number
  readonly generation: number
}

export const PDF_NULL: PdfNull = { kind: 'null', start: -1, end: -1 }

export function pdfBoolean(value: boolean): PdfBoolean {
  return { kind: 'boolean', value, start: -1, end: -1 }
}

export function pdfNumber(value: number): PdfNumber {
  return { kind: 'number', value, isInteger: Number.isInteger(value), start: -1, end: -1 }
}

export function pdfName(name: string): PdfName {
  return { kind: 'name', name, start: -1, end: -1 }
}

export function pdfString(bytes: Uint8Array, isHex = false): PdfString {
  return { kind: 'string', bytes, isHex, start: -1, end: -1 }
}

export function pdfReference(id: ObjectId): PdfReference {
  return { kind: 'reference', number: id.number, generation: id.generation, start: -1, end: -1 }
}

export function pdfArray(items: readonly PdfObject[]): PdfArray {
  return { kind: 'array', items, start: -1, end: -1 }
}

/** From keys (without slash) to values; `undefined` leaves a key out. */
export function pdfDictionary(entries: Readonly<Record<string, PdfObject | undefined>>): PdfDictionary {
  const map = new Map<string, PdfObject>()
  for (const key of Object.keys(entries)) {
    const value = entries[key]
    if (value !== undefined) map.set(key, value)
  }
  return { kind: 'dictionary', entries: map, start: -1, end: -1 }
}

/** The same dictionary with some entries set anew (at their old place) or added at the end; `undefined` removes. */
export function withEntries(dictionary: PdfDictionary, changes: Readonly<Record<string, PdfObject | undefined>>): PdfDictionary {
  const map = new Map<string, PdfObject>()
  dictionary.entries.forEach((value, key) => map.set(key, value))
  for (const key of Object.keys(changes)) {
    const value = changes[key]
    if (value === undefined) map.delete(key)
    else map.set(key, value)
  }
  return { kind: 'dictionary', entries: map, start: -1, end: -1 }
}

/** A stream from bytes already filtered as `entries` says; /Length is set when it is written. */
export function pdfStream(entries: Readonly<Record<string, PdfObject | undefined>>, raw: Uint8Array): PdfStream {
  return { kind: 'stream', dictionary: pdfDictionary(entries), raw, dataStart: -1, hasIndirectLength: false, start: -1, end: -1 }
}

/** `12 0`, for maps and messages. */
export function idText(id: ObjectId): string {
  return `${id.number} ${id.generation}`
}

/** One number for both, for sets that are asked often: numbers are of at most ten digits, generations of at most sixteen bits. */
export function idKey(id: ObjectId): number {
  return id.number * 65_536 + id.generation
}

/** The direct value under a key, never null: a key with the null object is the same as none (§7.3.7). */
export function entryOf(dictionary: PdfDictionary, key: string): PdfObject | undefined {
  const value = dictionary.entries.get(key)
  return value === undefined || value.kind === 'null' ? undefined : value
}

export function nameOf(object: PdfObject | undefined): string | null {
  return object?.kind === 'name' ? object.name : null
}

export function integerOf(object: PdfObject | undefined): number | null {
  return object?.kind === 'number' && object.isInteger ? object.value : null
}

/** The dictionary of a dictionary or of a stream. */
export function dictionaryOf(object: PdfObject | undefined): PdfDictionary | null {
  if (object?.kind === 'dictionary') return object
  return object?.kind === 'stream' ? object.dictionary : null
}
