import type { ContractDocument } from '../../contract/document.ts'
import { collapseWhiteSpace } from '../../contract/plain-text.ts'
import { dictionaryOf, nameOf } from '../../pdf/object.ts'
import { readPages } from '../../pdf/page.ts'
import type { PdfPage } from '../../pdf/page.ts'
import type { PdfFile } from '../../pdf/reader.ts'
import { extractText } from '../../pdf/text.ts'

/** Words that stand around the contract on a page, in the languages and typeset revisions there are. */
const FURNITURE = ['Số', 'No.', '·', 'phiên', 'bản', 'version', 'Trang', 'Page']

export interface PageTextResult {
  /** Real content of all pages, white space collapsed. */
  readonly text: string
  /** Words outside the real content that are no running title, number or page number. */
  readonly strange: { readonly page: number; readonly words: string } | null
}

/** Whether an artifact's words are the running title (cut off where it was too long), the contract's number, or page numbers. */
function findStrangeWords(artifacts: string, document: ContractDocument, pages: number): string | null {
  let rest = collapseWhiteSpace(artifacts)
  const title = collapseWhiteSpace(document.title)
  const shown = [...title].findLastIndex((_, index, letters) => rest.startsWith(letters.slice(0, index + 1).join('')))
  if (shown >= 0) rest = rest.slice([...title].slice(0, shown + 1).join('').length).replace(/^\s*…/, '')
  const isKnown = (word: string): boolean => {
    if (word === '' || FURNITURE.includes(word) || word === document.version) return true
    if (document.number.split(/\s+/).includes(word)) return true
    const page = /^(\d{1,5})\/(\d{1,5})$/.exec(word)
    return page !== null && Number(page[2]) === pages && Number(page[1]) <= pages
  }
  const strange = rest.split(' ').filter((word) => !isKnown(word))
  return strange.length === 0 ? null : strange.slice(0, 8).join(' ')
}

/** Whether a page carries a note, picture or field besides signature fields: it could lie over the words. */
function findStrangeAnnotation(file: PdfFile, revision: number, page: PdfPage): string | null {
  const list = file.get(page.dictionary, 'Annots', revision)
  for (const item of list.kind === 'array' ? list.items : []) {
    const annotation = dictionaryOf(file.resolve(item, revision))
    const subtype = annotation && nameOf(file.get(annotation, 'Subtype', revision))
    const isSignature = annotation !== null && subtype === 'Widget' && nameOf(file.get(annotation, 'FT', revision)) === 'Sig'
    if (!isSignature) return `[${subtype ?? '?'}]`
  }
  return null
}

/** What the pages say as of a revision: the contract's own text, and anything beside it that should not be there. */
export function readPageText(file: PdfFile, revision: number, document: ContractDocument): PageTextResult {
  const pages = extractText(file, revision)
  const shown = readPages(file, revision)
  let strange: PageTextResult['strange'] = null
  for (const [index, page] of pages.entries()) {
    const words = findStrangeWords(page.artifacts, document, pages.length) ?? findStrangeAnnotation(file, revision, shown[index]!)
    if (words !== null && strange === null) strange = { page: index + 1, words }
  }
  return { text: collapseWhiteSpace(pages.map((page) => page.content).join(' ')), strange }
}
