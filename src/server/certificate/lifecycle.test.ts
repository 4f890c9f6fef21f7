import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { decodeBase64, encodeBase64 } from '../../core/bytes/base64.ts'
import { parseCertificate } from '../../core/pki/certificate.ts'
import { parseCrl, verifyCrl } from '../../core/pki/crl.ts'
import { createOcspRequest, verifyOcspResponse } from '../../core/pki/ocsp.ts'
import { validatePath } from '../../core/pki/path.ts'
import { createCertificateRequest } from '../../core/pki/request.ts'
import type { CertificateEntry, KeptCertificate, KeptCertificates } from '../../protocol/certificate.ts'
import { offerSample } from '../fixture/party.ts'
import { certifyKept, changeState, type KeptHolder } from '../fixture/kept.ts'
import { openTestService, signIn, type TestService } from '../fixture/service.ts'
import { attestOrganisation } from '../identity/organisation.ts'
import { changeAnyState, noticeEndings } from './lifecycle.ts'

const TOKEN = 'operator-token-of-thirty-two-letters'
let service: TestService
beforeAll(async () => {
  service = await openTestService({ COUNTERSIGN_OPERATOR_TOKEN: TOKEN })
})
afterAll(() => service.close())

const fetchBytes = async (path: string): Promise<Uint8Array> => new Uint8Array((await service.ask('GET', path)).rawPayload)
const mailsTo = async (email: string): Promise<string[]> => (await service.parts.mailer.readOutbox()).mails.filter(({ to }) => to === email).map(({ subject }) => subject)

async function askOcsp(holder: KeptHolder): Promise<string> {
  const [certificate, issuer] = [decodeBase64(holder.kept.certificate), service.parts.authority.issuing]
  const request = await createOcspRequest({ certificate, issuer })
  const answer = await service.ask('POST', '/pki/ocsp', request, { headers: { 'content-type': 'application/ocsp-request' } })
  const result = await verifyOcspResponse({ response: new Uint8Array(answer.rawPayload), certificate, issuer, time: service.parts.clock() })
  const status = result.answer?.status
  return `${result.isValid}:${status?.kind === 'revoked' ? status.reason : status?.kind}`
}

describe('the life of a kept key’s certificate: what its holder says is true for every judge at once', () => {
  it('is issued for the proven address, for a year, revocable, and says what was proven', async () => {
    const { kept } = await certifyKept(service, 'lan@example.com')
    const certificate = decodeBase64(kept.certificate)
    const facts = parseCertificate(certificate)
    expect(facts).toMatchObject({ subjectAlternativeEmails: ['lan@example.com'], isDemoIdentity: true, identityProof: 'mail', attestedOrganisation: null, hasNoRevocation: false })
    expect([facts.crlAddresses.length, facts.ocspAddresses.length, facts.keyUsage]).toEqual([1, 1, ['nonRepudiation']])
    expect(Math.round((facts.notAfter - facts.notBefore) / 86_400_000)).toBe(365)
    const { root, issuing } = service.parts.authority
    expect((await validatePath({ certificate, intermediates: [issuing], anchors: [root], time: service.parts.clock(), purpose: 'document-signing' })).isValid).toBe(true)
    expect(kept).toMatchObject({ state: 'good', history: [{ event: 'issued', by: 'holder' }], uses: [] })
  })

  it('suspend, restore, revoke: OCSP, list and delta follow at once, numbers grow, and revoked is for good', async () => {
    const holder = await certifyKept(service, 'minh@example.com')
    const { serial } = holder.kept
    const numbers: bigint[] = []
    const look = async (): Promise<unknown> => {
      const crl = await fetchBytes('/pki/crl/issuing.crl')
      expect((await verifyCrl({ crl, issuer: service.parts.authority.issuing, time: service.parts.clock() })).isValid).toBe(true)
      numbers.push(parseCrl(crl).crlNumber!)
      const inList = parseCrl(crl).entries.find(({ serialNumber }) => serialNumber === serial)?.reason ?? 'absent'
      const delta = await service.ask('GET', '/pki/crl/issuing/delta.crl')
      const inDelta = delta.statusCode === 200 ? parseCrl(new Uint8Array(delta.rawPayload)).entries.find(({ serialNumber }) => serialNumber === serial)?.reason ?? 'absent' : 'none'
      return [await askOcsp(holder), inList, inDelta]
    }
    expect(await look()).toEqual(['true:good', 'absent', expect.stringMatching(/none|absent/)])
    expect((await changeState(service, holder, 'suspended')).body.state).toBe('suspended')
    expect(await look()).toEqual(['true:certificateHold', 'certificateHold', 'certificateHold'])
    expect((await changeState(service, holder, 'good')).body.state).toBe('good')
    expect(await look()).toEqual(['true:good', 'absent', 'removeFromCRL'])
    expect((await changeState(service, holder, 'good')).status).toBe(200) // asking again is harmless
    expect((await changeState(service, holder, 'revoked', 'keyCompromise')).body).toMatchObject({ state: 'revoked', reason: 'keyCompromise' })
    expect(await look()).toEqual(['true:keyCompromise', 'keyCompromise', 'keyCompromise'])
    for (const state of ['good', 'suspended']) expect((await changeState(service, holder, state)).body.error?.code).toBe('CERTIFICATE_STATE_REFUSED')
    expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => Number(a - b)))
    await service.parts.mailer.settle()
    expect((await mailsTo('minh@example.com')).filter((subject) => subject.includes('Chứng thư')).length).toBe(3)
  })

  it('a revocation after a suspension counts from the suspension, for both kinds of answer', async () => {
    const holder = await certifyKept(service, 'hold@example.com')
    await changeState(service, holder, 'suspended')
    const held = (await service.parts.store.selectFrom('kept_certificate').select('held_since').where('serial', '=', holder.kept.serial).executeTakeFirstOrThrow()).held_since!
    service.advance(3_600_000)
    await changeState(service, holder, 'revoked')
    const entry = parseCrl(await fetchBytes('/pki/crl/issuing.crl')).entries.find(({ serialNumber }) => serialNumber === holder.kept.serial)
    expect(entry?.revokedAt).toBe(Math.floor(held / 1000) * 1000)
  })

  it('nobody but the holder and the operator can change it, and a stranger cannot tell whether it is there', async () => {
    const holder = await certifyKept(service, 'own@example.com')
    const stranger = await signIn(service, 'eve@example.com')
    const asStranger = await service.ask('PUT', `/api/certificates/${holder.kept.serial}/state`, { state: 'revoked' }, { headers: { cookie: stranger } })
    expect(asStranger.json()).toMatchObject({ error: { code: 'CERTIFICATE_NOT_FOUND' } })
    expect((await service.ask('PUT', `/api/certificates/${holder.kept.serial}/state`, { state: 'revoked' })).statusCode).toBe(401)
    const path = `/operator/certificates/${holder.kept.serial}/state`
    expect((await service.ask('PUT', path, { state: 'suspended' })).json()).toMatchObject({ error: { code: 'OPERATOR_REFUSED' } })
    expect((await service.ask('PUT', path, { state: 'suspended' }, { headers: { authorization: `Bearer ${TOKEN}x` } })).statusCode).toBe(403)
    expect(await askOcsp(holder)).toBe('true:good')
    const done = await service.ask('PUT', path, { state: 'revoked', reason: 'privilegeWithdrawn' }, { headers: { authorization: `Bearer ${TOKEN}` } })
    expect(done.json()).toMatchObject({ state: 'revoked', reason: 'privilegeWithdrawn', history: [{ event: 'issued' }, { event: 'revoked', by: 'operator' }] })
    expect(await askOcsp(holder)).toBe('true:privilegeWithdrawn')
  })

  it('a revoked key gets no certificate again, from nobody; the same request gets the same certificate', async () => {
    const holder = await certifyKept(service, 'again@example.com')
    const request = encodeBase64(await createCertificateRequest(holder.keys, holder.email))
    const ask = (cookie: string, body: object) => service.ask('POST', '/api/certificates', { request, onBehalf: false, replaces: null, ...body }, { headers: { cookie } })
    const renewed = (await ask(holder.cookie, { replaces: holder.kept.serial })).json<KeptCertificate>()
    expect([renewed.replaces, renewed.keyThumbprint]).toEqual([holder.kept.serial, holder.kept.keyThumbprint])
    expect((await ask(holder.cookie, {})).json<KeptCertificate>().serial).toBe(renewed.serial)
    await changeState(service, holder, 'revoked')
    const fresh = encodeBase64(await createCertificateRequest(holder.keys, holder.email))
    expect((await ask(holder.cookie, { request: fresh })).json()).toMatchObject({ error: { code: 'REQUEST_REFUSED', details: { problem: 'KEY_REVOKED' } } })
  })

  it('refuses requests with another’s address or of no use, and stores nothing of them', async () => {
    const cookie = await signIn(service, 'mai@example.com')
    const keys = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify'])
    const foreign = encodeBase64(await createCertificateRequest(keys, 'director@example.com'))
    const before = await service.parts.store.selectFrom('log_entry').select('position').execute()
    for (const request of [foreign, encodeBase64(new Uint8Array(40).fill(0x30)), '']) {
      expect((await service.ask('POST', '/api/certificates', { request, onBehalf: false, replaces: null }, { headers: { cookie } })).json()).toMatchObject({ error: { code: 'REQUEST_REFUSED' } })
    }
    const own = encodeBase64(await createCertificateRequest(keys, 'mai@example.com'))
    expect((await service.ask('POST', '/api/certificates', { request: own, onBehalf: true, replaces: null }, { headers: { cookie } })).json()).toMatchObject({ error: { code: 'ORGANISATION_REFUSED' } })
    expect((await service.ask('GET', '/api/certificates', undefined, { headers: { cookie } })).json<KeptCertificates>().certificates).toEqual([])
    expect(await service.parts.store.selectFrom('log_entry').select('position').execute()).toEqual(before)
  })

  it('names an organisation only when the operator has checked it, with identifier and country', async () => {
    await attestOrganisation(service.parts, 'giamdoc@example.com', { name: 'Công ty TNHH Hoa Sen', identifier: 'VATVN-0101234567' })
    const cookie = await signIn(service, 'giamdoc@example.com')
    const keys = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify'])
    const request = encodeBase64(await createCertificateRequest(keys, 'giamdoc@example.com'))
    const kept = (await service.ask('POST', '/api/certificates', { request, onBehalf: true, replaces: null }, { headers: { cookie } })).json<KeptCertificate>()
    const { subject, attestedOrganisation } = parseCertificate(decodeBase64(kept.certificate))
    expect(subject.text).toBe('CN=giamdoc@example.com,organizationIdentifier=VATVN-0101234567,O=Công ty TNHH Hoa Sen,C=VN')
    expect([attestedOrganisation, kept.identity]).toEqual([{ name: 'Công ty TNHH Hoa Sen', identifier: 'VATVN-0101234567', by: 'operator' }, { proof: 'organisation', demo: true, organisation: attestedOrganisation }])
    await expect(attestOrganisation(service.parts, 'x@example.com', { name: 'A', identifier: 'VATVN-1' })).rejects.toMatchObject({ code: 'ORGANISATION_REFUSED' })
  })
})

describe('the on-line certificate database', () => {
  it('finds one certificate by serial or thumbprint, hides the address, and lists nobody', async () => {
    const { kept } = await certifyKept(service, 'tra@example.com')
    const colons = kept.thumbprint.toUpperCase().replace(/(..)(?=.)/g, '$1:')
    for (const name of [kept.serial, kept.thumbprint, colons]) {
      const entry = (await service.ask('GET', `/api/certificate/${encodeURIComponent(name)}`)).json<CertificateEntry>()
      expect(entry).toMatchObject({ serial: kept.serial, kind: 'kept', state: 'good', subject: 't•••@example.com', identity: { proof: 'mail', demo: true } })
    }
    for (const name of ['00', 'tra@example.com', '%', kept.serial.slice(0, -2)]) expect((await service.ask('GET', `/api/certificate/${encodeURIComponent(name)}`)).statusCode).toBe(404)
    for (const path of ['%E0%A4%A', 'a'.repeat(5000), `${kept.serial}%00`]) {
      const odd = await service.ask('GET', `/api/certificate/${path}`)
      expect([odd.statusCode, odd.json<{ error: { code: string; sentence: string } }>().error]).toEqual([404, expect.objectContaining({ code: expect.stringMatching(/NOT_FOUND$/) as unknown, sentence: expect.any(String) as unknown })])
    }
    const root = parseCertificate(service.parts.authority.root)
    expect((await service.ask('GET', `/api/certificate/${root.serialNumber}`)).json()).toMatchObject({ kind: 'authority', state: 'good' })
  })

  it('gives the certificates of a document to whoever holds its link', async () => {
    const { token } = await offerSample(service)
    const { certificates } = (await service.ask('GET', `/api/offers/${token}/certificates`)).json<{ certificates: CertificateEntry[] }>()
    expect(certificates).toMatchObject([{ kind: 'one-time', state: 'unrevocable', subject: 's•••@example.com' }])
    expect((await service.ask('GET', '/api/offers/wrong/certificates')).statusCode).toBe(404)
  })
})

describe('housekeeping', () => {
  it('tells the holder once a month and once a week before the end, and not when it was renewed', async () => {
    const holder = await certifyKept(service, 'end@example.com')
    const notices = async (): Promise<number> => {
      await noticeEndings(service.parts)
      await service.parts.mailer.settle()
      return (await mailsTo('end@example.com')).filter((subject) => subject.includes('sắp hết hạn')).length
    }
    expect(await notices()).toBe(0)
    service.advance(336 * 86_400_000)
    expect([await notices(), await notices()]).toEqual([1, 1])
    service.advance(23 * 86_400_000)
    expect([await notices(), await notices()]).toEqual([2, 2])
    service.advance(10 * 86_400_000)
    await expect(changeAnyState(service.parts, holder.kept.serial, { state: 'revoked', reason: 'superseded' })).rejects.toMatchObject({ code: 'CERTIFICATE_STATE_REFUSED' })
    expect((await service.ask('GET', `/api/certificate/${holder.kept.serial}`)).json()).toMatchObject({ state: 'ended' })
  })
})
