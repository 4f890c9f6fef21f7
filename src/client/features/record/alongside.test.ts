import { expect, test } from 'vitest'
import type { VersionSummary } from '../../../protocol/agreement.ts'
import { compareAlongside } from './alongside.ts'

const version = (number: string, kind: VersionSummary['kind']): VersionSummary => ({
  number, kind, state: 'retired', contract: 'c', publishedAt: '2026-01-01T00:00:00Z', activeFrom: `2026-0${number[0]}-01T00:00:00Z`, retiredAt: null, documentHash: number.repeat(22).slice(0, 64), presentation: 'inline', acceptances: null,
})
const versions = [version('2.1', 'minor'), version('2.0', 'major'), version('1.1', 'minor'), version('1.0', 'major')]
const named = (number: string) => ({ number, documentHash: versions.find((one) => one.number === number)!.documentHash! })

test('a seller is told when a contract asks for a version that another has followed, and whether that one asks everybody again', () => {
  expect(compareAlongside(named('2.1'), { versions, active: '2.1' })).toEqual({ kind: 'current' })
  expect(compareAlongside(named('2.0'), { versions, active: '2.1' })).toEqual({ kind: 'newer', number: '2.1', since: '2026-02-01T00:00:00Z', asksAgain: false })
  expect(compareAlongside(named('1.0'), { versions, active: '1.1' })).toMatchObject({ number: '1.1', asksAgain: false })
  expect(compareAlongside(named('1.1'), { versions, active: '2.1' })).toMatchObject({ number: '2.1', asksAgain: true })
  expect(compareAlongside({ ...named('2.1'), documentHash: 'ab'.repeat(32) }, { versions, active: '2.1' }).kind, 'another text under the same number').toBe('newer')
  expect(compareAlongside(named('1.0'), { versions, active: null })).toEqual({ kind: 'none' })
})
