import { expect, test } from 'vitest'
import type { ContractSummary } from '../../../protocol/contract.ts'
import { filterContracts } from './filter.ts'

const sale: ContractSummary = {
  id: 'sale', title: 'Hợp đồng mua bán hàng hóa', number: '2026/11-0007', version: '1.0', template: 'sale-of-goods', language: 'vi', state: 'offered', updatedAt: '2026-11-20T00:00:00Z',
  sentAt: '2026-11-20T00:00:00Z', concludedAt: null, replyBy: null, total: null, parties: [{ name: 'Công ty Gốm Đông Á', state: null, unreached: false }, { name: 'lan@example.com', state: 'sent', unreached: false }],
}
const draft: ContractSummary = { ...sale, id: 'draft', title: 'Services Agreement', number: '2026/11-0008', state: 'draft', parties: [] }
const find = (words: string, state: ContractSummary['state'] | null = null) => filterContracts([sale, draft], { words, state }).map(({ id }) => id)

test('a contract is found by its title, number or parties, with or without Vietnamese marks', () => {
  for (const words of ['hợp đồng', 'hop dong', 'HOP DONG', 'dong a gom', '0007', 'lan@', '  mua   bán ']) expect(find(words)).toEqual(['sale'])
  expect(find('')).toEqual(['sale', 'draft'])
  expect(find('2026/11')).toEqual(['sale', 'draft'])
  expect(find('mua services')).toEqual([])
})

test('a state narrows what the words find', () => {
  expect(find('', 'draft')).toEqual(['draft'])
  expect(find('mua', 'draft')).toEqual([])
})
