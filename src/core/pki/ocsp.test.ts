import { beforeAll, describe, expect, test } from 'vitest'
import * as fc from 'fast-check'
import { codeOf, codeOfLater } from '../../testing/pki/outcome.ts'
import { createTestAuthority, serialNumberOf, type TestAuthority, type TestOcspParameters } from '../../testing/pki/authority.ts'
import { extendedKeyUsage, keyUsage, makeCertificate, signerOf } from '../../testing/pki/certificate.ts'
import { encodeBoolean, encodeContext, encodeInteger, encodeOctetString, encodeOid, encodeSequence } from '../bytes/der.ts'
import { computeCertificateId, namesIssuer } from './ocsp-certificate-id.ts'
import { issueOcspRefusal, issueOcspResponse, parseOcspRequest } from './ocsp-issue.ts'
import { createOcspRequest, parseOcspResponse, verifyOcspResponse, type OcspResult } from './ocsp.ts'
import { OID_EKU_OCSP_SIGNING } from './oids.ts'
import type { Signer } from './signer.ts'

const NOW = Date.UTC(2026, 8, 1)
const MINUTE = 60_000
const NONCE = Uint8Array.from({ length: 16 }, (_, index) => index)
const failed = (result: OcspResult) => result.checks.filter((check) => !check.passed).map((check) => check.code)

let authority: TestAuthority
let kept: Uint8Array
beforeAll(async () => {
  authority = await createTestAuthority({ now: NOW })
  kept = (await authority.issueSignatory({ revocable: true })).certificate
})

const judge = async (response: Uint8Array, over: { certificate?: Uint8Array; nonce?: Uint8Array; time?: number } = {}) =>
  verifyOcspResponse({ response, certificate: kept, issuer: authority.issuing.certificate, time: NOW, ...over })
const answer = (parameters: TestOcspParameters = {}) => authority.issueOcsp(kept, parameters)

describe('asking and answering', () => {
  test('a request names the certificate by either hash and carries its nonce', async () => {
    for (const hash of ['SHA-1', 'SHA-256'] as const) {
      const request = parseOcspRequest(await createOcspRequest({ certificate: kept, issuer: authority.issuing.certificate, nonce: NONCE, hash }))
      expect(request.nonce).toEqual(encodeOctetString(NONCE))
      expect(request.certificateIds).toHaveLength(1)
      expect(request.certificateIds[0]).toMatchObject({ hash, serialNumber: serialNumberOf(kept) })
      expect(await namesIssuer(request.certificateIds[0]!, authority.issuing.certificate)).toBe(true)
      expect(await namesIssuer(request.certificateIds[0]!, authority.root.certificate)).toBe(false)
    }
  })
  test('good, revoked with time and reason, unknown', async () => {
    for (const status of [{ kind: 'good' }, { kind: 'revoked', revokedAt: NOW - 5000, reason: 'certificateHold' }, { kind: 'revoked', revokedAt: NOW - 5000, reason: 'unspecified' }, { kind: 'unknown' }] as const) {
      const result = await judge(await answer({ status }))
      expect(failed(result)).toEqual([])
      expect(result.answer?.status).toEqual(status)
      expect(result.responder?.subject.commonName).toBe('Test OCSP')
    }
  })
  test('the nonce comes back', async () => {
    expect(failed(await judge(await answer({ nonce: encodeOctetString(NONCE) }), { nonce: NONCE }))).toEqual([])
    expect(failed(await judge(await answer(), { nonce: NONCE }))).toEqual(['OCSP_NONCE'])
    expect(failed(await judge(await answer({ nonce: encodeOctetString(NONCE.subarray(1)) }), { nonce: NONCE }))).toEqual(['OCSP_NONCE'])
  })
  test('the issuer may answer itself', async () => {
    const certificateId = await computeCertificateId(kept, authority.issuing.certificate)
    const answers = [{ certificateId, status: { kind: 'good' } as const, thisUpdate: NOW, nextUpdate: NOW + MINUTE }]
    expect(failed(await judge(await issueOcspResponse({ signer: authority.issuing, producedAt: NOW, answers })))).toEqual([])
  })
  test('what a request must not hold: another version, a critical extension of one certificate, a field nobody knows', async () => {
    const { der } = await computeCertificateId(kept, authority.issuing.certificate)
    const extension = (critical: boolean) => encodeContext(0, true, encodeSequence(encodeSequence(encodeOid('1.2.3'), ...(critical ? [encodeBoolean(true)] : []), encodeOctetString(new Uint8Array(2)))))
    const ask = (item: Uint8Array, before: Uint8Array[] = [], after: Uint8Array[] = []) => codeOf(() => parseOcspRequest(encodeSequence(encodeSequence(...before, encodeSequence(item), ...after))))
    const plain = encodeSequence(der)
    expect([ask(plain), ask(encodeSequence(der, extension(false))), ask(plain, [encodeContext(0, true, encodeInteger(0))])]).toEqual([null, null, null])
    const wrong = [ask(encodeSequence(der, extension(true))), ask(encodeSequence(der, encodeInteger(1))), ask(plain, [encodeContext(0, true, encodeInteger(1))]), ask(plain, [], [encodeInteger(1)]), ask(encodeInteger(1))]
    expect(wrong).toEqual(wrong.map(() => 'OCSP_REQUEST_MALFORMED'))
  })
  test('says since when the status of expired certificates is kept', async () => {
    const certificateId = await computeCertificateId(kept, authority.issuing.certificate)
    const response = await issueOcspResponse({ signer: authority.issuing, producedAt: NOW, answers: [{ certificateId, status: { kind: 'good' }, thisUpdate: NOW, nextUpdate: NOW + MINUTE, archiveCutoff: NOW - 9 * MINUTE }] })
    const result = await judge(response)
    expect([failed(result), result.answer?.archiveCutoff]).toEqual([[], NOW - 9 * MINUTE])
  })
  test('a refusal is told apart', () => {
    for (const status of ['malformedRequest', 'internalError', 'tryLater', 'unauthorized'] as const) {
      expect(() => parseOcspResponse(issueOcspRefusal(status))).toThrow(expect.objectContaining({ code: 'OCSP_REFUSED', details: { status } }))
    }
  })
})

describe('not believed', () => {
  test('too early, too late', async () => {
    expect(failed(await judge(await answer(), { time: NOW - 2 * MINUTE }))).toEqual(['OCSP_FRESH'])
    expect(failed(await judge(await answer(), { time: NOW + 11 * MINUTE }))).toEqual(['OCSP_FRESH'])
  })
  test('an answer about another certificate', async () => {
    const other = (await authority.issueSignatory({ revocable: true })).certificate
    expect(failed(await judge(await authority.issueOcsp(other)))).toEqual(['OCSP_CERTIFICATE_ID', 'OCSP_FRESH'])
  })
  const by = async (signer: Signer) => {
    const certificateId = await computeCertificateId(kept, authority.issuing.certificate)
    const answers = [{ certificateId, status: { kind: 'good' } as const, thisUpdate: NOW, nextUpdate: NOW + MINUTE }]
    return judge(await issueOcspResponse({ signer, producedAt: NOW, answers }))
  }
  test('a responder nobody delegated to', async () => {
    const self = await makeCertificate({ name: 'Test OCSP', notBefore: NOW, notAfter: NOW + MINUTE, extensions: [keyUsage(0x80), extendedKeyUsage([OID_EKU_OCSP_SIGNING])] })
    expect(failed(await by(await signerOf(self)))).toEqual(['OCSP_RESPONDER'])
  })
  test('a signatory of the same issuer', async () => {
    expect(failed(await by((await authority.issueSignatory({})).signer))).toEqual(['OCSP_RESPONDER'])
  })
  test('a responder whose delegation had expired', async () => {
    const stale = await judge(await answer({ thisUpdate: NOW + 400 * 86_400_000, nextUpdate: NOW + 401 * 86_400_000 }), { time: NOW + 400 * 86_400_000 })
    expect(failed(stale)).toEqual(['OCSP_RESPONDER'])
  })
  test('any bit changed', async () => {
    const response = await answer({ status: { kind: 'revoked', revokedAt: NOW, reason: 'keyCompromise' } })
    const { toBeSigned } = parseOcspResponse(response)
    const start = toBeSigned.byteOffset - response.byteOffset
    for (let at = start; at < start + toBeSigned.length; at += 3) {
      const altered = response.slice()
      altered[at]! ^= 2
      const outcome = await codeOfLater(judge(altered), (result) => (result.isValid ? 'believed' : 'not believed'))
      expect(['not believed', 'OCSP_MALFORMED', 'OCSP_REFUSED']).toContain(outcome)
    }
  })
})

test('whatever bytes come, requests and responses are read or refused with a code', async () => {
  const request = await createOcspRequest({ certificate: kept, issuer: authority.issuing.certificate, nonce: NONCE })
  const response = await answer({ nonce: encodeOctetString(NONCE) })
  expect(() => parseOcspRequest(new Uint8Array(5000))).toThrow(expect.objectContaining({ code: 'OCSP_REQUEST_MALFORMED' }))
  for (const [bytes, parse, codes] of [[request, parseOcspRequest, ['OCSP_REQUEST_MALFORMED']], [response, parseOcspResponse, ['OCSP_MALFORMED', 'OCSP_REFUSED']]] as const) {
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(255), fc.nat(2), (at, value, cut) => {
        const altered = bytes.slice(0, bytes.length - cut)
        altered[at] = value
        expect([null, ...codes]).toContain(codeOf(() => parse(altered)))
      }),
      { numRuns: 500 },
    )
  }
})
