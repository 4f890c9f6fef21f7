import { refuse } from './error.ts'
import { idText, integerOf, nameOf } from './object.ts'
import type { ObjectId, PdfDictionary, PdfObject } from './object.ts'
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
  const array = file.resolve(object, revision)
  if (array.kind !== 'array' || array.items.length !== 4) return null
  const numbers = array.items.map((item) => file.resolve(item, revision)).map((item) => (item.kind === 'number' ? item.value : Number.NaN))
  return numbers.some(Number.isNaN) ? null : numbers
}

class PageWalk {
  readonly #file: PdfFile
  readonly #revision: number
  readonly #seen = new Set<string>()
  #visited = 0
  /** Pages still to be passed over; whole branches by their /Count. */
  #skip: number

  constructor(file: PdfFile, revision: number, skip: number) {
    this.#file = file
    this.#revision = revision
    this.#skip = skip
  }

  *walk(node: PdfObject | undefined, inherited: Inherited = NOTHING, depth = 0): Generator<PdfPage> {
    const file = this.#file
    const revision = this.#revision
    if (depth > file.bounds.maxDepth) refuse('PDF_TOO_DEEP', 'page tree too deep')
    if (node?.kind !== 'reference') return refuse('PDF_STRUCTURE_DAMAGED', 'page tree holds what is no reference')
    if (Math.max(this.#seen.size, this.#visited) > file.bounds.maxPages) refuse('PDF_TOO_LARGE', 'too many pages', { maxPages: file.bounds.maxPages })
    this.#visited++
    const dictionary = file.resolve(node, revision)
    // a kid that was removed is the null object; readers pass over it
    if (dictionary.kind === 'null' && depth > 0) return
    if (dictionary.kind !== 'dictionary') return refuse('PDF_STRUCTURE_DAMAGED', 'page tree holds what is no dictionary', { number: node.number })
    const own = (key: keyof Inherited): PdfObject | undefined => dictionary.entries.get(key) ?? inherited[key]
    const given: Inherited = { Resources: own('Resources'), MediaBox: own('MediaBox'), CropBox: own('CropBox'), Rotate: own('Rotate') }
    const type = nameOf(file.get(dictionary, 'Type', revision))
    const isBranch = type === 'Pages' || (type === null && dictionary.entries.has('Kids'))
    if (this.#seen.has(idText(node))) {
      if (isBranch) return refuse('PDF_STRUCTURE_DAMAGED', 'page tree holds a node twice', { number: node.number })
      file.reading.note('tree-entry-twice', 'PDF_STRUCTURE_DAMAGED', 'page tree holds a page twice', dictionary.start)
    }
    this.#seen.add(idText(node))
    if (isBranch) {
      yield* this.#walkBranch(node.number, dictionary, given, depth)
      return
    }
    if (this.#skip > 0) {
      this.#skip--
      return
    }
    const resources = file.resolve(given.Resources, revision)
    const rotation = file.resolve(given.Rotate, revision)
    yield {
      id: { number: node.number, generation: node.generation },
      dictionary,
      resources: resources.kind === 'dictionary' ? resources : null,
      mediaBox: readBox(file, given.MediaBox, revision),
      cropBox: readBox(file, given.CropBox, revision),
      rotation: rotation.kind === 'number' ? rotation.value : 0,
    }
  }

  *#walkBranch(number: number, dictionary: PdfDictionary, given: Inherited, depth: number): Generator<PdfPage> {
    const kids = this.#file.get(dictionary, 'Kids', this.#revision)
    if (kids.kind !== 'array') return refuse('PDF_STRUCTURE_DAMAGED', 'page tree node has no kids', { number })
    const count = integerOf(this.#file.get(dictionary, 'Count', this.#revision))
    if (depth > 0 && this.#skip > 0 && count !== null && count >= 0 && count <= this.#skip) {
      this.#skip -= count
      return
    }
    for (const kid of kids.items) yield* this.walk(kid, given, depth + 1)
  }
}

/** The pages as of a revision, in order (ISO 32000-2 §7.7.3). Throws PDF_STRUCTURE_DAMAGED, PDF_TOO_DEEP, PDF_TOO_LARGE. */
export function readPages(file: PdfFile, revision = file.newest): PdfPage[] {
  return [...new PageWalk(file, revision, 0).walk(file.getRoot(revision).entries.get('Pages'))]
}

/** One page, the first being 0, without reading the others: whole branches of the tree are passed over by what they say they hold. Null past the last. */
export function findPage(file: PdfFile, index: number, revision = file.newest): PdfPage | null {
  const { value } = new PageWalk(file, revision, index).walk(file.getRoot(revision).entries.get('Pages')).next()
  return value ?? null
}
