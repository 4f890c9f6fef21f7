import { describe, expect, test } from 'vitest'
import { parseAuthorityOrder } from './authority.ts'

describe('countersign authority: keys are moved only by an order that is complete', () => {
  test('each order with what it needs', () => {
    expect(parseAuthorityOrder(['status'])).toEqual({ kind: 'status' })
    expect(parseAuthorityOrder(['export-root', 'root.p12'])).toEqual({ kind: 'export-root', file: 'root.p12' })
    expect(parseAuthorityOrder(['rotate', 'issuing', '--root', 'root.p12'])).toEqual({ kind: 'rotate', what: 'issuing', root: 'root.p12' })
    expect(parseAuthorityOrder(['revoke', '4A01', '--reason', 'keyCompromise', '--root', 'root.p12'])).toEqual({ kind: 'revoke', serial: '4a01', reason: 'keyCompromise', root: 'root.p12' })
    expect(parseAuthorityOrder(['renew-root-status', '--root', 'root.p12'])).toEqual({ kind: 'renew-root-status', root: 'root.p12' })
  })

  test('anything else is a usage error', () => {
    const wrong = [[], ['status', 'x'], ['export-root'], ['export-root', 'a', 'b'], ['rotate', 'everything'], ['revoke', '4a01'], ['revoke', '4a01', '--reason', 'bored'], ['revoke', '--reason', 'keyCompromise', '4a01'], ['rotate', 'issuing', '--root'], ['import-root', 'a', '--root', 'b']]
    expect(wrong.map(parseAuthorityOrder)).toEqual(wrong.map(() => null))
  })
})
