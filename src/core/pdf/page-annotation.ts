import { pdfArray, withEntries } from './object.ts'
import type { ObjectId, PdfObject } from './object.ts'
import type { PdfFile } from './reader.ts'
import type { RevisionDraft } from './revision-draft.ts'

/** Whether another page names the same array: what is added there would stand on both. */
function isShared(file: PdfFile, page: ObjectId, { number, generation }: ObjectId): boolean {
  return file.pages.some(({ id, dictionary }) => {
    const other = dictionary.entries.get('Annots')
    return id.number !== page.number && other?.kind === 'reference' && other.number === number && other.generation === generation
  })
}

/** Puts an annotation on a page and on no other: an array that several pages name stays as it is, and the page gets one of its own. Throws what reading the pages throws. */
export function addAnnotation(file: PdfFile, draft: RevisionDraft, page: ObjectId, annotation: PdfObject): void {
  const dictionary = draft.dictionary(page)
  const given = dictionary.entries.get('Annots')
  if (given?.kind !== 'reference' || !isShared(file, page, given)) return draft.append(page, 'Annots', annotation)
  const list = draft.get(given)
  draft.set(page, withEntries(dictionary, { Annots: pdfArray([...(list.kind === 'array' ? list.items : []), annotation]) }))
}
