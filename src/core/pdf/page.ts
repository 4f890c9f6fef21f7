import { refuse } from './error.ts'
import { idKey, integerOf, nameOf } from './object.ts'
import type { ObjectId, PdfDictionary, PdfObject, PdfReference } from './object.ts'
import type { PdfFile } from './reader.ts'

/** A page of a revision. */
export interface PdfPage {
  readonly id: ObjectId
  readonly dictionary: PdfDictionary
  /** /Resources, own or inherited, resolved; null when there is none. */
  readonly resources: PdfDictionary | null
  /** [x0 y0 x1 y1] in points, own or inherited; null when malformed. */
  readonly mediaBox: readonly number[] | null
  /** What is shown of it, own or inherited; null when there is none or it is malformed. */
  readonly cropBox: readonly number[] | null
  /** Degrees clockwise. */
  readonly rotation: number
}

interface Inherited {
  readonly Resources: PdfObject | undefined
  readonly MediaBox: PdfObject | undefined
  readonly CropBox: PdfObject | undefined
  readonly Rotate: PdfObject | undefined
}

const NOTHING: Inherited = { Resources: undefined, MediaBox: undefined, CropBox: undefined, Rotate: undefined }

function readBox(file: PdfFile, object: PdfObject | undefined, revision: number): readonly number[] | null {
  if (object === undefined) return null
  const array = file.resolve(object, revision)
  if (array.kind !== 'array' || array.items.length !== 4) return null
  const numbers: number[] = []
  for (const item of array.items) {
    const side = file.resolve(item, revision)
    if (side.kind === 'number') numbers.push(side.value)
  }
  return numbers.length === 4 ? numbers : null
}

const inherit = ({ entries }: PdfDictionary, from: Inherited): Inherited => {
  const own = (key: keyof Inherited): PdfObject | undefined => entries.get(key) ?? from[key]
  return { Resources: own('Resources'), MediaBox: own('MediaBox'), CropBox: own('CropBox'), Rotate: own('Rotate') }
}

function isTreeNode(file: PdfFile, dictionary: PdfDictionary, revision: number): boolean {
  const type = nameOf(file.get(dictionary, 'Type', revision))
  return type === 'Pages' || (type === null && dictionary.entries.has('Kids'))
}

function describe(file: PdfFile, node: PdfReference, dictionary: PdfDictionary, given: Inherited, revision: number): PdfPage {
  const resources = file.resolve(given.Resources, revision)
  const rotation = file.resolve(given.Rotate, revision)
  return {
    id: { number: node.number, generation: node.generation },
    dictionary,
    resources: resources.kind === 'dictionary' ? resources : null,
    mediaBox: readBox(file, given.MediaBox, revision),
    cropBox: readBox(file, given.CropBox, revision),
    rotation: rotation.kind === 'number' ? rotation.value : 0,
  }
}

class PageWalk {
  readonly #file: PdfFile
  readonly #revision: number
  readonly #seen = new Set<number>()
  #visited = 0
  /** Pages still to be passed over; whole branches by their /Count. */
  #skip: number
  readonly #wanted: number
  readonly pages: PdfPage[] = []

  /** Finds the pages after the first `skip`, `wanted` of them. */
  constructor(file: PdfFile, revision: number, skip = 0, wanted = Infinity) {
    this.#file = file
    this.#revision = revision
    this.#skip = skip
    this.#wanted = wanted
  }

  /** Numbers of the objects that make the tree, and those of its pages, with what they were given from above. */
  readonly frame = new Set<number>()
  readonly leaves = new Map<number, { readonly node: PdfReference; readonly inherited: Inherited }>()

  /** Numbers of objects that hold what pages show or are measured by: /Resources, boxes and rotation given by reference. */
  readonly shared = new Set<number>()

  share({ entries }: PdfDictionary): void {
    for (const key of ['Resources', 'MediaBox', 'CropBox', 'Rotate', 'Type'] as const) {
      const value = entries.get(key)
      if (value?.kind === 'reference') this.shared.add(value.number)
      else if (value?.kind === 'array') for (const item of value.items) if (item.kind === 'reference') this.shared.add(item.number)
    }
  }

  walk(): this {
    this.#visit(this.#file.getRoot(this.#revision).entries.get('Pages'), NOTHING, 0)
    return this
  }

  #visit(node: PdfObject | undefined, inherited: Inherited, depth: number): void {
    const file = this.#file
    const revision = this.#revision
    if (depth > file.bounds.maxDepth) refuse('PDF_TOO_DEEP', 'page tree too deep')
    if (node?.kind !== 'reference') return refuse('PDF_STRUCTURE_DAMAGED', 'page tree holds what is no reference')
    if (Math.max(this.#seen.size, this.#visited) > file.bounds.maxPages) refuse('PDF_TOO_LARGE', 'too many pages', { maxPages: file.bounds.maxPages })
    this.#visited++
    const dictionary = file.resolve(node, revision)
    // a kid that was removed is the null object; readers pass over it
    if (dictionary.kind === 'null' && depth > 0) {
      this.frame.add(node.number)
      return
    }
    if (dictionary.kind !== 'dictionary') return refuse('PDF_STRUCTURE_DAMAGED', 'page tree holds what is no dictionary', { number: node.number })
    // whoever wants a few pages does not come back for another revision
    if (this.#wanted === Infinity) this.share(dictionary)
    const given = inherit(dictionary, inherited)
    const isBranch = isTreeNode(file, dictionary, revision)
    const key = idKey(node)
    if (this.#seen.has(key)) {
      if (isBranch) return refuse('PDF_STRUCTURE_DAMAGED', 'page tree holds a node twice', { number: node.number })
      file.reading.note('tree-entry-twice', 'PDF_STRUCTURE_DAMAGED', 'page tree holds a page twice', dictionary.start)
    }
    this.#seen.add(key)
    if (isBranch) {
      this.frame.add(node.number)
      return this.#visitBranch(node.number, dictionary, given, depth)
    }
    if (this.#skip > 0) {
      this.#skip--
      return
    }
    this.leaves.set(node.number, { node, inherited })
    this.pages.push(describe(file, node, dictionary, given, revision))
  }

  #visitBranch(number: number, dictionary: PdfDictionary, given: Inherited, depth: number): void {
    const list = dictionary.entries.get('Kids')
    if (list?.kind === 'reference') this.frame.add(list.number)
    const kids = this.#file.get(dictionary, 'Kids', this.#revision)
    if (kids.kind !== 'array') return refuse('PDF_STRUCTURE_DAMAGED', 'page tree node has no kids', { number })
    const count = integerOf(this.#file.get(dictionary, 'Count', this.#revision))
    if (depth > 0 && this.#skip > 0 && count !== null && count >= 0 && count <= this.#skip) {
      this.#skip -= count
      return
    }
    for (const kid of kids.items) {
      this.#visit(kid, given, depth + 1)
      if (this.pages.length >= this.#wanted) return
    }
  }
}

/** The pages as of one revision after another: those that were not changed are the same objects. */
class PageHistory {
  readonly #file: PdfFile
  #revision = -1
  #pages: readonly PdfPage[] = []
  /** As they were before, for whoever compares two. */
  #before: { readonly revision: number; readonly pages: readonly PdfPage[] } = { revision: -1, pages: [] }
  #walk: PageWalk | null = null
  readonly #places = new Map<number, number>()

  constructor(file: PdfFile) {
    this.#file = file
  }

  at(revision: number): readonly PdfPage[] {
    if (revision === this.#revision) return this.#pages
    if (revision === this.#before.revision) return this.#before.pages
    this.#before = { revision: this.#revision, pages: this.#pages }
    if (this.#walk === null || revision < this.#revision || !this.#advance(revision, this.#walk)) this.#start(revision)
    this.#revision = revision
    return this.#pages
  }

  #start(revision: number): void {
    const walk = new PageWalk(this.#file, revision).walk()
    this.#pages = walk.pages
    this.#walk = walk
    this.#places.clear()
    for (const [place, { id }] of this.#pages.entries()) this.#places.set(id.number, place)
  }

  /** False when the tree itself is another, or a page shows what another object holds for it. */
  #advance(revision: number, walk: PageWalk): boolean {
    const file = this.#file
    const [before, after] = [this.#revision, revision].map((one) => file.getRoot(one).entries.get('Pages'))
    if (before?.kind !== 'reference' || after?.kind !== 'reference' || before.number !== after.number || before.generation !== after.generation) return false
    const touched = new Set<number>()
    for (let index = this.#revision + 1; index <= revision; index++) for (const number of file.revisions[index]!.changes.keys()) touched.add(number)
    const changed: [number, PdfPage][] = []
    for (const number of touched) {
      if (walk.frame.has(number) || walk.shared.has(number)) return false
      const leaf = walk.leaves.get(number)
      const place = this.#places.get(number)
      if (leaf === undefined || place === undefined) continue
      const dictionary = file.resolve(leaf.node, revision)
      if (dictionary.kind !== 'dictionary' || isTreeNode(file, dictionary, revision)) return false
      walk.share(dictionary)
      changed.push([place, describe(file, leaf.node, dictionary, inherit(dictionary, leaf.inherited), revision)])
    }
    if (changed.length > 0) {
      const pages = this.#pages.slice()
      for (const [place, page] of changed) pages[place] = page
      this.#pages = pages
    }
    return true
  }
}

const makeHistory = (file: PdfFile): PageHistory => new PageHistory(file)

/** The pages as of a revision, in order (ISO 32000-2 §7.7.3); the same array where none was changed. Throws PDF_STRUCTURE_DAMAGED, PDF_TOO_DEEP, PDF_TOO_LARGE. */
export function readPages(file: PdfFile, revision = file.newest): readonly PdfPage[] {
  return file.recall(makeHistory).at(revision)
}

/** One page, the first being 0, without reading the others: whole branches of the tree are passed over by what they say they hold. Null past the last. */
export function findPage(file: PdfFile, index: number, revision = file.newest): PdfPage | null {
  return new PageWalk(file, revision, index, 1).walk().pages[0] ?? null
}
