import { isCodedError } from '../bytes/error.ts'
import { integerOf, nameOf } from '../pdf/object.ts'
import { readPages } from '../pdf/page.ts'
import type { PdfPage } from '../pdf/page.ts'
import { areaOf, holdsMiddle, visibleBox } from '../pdf/page-geometry.ts'
import type { PdfFile } from '../pdf/reader.ts'
import { readPageLetters } from '../pdf/visible-text.ts'
import type { DrawnLetter } from '../pdf/visible-text.ts'

/** What a page draws and nobody sees, and what is laid on it unseen: a later save could bring it out. */
export type ConcealedOnPage = 'covered-text' | 'ground-coloured-text' | 'invisible-text' | 'tiny-text' | 'outside-text' | 'hidden-annotation'

/** Pages looked at, and octets of a page's content as stored: what is longer is not looked into. */
const MAX_PAGES = 50
const MAX_CONTENT = 400_000
const MAX_TOTAL = 2_000_000
/** Fewer letters are a stroke of chance: a shadow, a spare blank, a rule over a comma. */
const MIN_LETTERS = 4
/** Part of a page that a picture takes when the page is a scan, whose words stand unseen over or under it. */
const SCAN_SHARE = 0.4
/** /F bits: hidden, not shown on a screen. */
const UNSHOWN = 2 | 32

/** Octets of a page's content as stored; more than are looked into where it cannot be told. */
function contentSize(file: PdfFile, page: PdfPage, revision: number): number {
  const contents = file.get(page.dictionary, 'Contents', revision)
  const parts = contents.kind === 'array' ? contents.items.map((item) => file.resolve(item, revision)) : [contents]
  return parts.reduce((sum, part) => sum + (part.kind === 'stream' ? part.raw.length : 0), 0)
}

function lookAtText(file: PdfFile, page: PdfPage, revision: number): ConcealedOnPage[] {
  const { letters, pictures } = readPageLetters(file, page, revision)
  const box = visibleBox(page)
  const scans = pictures.filter((one) => areaOf(one) >= SCAN_SHARE * areaOf(box))
  const kindOf = (letter: DrawnLetter): ConcealedOnPage | null => {
    if (!holdsMiddle(box, letter.box)) return 'outside-text'
    if (letter.unseen === 'ground-coloured' || letter.unseen === 'tiny') return `${letter.unseen}-text`
    if (scans.some((scan) => holdsMiddle(scan, letter.box))) return null
    if (letter.unseen === 'covered') return 'covered-text'
    return letter.unseen === 'unpainted' || letter.unseen === 'faint' ? 'invisible-text' : null
  }
  const counts = new Map<ConcealedOnPage, number>()
  for (const letter of letters) {
    const kind = kindOf(letter)
    if (kind !== null) counts.set(kind, (counts.get(kind) ?? 0) + letter.text.length)
  }
  return [...counts].filter(([, count]) => count >= MIN_LETTERS).map(([kind]) => kind)
}

/** Remarks with a look of their own that are not shown. Hidden fields are what forms are made of. */
function hasHiddenRemark(file: PdfFile, page: PdfPage, revision: number): boolean {
  const list = file.get(page.dictionary, 'Annots', revision)
  return list.kind === 'array' && list.items.some((item) => {
    const one = file.resolve(item, revision)
    if (one.kind !== 'dictionary' || !one.entries.has('AP')) return false
    const subtype = nameOf(file.get(one, 'Subtype', revision))
    return subtype !== 'Widget' && subtype !== 'Popup' && ((integerOf(file.get(one, 'F', revision)) ?? 0) & UNSHOWN) !== 0
  })
}

/** Each kind once, with the page's number of the first, from 1. Bounded; what cannot be read is passed over, for it is told elsewhere. */
export function findConcealedOnPages(file: PdfFile, revision: number): { readonly kind: ConcealedOnPage; readonly page: number }[] {
  const found = new Map<ConcealedOnPage, number>()
  let total = 0
  for (const [index, page] of readPages(file, revision).slice(0, MAX_PAGES).entries()) {
    try {
      if (hasHiddenRemark(file, page, revision) && !found.has('hidden-annotation')) found.set('hidden-annotation', index + 1)
      const size = contentSize(file, page, revision)
      total += size
      if (total > MAX_TOTAL) break
      if (size > MAX_CONTENT) continue
      for (const kind of lookAtText(file, page, revision)) if (!found.has(kind)) found.set(kind, index + 1)
    } catch (error) {
      if (!isCodedError(error)) throw error
    }
  }
  return [...found].map(([kind, page]) => ({ kind, page }))
}
