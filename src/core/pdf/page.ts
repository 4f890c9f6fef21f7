import { refuse } from './error.ts'
import { idText, nameOf } from './object.ts'
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
  /** Degrees clockwise. */
  readonly rotation: number
}

interface Inherited {
  readonly Resources: PdfObject | undefined
  readonly MediaBox: PdfObject | undefined
  readonly Rotate: PdfObject | undefined
}

function readBox(file: PdfFile, object: PdfObject | undefined, revision: number): readonly number[] | null {
  const array = file.resolve(object, revision)
  if (array.kind !== 'array' || array.items.length !== 4) return null
  const numbers = array.items.map((item) => file.resolve(item, revision)).map((item) => (item.kind === 'number' ? item.value : Number.NaN))
  return numbers.some(Number.isNaN) ? null : numbers
}

/** The pages as of a revision, in order (ISO 32000-2 §7.7.3). Throws PDF_STRUCTURE_DAMAGED, PDF_TOO_DEEP, PDF_TOO_LARGE. */
export function readPages(file: PdfFile, revision = file.newest): PdfPage[] {
  const pages: PdfPage[] = []
  const seen = new Set<string>()
  const visit = (node: PdfObject | undefined, inherited: Inherited, depth: number): void => {
    if (depth > file.bounds.maxDepth) refuse('PDF_TOO_DEEP', 'page tree too deep')
    if (node?.kind !== 'reference') return refuse('PDF_STRUCTURE_DAMAGED', 'page tree holds what is no reference')
    if (Math.max(seen.size, pages.length) > file.bounds.maxPages) refuse('PDF_TOO_LARGE', 'too many pages', { maxPages: file.bounds.maxPages })
    const dictionary = file.resolve(node, revision)
    // a kid that was removed is the null object; readers pass over it
    if (dictionary.kind === 'null' && depth > 0) return
    if (dictionary.kind !== 'dictionary') return refuse('PDF_STRUCTURE_DAMAGED', 'page tree holds what is no dictionary', { number: node.number })
    const own = (key: keyof Inherited): PdfObject | undefined => dictionary.entries.get(key) ?? inherited[key]
    const given: Inherited = { Resources: own('Resources'), MediaBox: own('MediaBox'), Rotate: own('Rotate') }
    const type = nameOf(file.get(dictionary, 'Type', revision))
    const isBranch = type === 'Pages' || (type === null && dictionary.entries.has('Kids'))
    if (seen.has(idText(node))) {
      if (isBranch) return refuse('PDF_STRUCTURE_DAMAGED', 'page tree holds a node twice', { number: node.number })
      file.reading.note('tree-entry-twice', 'PDF_STRUCTURE_DAMAGED', 'page tree holds a page twice', dictionary.start)
    }
    seen.add(idText(node))
    if (isBranch) {
      const kids = file.get(dictionary, 'Kids', revision)
      if (kids.kind !== 'array') return refuse('PDF_STRUCTURE_DAMAGED', 'page tree node has no kids', { number: node.number })
      for (const kid of kids.items) visit(kid, given, depth + 1)
      return
    }
    const resources = file.resolve(given.Resources, revision)
    const rotation = file.resolve(given.Rotate, revision)
    pages.push({
      id: { number: node.number, generation: node.generation },
      dictionary,
      resources: resources.kind === 'dictionary' ? resources : null,
      mediaBox: readBox(file, given.MediaBox, revision),
      rotation: rotation.kind === 'number' ? rotation.value : 0,
    })
  }
  visit(file.getRoot(revision).entries.get('Pages'), { Resources: undefined, MediaBox: undefined, Rotate: undefined }, 0)
  return pages
}
