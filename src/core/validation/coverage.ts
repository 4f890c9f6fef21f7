import { hasWordAt, isWhite } from '../pdf/character.ts'
import type { PdfFile } from '../pdf/reader.ts'

const MARKER = '%%EOF'

/** Whether nothing but white space and comments stands in a stretch of the file: nothing that any reader could take for content. */
export function isBlank(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    if (bytes[at] === 0x25) while (at < end && bytes[at] !== 0x0a && bytes[at] !== 0x0d) at++
    else if (!isWhite(bytes[at])) return false
  }
  return true
}

/**
 * The revision that ends at `end`, or null. A producer may stop right after `%%EOF`, and the next save then begins with the end of line
 * that is counted to this revision; or sign some white space more; or, in the newest revision, whatever the file ends with: all are its end.
 */
export function endOfRevision(file: PdfFile, end: number): number | null {
  const found = file.revisions.findLast((revision) => revision.markerEnd <= end)
  if (found === undefined) return null
  const isEnd = end <= found.end || found.index === file.newest || isBlank(file.bytes, found.end, end)
  return isEnd ? found.index : null
}

/** The ends a revision may have had when it was a file of its own: with the end of line after `%%EOF`, and without. */
export function possibleEnds(file: PdfFile, revision: number): number[] {
  const { end } = file.revisions[revision]!
  const bare = [1, 2].map((length) => end - length).filter((at) => hasWordAt(file.bytes, at - MARKER.length, MARKER))
  return [end, ...bare]
}
