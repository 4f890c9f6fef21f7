import { beforeAll, describe, expect, test } from 'vitest'
import { encodeContext, encodeSequence } from '../bytes/der.ts'
import { encodeLatin1 } from '../bytes/text.ts'
import { createTestAuthority } from '../../testing/pki/authority.ts'
import { parseCertificate, type Certificate } from './certificate.ts'
import { findNameViolations } from './name-constraints.ts'
import { encodeName } from './name.ts'
import { OID_NAME_CONSTRAINTS, OID_SUBJECT_ALT_NAME } from './oids.ts'

let issuing: Certificate
let signatory: Certificate

beforeAll(async () => {
  const authority = await createTestAuthority({ now: Date.UTC(2026, 10, 21) })
  issuing = parseCertificate(authority.issuing.certificate)
  signatory = parseCertificate((await authority.issueSignatory({ email: 'lan@mail.example.com' })).certificate)
})

const general = (tag: number, text: string): Uint8Array => encodeContext(tag, false, encodeLatin1(text))
const address = (...octets: number[]): Uint8Array => encodeContext(7, false, Uint8Array.from(octets))
const subtrees = (...names: Uint8Array[]): Uint8Array[] => names.map((name) => encodeSequence(name))

function constrain(permitted: Uint8Array[], excluded: Uint8Array[]): Certificate {
  const lists = [...(permitted.length > 0 ? [encodeContext(0, true, ...subtrees(...permitted))] : []), ...(excluded.length > 0 ? [encodeContext(1, true, ...subtrees(...excluded))] : [])]
  return { ...issuing, extensions: [{ oid: OID_NAME_CONSTRAINTS, critical: true, value: encodeSequence(...lists) }] }
}

/** Whether an authority allows the names of the certificate right below it. */
const satisfiesNameConstraints = (certificate: Certificate, authority: Certificate): boolean => findNameViolations([certificate, authority]).size === 0
const named = (...names: Uint8Array[]): Certificate => ({ ...signatory, extensions: [{ oid: OID_SUBJECT_ALT_NAME, critical: false, value: encodeSequence(...names) }] })
const allows = (certificate: Certificate, permitted: Uint8Array[], excluded: Uint8Array[] = []): boolean => satisfiesNameConstraints(certificate, constrain(permitted, excluded))

describe('name constraints: an authority for people never speaks for a server', () => {
  test('our own issuing certificate excludes every host and address, and lets mail addresses pass', () => {
    expect(satisfiesNameConstraints(signatory, issuing)).toBe(true)
    expect(satisfiesNameConstraints(named(general(2, 'bank.example')), issuing)).toBe(false)
    expect(satisfiesNameConstraints(named(address(10, 0, 0, 1)), issuing)).toBe(false)
    expect(satisfiesNameConstraints(named(address(...Array.from({ length: 16 }, () => 1))), issuing)).toBe(false)
  })

  test('hosts: the name itself and what is below it, not what merely ends alike', () => {
    const base = [general(2, 'example.com')]
    expect(['example.com', 'a.example.com', 'EXAMPLE.com'].map((host) => allows(named(general(2, host)), base))).toEqual([true, true, true])
    expect(['badexample.com', 'example.com.evil'].map((host) => allows(named(general(2, host)), base))).toEqual([false, false])
  })

  test('mail: one address, one host, or every host below', () => {
    const check = (base: string): boolean => allows(signatory, [general(1, base)])
    expect(['lan@mail.example.com', 'mail.example.com', '.example.com'].map(check)).toEqual([true, true, true])
    expect(['minh@mail.example.com', 'example.com', '.mail.example.com'].map(check)).toEqual([false, false, false])
  })

  test('networks by mask; URIs by host; directory names by prefix', () => {
    expect([allows(named(address(10, 1, 2, 3)), [address(10, 0, 0, 0, 255, 0, 0, 0)]), allows(named(address(11, 1, 2, 3)), [address(10, 0, 0, 0, 255, 0, 0, 0)])]).toEqual([true, false])
    expect([allows(named(general(6, 'https://u@a.example.com:8/x')), [general(6, '.example.com')]), allows(named(general(6, 'https://evil.com/.example.com')), [general(6, '.example.com')])]).toEqual([true, false])
    const directory = (organization: string): Uint8Array => encodeContext(4, true, encodeName({ commonName: 'x', organization }).subarray(0))
    const own = encodeContext(4, true, signatory.subject.der)
    expect([allows(signatory, [own]), allows(signatory, [directory('Another')]), allows(signatory, [], [own])]).toEqual([true, false, false])
  })
})
