import { expect, test } from 'vitest'
import type { ContractSummary } from '../../../protocol/contract.ts'
import { countByMonth } from './volume.ts'

const contract = (sentAt: string | null, concludedAt: string | null): ContractSummary =>
  ({ id: 'a', title: 'a', number: '1', version: null, template: 'services', language: 'vi', state: 'offered', updatedAt: '2026-11-20T00:00:00Z', sentAt, concludedAt, replyBy: null, total: null, parties: [] })

test('each month counts what was sent and what was concluded in it, across a turn of the year', () => {
  const now = new Date(2027, 0, 15).getTime()
  const at = (year: number, month: number, day: number) => new Date(year, month, day).toISOString()
  const months = countByMonth([
    contract(null, null),
    contract(at(2026, 10, 1), at(2026, 11, 31)),
    contract(at(2026, 11, 1), null),
    contract(at(2027, 0, 15), at(2027, 0, 15)),
    contract(at(2026, 9, 31), null),
  ], now, 3)
  expect(months.map(({ start }) => start)).toEqual([at(2026, 10, 1), at(2026, 11, 1), at(2027, 0, 1)])
  expect(months.map(({ sent, concluded }) => [sent, concluded])).toEqual([[1, 0], [1, 1], [1, 1]])
})
