import { expect, test } from 'vitest'
import type { ContractSummary } from '../../../protocol/contract.ts'
import { sortByAttention } from './attention.ts'

const NOW = Date.parse('2026-11-21T08:00:00Z')

function contract(id: string, state: ContractSummary['state'], replyBy: string | null = null, updatedAt = '2026-11-20T00:00:00Z'): ContractSummary {
  return { id, title: id, number: '2026/11-0001', version: null, template: 'services', language: 'vi', state, updatedAt, sentAt: null, concludedAt: null, replyBy, total: null, parties: [] }
}

test('a seller sees first what waits for them, deadlines before drafts', () => {
  const { attention, others } = sortByAttention(
    [
      contract('done', 'concluded'),
      contract('old-draft', 'draft', null, '2026-11-01T00:00:00Z'),
      contract('far', 'offered', '2026-12-21T08:00:00Z'),
      contract('unsent', 'published'),
      contract('near', 'offered', '2026-11-22T08:00:00Z'),
      contract('no', 'declined'),
      contract('new-draft', 'draft'),
    ],
    NOW,
  )
  expect(attention.map(({ id }) => id)).toEqual(['near', 'no', 'unsent', 'new-draft', 'old-draft'])
  expect(others.map(({ id }) => id)).toEqual(['far', 'done'])
})

test('an offer without deadline waits quietly', () => {
  expect(sortByAttention([contract('open', 'offered')], NOW).attention).toEqual([])
})

test('a contract that reaches nobody comes before others that are offered', () => {
  const lost = { ...contract('lost', 'offered', '2026-12-21T08:00:00Z', '2026-11-01T00:00:00Z'), parties: [{ name: 'A', state: null, unreached: false }, { name: 'B', state: 'sent' as const, unreached: true }] }
  const { attention, others } = sortByAttention([contract('near', 'offered', '2026-11-22T08:00:00Z'), lost, contract('far', 'offered', '2026-12-21T08:00:00Z')], NOW)
  expect(attention.map(({ id }) => id)).toEqual(['lost', 'near'])
  expect(others.map(({ id }) => id)).toEqual(['far'])
})
