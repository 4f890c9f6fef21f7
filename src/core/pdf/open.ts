import { PdfFile, readPdf } from './reader.ts'

/** What was read already, as it is; bytes, and what was read tolerantly, are read strictly. Throws as `readPdf`. */
export function openPdf(given: Uint8Array | PdfFile): PdfFile {
  if (given instanceof Uint8Array) return readPdf(given)
  return given.reading.isTolerant ? readPdf(given.bytes) : given
}
