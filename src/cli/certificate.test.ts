import { describe, expect, test } from 'vitest'
import { parseCertificateOrder } from './certificate.ts'

describe('countersign certificate: the operator cannot revoke by a slip of the keyboard', () => {
  test('a revocation names its certificate and its reason', () => {
    expect(parseCertificateOrder(['revoke', '4AB1', '--reason', 'keyCompromise'])).toEqual({ kind: 'state', serial: '4ab1', request: { state: 'revoked', reason: 'keyCompromise' } })
    expect([['revoke', '4ab1'], ['revoke', '4ab1', '--reason', 'whim'], ['revoke', '4ab1', '--reason'], ['revoke']].map(parseCertificateOrder)).toEqual([null, null, null, null])
  })

  test('suspend, restore, show and attest; anything else is a usage error', () => {
    expect(parseCertificateOrder(['suspend', 'aa'])).toEqual({ kind: 'state', serial: 'aa', request: { state: 'suspended' } })
    expect(parseCertificateOrder(['restore', 'aa'])).toEqual({ kind: 'state', serial: 'aa', request: { state: 'good' } })
    expect(parseCertificateOrder(['attest', 'A@b.vn', '--name', 'Hoa Sen', '--identifier', 'VATVN-0101234567'])).toEqual({ kind: 'attest', email: 'a@b.vn', organisation: { name: 'Hoa Sen', identifier: 'VATVN-0101234567' } })
    expect([['delete', 'aa'], ['suspend', 'aa', '--force', 'yes'], ['attest', 'a@b.vn', '--name', 'x']].map(parseCertificateOrder)).toEqual([null, null, null])
  })
})
