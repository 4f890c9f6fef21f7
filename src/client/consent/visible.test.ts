import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { settleVisible } from './visible.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const settle = async (answers: readonly (boolean | null)[]): Promise<boolean | null> => {
  let at = 0
  const settled = settleVisible(() => answers[Math.min(at++, answers.length - 1)] ?? null)
  await vi.advanceTimersByTimeAsync(2000)
  return settled
}

test('a browser whose word comes late after scrolling is waited for; what stays covered is covered, and what cannot be told is not waited for', async () => {
  expect([await settle([true]), await settle([false, false, true]), await settle([false]), await settle([null])]).toEqual([true, true, false, null])
})
