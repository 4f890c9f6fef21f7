import { equalBytes } from '../../bytes/compare.ts'
import { isCodedError } from '../../bytes/error.ts'
import type { ObjectId, PdfDictionary, PdfObject, PdfStream } from '../../pdf/object.ts'
import type { PdfFile } from '../../pdf/reader.ts'

/** What one revision made of one object number; null where the number names nothing. */
export interface ChangedObject {
  readonly number: number
  readonly generation: number
  readonly before: PdfObject | null
  readonly after: PdfObject | null
}

/** Keys of one dictionary whose values are not the same in the other; references are the same when they name the same object. */
export function differingKeys(before: PdfDictionary, after: PdfDictionary): string[] {
  const keys = new Set([...before.entries.keys(), ...after.entries.keys()])
  return [...keys].filter((key) => !equalObjects(before.entries.get(key), after.entries.get(key)))
}

/** Whether two objects say the same, however they are spelled (hex or literal strings, order of keys, an absent or a null entry). */
export function equalObjects(a: PdfObject | undefined, b: PdfObject | undefined): boolean {
  if (a === b) return true
  if (a === undefined || a.kind === 'null') return b === undefined || b.kind === 'null'
  if (b === undefined || a.kind !== b.kind) return false
  switch (a.kind) {
    case 'boolean': return b.kind === a.kind && a.value === b.value
    case 'number': return b.kind === a.kind && a.value === b.value
    case 'name': return b.kind === a.kind && a.name === b.name
    case 'string': return b.kind === a.kind && equalBytes(a.bytes, b.bytes)
    case 'reference': return b.kind === a.kind && a.number === b.number && a.generation === b.generation
    case 'array': return b.kind === a.kind && a.items.length === b.items.length && a.items.every((item, index) => equalObjects(item, b.items[index]))
    case 'dictionary': return b.kind === a.kind && differingKeys(a, b).length === 0
    case 'stream': return b.kind === a.kind && equalBytes(a.raw, b.raw) && differingKeys(a.dictionary, b.dictionary).every((key) => key === 'Length')
  }
}

/** How a stream is stored, not what it holds. */
const STORAGE: ReadonlySet<string> = new Set(['Length', 'Filter', 'DecodeParms', 'DL'])

/** The same content stored in another way: what a producer that compresses anew writes. */
function isStoredAnew(file: PdfFile, revision: number, a: PdfStream, b: PdfStream): boolean {
  if (!differingKeys(a.dictionary, b.dictionary).every((key) => STORAGE.has(key))) return false
  try {
    return equalBytes(file.decode(a, revision - 1), file.decode(b, revision))
  } catch (error) {
    if (isCodedError(error)) return false
    throw error
  }
}

/** An object, null where there is none, undefined where it cannot be read. */
function read(file: PdfFile, id: ObjectId, revision: number): PdfObject | null | undefined {
  try {
    return file.locate(id, revision)?.object ?? null
  } catch (error) {
    if (isCodedError(error) && error.code !== 'PDF_TOO_LARGE' && error.code !== 'PDF_TOO_DEEP') return undefined
    throw error
  }
}

/** The objects that a revision really changed: identical rewrites and freed numbers that named nothing are left out. */
export function listChanges(file: PdfFile, revision: number): Map<number, ChangedObject> {
  const found = new Map<number, ChangedObject>()
  for (const [number, entry] of file.revisions[revision]!.changes) {
    if (number === 0) continue
    const previous = file.getEntry(number, revision - 1)?.entry
    const before = previous === undefined ? null : read(file, previous, revision - 1)
    const after = read(file, entry, revision)
    const sameName = previous === undefined || previous.generation === entry.generation || after === null
    const isReadable = before !== undefined && after !== undefined
    if (isReadable && sameName) {
      if (equalObjects(before ?? undefined, after ?? undefined)) continue
      if (before?.kind === 'stream' && after?.kind === 'stream' && isStoredAnew(file, revision, before, after)) continue
    }
    found.set(number, { number, generation: entry.generation, before: before ?? null, after: after ?? null })
  }
  return found
}
