import { beforeAll, describe, expect, test } from 'vitest'
import * as fc from 'fast-check'
import { codeOf, codeOfLater } from '../../testing/pki/outcome.ts'
import { createTestAuthority, type TestAuthority } from '../../testing/pki/authority.ts'
import { AUTHORITY, extendedKeyUsage, keyUsage, makeCertificate, signerOf, type TestExtension } from '../../testing/pki/certificate.ts'
import { equalBytes, indexOfBytes } from '../bytes/compare.ts'
import { encodeContext, encodeInteger, encodeOctetString, encodeOid, encodeSequence, encodeSet, readDer } from '../bytes/der.ts'
import { decodeHex } from '../bytes/hex.ts'
import { sha256 } from '../bytes/sha256.ts'
import { encodeUtf8 } from '../bytes/text.ts'
import { encodeHashIdentifier, hashBytes } from '../pki/algorithms.ts'
import { parseCertificate } from '../pki/certificate.ts'
import { OID_CONTENT_TYPE, OID_EKU_DOCUMENT_SIGNING, OID_EKU_TIME_STAMPING, OID_MESSAGE_DIGEST, OID_POLICY_TIMESTAMP, OID_SIGNED_DATA, OID_TST_INFO } from '../pki/oids.ts'
import { issueTimestampUnit } from '../pki/profile.ts'
import type { Signer } from '../pki/signer.ts'
import { createTimestampRequest, encodeTstInfo, parseTimestampRequest, parseTimestampResponse } from '../pki/timestamp.ts'
import { encodeAttribute } from './attribute.ts'
import { createSignedData } from './signed-data.ts'
import { encodeSigningCertificateV2 } from './signing-certificate.ts'
import { issueTimestampResponse, issueTimestampToken, parseTimestampToken, verifyTimestampToken, type TimestampParameters, type TimestampVerification } from './timestamp.ts'

const NOW = Date.UTC(2026, 8, 1, 8, 30, 15)
const YEAR = 365 * 86_400_000
const IMPRINT = sha256(encodeUtf8('chữ ký'))
const NONCE = Uint8Array.of(0x81, 2, 3, 4, 5, 6, 7, 8)

let authority: TestAuthority
beforeAll(async () => {
  authority = await createTestAuthority({ now: NOW })
})

const ask = () => parseTimestampRequest(createTimestampRequest({ imprint: IMPRINT, nonce: NONCE }))
const issue = async (over: Partial<TimestampParameters> = {}) =>
  issueTimestampToken({ request: ask(), signer: authority.timestampUnit, genTime: NOW, serialNumber: authority.random(16), policy: OID_POLICY_TIMESTAMP, ...over })
const failed = async (token: Uint8Array, over: Partial<TimestampVerification> = {}) => {
  const { checks } = await verifyTimestampToken({ token, imprint: IMPRINT, nonce: NONCE, policies: [OID_POLICY_TIMESTAMP], anchors: authority.anchors, ...over })
  return checks.filter((check) => !check.passed).map((check) => check.code)
}

/** A token over the honest request with these attributes beside content type and digest, really signed by the unit's key, with this certificate inside. */
async function forge({ sign, algorithm }: Signer, attributes: readonly Uint8Array[], certificate: Uint8Array): Promise<Uint8Array> {
  const { issuer, serialNumberDer } = parseCertificate(certificate)
  const content = encodeTstInfo({ request: ask(), policy: OID_POLICY_TIMESTAMP, serialNumber: Uint8Array.of(1), genTime: NOW, accuracySeconds: 1, ordering: false })
  const signed = encodeSet(encodeAttribute(OID_CONTENT_TYPE, encodeOid(OID_TST_INFO)), encodeAttribute(OID_MESSAGE_DIGEST, encodeOctetString(sha256(content))), ...attributes)
  const signer = encodeSequence(encodeInteger(1), encodeSequence(issuer.der, serialNumberDer), encodeHashIdentifier('SHA-256'), encodeContext(0, true, readDer(signed).content), algorithm.identifier, encodeOctetString(await sign(signed)))
  const data = encodeSequence(encodeInteger(3), encodeSet(encodeHashIdentifier('SHA-256')), encodeSequence(encodeOid(OID_TST_INFO), encodeContext(0, true, encodeOctetString(content))), encodeContext(0, true, certificate), encodeSet(signer))
  return encodeSequence(encodeOid(OID_SIGNED_DATA), encodeContext(0, true, data))
}

describe('a token of ours', () => {
  test('travels request, response, token, and proves its time', async () => {
    const response = await issueTimestampResponse({ request: ask(), signer: authority.timestampUnit, genTime: NOW + 321, serialNumber: authority.random(16), policy: OID_POLICY_TIMESTAMP })
    const token = parseTimestampResponse(response)
    expect(await failed(token)).toEqual([])
    expect(parseTimestampToken(token)).toMatchObject({ genTime: NOW, accuracy: 1000, policy: OID_POLICY_TIMESTAMP, imprintHash: 'SHA-256', ordering: false })
  })
  test('carries the unit\'s chain only when asked for', async () => {
    expect(parseTimestampToken(await issue()).certificates).toContainEqual(authority.timestampUnit.certificate)
    const bare = await issue({ request: { ...ask(), certReq: false } })
    expect(parseTimestampToken(bare).certificates).toEqual([])
    expect(await failed(bare, { intermediates: [authority.timestampUnit.certificate] })).toEqual([])
    expect(await failed(bare)).toContain('TIMESTAMP_PATH')
  })
  test('works for longer hashes', async () => {
    for (const imprintHash of ['SHA-384', 'SHA-512'] as const) {
      const imprint = await hashBytes(imprintHash, encodeUtf8('chữ ký'))
      const token = await issue({ request: parseTimestampRequest(createTimestampRequest({ imprint, imprintHash, nonce: NONCE })) })
      expect(await failed(token, { imprint: (hash) => hashBytes(hash, encodeUtf8('chữ ký')) })).toEqual([])
    }
  })
  test('a policy we do not issue under is refused', async () => {
    await expect(issue({ request: { ...ask(), policy: '1.2.3' } })).rejects.toMatchObject({ code: 'TIMESTAMP_REQUEST_REFUSED', failure: 'unacceptedPolicy' })
  })
})

describe('attacks', () => {
  test('a token of another signature, of another request, under another policy', async () => {
    const token = await issue()
    expect(await failed(token, { imprint: sha256(encodeUtf8('khác')) })).toEqual(['TIMESTAMP_IMPRINT'])
    expect(await failed(token, { nonce: Uint8Array.of(1) })).toEqual(['TIMESTAMP_NONCE'])
    expect(await failed(token, { policies: ['1.2.3'] })).toEqual(['TIMESTAMP_POLICY'])
    expect(await failed(token, { nonce: Uint8Array.of(0, ...NONCE) })).toEqual([])
  })
  test('another service\'s unit', async () => {
    const stranger = await createTestAuthority({ now: NOW })
    expect(await failed(await issue({ signer: stranger.timestampUnit }))).toEqual(['TIMESTAMP_PATH'])
  })
  test('a time outside the unit\'s certificate', async () => {
    expect(await failed(await issue({ genTime: NOW + 20 * YEAR }))).toEqual(['TIMESTAMP_PATH'])
    expect(await failed(await issue({ genTime: NOW - YEAR }))).toEqual(['TIMESTAMP_PATH'])
  })
  /** Certificates beside the unit's own are not signed over; nothing else may change unnoticed. */
  const describeChange = (altered: Uint8Array) => {
    const { certificates, genTime } = parseTimestampToken(altered)
    const isOurs = genTime === NOW && certificates.some((one) => equalBytes(one, authority.timestampUnit.certificate))
    return isOurs ? 'only a certificate beside the unit\'s' : 'believed'
  }
  test('any bit of the token', async () => {
    const token = await issue()
    const step = 13
    for (let place = 0; place < token.length; place += step) {
      const altered = token.slice()
      altered[place]! ^= 0x10
      const outcome = await codeOfLater(failed(altered), (codes) => (codes.length > 0 ? 'not believed' : describeChange(altered)))
      expect(outcome, `octet ${place}`).toMatch(/^(not believed|TIMESTAMP_MALFORMED|only a certificate beside the unit's)$/)
    }
  })
  test('a certificate that is not for timestamps alone', async () => {
    const validity = { notBefore: NOW - YEAR, notAfter: NOW + YEAR }
    const root = await makeCertificate({ name: 'R', ...validity, extensions: AUTHORITY })
    const cases: readonly (readonly TestExtension[])[] = [
      [keyUsage(0x80)],
      [keyUsage(0x80), extendedKeyUsage([OID_EKU_TIME_STAMPING, OID_EKU_DOCUMENT_SIGNING], true)],
      [keyUsage(0x80), extendedKeyUsage([OID_EKU_DOCUMENT_SIGNING], true)],
    ]
    for (const extensions of cases) {
      const signer = await signerOf(await makeCertificate({ name: 'U', issuer: root, ...validity, extensions }), root)
      expect(await failed(await issue({ signer }), { anchors: [root.der] })).toEqual(['TIMESTAMP_PATH'])
    }
    const signer = await signerOf(await makeCertificate({ name: 'U', issuer: root, ...validity, extensions: [extendedKeyUsage([OID_EKU_TIME_STAMPING], true)] }), root)
    expect(await failed(await issue({ signer }), { anchors: [root.der] })).toEqual([])
  })
  test('a token that names another certificate of its key, or none, or under whose attributes one bit was changed', async () => {
    const { timestampUnit: unit, root, addresses } = authority
    const { spki, subject, serialNumber } = parseCertificate(unit.certificate)
    // the same key, name and number, other dates: only ESSCertIDv2 tells the two apart
    const twin = await issueTimestampUnit({ spki, name: { commonName: subject.commonName!, organization: subject.organization! }, issuer: root, addresses, serialNumber: decodeHex(serialNumber), notBefore: NOW - YEAR, notAfter: NOW + YEAR })
    const info = parseCertificate(twin)
    expect([info.serialNumber, info.subject.text]).toEqual([serialNumber, subject.text])
    const token = await issue()
    const named = await forge(unit, [await encodeSigningCertificateV2(parseCertificate(unit.certificate))], twin)
    expect(await failed(await forge(unit, [await encodeSigningCertificateV2(parseCertificate(unit.certificate))], unit.certificate)), 'the forger’s own tools make an honest token').toEqual([])
    expect(await failed(named)).toContain('TIMESTAMP_SIGNING_CERTIFICATE')
    expect(await failed(await forge(unit, [], unit.certificate))).toContain('TIMESTAMP_SIGNING_CERTIFICATE')
    const value = parseTimestampToken(token).signedData.signers[0]!.signature
    const altered = token.slice()
    altered[indexOfBytes(token, value) + value.length - 1]! ^= 1
    expect(await failed(altered)).toEqual(['TIMESTAMP_SIGNATURE'])
  })
  test('an imprint by a hash that two documents can share', async () => {
    const imprint = new Uint8Array(20).fill(1)
    const request = { ...ask(), imprint, imprintHash: 'SHA-1' as const }
    expect(await failed(await issue({ request }), { imprint })).toEqual(['TIMESTAMP_ALGORITHM'])
  })
  test('a signatory cannot make timestamps', async () => {
    const { signer } = await authority.issueSignatory({})
    expect(await failed(await issue({ signer }), { intermediates: authority.intermediates })).toEqual(['TIMESTAMP_PATH'])
  })
  test('content of another type, or none, is no token', async () => {
    const content = encodeTstInfo({ request: ask(), policy: OID_POLICY_TIMESTAMP, serialNumber: Uint8Array.of(1), genTime: NOW, accuracySeconds: 1, ordering: false })
    const digest = sha256(content)
    const plain = await createSignedData({ signer: authority.timestampUnit, digest, digestHash: 'SHA-256', content })
    const empty = await createSignedData({ signer: authority.timestampUnit, digest, digestHash: 'SHA-256', contentType: OID_TST_INFO })
    for (const token of [plain, empty]) expect(() => parseTimestampToken(token)).toThrow(expect.objectContaining({ code: 'TIMESTAMP_MALFORMED' }))
  })
  test('bytes after the token only as PDF padding, by argument', async () => {
    const padded = new Uint8Array([...(await issue()), 0, 0])
    expect(() => parseTimestampToken(padded)).toThrow(expect.objectContaining({ code: 'TIMESTAMP_MALFORMED' }))
    expect(await failed(padded, { allowZeroPadding: true })).toEqual([])
  })
})

test('whatever bytes come, a token is read or refused with a code', async () => {
  const token = await issue()
  const mutated = fc.tuple(fc.nat(token.length - 1), fc.nat(255), fc.nat(40)).map(([at, value, cut]) => {
    const bytes = token.slice(0, token.length - cut)
    if (at < bytes.length) bytes[at] = value
    return bytes
  })
  fc.assert(
    fc.property(fc.oneof(mutated, fc.uint8Array({ maxLength: 200 })), (bytes) => {
      expect([null, 'TIMESTAMP_MALFORMED']).toContain(codeOf(() => parseTimestampToken(bytes)))
    }),
    { numRuns: 500 },
  )
})
