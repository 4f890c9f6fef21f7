import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { activeVersion, needsReacceptance, nextVersionNumber, versionState } from './agreement.ts'

const version = (number: string, activeFrom: number | null, retiredAt: number | null = null) => ({ number, activeFrom, retiredAt })

describe('versions of an agreement', () => {
  test('a scheduled version takes over at its instant, and the one before is retired by that', () => {
    const versions = [version('1.0', 100), version('2.0', 200), version('2.1', null)]
    const states = (now: number) => versions.map((one) => versionState(one, versions, now))
    expect(states(50)).toEqual(['scheduled', 'scheduled', 'draft'])
    expect(states(150)).toEqual(['active', 'scheduled', 'draft'])
    expect(states(200)).toEqual(['retired', 'active', 'draft'])
  })

  test('an agreement that was retired has nothing to accept, and no older version comes back', () => {
    const versions = [version('1.0', 100), version('2.0', 200, 300)]
    expect(activeVersion(versions, 400)).toBeNull()
    expect(versions.map((one) => versionState(one, versions, 400))).toEqual(['retired', 'retired'])
  })

  test('only a major version asks again', () => {
    expect(needsReacceptance('1.0', '1.4')).toBe(false)
    expect(needsReacceptance('1.9', '2.0')).toBe(true)
    expect(nextVersionNumber([], 'minor')).toBe('1.0')
    expect(nextVersionNumber(['1.0', '1.10', '1.9'], 'minor')).toBe('1.11')
    expect(nextVersionNumber(['1.0', '1.10'], 'major')).toBe('2.0')
  })

  test('at no instant two versions are in force', () => {
    const instant = fc.option(fc.nat(1000))
    fc.assert(
      fc.property(fc.array(fc.tuple(instant, instant), { maxLength: 6 }), fc.nat(1000), (times, now) => {
        const versions = times.map(([from, until], index) => version(`${index + 1}.0`, from, until))
        expect(versions.filter((one) => versionState(one, versions, now) === 'active').length).toBeLessThanOrEqual(1)
      }),
    )
  })
})
