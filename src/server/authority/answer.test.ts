import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { decodeBase64, encodeBase64 } from '../../core/bytes/base64.ts'
import { encodeContext, encodeInteger, encodeOctetString, encodeOid, encodeSequence } from '../../core/bytes/der.ts'
import { isCodedError } from '../../core/bytes/error.ts'
import { parseCertificate } from '../../core/pki/certificate.ts'
import { parseCrl } from '../../core/pki/crl.ts'
import { computeCertificateId } from '../../core/pki/ocsp-certificate-id.ts'
import { createOcspRequest, parseOcspResponse, verifyOcspResponse } from '../../core/pki/ocsp.ts'
import { encodeHashIdentifier } from '../../core/pki/algorithms.ts'
import { parseTimestampResponse } from '../../core/pki/timestamp.ts'
import { parseTimestampToken } from '../../core/cms/timestamp.ts'
import { OID_POLICY_TIMESTAMP } from '../../core/pki/oids.ts'
import { createTestAuthority } from '../../testing/pki/authority.ts'
import { certifyKept, changeState, type KeptHolder } from '../fixture/kept.ts'
import { openTestService, type TestService } from '../fixture/service.ts'

const DAY = 86_400_000
let service: TestService
let good: KeptHolder
let held: KeptHolder
beforeAll(async () => {
  service = await openTestService()
  good = await certifyKept(service, 'good@example.com')
  held = await certifyKept(service, 'held@example.com')
  await changeState(service, held, 'suspended')
})
afterAll(() => service.close())

const post = async (kind: 'ocsp' | 'tsa', body: Uint8Array): Promise<Uint8Array> =>
  new Uint8Array((await service.ask('POST', `/pki/${kind}`, body, { headers: { 'content-type': kind === 'ocsp' ? 'application/ocsp-request' : 'application/timestamp-query' } })).rawPayload)
const derOf = ({ kept }: KeptHolder): Uint8Array => decodeBase64(kept.certificate)

/** What was answered to one request about several certificates. */
async function askMany(ids: readonly Uint8Array[]): Promise<readonly string[] | string> {
  try {
    const { responses } = parseOcspResponse(await post('ocsp', encodeSequence(encodeSequence(encodeSequence(...ids.map((id) => encodeSequence(id)))))))
    return responses.map(({ status }) => (status.kind === 'revoked' ? status.reason : status.kind))
  } catch (error) {
    if (!isCodedError(error)) throw error
    return String(error.details['status'])
  }
}

describe('OCSP: what programs ask, and how', () => {
  it('several certificates in one request, each answered in its turn; of two issuers, or of a stranger’s, none', async () => {
    const { issuing, root } = service.parts.authority
    const idOf = async (certificate: Uint8Array, issuer = issuing) => (await computeCertificateId(certificate, issuer)).der
    const [one, two, authority] = [await idOf(derOf(good)), await idOf(derOf(held)), await idOf(issuing, root)]
    expect(await askMany([one, two, one])).toEqual(['good', 'certificateHold', 'good'])
    expect(await askMany([one, authority]), 'no responder speaks for both').toBe('unauthorized')
    const stranger = await createTestAuthority({ now: Date.now() })
    expect(await askMany([await idOf(stranger.issuing.certificate, stranger.root.certificate)])).toBe('unauthorized')
    expect(await askMany(Array.from({ length: 17 }, () => one))).toBe('malformedRequest')
  })

  it('by SHA-1 and by SHA-256, by POST and by GET: the same, and never kept by anybody on the way', async () => {
    const { authority, clock } = service.parts
    for (const hash of ['SHA-1', 'SHA-256', 'SHA-384', 'SHA-512'] as const) {
      const about = { certificate: derOf(held), issuer: authority.issuing }
      const request = await createOcspRequest({ ...about, hash })
      const answers = [await service.ask('POST', '/pki/ocsp', request, { headers: { 'content-type': 'application/ocsp-request' } }), await service.ask('GET', `/pki/ocsp/${encodeURIComponent(encodeBase64(request))}`), await service.ask('GET', `/pki/ocsp/${encodeBase64(request)}`)]
      for (const answer of answers) {
        const { isValid, answer: found } = await verifyOcspResponse({ response: new Uint8Array(answer.rawPayload), ...about, time: clock() })
        expect([hash, isValid, found?.status.kind === 'revoked' && found.status.reason, answer.headers['cache-control'], answer.headers['content-type']]).toEqual([hash, true, 'certificateHold', 'no-cache', 'application/ocsp-response'])
      }
    }
  })

  it('an expired certificate keeps its status, in answers and lists, and both say since when', async () => {
    const { authority, clock } = service.parts
    service.advance(400 * DAY)
    await authority.refresh()
    const since = parseCertificate(authority.issuing).notBefore
    for (const [holder, expected] of [[good, 'good'], [held, 'revoked']] as const) {
      const about = { certificate: derOf(holder), issuer: authority.issuing }
      const { isValid, answer } = await verifyOcspResponse({ response: await post('ocsp', await createOcspRequest(about)), ...about, time: clock() })
      expect([isValid, answer?.status.kind, answer?.archiveCutoff]).toEqual([true, expected, since])
    }
    const list = parseCrl(new Uint8Array((await service.ask('GET', '/pki/crl/issuing.crl')).rawPayload))
    expect([list.keepsExpiredSince, list.entries.map(({ serialNumber }) => serialNumber)]).toEqual([since, [held.kept.serial]])
  })
})

describe('RFC 3161: a token says what was asked, and every other request why there is none', () => {
  const NULL_SHA256 = encodeHashIdentifier('SHA-256', true)
  const ask = (...rest: Uint8Array[]) => encodeSequence(encodeInteger(1), encodeSequence(NULL_SHA256, encodeOctetString(new Uint8Array(32).fill(9))), ...rest)
  const failureOf = async (request: Uint8Array): Promise<unknown> => {
    try {
      return parseTimestampToken(parseTimestampResponse(await post('tsa', request)))
    } catch (error) {
      if (!isCodedError(error)) throw error
      return error.details['failure']
    }
  }

  it('policy, accuracy, order, nonce, certificates', async () => {
    expect(await failureOf(ask(encodeOid(OID_POLICY_TIMESTAMP), encodeInteger(77)))).toMatchObject({ policy: OID_POLICY_TIMESTAMP, accuracy: 1000, ordering: false, nonce: 77n, certificates: [] })
    expect(await failureOf(ask())).toMatchObject({ nonce: null, imprintHash: 'SHA-256' })
    const token = (await failureOf(ask())) as { genTime: number }
    expect(Math.abs(token.genTime - service.parts.clock())).toBeLessThan(2000)
  })

  it('another policy, an extension, another hash, another version, bytes after it', async () => {
    const extension = (critical: boolean) => encodeContext(0, true, encodeSequence(encodeOid('1.2.3'), ...(critical ? [Uint8Array.of(1, 1, 255)] : []), encodeOctetString(new Uint8Array(2))))
    const sha1 = encodeSequence(encodeInteger(1), encodeSequence(encodeHashIdentifier('SHA-1', true), encodeOctetString(new Uint8Array(20))))
    const found = await Promise.all([ask(encodeOid('1.2.3')), ask(extension(false)), ask(extension(true)), sha1, encodeSequence(encodeInteger(2)), new Uint8Array([...ask(), 0])].map(failureOf))
    expect(found).toEqual(['unacceptedPolicy', 'unacceptedExtension', 'unacceptedExtension', 'badAlg', 'badDataFormat', 'badDataFormat'])
  })
})
