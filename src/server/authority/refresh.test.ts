import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { decodeBase64, encodeBase64 } from '../../core/bytes/base64.ts'
import { sha256 } from '../../core/bytes/sha256.ts'
import { verifyTimestampToken } from '../../core/cms/timestamp.ts'
import { createTimestampRequest, parseTimestampResponse } from '../../core/pki/timestamp.ts'
import type { CertificateAnswer } from '../../protocol/service.ts'
import { certify, closeStatement, offerSample, sign, upload } from '../fixture/party.ts'
import { askOcsp, authorityPartsOf } from '../fixture/authority.ts'
import { certifyKept } from '../fixture/kept.ts'
import { openTestService, readCode, type TestService } from '../fixture/service.ts'
import { createCertificateRequest } from '../../core/pki/request.ts'
import { openAuthority, type AuthorityParts } from './authority.ts'

const DAY = 86_400_000
let service: TestService
let parts: AuthorityParts
beforeAll(async () => {
  service = await openTestService()
  parts = authorityPartsOf(service)
})
afterAll(() => service.close())

describe('keys are replaced while the service runs: nobody who signs, or judges, learns of it by a failure', () => {
  it('rotated by another process between somebody’s certificate and their signature: both hold, and the old certificates go on being answered for', async () => {
    const { authority } = service.parts
    const holder = await certifyKept(service, 'before@example.com')
    const { token } = await offerSample(service)
    const buyer = await closeStatement(service, token)
    const signer = await certify(service, buyer)
    const before = authority.issuing
    await openAuthority({ ...parts, renew: ['issuing'] })
    expect((await service.ask('GET', '/pki/ca/issuing-2.cer')).statusCode, 'not yet known here').toBe(404)
    await authority.refresh()
    expect(authority.intermediates).toEqual([authority.issuing, before])
    expect(new Uint8Array((await service.ask('GET', '/pki/ca/issuing-2.cer')).rawPayload)).toEqual(authority.issuing)

    const again = await service.ask('POST', `/api/offers/${token}/intents/${buyer.statementHash}/certificate`, { code: await readCode(service, 'lan@example.com'), request: encodeBase64(await createCertificateRequest(buyer.keys, 'lan@example.com')) })
    expect(again.json()).toMatchObject({ error: { details: { problem: 'ALREADY_CERTIFIED' } } })
    const signed = await upload(service, buyer, await sign(service, buyer, signer))
    expect(signed.statusCode, signed.body).toBe(200)
    expect(await askOcsp(service, decodeBase64(holder.kept.certificate), before)).toBe('true:good')
    const later = await certifyKept(service, 'after@example.com')
    expect(await askOcsp(service, decodeBase64(later.kept.certificate), authority.issuing)).toBe('true:good')
  })

  it('asked for again after a rotation, a certificate comes with the authority that issued it', async () => {
    const { authority } = service.parts
    const { token } = await offerSample(service, 'again@example.com')
    const buyer = await closeStatement(service, token, 'again@example.com')
    const path = `/api/offers/${token}/intents/${buyer.statementHash}`
    await service.ask('PUT', path, buyer.request)
    const body = { code: await readCode(service, 'again@example.com'), request: encodeBase64(await createCertificateRequest(buyer.keys, 'again@example.com')) }
    const first = (await service.ask('POST', `${path}/certificate`, body)).json<CertificateAnswer>()
    await openAuthority({ ...parts, renew: ['issuing'] })
    await authority.refresh()
    const second = (await service.ask('POST', `${path}/certificate`, body)).json<CertificateAnswer>()
    expect(second).toEqual(first)
    expect(second.chain).not.toEqual([encodeBase64(authority.issuing)])
  })

  it('a rotation that was cut off before its timestamp unit is finished at the next start', async () => {
    const { store } = service.parts
    const units = await store.selectFrom('authority_key').select(['serial', 'created_at']).where('name', '=', 'timestamp').orderBy('created_at', 'desc').execute()
    await openAuthority({ ...parts, renew: ['issuing'] })
    // as if the power had gone after the issuing authority was stored
    await store.deleteFrom('authority_key').where('name', '=', 'timestamp').where('serial', 'not in', units.map(({ serial }) => serial)).execute()
    await store.updateTable('authority_key').set({ current: 1 }).where('serial', '=', units[0]!.serial).execute()
    const authority = await openAuthority(parts)
    const imprint = sha256(Uint8Array.of(3))
    const token = parseTimestampResponse(await authority.answerTimestamp(createTimestampRequest({ imprint, nonce: imprint.subarray(0, 8) })))
    expect((await verifyTimestampToken({ token, imprint, anchors: [authority.root] })).isValid).toBe(true)
  })

  it('a service that is never restarted does not outlive its responder’s certificate', async () => {
    const { authority } = service.parts
    await authority.refresh()
    const holder = await certifyKept(service, 'long@example.com')
    const [certificate, issuer] = [decodeBase64(holder.kept.certificate), authority.issuing]
    service.advance(121 * DAY)
    expect(await askOcsp(service, certificate, issuer), 'without housekeeping').toMatch(/^false/)
    await authority.refresh()
    expect(await askOcsp(service, certificate, issuer)).toBe('true:good')
    expect(authority.issuing, 'what is good for longer stays').toEqual(issuer)
  })

  it('what cannot be replaced leaves everything as it was', async () => {
    const { authority } = service.parts
    const before = authority.issuing
    service.advance(2 * DAY)
    await expect(authority.refresh(() => Promise.reject(new Error('the database is away')))).rejects.toThrow('away')
    expect([authority.issuing, (await service.ask('GET', '/pki/ca/issuing.cer')).statusCode]).toEqual([before, 200])
  })
})
