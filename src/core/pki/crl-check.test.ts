import * as fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { AUTHORITY, keyUsage, makeCertificate, SIGNATORY, type TestCertificate, type TestExtension } from '../../testing/pki/certificate.ts'
import { encodeContext, encodeDer, encodeInteger, encodeOctetString, encodeOid, encodeSequence, encodeBoolean } from '../bytes/der.ts'
import { isCodedError } from '../bytes/error.ts'
import { encodeLatin1 } from '../bytes/text.ts'
import { parseCertificate } from './certificate.ts'
import { collectCrlAnswers } from './crl-check.ts'
import { ALL_REASONS, readDistributionPoints } from './distribution-point.ts'
import { encodeTime } from './instant.ts'
import { OID_CERTIFICATE_ISSUER, OID_CRL_DISTRIBUTION_POINTS, OID_CRL_NUMBER, OID_CRL_REASON, OID_DELTA_CRL_INDICATOR, OID_ISSUING_DISTRIBUTION_POINT } from './oids.ts'
import { encodeReason, type RevocationReason } from './revocation.ts'
import { createSigner, signStructure } from './signer.ts'

const NOW = Date.UTC(2026, 8, 1)
const DAY = 86_400_000
const validity = { notBefore: NOW - 10 * DAY, notAfter: NOW + 10 * DAY }

interface Listed {
  readonly serialNumber: number
  readonly reason?: RevocationReason
  readonly issuer?: TestCertificate
}

interface List {
  /** Days before now that it was made. */
  readonly age?: number
  readonly entries?: readonly Listed[]
  readonly number?: number
  readonly base?: number
  readonly scope?: Uint8Array
}

const extension = (oid: string, value: Uint8Array, critical = false) => encodeSequence(encodeOid(oid), ...(critical ? [encodeBoolean(true)] : []), encodeOctetString(value))
const nameOf = (one: TestCertificate) => parseCertificate(one.der).subject.der

async function issue(by: TestCertificate, { age = 2, entries = [], number = 1, base, scope }: List): Promise<Uint8Array> {
  const signer = await createSigner(by.keys.privateKey, by.der, [])
  const rows = entries.map(({ serialNumber, reason, issuer }) => {
    const more = [
      ...(reason ? [extension(OID_CRL_REASON, encodeDer(0x0a, Uint8Array.of(encodeReason(reason))))] : []),
      ...(issuer ? [extension(OID_CERTIFICATE_ISSUER, encodeSequence(encodeContext(4, true, nameOf(issuer))), true)] : []),
    ]
    return encodeSequence(encodeInteger(serialNumber), encodeTime(NOW - DAY), ...(more.length > 0 ? [encodeSequence(...more)] : []))
  })
  const extensions = [
    extension(OID_CRL_NUMBER, encodeInteger(number)), ...(base === undefined ? [] : [extension(OID_DELTA_CRL_INDICATOR, encodeInteger(base), true)]),
    ...(scope ? [extension(OID_ISSUING_DISTRIBUTION_POINT, scope, true)] : []),
  ]
  const list = rows.length > 0 ? [encodeSequence(...rows)] : []
  return signStructure(signer, encodeSequence(
    encodeInteger(1), signer.algorithm.identifier, nameOf(by), encodeTime(NOW - age * DAY), encodeTime(NOW + DAY), ...list, encodeContext(0, true, encodeSequence(...extensions)),
  ))
}

const fullName = (text: string) => encodeContext(0, true, encodeContext(0, true, encodeDer(0x86, encodeLatin1(text))))
const flags = (first: number, unused: number) => Uint8Array.of(unused, first)
const flag = (tag: number) => encodeDer(0x80 | tag, Uint8Array.of(0xff))

let root: TestCertificate
let issuing: TestCertificate
let end: TestCertificate
beforeAll(async () => {
  root = await makeCertificate({ name: 'Root', ...validity, extensions: AUTHORITY })
  issuing = await makeCertificate({ name: 'Issuing', issuer: root, ...validity, extensions: AUTHORITY })
  end = await makeCertificate({ name: 'End', issuer: issuing, ...validity, serialNumber: 77, extensions: SIGNATORY })
})

async function ask(crls: readonly Uint8Array[], certificate = end, helpers: readonly TestCertificate[] = [], proven: number | null = null): Promise<string> {
  const answers = await collectCrlAnswers({
    certificate: parseCertificate(certificate.der), issuer: parseCertificate(issuing.der), crls, certificates: [issuing, ...helpers].map(({ der }) => der), anchors: [root.der],
    instantFor: ({ thisUpdate }) => (proven === null ? NOW : Math.max(proven, thisUpdate)), maxAge: 0,
  })
  const revoked = answers.find((answer) => answer.revoked !== null)
  if (revoked) return revoked.revoked!.reason
  return answers.reduce((reasons, answer) => reasons | answer.reasons, 0) === ALL_REASONS ? 'good' : 'unknown'
}

describe('what lists say', () => {
  test('a list that names it, one that does not, and none', async () => {
    expect(await ask([await issue(issuing, {})])).toBe('good')
    expect(await ask([await issue(issuing, { entries: [{ serialNumber: 77, reason: 'keyCompromise' }] })])).toBe('keyCompromise')
    expect(await ask([])).toBe('unknown')
    expect(await ask([await issue(root, {})])).toBe('unknown')
  })

  test('a delta revokes what its base does not, restores what its base suspends, and counts only with a base that it builds on', async () => {
    const delta = await issue(issuing, { number: 5, base: 3, entries: [{ serialNumber: 77, reason: 'keyCompromise' }] })
    expect(await ask([delta])).toBe('unknown')
    expect(await ask([await issue(issuing, { number: 3 }), delta])).toBe('keyCompromise')
    expect(await ask([await issue(issuing, { number: 2 }), delta])).toBe('good')
    const held = await issue(issuing, { number: 3, entries: [{ serialNumber: 77, reason: 'certificateHold' }] })
    expect(await ask([held])).toBe('certificateHold')
    expect(await ask([held, await issue(issuing, { number: 4, base: 3, entries: [{ serialNumber: 77, reason: 'removeFromCRL' }] })])).toBe('good')
  })

  test('a delta that is younger than a base made after the proven time still revokes', async () => {
    const base = await issue(issuing, { age: 2, number: 3 })
    const delta = await issue(issuing, { age: 1, number: 4, base: 3, entries: [{ serialNumber: 77, reason: 'keyCompromise' }] })
    expect(await ask([base, delta], end, [], NOW - 5 * DAY)).toBe('keyCompromise')
  })

  test('lists for some reasons make good only together', async () => {
    const keys = await issue(issuing, { scope: encodeSequence(encodeDer(0x83, flags(0x60, 5))) })
    const others = await issue(issuing, { scope: encodeSequence(encodeDer(0x83, Uint8Array.of(7, 0x1f, 0x80))) })
    expect(await ask([keys])).toBe('unknown')
    expect(await ask([keys, others])).toBe('good')
  })

  test('lists for authorities, for attributes, or of another point say nothing of a person’s certificate', async () => {
    expect(await ask([await issue(issuing, { scope: encodeSequence(flag(1)) })])).toBe('good')
    expect(await ask([await issue(issuing, { scope: encodeSequence(flag(2)) })])).toBe('unknown')
    expect(await ask([await issue(issuing, { scope: encodeSequence(flag(5)) })])).toBe('unknown')
    expect(await ask([await issue(issuing, { scope: encodeSequence(fullName('http://example.com/other.crl')) })])).toBe('unknown')
  })

  test('a list kept by somebody else counts where the certificate names them, and only for certificates of its own issuer', async () => {
    const keeper = await makeCertificate({ name: 'Keeper', issuer: root, ...validity, extensions: [...SIGNATORY.slice(0, 1), keyUsage(0x02)] })
    const point: TestExtension = { oid: OID_CRL_DISTRIBUTION_POINTS, value: encodeSequence(encodeSequence(encodeContext(2, true, encodeContext(4, true, nameOf(keeper))))) }
    const named = await makeCertificate({ name: 'Named', issuer: issuing, ...validity, serialNumber: 78, extensions: [...SIGNATORY, point] })
    const scope = encodeSequence(flag(4))
    const list = await issue(keeper, { scope, entries: [{ serialNumber: 78, reason: 'superseded', issuer: issuing }, { serialNumber: 79 }] })
    expect(await ask([list], named, [keeper])).toBe('superseded')
    expect(await ask([await issue(keeper, { scope, entries: [{ serialNumber: 78 }] })], named, [keeper])).toBe('good')
    expect(await ask([await issue(keeper, { entries: [] })], named, [keeper])).toBe('unknown')
    expect(await ask([list], end, [keeper])).toBe('unknown')
  })
})

test('distribution points made of anything are read or refused, never more', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }), fc.constantFrom(0xa0, 0x81, 0xa2), (noise, tag) => {
    for (const value of [noise, encodeSequence(encodeSequence(encodeDer(tag, noise)))]) {
      let outcome = 'read'
      try {
        readDistributionPoints(value)
      } catch (error) {
        outcome = isCodedError(error) ? 'refused' : 'broken'
      }
      expect(outcome).not.toBe('broken')
    }
  }))
})
