import { expect, test } from 'vitest'
import type { ContractRecord } from '../../../core/evidence/record.ts'
import { foldHistory } from './history.ts'
import type { Entry } from './history.ts'

const NAMES = { seller: 'Bát Tràng', buyer: 'Client' }

function entry(sequence: number, event: ContractRecord['event'], more: Partial<ContractRecord> = {}): Entry {
  const record: ContractRecord = {
    schema: 'countersign/record/1', id: `r${sequence}`, contract: 'c', version: '1.0', sequence, previous: null, at: `2026-11-21T08:00:0${sequence}Z`, event,
    actor: { kind: 'party', party: 'buyer', person: null }, presentation: null, act: null, statementHash: null, documentHash: null, evidence: null, observations: null, retainUntil: null, jurisdiction: null, ...more,
  }
  return { hash: String(sequence), record, party: null }
}

const numbers = (entries: readonly Entry[]) => foldHistory(entries, NAMES, 'en').map((line) => line.entries.map(({ record }) => record.sequence))

test('a link opened again and again is one line, and no record of it is left out', () => {
  expect(numbers([entry(0, 'displayed'), entry(1, 'accessed'), entry(2, 'displayed'), entry(3, 'accessed'), entry(4, 'displayed')])).toEqual([[4, 2, 0], [3, 1]])
})

test('what happened before an answer is never told as after it', () => {
  expect(numbers([entry(0, 'displayed'), entry(1, 'declined'), entry(2, 'displayed')])).toEqual([[2], [1], [0]])
})

test('acts stand alone, each', () => {
  expect(numbers([entry(0, 'code-failed'), entry(1, 'code-failed'), entry(2, 'offered'), entry(3, 'offered')])).toEqual([[3], [2], [1], [0]])
})
