import { refuse } from '../pdf/error.ts'
import { dictionaryOf, entryOf, integerOf, nameOf } from '../pdf/object.ts'
import type { PdfDictionary, PdfObject } from '../pdf/object.ts'
import type { PdfFile } from '../pdf/reader.ts'
import { findSignatures } from '../pdf/signature.ts'
import type { SignatureField } from '../pdf/signature.ts'
import { decodeTextString } from '../pdf/text-string.ts'

/** What a lock covers (ISO 32000-2 §12.8.2.4): all fields, those named, or all but those named; with a field, all below it. */
interface FieldLock {
  readonly action: string | null
  readonly names: readonly string[]
}

/** What those who signed before allow to whoever comes later. */
export interface Restrictions {
  /** Signatures and document timestamps; nothing is certified after the first. */
  readonly signatureCount: number
  /** Strictest DocMDP level: 1 no change, 2 filling fields and signing, 3 annotating too; null when nobody certified. */
  readonly level: 1 | 2 | 3 | null
  readonly locks: readonly FieldLock[]
}

function readLock(file: PdfFile, parameters: PdfDictionary): FieldLock {
  const fields = file.get(parameters, 'Fields')
  const items = fields.kind === 'array' ? fields.items.map((item) => file.resolve(item)) : []
  return { action: nameOf(file.get(parameters, 'Action')), names: items.flatMap((item) => (item.kind === 'string' ? [decodeTextString(item.bytes)] : [])) }
}

/** A level that is none of the three counts as the default, 2. */
function readLevel(file: PdfFile, parameters: PdfDictionary | null): 1 | 2 | 3 {
  const level = integerOf(parameters === null ? undefined : file.get(parameters, 'P'))
  return level === 1 || level === 3 ? level : 2
}

class RestrictionReader {
  readonly locks: FieldLock[] = []
  readonly levels: (1 | 2 | 3)[] = []
  readonly #file: PdfFile

  constructor(file: PdfFile) {
    this.#file = file
  }

  readSignature(dictionary: PdfDictionary): void {
    const references = this.#file.get(dictionary, 'Reference')
    for (const item of references.kind === 'array' ? references.items : []) {
      const reference = dictionaryOf(this.#file.resolve(item))
      if (reference !== null) this.#readTransform(reference)
    }
  }

  /** A lock binds whoever comes after the field was signed, whether its signature repeats it or not (§12.7.5.5). */
  readLockOf(field: SignatureField): void {
    const lock = this.#file.getDictionary(field.dictionary, 'Lock')
    if (lock === null) return
    this.locks.push(readLock(this.#file, lock))
    if (entryOf(lock, 'P') !== undefined) this.levels.push(readLevel(this.#file, lock))
  }

  #readTransform(reference: PdfDictionary): void {
    const method = nameOf(this.#file.get(reference, 'TransformMethod'))
    const parameters = this.#file.getDictionary(reference, 'TransformParams')
    if (method === 'DocMDP') this.levels.push(readLevel(this.#file, parameters))
    if (method !== 'FieldMDP' || parameters === null) return
    this.locks.push(readLock(this.#file, parameters))
    if (entryOf(parameters, 'P') !== undefined) this.levels.push(readLevel(this.#file, parameters))
  }
}

/** Nobody signs over the ruins of another's signature: it could not be told afterwards when it broke. */
function checkSignature({ value }: SignatureField): void {
  const isWhole = value?.contents && value.coverage.isWellFormed && value.coverage.isGapContents
  if (!isWhole) refuse('PDF_STRUCTURE_DAMAGED', 'an earlier signature is damaged')
}

/** Reads /Perms, the DocMDP and FieldMDP transforms and the locks of every signature in the newest revision. Throws PDF_STRUCTURE_DAMAGED. */
export function readRestrictions(file: PdfFile): Restrictions {
  const reader = new RestrictionReader(file)
  const signed = findSignatures(file).filter((field) => field.value !== null || entryOf(field.dictionary, 'V') !== undefined)
  for (const field of signed) {
    checkSignature(field)
    if (field.value !== null) reader.readSignature(field.value.dictionary)
    reader.readLockOf(field)
  }
  const permissions = file.getDictionary(file.root, 'Perms')
  const certification = permissions === null ? null : file.getDictionary(permissions, 'DocMDP')
  if (certification !== null) {
    reader.readSignature(certification)
    if (reader.levels.length === 0) reader.levels.push(2)
  }
  const level = reader.levels.length === 0 ? null : (Math.min(...reader.levels) as 1 | 2 | 3)
  return { signatureCount: signed.length, level, locks: reader.locks }
}

function covers({ action, names }: FieldLock, field: string): boolean {
  const isNamed = names.some((name) => field === name || field.startsWith(`${name}.`))
  if (action === 'Include') return isNamed
  return action === 'Exclude' ? !isNamed : true
}

/** Refuses what an earlier signature forbids: filling this field with a signature. Throws PDF_SIGNING_FORBIDDEN (problem: CERTIFIED, LOCKED). */
export function checkFillable({ level, locks }: Restrictions, field: string): void {
  if (level === 1) refuse('PDF_SIGNING_FORBIDDEN', 'whoever certified the file allows no change', { problem: 'CERTIFIED' })
  if (locks.some((lock) => covers(lock, field))) refuse('PDF_SIGNING_FORBIDDEN', 'an earlier signature locks the field', { problem: 'LOCKED' })
}

/**
 * Refuses new fields in a file that was certified, at any level: even where annotating is allowed, a new field is not (ISO 32000-2 table 257);
 * and in a file whose earlier signature locks all fields, or all but some. Throws PDF_FIELDS_FORBIDDEN (problem: CERTIFIED, LOCKED).
 */
export function checkExtendable({ level, locks }: Restrictions, fields: readonly string[]): void {
  if (level !== null) refuse('PDF_FIELDS_FORBIDDEN', 'the file is certified: nothing may be added to its form', { problem: 'CERTIFIED' })
  if (fields.some((field) => locks.some((lock) => covers(lock, field)))) refuse('PDF_FIELDS_FORBIDDEN', 'an earlier signature locks the form', { problem: 'LOCKED' })
}

/** What a field's own /Lock asks of the signature that fills it, as the parameters of its FieldMDP transform (§12.8.2.4); null without one. */
export function lockParameters(file: PdfFile, field: PdfDictionary): Readonly<Record<string, PdfObject>> | null {
  const lock = file.getDictionary(field, 'Lock')
  if (lock === null) return null
  const entries: [string, PdfObject][] = []
  for (const key of ['Action', 'Fields', 'P']) {
    const value = file.get(lock, key)
    if (value.kind !== 'null') entries.push([key, value])
  }
  return Object.fromEntries(entries)
}
