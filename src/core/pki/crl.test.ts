import { beforeAll, describe, expect, test } from 'vitest'
import * as fc from 'fast-check'
import { codeOf, codeOfLater } from '../../testing/pki/outcome.ts'
import { createTestAuthority, serialNumberOf, type TestAuthority, type TestCrlParameters } from '../../testing/pki/authority.ts'
import { basicConstraints, keyUsage, makeCertificate, signerOf } from '../../testing/pki/certificate.ts'
import { encodeBoolean, encodeContext, encodeInteger, encodeNull, encodeOctetString, encodeOid, encodeSequence } from '../bytes/der.ts'
import { encodeLatin1 } from '../bytes/text.ts'
import { issueCrl } from './crl-issue.ts'
import { findRevocation, parseCrl, verifyCrl, type CrlResult } from './crl.ts'
import { encodeTime } from './instant.ts'
import { parseCertificate } from './certificate.ts'
import { OID_ISSUING_DISTRIBUTION_POINT } from './oids.ts'
import { signStructure } from './signer.ts'

const NOW = Date.UTC(2026, 8, 1)
const MINUTE = 60_000
const failed = (result: CrlResult) => result.checks.filter((check) => !check.passed).map((check) => check.code)

let authority: TestAuthority
let kept: Uint8Array
beforeAll(async () => {
  authority = await createTestAuthority({ now: NOW })
  kept = (await authority.issueSignatory({ revocable: true })).certificate
})

const judge = async (parameters: TestCrlParameters = {}, time = NOW) =>
  verifyCrl({ crl: await authority.issueCrl(parameters), issuer: authority.issuing.certificate, certificate: kept, time })

/** A list with any extensions, honestly signed. */
async function forge(extensions: readonly Uint8Array[], entryExtensions: readonly Uint8Array[] = []): Promise<Uint8Array> {
  const { issuing } = authority
  const entry = encodeSequence(parseCertificate(kept).serialNumberDer, encodeTime(NOW), ...(entryExtensions.length > 0 ? [encodeSequence(...entryExtensions)] : []))
  const fields = [encodeInteger(1), issuing.algorithm.identifier, parseCertificate(issuing.certificate).subject.der, encodeTime(NOW - MINUTE), encodeTime(NOW + MINUTE)]
  return signStructure(issuing, encodeSequence(...fields, encodeSequence(entry), ...(extensions.length > 0 ? [encodeContext(0, true, encodeSequence(...extensions))] : [])))
}
const critical = (oid: string, value: Uint8Array) => encodeSequence(encodeOid(oid), encodeBoolean(true), encodeOctetString(value))

describe('a list of ours', () => {
  test('is believed, and names nobody when nobody is revoked', async () => {
    const result = await judge()
    expect(failed(result)).toEqual([])
    expect(result.entry).toBeNull()
    expect(result.crl).toMatchObject({ crlNumber: 1n, baseCrlNumber: null, thisUpdate: NOW - MINUTE, nextUpdate: NOW + 10 * MINUTE })
  })
  test('suspends, revokes, dates the harm', async () => {
    const serialNumber = serialNumberOf(kept)
    const other = { serialNumber: 'ff00', revokedAt: NOW }
    for (const reason of ['certificateHold', 'keyCompromise', 'unspecified'] as const) {
      const result = await judge({ entries: [other, { serialNumber, revokedAt: NOW - 5000, reason, invalidityDate: NOW - 9000 }] })
      expect(failed(result)).toEqual([])
      expect(result.entry).toMatchObject({ serialNumber, revokedAt: NOW - 5000, reason, invalidityDate: NOW - 9000 })
    }
  })
  test('a delta restores, and is not taken for the whole', async () => {
    const entries = [{ serialNumber: serialNumberOf(kept), revokedAt: NOW, reason: 'removeFromCRL' as const }]
    const delta = await issueCrl({ issuer: authority.issuing, crlNumber: 8, baseCrlNumber: 7, thisUpdate: NOW, nextUpdate: NOW + MINUTE, entries })
    expect(parseCrl(delta)).toMatchObject({ crlNumber: 8n, baseCrlNumber: 7n })
    expect(findRevocation(parseCrl(delta), serialNumberOf(kept))).toBeNull()
    expect(failed(await verifyCrl({ crl: delta, issuer: authority.issuing.certificate, certificate: kept, time: NOW }))).toEqual(['CRL_SCOPE'])
    await expect(authority.issueCrl({ entries })).rejects.toMatchObject({ code: 'CRL_ENTRY_MISPLACED' })
  })
  test('says since when expired certificates stay on it', async () => {
    const crl = await issueCrl({ issuer: authority.issuing, crlNumber: 3, thisUpdate: NOW - 1000, nextUpdate: NOW + 60_000, entries: [], keepsExpiredSince: NOW - 86_400_000 })
    const result = await verifyCrl({ crl, issuer: authority.issuing.certificate, time: NOW })
    expect([result.isValid, result.crl.keepsExpiredSince]).toEqual([true, NOW - 86_400_000])
  })
  test('the lists of large authorities are read: 150,000 entries, the last of them too', async () => {
    const entries = Array.from({ length: 150_000 }, (_, index) => ({ serialNumber: (index + 2 ** 32).toString(16).padStart(10, '0'), revokedAt: NOW }))
    const crl = parseCrl(await authority.issueCrl({ entries }))
    expect(crl.entries).toHaveLength(150_000)
    expect(findRevocation(crl, entries.at(-1)!.serialNumber)).toMatchObject({ revokedAt: NOW })
  })
})

describe('not believed', () => {
  test('too early, too late', async () => {
    expect(failed(await judge({}, NOW - 2 * MINUTE))).toEqual(['CRL_FRESH'])
    expect(failed(await judge({}, NOW + 11 * MINUTE))).toEqual(['CRL_FRESH'])
  })
  test('another authority\'s list, of the same name too', async () => {
    const stranger = await createTestAuthority({ now: NOW })
    const crl = await stranger.issueCrl()
    expect(failed(await verifyCrl({ crl, issuer: authority.issuing.certificate, certificate: kept, time: NOW }))).toEqual(['CRL_ISSUER', 'CRL_SIGNATURE'])
    expect(failed(await verifyCrl({ crl: await authority.issueCrl({ by: 'root' }), issuer: authority.root.certificate, certificate: kept, time: NOW }))).toEqual(['CRL_ISSUER'])
  })
  test('signed by a key that may not sign lists', async () => {
    const weak = await makeCertificate({ name: 'Weak', notBefore: NOW, notAfter: NOW + MINUTE, extensions: [basicConstraints(true), keyUsage(0x04)] })
    const crl = await issueCrl({ issuer: await signerOf(weak), crlNumber: 1, thisUpdate: NOW, nextUpdate: NOW + MINUTE, entries: [] })
    expect(failed(await verifyCrl({ crl, issuer: weak.der, time: NOW }))).toEqual(['CRL_KEY_USAGE'])
  })
  test('an entry removed or a date moved after signing', async () => {
    const crl = await authority.issueCrl({ entries: [{ serialNumber: serialNumberOf(kept), revokedAt: NOW }] })
    for (let at = 20; at < crl.length; at += 11) {
      const altered = crl.slice()
      altered[at]! ^= 1
      const judged = verifyCrl({ crl: altered, issuer: authority.issuing.certificate, certificate: kept, time: NOW })
      expect(['not believed', 'CRL_MALFORMED']).toContain(await codeOfLater(judged, (result) => (result.isValid ? 'believed' : 'not believed')))
    }
  })
  test('what it does not cover', async () => {
    const point = (...fields: Uint8Array[]) => critical(OID_ISSUING_DISTRIBUTION_POINT, encodeSequence(...fields))
    const flag = (number: number) => encodeContext(number, false, Uint8Array.of(0xff))
    const at = (address: string) => encodeContext(0, true, encodeContext(0, true, encodeContext(6, false, encodeLatin1(address))))
    const cases: readonly [Uint8Array, string[]][] = [
      [point(flag(1)), []],
      [point(flag(2)), ['CRL_SCOPE']],
      [point(flag(4)), ['CRL_SCOPE']],
      [point(flag(5)), ['CRL_SCOPE']],
      [point(encodeContext(3, false, Uint8Array.of(6, 0x40))), ['CRL_SCOPE']],
      [point(at(authority.addresses.crl)), []],
      [point(at('http://elsewhere/x.crl')), ['CRL_SCOPE']],
    ]
    for (const [extension, expected] of cases) {
      expect(failed(await verifyCrl({ crl: await forge([extension]), issuer: authority.issuing.certificate, certificate: kept, time: NOW }))).toEqual(expected)
    }
  })
  test('critical extensions nobody knows, in the list or in one entry', async () => {
    const unknown = critical('1.2.3.4', encodeNull())
    for (const crl of [await forge([unknown]), await forge([], [unknown])]) {
      expect(failed(await verifyCrl({ crl, issuer: authority.issuing.certificate, time: NOW }))).toEqual(['CRL_CRITICAL_EXTENSIONS'])
    }
  })
})

test('whatever bytes come, a list is read or refused with one code', async () => {
  const crl = await authority.issueCrl({ entries: [{ serialNumber: '0102', revokedAt: NOW, reason: 'superseded', invalidityDate: NOW }] })
  fc.assert(
    fc.property(fc.nat(crl.length - 1), fc.nat(255), fc.nat(2), (at, value, cut) => {
      const bytes = crl.slice(0, crl.length - cut)
      bytes[at] = value
      expect([null, 'CRL_MALFORMED']).toContain(codeOf(() => parseCrl(bytes)))
    }),
    { numRuns: 800 },
  )
})
