import { refuse } from './error.ts'
import type { ObjectId } from './object.ts'
import type { PdfFile } from './reader.ts'

/** A free entry as a cross-reference section writes it. */
export interface FreeRow extends ObjectId {
  readonly next: number
}

/** The generation that is never used again (ISO 32000-2 §7.5.4). */
const LAST_GENERATION = 65_535

/** Free numbers in the order of the file's list, or what can be followed of it: many writers leave free objects out, or link them to 0. */
function readFreeList(file: PdfFile): number[] {
  const numbers: number[] = []
  const seen = new Set([0])
  for (let at = 0; ; ) {
    const entry = file.getEntry(at)?.entry
    if (entry?.kind !== 'free' || seen.has(entry.next)) return numbers
    const next = file.getEntry(entry.next)?.entry
    if (next?.kind !== 'free') return numbers
    seen.add(entry.next)
    numbers.push(entry.next)
    at = entry.next
  }
}

/**
 * What a revision says of free objects that frees `freed` and writes `written` (ISO 32000-2 §7.5.4): a list that starts at object 0, names
 * each free object once and ends at 0. Only entries that change. Throws PDF_XREF_DAMAGED for a number that is free or unknown already.
 */
export function composeFreeRows(file: PdfFile, freed: readonly number[], written: ReadonlySet<number>): FreeRow[] {
  let isReused = false
  for (const number of written) isReused ||= file.getEntry(number)?.entry.kind === 'free'
  if (freed.length === 0 && !isReused) return []
  const added = freed.map((number) => {
    const entry = file.getEntry(number)?.entry
    if (entry === undefined || entry.kind === 'free') return refuse('PDF_XREF_DAMAGED', 'object cannot be freed', { number })
    return { number, generation: Math.min(entry.generation + 1, LAST_GENERATION) }
  })
  const kept = readFreeList(file).filter((number) => !written.has(number)).map((number) => ({ number, generation: file.getEntry(number)!.entry.generation }))
  const list = [{ number: 0, generation: LAST_GENERATION }, ...added.sort((a, b) => a.number - b.number), ...kept]
  return list.map((id, index) => ({ ...id, next: list[index + 1]?.number ?? 0 })).filter((row) => {
    const before = file.getEntry(row.number)?.entry
    return before?.kind !== 'free' || before.next !== row.next || before.generation !== row.generation
  })
}
