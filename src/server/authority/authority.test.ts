import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { encodeBase64 } from '../../core/bytes/base64.ts'
import { sha256 } from '../../core/bytes/sha256.ts'
import { encodeUtf8 } from '../../core/bytes/text.ts'
import { verifyTimestampToken } from '../../core/cms/timestamp.ts'
import { parseCertificate } from '../../core/pki/certificate.ts'
import { verifyCrl } from '../../core/pki/crl.ts'
import { createOcspRequest, verifyOcspResponse } from '../../core/pki/ocsp.ts'
import { validatePath } from '../../core/pki/path.ts'
import { createTimestampRequest, parseTimestampResponse } from '../../core/pki/timestamp.ts'
import { certify, closeStatement, offerSample } from '../fixture/party.ts'
import { ADDRESS, openTestService, type TestService } from '../fixture/service.ts'
import { openAuthority } from './authority.ts'

let service: TestService
beforeAll(async () => {
  service = await openTestService()
})
afterAll(() => service.close())

const fetchBytes = async (path: string): Promise<Uint8Array> => new Uint8Array((await service.ask('GET', path)).rawPayload)
const post = async (path: string, type: string, body: Uint8Array): Promise<Uint8Array> =>
  new Uint8Array((await service.ask('POST', path, body, { headers: { 'content-type': type, origin: 'https://anyone.example' } })).rawPayload)

describe('the authority: judges all over the world read what it publishes', () => {
  it('serves its certificates and lists at the addresses that certificates carry', async () => {
    const [root, issuing] = await Promise.all([fetchBytes('/pki/ca/root.cer'), fetchBytes('/pki/ca/issuing.cer')])
    const facts = parseCertificate(issuing)
    expect(facts.crlAddresses).toEqual([`${ADDRESS}/pki/crl/root.crl`])
    expect(facts.ocspAddresses).toEqual([`${ADDRESS}/pki/ocsp`])
    expect(facts.issuerAddresses).toEqual([`${ADDRESS}/pki/ca/root.cer`])
    const { clock } = service.parts
    const [ofRoot, ofIssuing] = [await verifyCrl({ crl: await fetchBytes('/pki/crl/root.crl'), issuer: root, time: clock() }), await verifyCrl({ crl: await fetchBytes('/pki/crl/issuing.crl'), issuer: issuing, time: clock() })]
    expect([ofRoot.isValid, ofIssuing.isValid]).toEqual([true, true])
    expect((await service.ask('GET', '/pki/ca/other.cer')).statusCode).toBe(404)
  })

  it('grants timestamps and refuses in the protocol’s own words', async () => {
    const imprint = sha256(encodeUtf8('anything'))
    const nonce = sha256(encodeUtf8('nonce')).subarray(0, 8)
    const token = parseTimestampResponse(await post('/pki/tsa', 'application/timestamp-query', createTimestampRequest({ imprint, nonce })))
    const result = await verifyTimestampToken({ token, imprint, nonce, anchors: [service.parts.authority.root] })
    expect(result.checks.filter((check) => !check.passed)).toEqual([])
    const refused = await post('/pki/tsa', 'application/timestamp-query', encodeUtf8('not a request'))
    expect(() => parseTimestampResponse(refused)).toThrow(expect.objectContaining({ code: 'TIMESTAMP_REFUSED' }) as Error)
  })

  it('answers for certificates it issued, by POST and GET, and not for others', async () => {
    const { root, issuing, timestampUnit } = service.parts.authority
    const { clock } = service.parts
    for (const [certificate, issuer] of [[issuing, root], [timestampUnit, issuing]] as const) {
      const request = await createOcspRequest({ certificate, issuer, nonce: new Uint8Array(16).fill(5) })
      const posted = await verifyOcspResponse({ response: await post('/pki/ocsp', 'application/ocsp-request', request), certificate, issuer, time: clock(), nonce: new Uint8Array(16).fill(5) })
      const got = await verifyOcspResponse({ response: await fetchBytes(`/pki/ocsp/${encodeURIComponent(encodeBase64(request))}`), certificate, issuer, time: clock() })
      expect([posted.isValid, posted.answer?.status.kind, got.isValid, got.answer?.status.kind]).toEqual([true, 'good', true, 'good'])
    }
    const confused = await createOcspRequest({ certificate: root, issuer: issuing })
    const unknown = await verifyOcspResponse({ response: await post('/pki/ocsp', 'application/ocsp-request', confused), certificate: root, issuer: issuing, time: clock() })
    expect(unknown.answer?.status.kind).toBe('unknown')
    expect([...(await post('/pki/ocsp', 'application/ocsp-request', encodeUtf8('x')))]).toEqual([0x30, 3, 0x0a, 1, 1])
  })

  it('issues signatory certificates that live minutes and say how the identity was proven', async () => {
    const { token } = await offerSample(service)
    const { certificate } = await certify(service, await closeStatement(service, token))
    const facts = parseCertificate(certificate)
    expect(facts).toMatchObject({ isDemoIdentity: true, identityProof: 'mail', hasNoRevocation: true, subjectAlternativeEmails: ['lan@example.com'] })
    expect(facts.notAfter - facts.notBefore).toBe(11 * 60_000)
    const { root, issuing } = service.parts.authority
    const path = await validatePath({ certificate, intermediates: [issuing], anchors: [root], time: service.parts.clock(), purpose: 'document-signing' })
    expect(path.isValid).toBe(true)
    const { crl } = await service.parts.store.selectFrom('certificate').select('crl').where('serial', '=', facts.serialNumber).executeTakeFirstOrThrow()
    const list = await verifyCrl({ crl: new Uint8Array(crl), issuer: issuing, time: service.parts.clock() })
    expect([list.isValid, list.crl.nextUpdate! <= facts.notAfter]).toEqual([true, true])
  })

  it('fits certificates whatever its host is called', async () => {
    const { clock, random } = service.parts
    const other = await openTestService()
    await other.parts.store.deleteFrom('authority_key').execute()
    const host = `${'ten-mien-rat-dai.'.repeat(6)}example.vn`
    const authority = await openAuthority({ store: other.parts.store, vault: other.parts.vault, clock, random, publicAddress: `https://${host}` })
    const seal = await authority.openSeal()
    for (const der of [authority.root, authority.issuing, authority.timestampUnit, seal.certificate]) {
      const { subject, notAfter } = parseCertificate(der)
      expect([subject.organization, subject.commonName!.length <= 64, notAfter > clock()]).toEqual([`${host.slice(0, 63)}…`, true, true])
    }
    expect(parseCertificate(authority.issuing).issuerAddresses).toEqual([`https://${host}/pki/ca/root.cer`])
    await other.close()
  })
  it('is the same after a restart, replaces what is about to end, and keeps no key in the clear', async () => {
    const { store, vault, clock, random, authority } = service.parts
    const open = (time: () => number) => openAuthority({ store, vault, clock: time, random, publicAddress: ADDRESS })
    const again = await open(clock)
    expect([again.root, again.issuing, again.timestampUnit]).toEqual([authority.root, authority.issuing, authority.timestampUnit])
    const later = await open(() => clock() + 4.5 * 365 * 86_400_000)
    expect(later.root).toEqual(authority.root)
    expect(later.timestampUnit).not.toEqual(authority.timestampUnit)
    const rows = await store.selectFrom('authority_key').select('private_key').execute()
    for (const { private_key: sealed } of rows) await expect(crypto.subtle.importKey('pkcs8', new Uint8Array(sealed), { name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign'])).rejects.toThrow(DOMException)
  })
})
