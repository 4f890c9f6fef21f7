import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { encodeBase64 } from '../../core/bytes/base64.ts'
import { readDocumentSecurityStore } from '../../core/pdf/validation-data.ts'
import { readPdf } from '../../core/pdf/reader.ts'
import { parseOcspResponse } from '../../core/pki/ocsp.ts'
import { selectIdentity } from '../../core/pki/pkcs12-identity.ts'
import { parsePkcs12 } from '../../core/pki/pkcs12.ts'
import { examine } from '../../core/evidence/examine/examine.ts'
import { computeCertificateThumbprint, computeKeyThumbprint } from '../../core/pki/thumbprint.ts'
import { parseCertificate } from '../../core/pki/certificate.ts'
import type { ContractDetail } from '../../protocol/contract.ts'
import type { KeptCertificates } from '../../protocol/certificate.ts'
import type { Receipt } from '../../protocol/receipt.ts'
import type { CertificateAnswer, PresentedCertificate } from '../../protocol/service.ts'
import { OPENSSL_OLD, OPENSSL_WEAK } from '../../testing/vectors/pkcs12.ts'
import { appendRecord, SERVICE_ACTOR } from '../record/append.ts'
import { answerSigner, closeStatement, offerSample, publishSample, SELLER, sign, upload, type Buyer } from '../fixture/party.ts'
import { certifyKept, changeState } from '../fixture/kept.ts'
import { openTestService, readCode, signIn, type TestService } from '../fixture/service.ts'

const EMAIL = 'lan@example.com'
let service: TestService
beforeAll(async () => {
  service = await openTestService()
})
afterAll(() => service.close())

/** Puts the intent and trades the code for the binding of a certificate that is there already. */
async function present(buyer: Buyer, presented: PresentedCertificate): Promise<{ status: number; body: CertificateAnswer & { error?: { code: string; details?: { problem?: string } } } }> {
  const path = `/api/offers/${buyer.token}/intents/${buyer.statementHash}`
  const intent = await service.ask('PUT', path, buyer.request)
  if (intent.statusCode !== 200) throw new Error(intent.body)
  const answer = await service.ask('POST', `${path}/certificate`, { code: await readCode(service, EMAIL), presented })
  return { status: answer.statusCode, body: answer.json() }
}

describe('signing with a kept key: its certificate is judged when it is shown and again when the signature comes', () => {
  it('is accepted, with list and status answer in the file, and the holder sees what was signed', async () => {
    const holder = await certifyKept(service, EMAIL)
    const { token } = await offerSample(service)
    const buyer = await closeStatement(service, token, EMAIL, holder.keys)
    const { body } = await present(buyer, { certificate: holder.kept.certificate, chain: [] })
    expect(body.chain).toEqual([encodeBase64(service.parts.authority.issuing)])
    const answer = await upload(service, buyer, await sign(service, buyer, await answerSigner(holder.keys.privateKey, body)))
    expect(answer.statusCode).toBe(200)
    expect(answer.json<Receipt>()).toMatchObject({ identity: { method: 'mail-code', address: EMAIL }, certificate: { serialNumber: holder.kept.serial } })
    const store = readDocumentSecurityStore(readPdf(new Uint8Array((await service.ask('GET', `/api/offers/${token}/file`)).rawPayload)))
    expect([store?.crls.length, store?.ocsps.length]).toEqual([2, 1])
    const bytes = new Uint8Array((await service.ask('GET', `/api/offers/${token}/file`)).rawPayload)
    const { authority, log, clock } = service.parts
    const trust = { root: computeCertificateThumbprint(authority.root), verifiers: log.verifiers, since: log.since }
    const { report } = await examine(bytes, { anchors: [authority.root], time: clock(), logs: [trust] })
    expect(report.signatures[0]!.checks.find(({ id }) => id === 'certificate-log')).toMatchObject({ result: 'PASSED' })
    expect(parseOcspResponse(store!.ocsps[0]!).responses[0]).toMatchObject({ status: { kind: 'good' } })
    const { certificates } = (await service.ask('GET', '/api/certificates', undefined, { headers: { cookie: holder.cookie } })).json<KeptCertificates>()
    expect(certificates[0]?.uses).toMatchObject([{ purpose: 'signature', title: 'Hợp đồng mua bán hàng hóa' }])
  })

  it('is refused by name when it is suspended, before and after it was shown; restored, it works', async () => {
    const holder = await certifyKept(service, EMAIL)
    const { token } = await offerSample(service)
    const shown = { certificate: holder.kept.certificate, chain: [] }
    expect((await changeState(service, holder, 'suspended')).body.state).toBe('suspended')
    expect((await present(await closeStatement(service, token, EMAIL, holder.keys), shown)).body.error?.code).toBe('CERTIFICATE_SUSPENDED')
    await changeState(service, holder, 'good')
    const buyer = await closeStatement(service, token, EMAIL, holder.keys)
    const { body } = await present(buyer, shown)
    const file = await sign(service, buyer, await answerSigner(holder.keys.privateKey, body))
    await changeState(service, holder, 'suspended')
    expect((await upload(service, buyer, file)).json()).toMatchObject({ error: { code: 'CERTIFICATE_SUSPENDED' } })
    await changeState(service, holder, 'good')
    expect((await upload(service, buyer, file)).statusCode).toBe(200)
    expect((await changeState(service, holder, 'revoked')).body.state).toBe('revoked')
    const other = await offerSample(service)
    expect((await present(await closeStatement(service, other.token, EMAIL, holder.keys), shown)).body.error?.code).toBe('CERTIFICATE_REVOKED')
  })

  it('changes its state while other records of the contracts it was used in are written: neither waits for what the other holds', async () => {
    const holder = await certifyKept(service, EMAIL)
    const contracts: string[] = []
    for (let count = 0; count < 2; count++) {
      const { contract, token } = await offerSample(service)
      const { body } = await present(await closeStatement(service, token, EMAIL, holder.keys), { certificate: holder.kept.certificate, chain: [] })
      expect(body.chain).toHaveLength(1)
      contracts.push(contract)
    }
    const { store, vault } = service.parts
    const write = (contract: string) => store.transaction().execute(async (access) => appendRecord(access, service.parts, await vault.loadKey(access, contract), contract, { event: 'downloaded', actor: SERVICE_ACTOR }))
    for (let round = 0; round < 10; round++) {
      const state = round % 2 === 0 ? 'suspended' : 'good'
      const [changed] = await Promise.all([changeState(service, holder, state), ...contracts.flatMap((contract) => [write(contract), write(contract)])])
      expect(changed).toMatchObject({ status: 200, body: { state } })
    }
    for (const contract of contracts) {
      const rows = await store.selectFrom('record').select('event').where('contract', '=', contract).where('event', 'in', ['certificate-suspended', 'certificate-restored', 'downloaded']).execute()
      expect(rows).toHaveLength(10 + 20)
    }
  })

  it('is refused by name where the contract wants one-time keys', async () => {
    const holder = await certifyKept(service, EMAIL)
    const cookie = await signIn(service, SELLER)
    const { summary } = await publishSample(service, cookie, 'sale-of-goods', (draft) => ({ ...draft, keyPolicy: 'one-time' }))
    const sent = await service.ask('POST', `/api/contracts/${summary.id}/offers`, { email: EMAIL, name: 'Lan' }, { headers: { cookie } })
    const token = sent.json<ContractDetail>().offers[0]!.link.split('/').at(-1)!
    await service.parts.mailer.settle()
    expect((await present(await closeStatement(service, token, EMAIL, holder.keys), { certificate: holder.kept.certificate, chain: [] })).body.error?.code).toBe('KEY_KIND_REFUSED')
  })

  it('another’s certificate, or one for another key, is of no use', async () => {
    const [mine, theirs] = [await certifyKept(service, EMAIL), await certifyKept(service, 'minh@example.com')]
    const { token } = await offerSample(service)
    const buyer = await closeStatement(service, token, EMAIL, mine.keys)
    expect((await present(buyer, { certificate: theirs.kept.certificate, chain: [] })).body.error).toMatchObject({ code: 'REQUEST_REFUSED', details: { problem: 'OTHER_KEY' } })
    const stolen = await closeStatement(service, token, EMAIL, theirs.keys)
    expect((await present(stolen, { certificate: theirs.kept.certificate, chain: [] })).body.error).toMatchObject({ code: 'OWN_CERTIFICATE_REFUSED', details: { problem: 'OTHER_ADDRESS' } })
  })
})

describe('signing with a brought key: whoever issued it, the identity proof is its own', () => {
  it('RSA from an old PKCS#12 file is accepted and said to be somebody’s own', async () => {
    const identity = await selectIdentity(await parsePkcs12(OPENSSL_OLD.file, OPENSSL_OLD.passphrase))
    const key = await crypto.subtle.importKey('pkcs8', identity.pkcs8 as BufferSource, identity.importParameters, false, ['sign'])
    const { token } = await offerSample(service)
    const buyer = await closeStatement(service, token, EMAIL, null, computeKeyThumbprint(parseCertificate(identity.certificate).spki))
    const { body } = await present(buyer, { certificate: encodeBase64(identity.certificate), chain: identity.chain.map((one) => encodeBase64(one)) })
    const answer = await upload(service, buyer, await sign(service, buyer, await answerSigner(key, body)))
    expect(answer.statusCode).toBe(200)
    expect(answer.json<Receipt>()).toMatchObject({ identity: { method: 'own-certificate', address: EMAIL } })
    const usesOf = async (email: string) => (await service.ask('GET', '/api/certificates', undefined, { headers: { cookie: await signIn(service, email) } })).json<KeptCertificates>().broughtUses
    expect(await usesOf(EMAIL), 'its holder sees what it was used for').toMatchObject([{ thumbprint: computeCertificateThumbprint(identity.certificate), purpose: 'signature', title: 'Hợp đồng mua bán hàng hóa' }])
    for (const other of [SELLER, 'minh@example.com']) expect(await usesOf(other), 'and nobody else').toEqual([])
  })

  it('a weak key, an authority’s certificate and bytes that are none are refused before anything is signed', async () => {
    const weak = (await parsePkcs12(OPENSSL_WEAK.file, OPENSSL_WEAK.passphrase)).certificates[0]!.der
    const { token } = await offerSample(service)
    const buyer = await closeStatement(service, token, EMAIL)
    const refused = async (certificate: Uint8Array): Promise<string | undefined> => (await present(buyer, { certificate: encodeBase64(certificate), chain: [] })).body.error?.code
    expect([await refused(weak), await refused(service.parts.authority.issuing), await refused(new Uint8Array(50).fill(0x30))]).toEqual(['OWN_CERTIFICATE_REFUSED', 'REQUEST_REFUSED', 'OWN_CERTIFICATE_REFUSED'])
  })
})
