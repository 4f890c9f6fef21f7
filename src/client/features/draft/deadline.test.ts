import { expect, test } from 'vitest'
import { splitInstant, toInstant } from './deadline.ts'

test('a deadline keeps the clock time the seller chose, with an offset', () => {
  const instant = toInstant('2026-11-28', '17:00')
  expect(instant).toMatch(/^2026-11-28T17:00:00[+-]\d\d:\d\d$/)
  expect(splitInstant(instant)).toEqual({ date: '2026-11-28', time: '17:00' })
  expect(Date.parse(instant ?? '')).toBe(new Date('2026-11-28T17:00:00').getTime())
})

test('half a date is no deadline', () => {
  expect(toInstant('2026-11', '17:00')).toBeNull()
  expect(toInstant('2026-13-40', '17:00')).toBeNull()
  expect(splitInstant(null)).toEqual({ date: '', time: '17:00' })
})
