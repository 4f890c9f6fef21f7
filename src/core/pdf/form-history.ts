import { isDamage, refuse } from './error.ts'
import type { FormField, NamedDictionary } from './form.ts'
import { dictionaryOf, entryOf, idKey, nameOf, PDF_NULL } from './object.ts'
import type { PdfDictionary, PdfObject } from './object.ts'
import type { PdfFile } from './reader.ts'
import { decodeTextString } from './text-string.ts'

const MAX_FIELDS = 100_000

interface Inherited {
  readonly name: string
  readonly FT: PdfObject | undefined
  readonly V: PdfObject | undefined
  readonly Ff: PdfObject | undefined
}

const NOTHING: Inherited = { name: '', FT: undefined, V: undefined, Ff: undefined }

/** A terminal field and what it was read from. */
interface Leaf {
  readonly field: FormField
  /** As its parent names it. */
  readonly object: PdfObject
  /** What its parent gives it. */
  readonly inherited: Inherited
  /** Numbers of the objects that were read for it. */
  readonly reads: readonly number[]
}

const isSame = (a: Inherited, b: Inherited): boolean => a.name === b.name && a.FT === b.FT && a.V === b.V && a.Ff === b.Ff

/** One reading of the form as of one revision. */
class FormWalk {
  readonly #file: PdfFile
  readonly #revision: number
  readonly #known: (object: PdfObject, inherited: Inherited) => Leaf | null
  readonly #seen = new Set<number>()
  readonly leaves: Leaf[] = []
  /** Numbers of the objects that make the tree: the form, its lists and the fields that hold others. */
  readonly frame = new Set<number>()

  constructor(file: PdfFile, revision: number, known: (object: PdfObject, inherited: Inherited) => Leaf | null = () => null) {
    this.#file = file
    this.#revision = revision
    this.#known = known
  }

  /** What an object leads to; the numbers on the way are noted. */
  #follow(object: PdfObject | undefined, reads: { add(number: number): unknown }): PdfObject {
    let value = object ?? PDF_NULL
    if (value.kind !== 'reference') return value
    const resolved = this.#file.resolve(value, this.#revision)
    for (; value.kind === 'reference'; value = this.#file.getObject(value, this.#revision)) reads.add(value.number)
    return resolved
  }

  /** The null object where a tolerant reading cannot read a field, which is noted: the others are fields all the same. */
  #followOrNote(object: PdfObject, reads: { add(number: number): unknown }): PdfObject {
    try {
      return this.#follow(object, reads)
    } catch (error) {
      if (!isDamage(error) || !this.#file.reading.isTolerant) throw error
      if (object.kind === 'reference') reads.add(object.number)
      this.#file.reading.note('object-unreadable', 'PDF_SYNTAX_DAMAGED', 'a field cannot be read', object.start)
      return PDF_NULL
    }
  }

  /** Null for the null object, which a reference to a removed field gives. */
  #named(object: PdfObject, reads: { add(number: number): unknown }): NamedDictionary | null {
    const value = this.#followOrNote(object, reads)
    if (value.kind === 'null') return null
    const dictionary = dictionaryOf(value)
    if (dictionary === null) return refuse('PDF_STRUCTURE_DAMAGED', 'a field is no dictionary')
    return { id: object.kind === 'reference' ? { number: object.number, generation: object.generation } : null, dictionary }
  }

  #joinName(node: PdfDictionary, parent: string, reads: Set<number>): string {
    const own = this.#follow(node.entries.get('T'), reads)
    if (own.kind !== 'string') return parent
    const text = decodeTextString(own.bytes)
    return parent === '' ? text : `${parent}.${text}`
  }

  walk(): void {
    const file = this.#file
    const root = file.getRoot(this.#revision)
    this.#follow(file.revisions[this.#revision]!.trailer.entries.get('Root'), this.frame)
    const form = dictionaryOf(this.#follow(root.entries.get('AcroForm'), this.frame))
    const list = form === null ? PDF_NULL : this.#follow(form.entries.get('Fields'), this.frame)
    if (list.kind === 'array') for (const item of list.items) this.#visit(item, NOTHING, 0)
  }

  #visit(object: PdfObject, inherited: Inherited, depth: number): void {
    const file = this.#file
    if (depth > file.bounds.maxDepth) refuse('PDF_TOO_DEEP', 'field tree too deep')
    if (this.leaves.length >= MAX_FIELDS) refuse('PDF_TOO_LARGE', 'too many fields', { maxFields: MAX_FIELDS })
    const known = this.#known(object, inherited)
    if (known !== null && known.field.id !== null && !this.#seen.has(idKey(known.field.id))) {
      this.#seen.add(idKey(known.field.id))
      this.leaves.push(known)
      return
    }
    const reads = new Set<number>()
    const node = this.#named(object, reads)
    if (node === null) {
      for (const number of reads) this.frame.add(number)
      return
    }
    if (node.id !== null) {
      if (this.#seen.has(idKey(node.id))) return file.reading.note('tree-entry-twice', 'PDF_STRUCTURE_DAMAGED', 'a field stands twice in the field tree', node.dictionary.start)
      this.#seen.add(idKey(node.id))
    }
    const leaf = this.read(object, node, inherited, reads, depth)
    if (leaf !== null) this.leaves.push(leaf)
  }

  /** A terminal field; null for one that holds others, which are visited. */
  read(object: PdfObject, node: NamedDictionary, inherited: Inherited, reads: Set<number>, depth: number | null): Leaf | null {
    const { dictionary } = node
    const own = (key: 'FT' | 'V' | 'Ff'): PdfObject | undefined => entryOf(dictionary, key) ?? inherited[key]
    const given: Inherited = { name: this.#joinName(dictionary, inherited.name, reads), FT: own('FT'), V: own('V'), Ff: own('Ff') }
    const kids = this.#follow(dictionary.entries.get('Kids'), reads)
    const children = kids.kind === 'array' ? kids.items : []
    const isBranch = children.some((child) => dictionaryOf(this.#followOrNote(child, reads))?.entries.has('T') === true)
    if (isBranch) {
      if (depth === null) return null
      for (const number of reads) this.frame.add(number)
      for (const child of children) this.#visit(child, given, depth + 1)
      return null
    }
    const widgets = children.flatMap((child) => this.#named(child, reads) ?? [])
    if (nameOf(this.#follow(dictionary.entries.get('Subtype'), reads)) === 'Widget') widgets.unshift(node)
    const type = nameOf(this.#follow(given.FT, reads))
    if (given.V?.kind === 'reference') reads.add(given.V.number)
    const field: FormField = { ...node, name: given.name, type, value: given.V, flags: given.Ff, widgets }
    return { field, object, inherited, reads: [...reads] }
  }

  /** The same field anew; null when it is none, or none that ends the tree, any more. */
  reread({ object, inherited }: Leaf): Leaf | null {
    const reads = new Set<number>()
    const node = this.#named(object, reads)
    return node === null ? null : this.read(object, node, inherited, reads, null)
  }
}

/** The form as of one revision after another: going on costs what was changed, and fields that were not are the same objects. */
export class FormHistory {
  readonly #file: PdfFile
  #revision = -1
  #leaves: readonly Leaf[] = []
  #fields: readonly FormField[] = []
  /** As it was before, for whoever compares two. */
  #before: { readonly revision: number; readonly fields: readonly FormField[] } = { revision: -1, fields: [] }
  #frame: ReadonlySet<number> = new Set()
  /** Object number to the leaves that it was read for. */
  readonly #readers = new Map<number, Set<number>>()
  readonly #places = new Map<number, number>()

  constructor(file: PdfFile) {
    this.#file = file
  }

  at(revision: number): readonly FormField[] {
    if (revision === this.#before.revision) return this.#before.fields
    if (revision !== this.#revision) this.#before = { revision: this.#revision, fields: this.#fields }
    if (this.#revision < 0 || revision < this.#revision) this.#start(revision)
    else if (revision > this.#revision) this.#advance(revision)
    return this.#fields
  }

  #start(revision: number): void {
    this.#walk(new FormWalk(this.#file, revision), revision)
  }

  #walk(walk: FormWalk, revision: number): void {
    walk.walk()
    this.#leaves = walk.leaves
    this.#frame = walk.frame
    this.#readers.clear()
    this.#places.clear()
    for (const [place, leaf] of this.#leaves.entries()) this.#index(leaf, place)
    this.#fields = this.#leaves.map(({ field }) => field)
    this.#revision = revision
  }

  #index({ reads, object }: Leaf, place: number): void {
    if (object.kind === 'reference') this.#places.set(object.number, place)
    for (const number of reads) {
      const known = this.#readers.get(number)
      if (known === undefined) this.#readers.set(number, new Set([place]))
      else known.add(place)
    }
  }

  #advance(revision: number): void {
    const touched = new Set<number>()
    let isFrameTouched = false
    for (let index = this.#revision + 1; index <= revision; index++) {
      for (const number of this.#file.revisions[index]!.changes.keys()) {
        for (const place of this.#readers.get(number) ?? []) touched.add(place)
        isFrameTouched ||= this.#frame.has(number) && !this.#isFrameKept(number, revision)
      }
      isFrameTouched ||= index > 0 && !isSameReference(this.#file.revisions[index]!.trailer.entries.get('Root'), this.#file.revisions[index - 1]!.trailer.entries.get('Root'))
    }
    if (isFrameTouched || !this.#reread(touched, revision)) {
      this.#walk(new FormWalk(this.#file, revision, (object, inherited) => {
        const place = object.kind === 'reference' ? this.#places.get(object.number) : undefined
        const leaf = place === undefined || touched.has(place) ? undefined : this.#leaves[place]
        return leaf !== undefined && leaf.object.kind === 'reference' && object.kind === 'reference' && leaf.object.generation === object.generation && isSame(leaf.inherited, inherited) ? leaf : null
      }), revision)
    }
    this.#revision = revision
  }

  /** Whether an object that makes the tree says the same of it as before: of the catalog and of the form only one entry counts. */
  #isFrameKept(number: number, revision: number): boolean {
    const [before, after] = [this.#revision, revision].map((one) => {
      const entry = this.#file.getEntry(number, one)?.entry
      const object = entry === undefined ? PDF_NULL : this.#file.getObject(entry, one)
      const root = this.#file.getRoot(one)
      if (object === root) return root.entries.get('AcroForm')
      return object.kind === 'dictionary' && object === dictionaryOf(this.#file.get(root, 'AcroForm', one)) ? object.entries.get('Fields') : object
    })
    return isSameReference(before, after)
  }

  /** Reads single fields anew; false when the tree itself is another. */
  #reread(touched: ReadonlySet<number>, revision: number): boolean {
    if (touched.size === 0) return true
    const walk = new FormWalk(this.#file, revision)
    const leaves = this.#leaves.slice()
    for (const place of touched) {
      const leaf = walk.reread(leaves[place]!)
      if (leaf === null) return false
      leaves[place] = leaf
    }
    this.#leaves = leaves
    for (const place of touched) this.#index(leaves[place]!, place)
    this.#fields = leaves.map(({ field }) => field)
    return true
  }
}

/** Whether both are references to one object: what else may be equal is read anew. */
function isSameReference(a: PdfObject | undefined, b: PdfObject | undefined): boolean {
  return a?.kind === 'reference' && b?.kind === 'reference' && a.number === b.number && a.generation === b.generation
}
