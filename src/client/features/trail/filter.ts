import { GROUP_OF, weighEvent } from '../../../core/evidence/trail-words.ts'
import type { TrailGroup } from '../../../core/evidence/trail-words.ts'
import type { TrailEvent } from '../../../core/evidence/trail.ts'

/** What a reader wants to see; empty is everything. */
export interface TrailFilter {
  readonly group: TrailGroup | ''
  readonly party: string
  /** Leaves the small steps out. */
  readonly matters: boolean
}

export const EVERYTHING: TrailFilter = { group: '', party: '', matters: false }

export function passes({ event, party }: Pick<TrailEvent, 'event' | 'party'>, filter: TrailFilter): boolean {
  if (filter.group !== '' && GROUP_OF[event] !== filter.group) return false
  if (filter.party !== '' && party !== filter.party) return false
  return !filter.matters || weighEvent(event) !== 'step'
}

/** A day of the reader's own zone and what happened on it, in order. */
export interface TrailDay {
  readonly day: string
  readonly events: readonly TrailEvent[]
}

/** `dayOf` names an instant's day as the reader has it. */
export function groupByDay(events: readonly TrailEvent[], dayOf: (instant: string) => string): readonly TrailDay[] {
  return [...Map.groupBy(events, ({ times }) => dayOf(times.observed))].map(([day, found]) => ({ day, events: found }))
}

/** Whether each record names the one before it, where both are here. */
export function isLinked(events: readonly TrailEvent[]): boolean {
  return events.every(({ sequence, previous }, index) => {
    const before = events[index - 1]
    return before?.sequence !== sequence - 1 ? sequence > 0 || previous === null : previous === before.recordHash
  })
}
