import * as z from 'zod/mini'
import { isCodedError } from '../../core/bytes/error.ts'
import { readPages } from '../../core/pdf/page.ts'
import type { PdfFile } from '../../core/pdf/reader.ts'
import { TextExtractor } from '../../core/pdf/text.ts'

/** Letters of a file's text that are kept for reading without scripts. */
const MAX_LETTERS = 400_000

/** Text of the pages from the first on; `isWhole` is false when there is more, or a page could not be read. */
export const pageTextSchema = z.object({ pages: z.array(z.string()), isWhole: z.boolean() })
export type OwnFileText = z.infer<typeof pageTextSchema>

/** What the pages say, as far as it can be extracted and kept. What cannot be read as text is in the file itself. */
export function extractOwnText(file: PdfFile): OwnFileText {
  const extractor = new TextExtractor(file, file.newest)
  const pages: string[] = []
  let letters = 0
  let isWhole = true
  for (const page of readPages(file)) {
    if (letters >= MAX_LETTERS) return { pages, isWhole: false }
    try {
      const { content, artifacts } = extractor.readPage(page.dictionary, page.resources)
      const text = (content || artifacts).replace(/[^\S\n]+/g, ' ').trim().slice(0, MAX_LETTERS - letters)
      letters += text.length
      pages.push(text)
    } catch (error) {
      if (!isCodedError(error)) throw error
      isWhole = false
      pages.push('')
    }
  }
  return { pages, isWhole }
}
