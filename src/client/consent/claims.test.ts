import { integer, assert, property } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { zonedInstantSchema } from '../../core/consent/fact.ts'
import { writeZonedInstant } from './claims.ts'

describe('the clock as the statement writes it', () => {
  test('in the signatory’s zone, whole seconds', () => {
    const instant = Date.UTC(2026, 10, 22, 3, 0, 1, 999)
    expect(writeZonedInstant(instant, 420)).toBe('2026-11-22T10:00:01+07:00')
    expect(writeZonedInstant(instant, 0)).toBe('2026-11-22T03:00:01+00:00')
    expect(writeZonedInstant(instant, -210)).toBe('2026-11-21T23:30:01-03:30')
  })

  test('always the same instant, in every zone', () => {
    assert(
      property(integer({ min: 0, max: 4e12 }), integer({ min: -14 * 60, max: 14 * 60 }), (instant, offset) => {
        const text = writeZonedInstant(instant, offset)
        expect(zonedInstantSchema.safeParse(text).success).toBe(true)
        expect(Date.parse(text)).toBe(Math.floor(instant / 1000) * 1000)
      }),
    )
  })
})
