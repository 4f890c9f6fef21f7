import { equalBytes } from '../../bytes/compare.ts'
import type { PdfDictionary, PdfObject } from '../../pdf/object.ts'
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

/** The objects that a revision really changed: identical rewrites and freed numbers that named nothing are left out. */
export function listChanges(file: PdfFile, revision: number): Map<number, ChangedObject> {
  const found = new Map<number, ChangedObject>()
  for (const [number, entry] of file.revisions[revision]!.changes) {
    if (number === 0) continue
    const previous = file.getEntry(number, revision - 1)?.entry
    const before = previous === undefined ? null : (file.locate(previous, revision - 1)?.object ?? null)
    const after = file.locate(entry, revision)?.object ?? null
    const sameName = previous === undefined || previous.generation === entry.generation || after === null
    if (equalObjects(before ?? undefined, after ?? undefined) && sameName) continue
    found.set(number, { number, generation: entry.generation, before, after })
  }
  return found
}
