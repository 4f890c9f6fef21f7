import { hasWordAt, skipWhite } from './character.ts'
import { refuse } from './error.ts'
import { integerOf, nameOf } from './object.ts'
import type { PdfObject } from './object.ts'
import type { PdfFile } from './reader.ts'
import type { Revision } from './revision.ts'
import { nextNumber } from './writer.ts'
import type { XrefEntry } from './xref.ts'

/** The highest object number that readers take (ISO 32000-1 Annex C), less what signing may add. */
const MAX_NUMBER = 8_388_607 - 100_000

/**
 * Each number begins with generation 0; another one follows only the freeing that names it (ISO 32000-2 §7.5.4). What a table shows as free
 * and a later one has is not held against it: word processors leave out in one section what the next hides behind /XRefStm.
 */
function checkGenerations(revisions: readonly Revision[]): void {
  const before = new Map<number, XrefEntry>()
  const hasLater = revisions.length > 1
  for (const { changes, index } of revisions) {
    for (const [number, entry] of changes) {
      const known = before.get(number)
      const isFresh = entry.generation === 0 && known?.kind === 'free'
      if (entry.kind !== 'free' && entry.generation !== (known?.generation ?? 0) && !isFresh) refuse('PDF_XREF_DAMAGED', 'a generation follows no freeing', { number, revision: index })
      if (hasLater) before.set(number, entry)
    }
  }
}

function checkTrailers(file: PdfFile): void {
  let size = 0
  for (const { trailer, sections, index } of file.revisions) {
    const own = integerOf(trailer.entries.get('Size')) ?? 0
    if (own < size) refuse('PDF_XREF_DAMAGED', 'a revision counts fewer objects than the one before', { revision: index })
    size = own
    const info = trailer.entries.get('Info')
    if (info !== undefined && info.kind !== 'reference' && info.kind !== 'null') refuse('PDF_STRUCTURE_DAMAGED', '/Info is no reference', { revision: index })
    if (integerOf(trailer.entries.get('Prev')) === 0) refuse('PDF_XREF_DAMAGED', '/Prev leads nowhere', { revision: index })
    for (const { start } of sections) {
      const isEmpty = hasWordAt(file.bytes, start, 'xref') && hasWordAt(file.bytes, skipWhite(file.bytes, start + 4, file.bytes.length), 'trailer')
      if (isEmpty) refuse('PDF_XREF_DAMAGED', 'a cross-reference table has no part', { offset: start })
    }
  }
  if (nextNumber(file) > MAX_NUMBER) refuse('PDF_XREF_DAMAGED', 'object numbers run out', { size })
}

/** Pages under a node: each node says what it is, and each branch holds as many as it says (§7.7.3). The tree has been read: it has no cycles. */
function countPages(file: PdfFile, node: PdfObject): number {
  const dictionary = file.resolve(node)
  const type = dictionary.kind === 'dictionary' ? nameOf(file.get(dictionary, 'Type')) : null
  if (dictionary.kind !== 'dictionary' || (type !== 'Page' && type !== 'Pages')) return refuse('PDF_STRUCTURE_DAMAGED', 'the page tree holds what does not say that it is a page')
  if (type === 'Page') return 1
  const kids = file.get(dictionary, 'Kids')
  let count = 0
  for (const kid of kids.kind === 'array' ? kids.items : []) count += countPages(file, kid)
  if (integerOf(file.get(dictionary, 'Count')) !== count) refuse('PDF_STRUCTURE_DAMAGED', 'a branch of the page tree holds another number of pages than it says', { count })
  return count
}

/**
 * What no reading needs and programs differ about: whether every revision follows from the one before, and pages are counted right. One
 * reader mends it, another refuses it, so nobody's signature goes behind it. Throws PDF_XREF_DAMAGED, PDF_STRUCTURE_DAMAGED, and what reading the pages throws.
 */
export function checkLineage(file: PdfFile): void {
  checkTrailers(file)
  checkGenerations(file.revisions)
  const root = file.root.entries.get('Pages')
  if (root !== undefined && file.pages.length > 0) countPages(file, root)
}
