import { concatBytes } from '../bytes/compare.ts'
import { isDamage, refuse } from './error.ts'
import type { PdfDictionary } from './object.ts'
import type { PdfFile } from './reader.ts'

const MAX_CONTENT_STREAMS = 10_000

/** What `read` gives; null where a tolerant reading passes over damage. */
export function attempt<T>(isTolerant: boolean, read: () => T): T | null {
  try {
    return read()
  } catch (error) {
    if (isTolerant && isDamage(error)) return null
    throw error
  }
}

/**
 * The content streams of a page, decoded, one after another with white space between (ISO 32000-2 §7.8.2); a tolerant reading leaves out those that cannot be read.
 * Throws PDF_STRUCTURE_DAMAGED, PDF_TOO_LARGE and what decoding throws.
 */
export function readPageContent(file: PdfFile, page: PdfDictionary, revision: number, isTolerant: boolean): Uint8Array {
  const contents = file.get(page, 'Contents', revision)
  const items = contents.kind === 'array' ? contents.items : [contents]
  if (items.length > MAX_CONTENT_STREAMS) refuse('PDF_TOO_LARGE', 'page has too many content streams', { maxStreams: MAX_CONTENT_STREAMS })
  const parts: Uint8Array[] = []
  let length = 0
  for (const item of items) {
    const stream = file.resolve(item, revision)
    if (stream.kind === 'null') continue
    const decoded = attempt(isTolerant, () => (stream.kind === 'stream' ? file.decode(stream, revision) : refuse('PDF_STRUCTURE_DAMAGED', 'page content is no stream')))
    if (decoded === null) continue
    parts.push(decoded, Uint8Array.of(0x0a))
    length += decoded.length
    if (length > file.bounds.maxStreamBytes) refuse('PDF_TOO_LARGE', 'page content is too long', { maxBytes: file.bounds.maxStreamBytes })
  }
  return concatBytes(...parts)
}
