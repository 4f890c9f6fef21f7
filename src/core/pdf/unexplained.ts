import { endOfLineLength, isWhite } from './character.ts'
import type { Span } from './object.ts'
import type { PdfFile } from './reader.ts'

function endOfLine(source: Uint8Array, from: number, limit: number): number {
  let at = from
  while (at < limit && source[at] !== 0x0a && source[at] !== 0x0d) at++
  return at + endOfLineLength(source, at)
}

/** Start of the first byte of a span that is neither white space nor part of a comment, or -1. */
function firstMeaningful(source: Uint8Array, span: Span): number {
  for (let at = span.start; at < span.end; ) {
    if (source[at] === 0x25) at = endOfLine(source, at, span.end)
    else if (isWhite(source[at])) at++
    else return at
  }
  return -1
}

/** Whether every object of an object stream is what the cross-reference says its number is: another is a hiding place like any other. */
function isFullyNamed(file: PdfFile, container: number, revision: number): boolean {
  return file.listPacked(container, revision).every((number) => {
    const entry = file.getEntry(number, revision)?.entry
    return entry?.kind === 'compressed' && entry.container === container
  })
}

/**
 * Stretches of a revision that belong to none of the objects its cross-reference names, nor to that cross-reference itself; white space
 * and comments aside; and object streams that hold what it does not name. Remains of replaced objects in honest files, and hiding places.
 * Reads every object of the revision.
 */
export function findUnexplainedBytes(file: PdfFile, revision: number): Span[] {
  const { start, end, changes, sections } = file.revisions[revision]!
  const known: Span[] = sections.filter((span) => span.start >= start && span.end <= end)
  const gaps: Span[] = []
  for (const entry of changes.values()) {
    if (entry.kind !== 'offset' || entry.offset < start) continue
    const located = file.locate(entry, revision)
    if (located === null) continue
    known.push({ start: located.start, end: located.end })
    if (located.object.kind === 'stream' && !isFullyNamed(file, entry.number, revision)) gaps.push({ start: located.start, end: located.end })
  }
  known.sort((a, b) => a.start - b.start)
  let at = start
  for (const span of [...known, { start: end, end }]) {
    const from = firstMeaningful(file.bytes, { start: at, end: span.start })
    if (from >= 0) gaps.push({ start: from, end: span.start })
    at = Math.max(at, span.end)
  }
  return gaps
}
