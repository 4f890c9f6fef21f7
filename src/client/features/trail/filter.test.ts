import { expect, test } from 'vitest'
import type { TrailEvent } from '../../../core/evidence/trail.ts'
import { EVERYTHING, groupByDay, isLinked, passes } from './filter.ts'

function entry(sequence: number, event: TrailEvent['event'], more: Partial<TrailEvent> = {}): TrailEvent {
  return {
    sequence, event, actor: { kind: 'party', party: 'buyer', person: null }, party: 'buyer', identity: null, presentation: null, act: null, version: null, documentHash: null, statementHash: null, fileHash: null,
    certificateThumbprint: null, reason: null, keptUntil: null, notice: null, from: null, times: { claimed: null, observed: `2026-11-2${sequence}T23:30:00.000Z`, timestamped: null, sent: null, received: null }, withheld: false,
    recordHash: String(sequence).repeat(64), previous: sequence === 0 ? null : String(sequence - 1).repeat(64), proof: null, ...more,
  }
}

test('filters narrow by kind, party and weight, and together', () => {
  const events = [entry(0, 'drafted', { party: 'seller' }), entry(1, 'offered', { party: 'seller' }), entry(2, 'displayed'), entry(3, 'agreed')]
  const kept = (filter: Partial<typeof EVERYTHING>) => events.filter((one) => passes(one, { ...EVERYTHING, ...filter })).map(({ event }) => event)
  expect(kept({})).toHaveLength(4)
  expect(kept({ group: 'signing' })).toEqual(['agreed'])
  expect(kept({ party: 'seller' })).toEqual(['drafted', 'offered'])
  expect(kept({ party: 'seller', matters: true })).toEqual(['offered'])
})

test('a day is the reader’s own', () => {
  const days = groupByDay([entry(0, 'drafted'), entry(1, 'offered')], (instant) => new Date(Date.parse(instant) + 7 * 3_600_000).toISOString().slice(0, 10))
  expect(days.map(({ day, events }) => [day, events.length])).toEqual([['2026-11-21', 1], ['2026-11-22', 1]])
})

test('a record that was left out or changed breaks the links; one that is withheld does not', () => {
  const events = [entry(0, 'drafted'), entry(1, 'offered'), entry(2, 'displayed')]
  expect(isLinked(events)).toBe(true)
  expect(isLinked([events[0]!, events[2]!])).toBe(true)
  expect(isLinked([events[0]!, entry(1, 'offered', { recordHash: 'f'.repeat(64) }), events[2]!])).toBe(false)
  expect(isLinked([entry(0, 'drafted', { previous: 'a'.repeat(64) })])).toBe(false)
})
