import * as fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { AUTHORITY, makeCertificate, SIGNATORY, type TestCertificate, type TestExtension } from '../../testing/pki/certificate.ts'
import { encodeContext, encodeDer, encodeOctetString, encodeOid, encodeSequence, encodeSet, encodeUtf8String } from '../bytes/der.ts'
import { isCodedError } from '../bytes/error.ts'
import { encodeLatin1 } from '../bytes/text.ts'
import { parseCertificate } from './certificate.ts'
import { findNameViolations } from './name-constraints.ts'
import { OID_COMMON_NAME, OID_NAME_CONSTRAINTS, OID_SUBJECT_ALT_NAME } from './oids.ts'

const NOW = Date.UTC(2026, 8, 1)
const validity = { notBefore: NOW - 86_400_000, notAfter: NOW + 86_400_000 }
const mail = (text: string) => encodeDer(0x81, encodeLatin1(text))
const host = (text: string) => encodeDer(0x82, encodeLatin1(text))
const address = (text: string) => encodeDer(0x86, encodeLatin1(text))
const ip = (...octets: readonly number[]) => encodeDer(0x87, Uint8Array.from(octets))
const directory = (name: string) => encodeContext(4, true, encodeSequence(...(name === '' ? [] : [encodeSet(encodeSequence(encodeOid(OID_COMMON_NAME), encodeUtf8String(name)))])))
const other = () => encodeContext(0, true, encodeOid('1.2.3'), encodeContext(0, true, encodeOctetString(Uint8Array.of(1))))

const subtrees = (tag: number, names: readonly Uint8Array[]) => (names.length === 0 ? [] : [encodeContext(tag, true, ...names.map((name) => encodeSequence(name)))])
const constraints = (permitted: readonly Uint8Array[], excluded: readonly Uint8Array[] = []): TestExtension => ({
  oid: OID_NAME_CONSTRAINTS, critical: true, value: encodeSequence(...subtrees(0, permitted), ...subtrees(1, excluded)),
})
const names = (...list: readonly Uint8Array[]): TestExtension => ({ oid: OID_SUBJECT_ALT_NAME, value: encodeSequence(...list) })

let root: TestCertificate
beforeAll(async () => {
  root = await makeCertificate({ name: 'Root', ...validity, extensions: AUTHORITY })
})

async function violates(constraint: TestExtension, ...list: readonly Uint8Array[]): Promise<boolean> {
  const authority = await makeCertificate({ name: 'Limited', issuer: root, ...validity, extensions: [...AUTHORITY, constraint] })
  const end = await makeCertificate({ name: 'End', issuer: authority, ...validity, extensions: [...SIGNATORY, ...(list.length > 0 ? [names(...list)] : [])] })
  return findNameViolations([end.der, authority.der, root.der].map(parseCertificate)).has(0)
}

describe('an authority that may speak only for some names', () => {
  test.each([
    ['a mailbox of the host', [mail('lan@example.com')], [mail('example.com')], false],
    ['a mailbox of a host below it', [mail('lan@a.example.com')], [mail('example.com')], true],
    ['a mailbox of a host below it, asked for so', [mail('lan@a.example.com')], [mail('.example.com')], false],
    ['one mailbox alone', [mail('binh@example.com')], [mail('lan@example.com')], true],
    ['a host below', [host('www.example.com')], [host('example.com')], false],
    ['a host that only ends alike', [host('badexample.com')], [host('example.com')], true],
    ['an address of the host', [address('https://example.com:8443/a')], [address('example.com')], false],
    ['an address of another host that carries the name as user', [address('https://example.com@evil.com/')], [address('example.com')], true],
    ['an address without a host', [address('urn:a')], [address('example.com')], true],
    ['an address of the net', [ip(10, 1, 2, 3)], [ip(10, 0, 0, 0, 255, 0, 0, 0)], false],
    ['an address of another net', [ip(11, 1, 2, 3)], [ip(10, 0, 0, 0, 255, 0, 0, 0)], true],
    ['its own subject', [], [directory('End')], false],
    ['another subject', [], [directory('Other')], true],
    ['a kind of name that is not constrained', [mail('lan@example.com')], [host('example.com')], false],
    ['a kind that cannot be judged', [other()], [other()], true],
  ] as const)('%s', async (_, given, permitted, isBroken) => {
    expect(await violates(constraints(permitted), ...given)).toBe(isBroken)
  })

  test('what is excluded stays out though it is permitted', async () => {
    expect(await violates(constraints([host('example.com')], [host('secret.example.com')]), host('a.secret.example.com'))).toBe(true)
    expect(await violates(constraints([host('example.com')], [host('secret.example.com')]), host('open.example.com'))).toBe(false)
  })
})

test('constraints made of anything are judged or refused, never more', async () => {
  const end = parseCertificate((await makeCertificate({ name: 'End', issuer: root, ...validity, extensions: [...SIGNATORY, names(mail('a@b.vn'))] })).der)
  const above = parseCertificate(root.der)
  fc.assert(fc.property(fc.uint8Array({ maxLength: 80 }), fc.constantFrom(0xa0, 0xa1), (noise, tag) => {
    for (const value of [noise, encodeSequence(encodeDer(tag, encodeSequence(noise)))]) {
      const limited = { ...above, extensions: [{ oid: OID_NAME_CONSTRAINTS, critical: true, value }] }
      let outcome = 'judged'
      try {
        findNameViolations([end, limited])
      } catch (error) {
        outcome = isCodedError(error) ? 'refused' : 'broken'
      }
      expect(outcome).not.toBe('broken')
    }
  }))
})
