import { expect, test } from 'vitest'
import { parseRetentionOrder } from './retention.ts'

test('what the operator asks of retention is understood only when it is whole', () => {
  expect(parseRetentionOrder(['plan'])).toEqual({ kind: 'plan', days: 30 })
  expect(parseRetentionOrder(['plan', '--days', '365'])).toEqual({ kind: 'plan', days: 365 })
  expect(parseRetentionOrder(['run', '--dry-run'])).toEqual({ kind: 'plan', days: 0 })
  expect(parseRetentionOrder(['run'])).toEqual({ kind: 'run' })
  expect(parseRetentionOrder(['keep', 'c1', '--until', '2040-01-31'])).toEqual({ kind: 'keep', contract: 'c1', until: Date.UTC(2040, 1, 1) - 1 })
  expect(parseRetentionOrder(['keep', 'c1', '--until', 'rule'])).toEqual({ kind: 'keep', contract: 'c1', until: null })
  expect(parseRetentionOrder(['hold', 'c1', '--reason', 'a lawsuit'])).toEqual({ kind: 'hold', contract: 'c1', reason: 'a lawsuit' })
  for (const wrong of [[], ['erase'], ['plan', '--days', '-1'], ['plan', '--days', 'x'], ['run', 'now'], ['keep', 'c1'], ['keep', 'c1', '--until', '31/01/2040'], ['hold', 'c1'], ['hold', '--reason', 'x'], ['release'], ['release', 'a', 'b']]) {
    expect(parseRetentionOrder(wrong), wrong.join(' ')).toBeNull()
  }
})
