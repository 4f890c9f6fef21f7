import { expect, test } from 'vitest'
import { killInLoop } from './kill.ts'

test('killed ten times under load: everything acknowledged is there and provable, and the log only grew', async () => {
  const tally = await killInLoop(10, Math.random)
  expect(tally.rounds).toBe(10)
  expect(tally.clicks).toBeGreaterThan(10)
  expect(tally.signatures).toBeGreaterThan(0)
  expect(tally.proven.acknowledged).toBe(tally.clicks + tally.signatures)
  expect(tally.proven.records).toBeGreaterThan(tally.proven.acknowledged)
}, 300_000)
