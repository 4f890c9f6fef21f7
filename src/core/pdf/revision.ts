import { indexOfBytes, lastIndexOfBytes } from '../bytes/compare.ts'
import { encodeLatin1 } from '../bytes/text.ts'
import type { PdfBounds } from './bounds.ts'
import { endOfLineLength, hasWordAt, isDigit, isWhite, skipWhite } from './character.ts'
import { refuse } from './error.ts'
import { findHeader } from './indirect.ts'
import { integerOf } from './object.ts'
import type { PdfDictionary, Span } from './object.ts'
import { ObjectParser } from './parser.ts'
import type { Repairs } from './repair.ts'
import { TableRun } from './table-run.ts'
import { isSectionAt, readXrefSection } from './xref.ts'
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
function readEnding(source: Uint8Array, at: number, shift: number): Ending | null {
  const limit = source.length
  const parser = new ObjectParser(source, skipWhite(source, at, limit), limit, 0)
  if (!parser.takeWord('startxref')) return null
  parser.at = skipWhite(source, parser.at, limit)
  if (!isDigit(source[parser.at])) return null
  const startxref = parser.readUnsigned() + shift
  const marker = skipWhite(source, parser.at, limit)
  if (marker === parser.at || !hasWordAt(source, marker, '%%EOF')) return null
  const after = marker + EOF_MARKER.length
  return { startxref, marker, end: after + endOfLineLength(source, after) }
}

/** Words for the end that are looked at before a file counts as cut off; what follows the last whole one is its tail. */
const MAX_MARKERS = 64

function readLastEnding(source: Uint8Array, shift: number): Ending {
  let marker = lastIndexOfBytes(source, EOF_MARKER)
  if (marker < 0) refuse('PDF_TRUNCATED', 'file has no end marker')
  for (let tries = 0; marker >= 0 && tries < MAX_MARKERS; tries++) {
    const at = lastIndexOfBytes(source, STARTXREF, marker)
    if (at < 0) break
    const ending = isWhite(source[at - 1]) || source[at - 1] === 0x3e || source[at - 1] === 0x6a ? readEnding(source, at, shift) : null
    if (ending?.marker === marker) return ending
    marker = lastIndexOfBytes(source, EOF_MARKER, marker - 1)
  }
  return refuse('PDF_TRUNCATED', 'no startxref before the end marker')
}

/** The ending that names a section: right after it, or after what else its revision holds; null when there is none. */
function findEnding(source: Uint8Array, section: XrefSection, shift: number): Ending | null {
  const names = (ending: Ending | null): ending is Ending => ending !== null && (ending.startxref === section.given || ending.startxref === section.offset)
  const next = readEnding(source, section.end, shift)
  // one that stands right after a section and names another is no ending of this one: the section belongs to a later save, or is damaged
  if (next !== null) return next
  for (let at = indexOfBytes(source, STARTXREF, section.end), tries = 0; at >= 0 && tries < MAX_MARKERS; at = indexOfBytes(source, STARTXREF, at + 1), tries++) {
    const ending = readEnding(source, at, shift)
    if (names(ending)) return ending
    if (ending !== null) return null
  }
  return null
}

/** What has to be added to the file's offsets: the place of its header, where that is not the first byte and the newest startxref counts from it; else nothing. */
export function findShift(source: Uint8Array, header: number): number {
  const { startxref } = readLastEnding(source, 0)
  return header > 0 && !isSectionAt(source, startxref) && isSectionAt(source, startxref + header) ? header : 0
}

function readPrevious(section: XrefSection, shift: number): number | null {
  const entry = section.trailer.entries.get('Prev')
  if (entry === undefined) return null
  // /Prev 0 is what some writers put where there is nothing before
  if (integerOf(entry) === 0) return null
  const offset = integerOf(entry)
  return offset !== null ? offset + shift : refuse('PDF_XREF_DAMAGED', '/Prev is not an integer', { offset: section.offset })
}

/** Sections from the newest to the oldest, or to the one that follows the section at `known`; null when the chain does not come by there. */
function readChain(source: Uint8Array, startxref: number, bounds: PdfBounds, budget: Budget, known: number | null = null): XrefSection[] | null {
  const sections: XrefSection[] = []
  const seen = new Set<number>()
  for (let offset: number | null = startxref; offset !== known; ) {
    if (offset === null) return null
    if (seen.has(offset)) refuse('PDF_XREF_CYCLE', 'cross-reference sections form a cycle', { offset })
    if (sections.length >= bounds.maxRevisions) refuse('PDF_TOO_LARGE', 'too many revisions', { maxRevisions: bounds.maxRevisions })
    seen.add(offset)
    const section: XrefSection = readXrefSection(source, offset, bounds, budget)
    sections.push(section)
    offset = readPrevious(section, budget.shift)
  }
  return sections
}

/** Entries of a hybrid's /XRefStm, which fill in what its table leaves out or shows as free (§7.5.8.4). */
function mergeHybrid(source: Uint8Array, section: XrefSection, bounds: PdfBounds, budget: Budget): { merged: Map<number, XrefEntry>; hidden: XrefSection } {
  const given = integerOf(section.trailer.entries.get('XRefStm'))
  const offset = given === null ? null : given + budget.shift
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

/** Entries with the offsets where their objects really begin. One that points at nothing of its number is noted, and refused when the object is asked for. */
function settleOffsets(source: Uint8Array, changes: ReadonlyMap<number, XrefEntry>, end: number, repairs: Repairs): ReadonlyMap<number, XrefEntry> {
  if (changes instanceof TableRun && changes.isExact(end)) return changes
  let settled: Map<number, XrefEntry> | null = null
  for (const entry of changes.values()) {
    if (entry.kind !== 'offset') continue
    const at = findHeader(source, entry.offset, end, entry)
    if (at === entry.offset) continue
    settled ??= new Map(changes)
    if (at >= 0) settled.set(entry.number, { ...entry, offset: at })
    else {
      repairs.note('xref-entry-astray', 'PDF_XREF_DAMAGED', 'an entry does not point at its object', entry.offset)
      // offset 0 is how some writers say that there is no object
      if (entry.offset === 0) settled.set(entry.number, { kind: 'free', number: entry.number, generation: entry.generation, next: 0 })
    }
  }
  return settled ?? changes
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

/** What one section says, its hidden part included. */
interface SectionChanges {
  readonly changes: ReadonlyMap<number, XrefEntry>
  readonly spans: readonly Span[]
  readonly isHybrid: boolean
}

function readChanges(source: Uint8Array, section: XrefSection, end: number, bounds: PdfBounds, budget: Budget): SectionChanges {
  const span = { start: section.offset, end }
  if (section.kind !== 'table' || !section.trailer.entries.has('XRefStm')) return { changes: section.entries, spans: [span], isHybrid: false }
  const { merged, hidden } = mergeHybrid(source, section, bounds, budget)
  return { changes: merged, spans: [span, { start: hidden.offset, end: hidden.end }], isHybrid: true }
}

/**
 * Every revision, oldest first, and where the last one ends. A section that no startxref of its own follows belongs to the next newer one.
 * Throws PDF_TRUNCATED, PDF_XREF_DAMAGED, PDF_XREF_CYCLE, PDF_TOO_LARGE.
 */
export function readRevisions(source: Uint8Array, bounds: PdfBounds, budget: Budget): Revision[] {
  const sections = readChain(source, readLastEnding(source, budget.shift).startxref, bounds, budget)!
  return composeRevisions(source, sections.reverse(), [], bounds, budget)
}

/**
 * The same where all revisions but those behind `known` were read from these very bytes before: what was found of them is not read again.
 * Null when the bytes behind do not continue them, or end the last of them elsewhere: then all has to be read. Throws as readRevisions does.
 */
export function continueRevisions(source: Uint8Array, known: readonly Revision[], bounds: PdfBounds, budget: Budget): Revision[] | null {
  const last = known[known.length - 1]!
  if (last.markerEnd + endOfLineLength(source, last.markerEnd) !== last.end) return null
  const sections = readChain(source, readLastEnding(source, budget.shift).startxref, { ...bounds, maxRevisions: bounds.maxRevisions - known.length }, budget, last.sectionOffset)
  if (sections === null || sections.some(({ offset }) => offset < last.end)) return null
  return composeRevisions(source, sections.reverse(), known, bounds, budget)
}

function composeRevisions(source: Uint8Array, sections: readonly XrefSection[], known: readonly Revision[], bounds: PdfBounds, budget: Budget): Revision[] {
  const revisions = [...known]
  let start = known[known.length - 1]?.end ?? 0
  let pending: SectionChanges[] = []
  for (let i = 0; i < sections.length; i++) {
    let section = sections[i]!
    const ending = findEnding(source, section, budget.shift)
    const next = sections[i + 1]
    const isNextNamed = next !== undefined && ending !== null && (ending.startxref === next.given || ending.startxref === next.offset)
    if (section.offset < start) return refuse('PDF_XREF_DAMAGED', 'a revision lies before the one it builds on', { offset: section.offset })
    const isLinearized = revisions.length === 0 && i === 0 && isNextNamed && next.offset < section.offset
    if (isLinearized) {
      pending.push(readChanges(source, section, ending.end, bounds, budget))
      section = next
      i++
    } else if (ending === null && next !== undefined && next.offset > section.offset) {
      budget.repairs.note('xref-section-unended', 'PDF_XREF_DAMAGED', 'a cross-reference section is not followed by its own startxref and end marker', section.end)
      pending.push(readChanges(source, section, section.end, bounds, budget))
      continue
    }
    if (ending === null || (ending.startxref !== section.given && ending.startxref !== section.offset)) {
      return refuse('PDF_XREF_DAMAGED', 'a cross-reference section is not followed by its own startxref and end marker', { offset: section.end })
    }
    const own = readChanges(source, section, isLinearized ? (readEnding(source, section.end, budget.shift)?.end ?? section.end) : ending.end, bounds, budget)
    const parts = pending.length === 0 ? null : [...pending, own]
    pending = []
    const merged = parts === null ? own.changes : new Map(parts.flatMap(({ changes }) => [...changes]))
    revisions.push({
      index: revisions.length,
      start,
      end: ending.end,
      markerEnd: ending.marker + EOF_MARKER.length,
      sectionOffset: section.given,
      kind: (parts ?? [own]).some(({ isHybrid }) => isHybrid) ? 'hybrid' : section.kind,
      isLinearized,
      trailer: section.trailer,
      sections: parts === null ? own.spans : parts.flatMap(({ spans }) => spans),
      changes: settleOffsets(source, merged, ending.end, budget.repairs),
    })
    start = ending.end
  }
  // plain tables name no object streams
  if (known.some(({ kind }) => kind !== 'table') || sections.some(({ kind, trailer }) => kind === 'stream' || trailer.entries.has('XRefStm'))) checkContainers(revisions)
  return revisions
}
