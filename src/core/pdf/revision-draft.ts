import { refuse } from './error.ts'
import { dictionaryOf, pdfArray, pdfReference, withEntries } from './object.ts'
import type { ObjectId, PdfDictionary, PdfObject } from './object.ts'
import type { PdfFile } from './reader.ts'
import { nextNumber } from './writer.ts'
import type { RevisionObject } from './writer.ts'

/** What a revision will write, gathered step by step: each object once, with all changes so far. */
export class RevisionDraft {
  readonly #file: PdfFile
  readonly #objects = new Map<number, RevisionObject>()
  #next: number

  constructor(file: PdfFile) {
    this.#file = file
    this.#next = nextNumber(file)
  }

  /** The number that the next new object gets. */
  get next(): number {
    return this.#next
  }

  get(id: ObjectId): PdfObject {
    const known = this.#objects.get(id.number)?.value
    return known === undefined || known instanceof Uint8Array ? this.#file.getObject(id) : known
  }

  /** Throws PDF_STRUCTURE_DAMAGED when it is none. */
  dictionary(id: ObjectId): PdfDictionary {
    const object = this.get(id)
    return object.kind === 'dictionary' ? object : refuse('PDF_STRUCTURE_DAMAGED', 'object is no dictionary', { number: id.number })
  }

  set(id: ObjectId, value: PdfObject | Uint8Array): void {
    this.#objects.set(id.number, { number: id.number, generation: id.generation, value })
  }

  /** A new object. */
  add(value: PdfObject | Uint8Array): ObjectId {
    const id = { number: this.#next++, generation: 0 }
    this.set(id, value)
    return id
  }

  /** New objects that were numbered from `next` on. */
  addAll(objects: readonly RevisionObject[]): void {
    for (const object of objects) {
      this.#objects.set(object.number, object)
      this.#next = Math.max(this.#next, object.number + 1)
    }
  }

  /** Appends to the array under `key` of a dictionary, wherever that array stands; a single value there becomes the first item. */
  append(owner: ObjectId, key: string, item: PdfObject): void {
    const dictionary = this.dictionary(owner)
    const given = dictionary.entries.get(key)
    const value = given?.kind === 'reference' ? this.get(given) : given
    const isNothing = value === undefined || value.kind === 'null'
    const longer = pdfArray(isNothing ? [item] : value.kind === 'array' ? [...value.items, item] : [given!, item])
    if (given?.kind === 'reference' && value?.kind === 'array') this.set(given, longer)
    else this.set(owner, withEntries(dictionary, { [key]: longer }))
  }

  /**
   * The dictionary under a key of another as an object that can be changed: the one it refers to, or, where it stands inside its owner or
   * is missing, a new one with the same entries that takes its place.
   */
  own(owner: ObjectId, key: string): ObjectId {
    const given = this.dictionary(owner).entries.get(key)
    if (given?.kind === 'reference' && dictionaryOf(this.get(given)) !== null) return given
    const inside = dictionaryOf(given)
    const id = this.add(inside ?? { kind: 'dictionary', entries: new Map(), start: -1, end: -1 })
    this.set(owner, withEntries(this.dictionary(owner), { [key]: pdfReference(id) }))
    return id
  }

  list(): RevisionObject[] {
    return [...this.#objects.values()]
  }
}
