import { lastIndexOfBytes } from '../bytes/compare.ts'
import { encodeLatin1 } from '../bytes/text.ts'
import type { PdfBounds } from './bounds.ts'
import { endOfLineLength, hasWordAt, isWhite, skipWhite } from './character.ts'
import { refuse } from './error.ts'
import { hasHeaderAt } from './indirect.ts'
import { integerOf } from './object.ts'
import type { PdfDictionary, Span } from './object.ts'
import { ObjectParser } from './parser.ts'
import { readXrefSection } from './xref.ts'
import type { Budget, XrefEntry, XrefSection } from './xref.ts'

const EOF_MARKER = encodeLatin1('%%EOF')
const STARTXREF = encodeLatin1('startxref')

/** A state of the file: what one save added (ISO 32000-2 §7.5.6). */
export interface Revision extends Span {
  /** 0 for the oldest. */
  readonly index: number
  /** First byte after the revision before. */
  readonly start: number
  /** After this revision's `%%EOF` and one end of line. */
  readonly end: number
  /** Right after `%%EOF`: a signature may end here or at `end`. */
  readonly markerEnd: number
  /** What the revision's startxref says: offset of its cross-reference section. */
  readonly sectionOffset: number
  /** 'hybrid' is a table with /XRefStm. */
  readonly kind: 'table' | 'stream' | 'hybrid'
  /** True for a first revision written as a linearized file: two sections, one revision. */
  readonly isLinearized: boolean
  readonly trailer: PdfDictionary
  /** Extents of its cross-reference sections, each with trailer, startxref and end marker. */
  readonly sections: readonly Span[]
  /** What the revision's cross-reference says anew: written, moved and freed objects, by number. */
  readonly changes: ReadonlyMap<number, XrefEntry>
}

interface Ending {
  readonly startxref: number
  readonly marker: number
  readonly end: number
}

/** `startxref`, a number and `%%EOF`, from `at` on; null when something else stands there. */
function readEnding(source: Uint8Array, at: number): Ending | null {
  const limit = source.length
  const parser = new ObjectParser(source, skipWhite(source, at, limit), limit, 0)
  if (!parser.takeWord('startxref')) return null
  parser.at = skipWhite(source, parser.at, limit)
  if (parser.at >= limit || source[parser.at]! < 0x30 || source[parser.at]! > 0x39) return null
  const startxref = parser.readUnsigned()
  const marker = skipWhite(source, parser.at, limit)
  if (marker === parser.at || !hasWordAt(source, marker, '%%EOF')) return null
  const after = marker + EOF_MARKER.length
  return { startxref, marker, end: after + endOfLineLength(source, after) }
}

function readLastEnding(source: Uint8Array): Ending {
  const marker = lastIndexOfBytes(source, EOF_MARKER)
  if (marker < 0) refuse('PDF_TRUNCATED', 'file has no end marker')
  const at = lastIndexOfBytes(source, STARTXREF, marker)
  const ending = at < 0 || !isWhite(source[at - 1]) ? null : readEnding(source, at)
  if (ending === null || ending.marker !== marker) return refuse('PDF_TRUNCATED', 'no startxref before the end marker', { offset: marker })
  return ending
}

function readPrevious(section: XrefSection): number | null {
  const entry = section.trailer.entries.get('Prev')
  if (entry === undefined) return null
  return integerOf(entry) ?? refuse('PDF_XREF_DAMAGED', '/Prev is not an integer', { offset: section.offset })
}

/** Sections from the newest to the oldest. */
function readChain(source: Uint8Array, startxref: number, bounds: PdfBounds, budget: Budget): XrefSection[] {
  const sections: XrefSection[] = []
  const seen = new Set<number>()
  for (let offset: number | null = startxref; offset !== null; ) {
    if (seen.has(offset)) refuse('PDF_XREF_CYCLE', 'cross-reference sections form a cycle', { offset })
    if (sections.length >= bounds.maxRevisions) refuse('PDF_TOO_LARGE', 'too many revisions', { maxRevisions: bounds.maxRevisions })
    seen.add(offset)
    const section: XrefSection = readXrefSection(source, offset, bounds, budget)
    sections.push(section)
    offset = readPrevious(section)
  }
  return sections
}

/** Entries of a hybrid's /XRefStm, which fill in what its table leaves out or shows as free (§7.5.8.4). */
function mergeHybrid(source: Uint8Array, section: XrefSection, bounds: PdfBounds, budget: Budget): { merged: Map<number, XrefEntry>; hidden: XrefSection } {
  const offset = integerOf(section.trailer.entries.get('XRefStm'))
  if (offset === null || offset >= section.offset) return refuse('PDF_XREF_DAMAGED', 'malformed /XRefStm', { offset: section.offset })
  const hidden = readXrefSection(source, offset, bounds, budget)
  if (hidden.kind !== 'stream') return refuse('PDF_XREF_DAMAGED', '/XRefStm is not a stream', { offset })
  const merged = new Map(section.entries)
  for (const [number, entry] of hidden.entries) {
    const shown = merged.get(number)
    if (shown !== undefined && shown.kind !== 'free' && !isSameEntry(shown, entry)) {
      return refuse('PDF_XREF_DAMAGED', 'table and /XRefStm disagree', { offset, number })
    }
    merged.set(number, entry)
  }
  return { merged, hidden }
}

function isSameEntry(a: XrefEntry, b: XrefEntry): boolean {
  return a.kind === 'offset' && b.kind === 'offset' && a.offset === b.offset && a.generation === b.generation
}

function checkOffsets(source: Uint8Array, changes: ReadonlyMap<number, XrefEntry>, end: number): void {
  for (const entry of changes.values()) {
    if (entry.kind === 'offset' && !hasHeaderAt(source, entry.offset, end, entry)) {
      refuse('PDF_XREF_DAMAGED', 'an entry does not point at its object', { offset: entry.offset, number: entry.number })
    }
  }
}

/** Refuses a revision that writes anew, or frees, an object stream whose objects are still in use: they would change unseen. */
function checkContainers(revisions: readonly Revision[]): void {
  const current = new Map<number, XrefEntry>()
  const users = new Map<number, number>()
  const count = (entry: XrefEntry | undefined, step: number): void => {
    if (entry?.kind === 'compressed') users.set(entry.container, (users.get(entry.container) ?? 0) + step)
  }
  for (const { changes, index } of revisions) {
    for (const number of changes.keys()) count(current.get(number), -1)
    for (const number of changes.keys()) {
      if ((users.get(number) ?? 0) > 0) refuse('PDF_XREF_DAMAGED', 'an object stream in use is replaced', { number, revision: index })
    }
    for (const [number, entry] of changes) {
      count(entry, 1)
      current.set(number, entry)
    }
  }
}

/** Every revision, oldest first, and where the last one ends. Throws PDF_TRUNCATED, PDF_XREF_DAMAGED, PDF_XREF_CYCLE, PDF_TOO_LARGE. */
export function readRevisions(source: Uint8Array, bounds: PdfBounds, budget: Budget): Revision[] {
  const sections = readChain(source, readLastEnding(source).startxref, bounds, budget).reverse()
  const revisions: Revision[] = []
  let start = 0
  for (let i = 0; i < sections.length; i++) {
    let section = sections[i]!
    let ending = readEnding(source, section.end)
    let changes: ReadonlyMap<number, XrefEntry> = section.entries
    const spans: Span[] = [{ start: section.offset, end: ending?.end ?? section.end }]
    const next = sections[i + 1]
    const isLinearized = i === 0 && next !== undefined && next.offset < section.offset && ending?.startxref === next.offset
    if (isLinearized) {
      changes = new Map([...section.entries, ...next.entries])
      section = next
      spans.push({ start: next.offset, end: readEnding(source, next.end)?.end ?? next.end })
      i++
    }
    if (ending === null || ending.startxref !== section.offset) {
      return refuse('PDF_XREF_DAMAGED', 'a cross-reference section is not followed by its own startxref and end marker', { offset: section.end })
    }
    if (section.offset < start) return refuse('PDF_XREF_DAMAGED', 'a revision lies before the one it builds on', { offset: section.offset })
    const isHybrid = section.kind === 'table' && section.trailer.entries.has('XRefStm')
    if (isHybrid) {
      const { merged, hidden } = mergeHybrid(source, section, bounds, budget)
      changes = merged
      spans.push({ start: hidden.offset, end: hidden.end })
    }
    checkOffsets(source, changes, ending.end)
    revisions.push({
      index: revisions.length,
      start,
      end: ending.end,
      markerEnd: ending.marker + EOF_MARKER.length,
      sectionOffset: section.offset,
      kind: isHybrid ? 'hybrid' : section.kind,
      isLinearized,
      trailer: section.trailer,
      sections: spans,
      changes,
    })
    start = ending.end
  }
  checkContainers(revisions)
  return revisions
}
