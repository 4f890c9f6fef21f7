import type { ObjectId } from './object.ts'
import type { Revision } from './revision.ts'
import type { XrefEntry } from './xref.ts'

/** What one revision says of an object number. */
export interface PlacedEntry {
  readonly entry: XrefEntry
  readonly revision: number
}

const FEW_REVISIONS = 8

/** By object number, what each revision that names it says, oldest first: asking costs the same however many revisions there are. */
function listByNumber(revisions: readonly Revision[]): Map<number, PlacedEntry[]> {
  const told = new Map<number, PlacedEntry[]>()
  for (const { changes, index } of revisions) {
    for (const [number, entry] of changes) {
      const known = told.get(number)
      if (known === undefined) told.set(number, [{ entry, revision: index }])
      else known.push({ entry, revision: index })
    }
  }
  return told
}

/** Where each object number is, as of each revision. */
export class EntryHistory {
  readonly #revisions: readonly Revision[]
  /** Null where so few revisions are asked one by one. */
  readonly #byNumber: ReadonlyMap<number, readonly PlacedEntry[]> | null

  constructor(revisions: readonly Revision[]) {
    this.#revisions = revisions
    this.#byNumber = revisions.length > FEW_REVISIONS ? listByNumber(revisions) : null
  }

  /** The newest entry up to a revision; null when the number was never written. */
  find(number: number, revision: number): PlacedEntry | null {
    if (this.#byNumber === null) return this.#search(number, revision)
    const told = this.#byNumber.get(number)
    if (told === undefined) return null
    for (let low = 0, high = told.length; ; ) {
      if (low === high) return told[low - 1] ?? null
      const middle = (low + high) >> 1
      if (told[middle]!.revision <= revision) low = middle + 1
      else high = middle
    }
  }

  #search(number: number, revision: number): PlacedEntry | null {
    for (let index = Math.min(revision, this.#revisions.length - 1); index >= 0; index--) {
      const entry = this.#revisions[index]!.changes.get(number)
      if (entry !== undefined) return { entry, revision: index }
    }
    return null
  }

  /** Every object in use as of a revision, by number. */
  listInUse(revision: number): ObjectId[] {
    const current = new Map<number, XrefEntry>()
    for (let index = 0; index <= revision; index++) for (const [number, entry] of this.#revisions[index]!.changes) current.set(number, entry)
    const ids: ObjectId[] = []
    for (const entry of current.values()) if (entry.kind !== 'free') ids.push({ number: entry.number, generation: entry.generation })
    return ids.sort((a, b) => a.number - b.number)
  }
}
