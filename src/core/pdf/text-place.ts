import { isCodedError } from '../bytes/error.ts'
import { refuse } from './error.ts'
import { findPage } from './page.ts'
import { overlaps, toPageCoordinates } from './page-geometry.ts'
import type { Rectangle } from './page-geometry.ts'
import type { PdfFile } from './reader.ts'
import { TextExtractor } from './text.ts'

/**
 * The text that a page's content draws under a rectangle, as `appendSignatureFields` takes it (on the page as it is seen); empty where a
 * field would cover none. A glyph counts with its whole advance, from a little below its line to a little above its capitals. Text in
 * pictures is not seen. What readers pass over in a page's content is passed over here: they show the rest. Throws PDF_PAGE_NOT_FOUND, PDF_FIELD_UNFIT and what `extractText` throws.
 */
export function findTextUnder(file: PdfFile, index: number, rectangle: Rectangle): string {
  const page = findPage(file, index)
  if (page === null) return refuse('PDF_PAGE_NOT_FOUND', 'file has no such page', { page: index })
  const place = toPageCoordinates(page, rectangle)
  let covered = ''
  const extractor = new TextExtractor(file, file.newest, (text, box) => {
    if (overlaps(box, place)) covered += text
  }, { isTolerant: true })
  try {
    extractor.readPage(page.dictionary, page.resources)
  } catch (error) {
    // what was seen before a bound was passed is there
    if (!isCodedError(error) || covered.trim() === '') throw error
  }
  return covered.trim()
}
