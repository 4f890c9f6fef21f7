import { isDamage } from '../pdf/error.ts'
import { integerOf, nameOf } from '../pdf/object.ts'
import type { PdfDictionary } from '../pdf/object.ts'
import type { PdfFile } from '../pdf/reader.ts'
import type { SignatureField, SignatureValue } from '../pdf/signature.ts'
import { decodeTextString } from '../pdf/text-string.ts'
import type { Change, ChangeClass, ChangeKind } from './change/change.ts'

/** Which fields a signature locks. */
export interface FieldLock {
  readonly action: 'All' | 'Include' | 'Exclude'
  readonly fields: readonly string[]
}

/** What a signature allows after it. */
export interface Restriction {
  /** DocMDP's /P (ISO 32000-2 §12.8.2.2), or the /Lock dictionary's; null when nothing is said. */
  readonly permission: 1 | 2 | 3 | null
  readonly isCertification: boolean
  readonly locks: readonly FieldLock[]
}

/** How a change stands to the signatures before it. */
export type Permission = 'allowed' | 'undecided' | 'forbidden'

function readPermission(file: PdfFile, dictionary: PdfDictionary, revision: number, absent: 2 | null): 1 | 2 | 3 | null {
  const level = integerOf(file.get(dictionary, 'P', revision))
  return level === 1 || level === 2 || level === 3 ? level : level === null ? absent : 1
}

function readLock(file: PdfFile, dictionary: PdfDictionary, revision: number): FieldLock | null {
  const action = nameOf(file.get(dictionary, 'Action', revision))
  if (action !== 'All' && action !== 'Include' && action !== 'Exclude') return null
  const list = file.get(dictionary, 'Fields', revision)
  const names = list.kind === 'array' ? list.items.map((item) => file.resolve(item, revision)) : []
  return { action, fields: names.flatMap((name) => (name.kind === 'string' ? [decodeTextString(name.bytes)] : [])) }
}

const strictest = (...levels: readonly (1 | 2 | 3 | null)[]): 1 | 2 | 3 | null => levels.reduce((least, level) => (level !== null && (least === null || level < least) ? level : least), null)

/** DocMDP and FieldMDP transforms of a signature and the /Lock of its field (§12.8.2.2, §12.8.2.4, §12.7.5.5), the strictest of all. */
export function readRestriction(file: PdfFile, field: SignatureField, value: SignatureValue, revision: number): Restriction {
  try {
    return readAll(file, field, value, revision)
  } catch (error) {
    if (!isDamage(error)) throw error
    // what cannot be read may have closed everything
    file.reading.note('object-unreadable', 'PDF_SYNTAX_DAMAGED', 'what a signature allows cannot be read', 0)
    return { permission: 1, isCertification: false, locks: [] }
  }
}

function readAll(file: PdfFile, field: SignatureField, value: SignatureValue, revision: number): Restriction {
  const locks: FieldLock[] = []
  let permission: 1 | 2 | 3 | null = null
  let isCertification = false
  const list = file.get(value.dictionary, 'Reference', revision)
  for (const item of list.kind === 'array' ? list.items : []) {
    const reference = file.resolve(item, revision)
    if (reference.kind !== 'dictionary') continue
    const method = nameOf(file.get(reference, 'TransformMethod', revision))
    const parameters = file.getDictionary(reference, 'TransformParams', revision)
    if (method === 'DocMDP') {
      isCertification = true
      permission = strictest(permission, parameters === null ? 2 : readPermission(file, parameters, revision, 2))
    }
    const lock = method === 'FieldMDP' && parameters !== null ? readLock(file, parameters, revision) : null
    if (lock !== null) locks.push(lock)
  }
  const own = file.getDictionary(field.dictionary, 'Lock', revision)
  if (own !== null) {
    permission = strictest(permission, readPermission(file, own, revision, null))
    const lock = readLock(file, own, revision)
    if (lock !== null) locks.push(lock)
  }
  return { permission, isCertification, locks }
}

/**
 * What the usage rights of the catalog's /Perms /UR3 allow (§12.8.2.3), or null when they forbid nothing: they do only where their /P is true.
 * Filling in and annotating are then allowed as far as the rights name them.
 */
export function readUsageRights(file: PdfFile, revision: number): Restriction | null {
  try {
    return readRights(file, revision)
  } catch (error) {
    if (!isDamage(error)) throw error
    file.reading.note('object-unreadable', 'PDF_SYNTAX_DAMAGED', 'usage rights cannot be read', 0)
    return null
  }
}

function readRights(file: PdfFile, revision: number): Restriction | null {
  const permissions = file.getDictionary(file.getRoot(revision), 'Perms', revision)
  const signature = permissions === null ? null : (file.getDictionary(permissions, 'UR3', revision) ?? file.getDictionary(permissions, 'UR', revision))
  const list = signature === null ? null : file.get(signature, 'Reference', revision)
  for (const item of list?.kind === 'array' ? list.items : []) {
    const reference = file.resolve(item, revision)
    const parameters = reference.kind === 'dictionary' ? file.getDictionary(reference, 'TransformParams', revision) : null
    const isBinding = parameters === null ? null : file.get(parameters, 'P', revision)
    if (parameters === null || isBinding?.kind !== 'boolean' || !isBinding.value) continue
    const names = (key: string, ...rights: readonly string[]): boolean => {
      const given = file.get(parameters, key, revision)
      return given.kind === 'array' && given.items.some((right) => rights.includes(nameOf(file.resolve(right, revision)) ?? ''))
    }
    const mayFill = names('Form', 'FillIn', 'Add', 'Import') || names('Signature', 'Modify')
    return { permission: names('Annots', 'Create', 'Modify') ? 3 : mayFill ? 2 : 1, isCertification: false, locks: [] }
  }
  return null
}

function isLocked(lock: FieldLock, field: string): boolean {
  if (lock.action === 'All') return true
  const isNamed = lock.fields.some((name) => field === name || field.startsWith(`${name}.`))
  return lock.action === 'Include' ? isNamed : !isNamed
}

/** New fields that can be seen: signing under P=2 means the places that were there. */
const VISIBLE: ReadonlySet<ChangeKind> = new Set(['signature-field-visible', 'signature-over-text'])
/** What can deceive an eye even where its kind is allowed: remarks that pass for the page, and fields that do not show what they hold. */
const UNDECIDED: ReadonlySet<ChangeKind> = new Set(['annotation-drawn', 'annotation-erased', 'value-misshown'])

const FORBIDDEN_BELOW: Readonly<Partial<Record<ChangeClass, 2 | 3>>> = { 'NEW-SIGNATURE': 2, 'FORM-FILLING': 2, ANNOTATION: 3 }

/**
 * Whether a change is allowed by the restrictions in force and, where they say nothing, by this judge: validation data and further
 * signatures are; a filled field or a remark that nobody allowed beforehand is undecided; what no rule accounts for is forbidden.
 * `isCertifier`: asked on behalf of the signature that certified the document.
 */
export function permit(change: Change, restrictions: readonly Restriction[], isCertifier: boolean): Permission {
  if (change.class === 'NONE' || change.class === 'LTA-UPDATE') return 'allowed'
  if (change.kind === 'revision-unreadable') return 'undecided'
  if (change.class === 'OTHER' || change.class === 'FORBIDDEN') return 'forbidden'
  const permission = strictest(...restrictions.map((one) => one.permission))
  if (permission !== null && permission < (FORBIDDEN_BELOW[change.class] ?? 1)) return 'forbidden'
  if (permission !== null && permission < 3 && VISIBLE.has(change.kind)) return 'forbidden'
  if (change.kind === 'signature-over-text') return 'undecided'
  const { field } = change
  // a lock is on the fields that were there: signing one of them is filling it
  if (change.class === 'NEW-SIGNATURE' && change.before === undefined) return 'allowed'
  if (field !== undefined && restrictions.some(({ locks }) => locks.some((lock) => isLocked(lock, field)))) return 'forbidden'
  if (change.class === 'NEW-SIGNATURE') return 'allowed'
  if (permission === null || UNDECIDED.has(change.kind)) return 'undecided'
  return change.kind === 'value-replaced' && !isCertifier ? 'undecided' : 'allowed'
}
