import { endOfLineLength, hasWordAt } from '../pdf/character.ts'
import type { PdfFile } from '../pdf/reader.ts'

const MARKER = '%%EOF'

/**
 * The revision that ends at `end`, or null. A producer may stop right after `%%EOF`, and the next save then begins with the end of line
 * that is counted to this revision: both ends are its end.
 */
export function endOfRevision(file: PdfFile, end: number): number | null {
  const found = file.revisions.find((revision) => {
    if (revision.end === end) return true
    const isMarker = end >= MARKER.length && hasWordAt(file.bytes, end - MARKER.length, MARKER)
    return isMarker && end < revision.end && end > revision.start && end + endOfLineLength(file.bytes, end) === revision.end
  })
  return found?.index ?? null
}

/** The ends a revision may have had when it was a file of its own: with the end of line after `%%EOF`, and without. */
export function possibleEnds(file: PdfFile, revision: number): number[] {
  const { end } = file.revisions[revision]!
  const bare = [1, 2].map((length) => end - length).filter((at) => hasWordAt(file.bytes, at - MARKER.length, MARKER))
  return [end, ...bare]
}
