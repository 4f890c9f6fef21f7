import type { ContractRecord } from '../../../core/evidence/record.ts'
import type { TrailLanguage } from '../../../core/evidence/trail-words.ts'
import { eventSentence, weigh } from './event-sentence.ts'
import type { Names } from './event-sentence.ts'

export interface Entry {
  readonly hash: string
  readonly record: ContractRecord
  /** The party whose offer it is about, when there is one. */
  readonly party: string | null
}

/** One line of the history: what happened, and every record of it, newest first. */
export interface Line {
  readonly sentence: string
  readonly entries: readonly [Entry, ...Entry[]]
}

/** What has to stay a line of its own: it differs from its like in more than its time. */
function isOwn({ record }: Entry): boolean {
  return weigh(record) !== 'step' || record.presentation !== null || record.act !== null || Boolean(record.evidence?.reason)
}

/** The history newest first, where the same small step, however often it came between two that matter, is one line. */
export function foldHistory(entries: readonly Entry[], names: Names, language: TrailLanguage): Line[] {
  const lines: { sentence: string; entries: [Entry, ...Entry[]] }[] = []
  const small = new Map<string, [Entry, ...Entry[]]>()
  for (const entry of entries.toReversed()) {
    const sentence = eventSentence(entry.record, names, entry.party, language)
    const key = `${sentence} ${entry.record.evidence?.notice?.inView ?? ''}`
    const own = isOwn(entry)
    const same = own ? undefined : small.get(key)
    if (same) {
      same.push(entry)
      continue
    }
    const line: (typeof lines)[number] = { sentence, entries: [entry] }
    lines.push(line)
    if (own) small.clear()
    else small.set(key, line.entries)
  }
  return lines
}
