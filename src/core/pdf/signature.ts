import { decodePdfDate } from './date.ts'
import { isDamage } from './error.ts'
import { readFields } from './form.ts'
import type { FormField, NamedDictionary } from './form.ts'
import { dictionaryOf, integerOf, nameOf } from './object.ts'
import type { ObjectId, PdfDictionary, PdfObject, PdfString, Span } from './object.ts'
import type { PdfFile } from './reader.ts'
import { decodeTextString } from './text-string.ts'
import { hexValue } from './character.ts'

export type ByteRange = readonly [number, number, number, number]

/** How a /ByteRange lies in the file: facts, no verdict. */
export interface Coverage {
  /** Four non-negative integers, the first 0, ordered without overlap and inside the file. */
  readonly isWellFormed: boolean
  /** What is left out is exactly this dictionary's /Contents token, `<` and `>` included. */
  readonly isGapContents: boolean
  /** The revision that the range ends with (after its `%%EOF`, its end of line in or out), or null when it ends elsewhere. */
  readonly revision: number | null
  readonly isWholeFile: boolean
}

/** A signature dictionary (ISO 32000-2 §12.8.1) as it stands in one revision. */
export interface SignatureValue {
  /** Null when it stands directly in its field. */
  readonly id: ObjectId | null
  readonly dictionary: PdfDictionary
  /** The dictionary's extent in the file, or null when it stands in an object stream. */
  readonly place: Span | null
  readonly type: string | null
  readonly filter: string | null
  readonly subFilter: string | null
  readonly name: string | null
  readonly reason: string | null
  readonly location: string | null
  /** /M as ISO 8601, or null when absent or malformed. */
  readonly claimedTime: string | null
  /** Null when not four integers. */
  readonly byteRange: ByteRange | null
  readonly contents: Uint8Array | null
  /** The /Contents token in the file, delimiters included; null when absent, indirect or in an object stream. */
  readonly contentsPlace: Span | null
  /** The token is `<`, hexadecimal digits and `>`, nothing else; an odd last digit is followed by a zero (ISO 32000-2 §7.3.4.3). */
  readonly isContentsPlain: boolean
  readonly coverage: Coverage
  /** Why the dictionary cannot be read, where a tolerant reading knows only that it is there; else null. */
  readonly damage: string | null
}

/** A signature field, signed or not. */
export interface SignatureField extends NamedDictionary {
  /** Fully qualified. */
  readonly name: string
  readonly widgets: readonly NamedDictionary[]
  readonly value: SignatureValue | null
}

function readByteRange(file: PdfFile, object: PdfObject, revision: number): ByteRange | null {
  if (object.kind !== 'array' || object.items.length !== 4) return null
  const [a, b, c, d] = object.items.map((item) => integerOf(file.resolve(item, revision)))
  return typeof a === 'number' && typeof b === 'number' && typeof c === 'number' && typeof d === 'number' ? [a, b, c, d] : null
}

/** In a file whose offsets count from a later header, a range may count from it too: the one that leaves out /Contents is meant. */
function placeRange({ shift }: PdfFile, range: ByteRange | null, contentsPlace: Span | null): ByteRange | null {
  if (range === null || shift === 0 || contentsPlace === null) return range
  const [first, firstLength, second, secondLength] = range
  return first === 0 && firstLength + shift === contentsPlace.start && second + shift === contentsPlace.end ? [shift, firstLength, second + shift, secondLength] : range
}

function examineCoverage(file: PdfFile, byteRange: ByteRange | null, contentsPlace: Span | null): Coverage {
  if (byteRange === null) return { isWellFormed: false, isGapContents: false, revision: null, isWholeFile: false }
  const [first, firstLength, second, secondLength] = byteRange
  const end = second + secondLength
  const isWellFormed = (first === 0 || first === file.shift) && firstLength >= 0 && secondLength >= 0 && second >= first + firstLength && end <= file.bytes.length
  const revision = file.revisions.findIndex((candidate) => candidate.markerEnd <= end && end <= candidate.end)
  return {
    isWellFormed,
    isGapContents: isWellFormed && contentsPlace !== null && contentsPlace.start === first + firstLength && contentsPlace.end === second,
    revision: isWellFormed && revision >= 0 ? revision : null,
    isWholeFile: isWellFormed && end === file.bytes.length,
  }
}

const plain = new WeakMap<PdfString, boolean>()

/** Asked of the same token in every revision, and answered once. */
function isPlainHex(bytes: Uint8Array, token: PdfString): boolean {
  const known = plain.get(token) ?? isHexAt(bytes, token)
  plain.set(token, known)
  return known
}

function isHexAt(bytes: Uint8Array, place: Span): boolean {
  if (bytes[place.start] !== 0x3c || bytes[place.end - 1] !== 0x3e) return false
  for (let at = place.start + 1; at < place.end - 1; at++) if (hexValue(bytes[at]) < 0) return false
  return true
}

/** Facts of a signature dictionary; `isInFile` says whether its offsets are into the file. */
export function readSignatureValue(file: PdfFile, id: ObjectId | null, dictionary: PdfDictionary, isInFile: boolean, revision = file.newest): SignatureValue {
  const text = (key: string): string | null => {
    const value = file.get(dictionary, key, revision)
    return value.kind === 'string' ? decodeTextString(value.bytes) : null
  }
  const given = dictionary.entries.get('Contents')
  const resolved = file.resolve(given, revision)
  const contents: PdfString | null = resolved.kind === 'string' ? resolved : null
  const contentsPlace = isInFile && given?.kind === 'string' ? { start: given.start, end: given.end } : null
  const byteRange = placeRange(file, readByteRange(file, file.get(dictionary, 'ByteRange', revision), revision), contentsPlace)
  return {
    id,
    dictionary,
    place: isInFile ? { start: dictionary.start, end: dictionary.end } : null,
    type: nameOf(file.get(dictionary, 'Type', revision)),
    filter: nameOf(file.get(dictionary, 'Filter', revision)),
    subFilter: nameOf(file.get(dictionary, 'SubFilter', revision)),
    name: text('Name'),
    reason: text('Reason'),
    location: text('Location'),
    claimedTime: decodePdfDate(text('M') ?? ''),
    byteRange,
    contents: contents?.bytes ?? null,
    contentsPlace,
    isContentsPlain: contentsPlace !== null && given?.kind === 'string' && isPlainHex(file.bytes, given),
    coverage: examineCoverage(file, byteRange, contentsPlace),
    damage: null,
  }
}

/** What is known of a signature whose dictionary cannot be read: that it was there. */
function damagedValue(file: PdfFile, id: ObjectId | null, damage: string): SignatureValue {
  return {
    id, damage, dictionary: { kind: 'dictionary', entries: new Map(), start: 0, end: 0 }, place: null, type: null, filter: null, subFilter: null, name: null, reason: null, location: null, claimedTime: null,
    byteRange: null, contents: null, contentsPlace: null, isContentsPlain: false, coverage: examineCoverage(file, null, null),
  }
}

/** A field of the form as a signature field; null for one of another kind. Throws what damage calls for; a tolerant reading notes it, and the value is `damage`d. */
export function readSignatureField(file: PdfFile, field: FormField, revision: number): SignatureField | null {
  if (field.type !== 'Sig') return null
  const { id, dictionary, name, widgets, value } = field
  try {
    return readField(file, field, revision)
  } catch (error) {
    if (!isDamage(error) || !file.reading.isTolerant) throw error
    file.reading.note('object-unreadable', 'PDF_SYNTAX_DAMAGED', 'a signature dictionary cannot be read', dictionary.start)
    return { id, dictionary, name, widgets, value: damagedValue(file, value?.kind === 'reference' ? { number: value.number, generation: value.generation } : null, error.code) }
  }
}

function readField(file: PdfFile, { id, dictionary, name, widgets, value }: FormField, revision: number): SignatureField {
  const target = value?.kind === 'reference' ? file.locate(value, revision) : null
  const signature = value?.kind === 'reference' ? dictionaryOf(target?.object) : dictionaryOf(value)
  const isInFile = value?.kind === 'reference' ? target?.container === null : id !== null && file.locate(id, revision)?.container === null
  const valueId = value?.kind === 'reference' ? { number: value.number, generation: value.generation } : null
  return { id, dictionary, name, widgets, value: signature === null ? null : readSignatureValue(file, valueId, signature, isInFile, revision) }
}

/** Every signature field reached from the form as of a revision, signed or not, in order. Throws what damage calls for. */
export function findSignatures(file: PdfFile, revision = file.newest): SignatureField[] {
  const signatures: SignatureField[] = []
  for (const field of readFields(file, revision)) {
    const signature = readSignatureField(file, field, revision)
    if (signature !== null) signatures.push(signature)
  }
  return signatures
}

/** Every object of a revision that has a /ByteRange, whether a field leads to it or not. Reads every object: for the judge. */
export function scanSignatureValues(file: PdfFile, revision = file.newest): SignatureValue[] {
  const found: SignatureValue[] = []
  for (const id of file.listObjects(revision)) {
    const located = file.locate(id, revision)
    if (located?.object.kind !== 'dictionary' || !located.object.entries.has('ByteRange')) continue
    found.push(readSignatureValue(file, id, located.object, located.container === null, revision))
  }
  return found
}
