import type { ContractRecord } from '../../../core/evidence/record.ts'
import { describeEvent, nameActor, weighEvent } from '../../../core/evidence/trail-words.ts'
import type { TrailLanguage, TrailWeight } from '../../../core/evidence/trail-words.ts'

/** Who a record is about, as people say it, by the party's id. */
export type Names = Readonly<Record<string, string>>

/** One sentence that says what happened. */
export function eventSentence(record: ContractRecord, names: Names, about: string | null, language: TrailLanguage): string {
  const actor = record.event === 'reminded' && about !== null ? { kind: 'party' as const, party: about } : record.actor
  const name = nameActor(actor, about, names, language)
  return describeEvent({ event: record.event, name, version: record.version, isNotice: Boolean(record.evidence?.notice), isReceived: Boolean(record.evidence?.received), keptUntil: record.retainUntil }, language)
}

export type EventWeight = TrailWeight

export const weigh = (record: ContractRecord): EventWeight => weighEvent(record.event)
