import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { encodeBase64 } from '../../core/bytes/base64.ts'
import { indexOfBytes } from '../../core/bytes/compare.ts'
import { encodeLatin1 } from '../../core/bytes/text.ts'
import { sha256 } from '../../core/bytes/sha256.ts'
import { addUnsignedAttributes, encodeAttribute } from '../../core/cms/attribute.ts'
import { encodeStatementAttribute } from '../../core/cms/statement.ts'
import { createSignedData } from '../../core/cms/signed-data.ts'
import { hashStatement } from '../../core/consent/statement.ts'
import { OID_SIGNATURE_TIME_STAMP } from '../../core/pki/oids.ts'
import { createCertificateRequest } from '../../core/pki/request.ts'
import { createSigner } from '../../core/pki/signer.ts'
import { deriveSignatureRevision } from '../../core/ceremony/signature-revision.ts'
import { insertContents } from '../../core/signing/pades.ts'
import { signedDigest } from '../../core/signing/revision.ts'
import { createTestAuthority } from '../../testing/pki/authority.ts'
import { certify, closeStatement, fetchTimestamp, offerSample, sign, upload, type Buyer, type CertifiedSigner } from '../fixture/party.ts'
import { ADDRESS, openTestService, readCode, type TestService } from '../fixture/service.ts'

let service: TestService
let buyer: Buyer
let signer: CertifiedSigner
let contract: string

beforeAll(async () => {
  service = await openTestService()
  const sample = await offerSample(service)
  contract = sample.contract
  buyer = await closeStatement(service, sample.token)
  signer = await certify(service, buyer)
})
afterAll(() => service.close())

async function countRows(): Promise<readonly number[]> {
  const { store } = service.parts
  const [answers, records] = await Promise.all([store.selectFrom('answer').select('offer').execute(), store.selectFrom('record').select('hash').where('event', 'in', ['agreed', 'declined']).execute()])
  return [answers.length, records.length]
}

/** The code of the refusal, and that nothing was stored. */
async function judge(file: Uint8Array, to: Pick<Buyer, 'token' | 'statementHash'> = buyer): Promise<unknown> {
  const answer = await upload(service, to, file)
  return [answer.json<{ error?: { code: string } }>().error?.code, ...(await countRows())]
}
const nothingBut = (code: string): unknown => [code, 0, 0]

describe('an upload that is not exactly what was stated: nothing may be stored, and the code says why', () => {
  it('is refused from a stranger’s link, or for an act nobody announced', async () => {
    const file = await sign(service, buyer, signer)
    expect(await judge(file, { ...buyer, token: 'A'.repeat(43) })).toEqual(nothingBut('OFFER_NOT_FOUND'))
    expect(await judge(file, { ...buyer, statementHash: '0'.repeat(64) })).toEqual(nothingBut('INTENT_NOT_FOUND'))
  })

  it('is refused when it is no PDF or a byte of the document changed', async () => {
    expect(await judge(encodeLatin1('hello'))).toEqual(nothingBut('NOT_A_PDF'))
    const changed = await sign(service, buyer, signer)
    changed[2000]! ^= 1
    expect(await judge(changed)).toEqual(nothingBut('BASE_REVISION_DIFFERS'))
  })

  it('is refused when a byte of the signature revision changed, or anything was appended', async () => {
    const file = await sign(service, buyer, signer)
    const changed = file.slice()
    changed[indexOfBytes(changed, encodeLatin1('/Reason'), buyer.base.length) + 10]! ^= 1
    expect(await judge(changed)).toEqual(nothingBut('SIGNATURE_REVISION_DIFFERS'))
    expect(await judge(new Uint8Array([...file, 10]))).toEqual(nothingBut('SIGNATURE_REVISION_DIFFERS'))
  })

  it('is refused with another party’s certificate', async () => {
    const other = await offerSample(service, 'other@example.com')
    const stranger = await closeStatement(service, other.token, 'other@example.com')
    const theirs = await certify(service, stranger, 'other@example.com')
    const { base, document, statement } = buyer
    const prepared = deriveSignatureRevision({ base, document, statement, certificate: signer.certificate, chain: signer.chain, checkAddress: `${ADDRESS}/verify`, unsignedAttributes: signer.unsignedAttributes })
    const cms = await createSignedData({ signer: theirs, digest: signedDigest(prepared), digestHash: 'SHA-256' })
    expect(await judge(insertContents(prepared, cms))).toEqual(nothingBut('CERTIFICATE_REFUSED'))
    // The stranger's whole file, replayed here.
    expect(await judge(await sign(service, stranger, theirs))).toEqual(nothingBut('BASE_REVISION_DIFFERS'))
  })

  it('is refused when the signature is another key’s, or signs another statement', async () => {
    const keys = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify'])
    const own = await createSigner(keys.privateKey, signer.certificate, signer.chain)
    const forged: CertifiedSigner = { ...signer, ...own, sign: async (data) => own.sign(data).catch(async () => (await createTestAuthority({ now: Date.now() })).issueSignatory({}).then((made) => made.signer.sign(data))) }
    expect(await judge(await sign(service, buyer, forged))).toEqual(nothingBut('SIGNATURE_REFUSED'))
    expect(await judge(await sign(service, buyer, signer, { statement: buyer.statement.replace('"edits":0', '"edits":1') }))).toEqual(nothingBut('STATEMENT_REFUSED'))
  })

  it('is refused with the timestamp of another signature', async () => {
    const { base, document, statement } = buyer
    const prepared = deriveSignatureRevision({ base, document, statement, certificate: signer.certificate, chain: signer.chain, checkAddress: `${ADDRESS}/verify`, unsignedAttributes: signer.unsignedAttributes })
    const cms = await createSignedData({ signer, digest: signedDigest(prepared), digestHash: 'SHA-256', signedAttributes: [encodeStatementAttribute(statement)] })
    const token = await fetchTimestamp(service, sha256(encodeLatin1('another contract')))
    expect(await judge(insertContents(prepared, addUnsignedAttributes(cms, [encodeAttribute(OID_SIGNATURE_TIME_STAMP, token), ...signer.unsignedAttributes])))).toEqual(nothingBut('TIMESTAMP_REFUSED'))
  })

  it('is refused with a timestamp that is missing, foreign, or outside the certificate’s validity', async () => {
    const { base, document, statement } = buyer
    const prepared = deriveSignatureRevision({ base, document, statement, certificate: signer.certificate, chain: signer.chain, checkAddress: `${ADDRESS}/verify`, unsignedAttributes: signer.unsignedAttributes })
    const bare = await createSignedData({ signer, digest: signedDigest(prepared), digestHash: 'SHA-256' })
    expect(await judge(insertContents(prepared, addUnsignedAttributes(bare, signer.unsignedAttributes)))).toEqual(nothingBut('TIMESTAMP_REFUSED'))
    const foreign = await createTestAuthority({ now: Date.now() })
    expect(await judge(await sign(service, buyer, signer, { timestamp: (imprint) => foreign.issueTimestamp(imprint) }))).toEqual(nothingBut('TIMESTAMP_REFUSED'))
    expect(await judge(await sign(service, buyer, signer, {
        timestamp: async (imprint) => {
          const token = (await fetchTimestamp(service, imprint)).slice()
          token[token.length - 5]! ^= 1
          return token
        },
      }))).toEqual(nothingBut('TIMESTAMP_REFUSED'))
    service.advance(11 * 60_000)
    expect(await judge(await sign(service, buyer, signer))).toEqual(nothingBut('TIMESTAMP_REFUSED'))
  })

  it('is refused without the log proof that came with the certificate, or with another one', async () => {
    expect(signer.unsignedAttributes).toHaveLength(1)
    expect(await judge(await sign(service, buyer, { ...signer, unsignedAttributes: [] }))).toEqual(nothingBut('SIGNATURE_REVISION_DIFFERS'))
    const changed = signer.unsignedAttributes[0]!.slice()
    changed[changed.length - 10]! ^= 1
    expect(await judge(await sign(service, buyer, { ...signer, unsignedAttributes: [changed] }))).toEqual(nothingBut('SIGNATURE_REFUSED'))
  })

  it('is refused after the typeset revision of its version is gone', async () => {
    const { store, vault } = service.parts
    const key = await vault.loadKey(store, contract)
    const version = await store.selectFrom('contract_version').selectAll().where('contract', '=', contract).executeTakeFirstOrThrow()
    const context = `contract_version/document/${version.version_id}`
    const stale = key.openText(context, version.document).replace(/"typesetRevision":"[^"]+"/, '"typesetRevision":"layout-0"')
    await store.updateTable('contract_version').set({ document: key.sealText(context, stale) }).where('version_id', '=', version.version_id).execute()
    expect(await judge(await sign(service, buyer, signer))).toEqual(nothingBut('VERSION_STALE'))
    await store.updateTable('contract_version').set({ document: version.document }).where('version_id', '=', version.version_id).execute()
  })

  it('is refused after the deadline, and after the seller took the offer back', async () => {
    const late = await offerSample(service, 'late@example.com')
    const theirs = await closeStatement(service, late.token, 'late@example.com')
    const file = await sign(service, theirs, await certify(service, theirs, 'late@example.com'))
    const withdrawn = await service.ask('DELETE', `/api/contracts/${late.contract}/offers/${late.offer}`, undefined, { headers: { cookie: late.cookie } })
    expect(withdrawn.statusCode).toBe(200)
    expect(await judge(file, theirs)).toEqual(nothingBut('OFFER_WITHDRAWN'))
    service.advance(2 * 86_400_000)
    expect(await judge(await sign(service, buyer, signer))).toEqual(nothingBut('OFFER_LAPSED'))
  })
})

describe('codes and challenges: whoever lacks the mailbox must not get a certificate', () => {
  it('lock after five wrong attempts, expire, and are bound to one statement and key', async () => {
    const sample = await offerSample(service, 'mai@example.com')
    const mai = await closeStatement(service, sample.token, 'mai@example.com')
    const path = `/api/offers/${mai.token}/intents/${mai.statementHash}`
    expect((await service.ask('PUT', path, mai.request)).statusCode).toBe(200)
    const request = encodeBase64(await createCertificateRequest(mai.keys, 'mai@example.com'))
    const code = await readCode(service, 'mai@example.com')
    const wrong = code === '111111' ? '222222' : '111111'
    const codes = []
    for (let attempt = 0; attempt < 6; attempt++) codes.push((await service.ask('POST', `${path}/certificate`, { code: wrong, request })).json<{ error: { code: string } }>().error.code)
    expect(codes).toEqual(['CODE_REFUSED', 'CODE_REFUSED', 'CODE_REFUSED', 'CODE_REFUSED', 'CODE_REFUSED', 'CODE_EXHAUSTED'])
    expect((await service.ask('POST', `${path}/certificate`, { code, request })).statusCode).toBe(403)
    expect((await service.ask('POST', `${path}/code`)).statusCode).toBe(200)
    const fresh = await readCode(service, 'mai@example.com')
    const stranger = encodeBase64(await createCertificateRequest(await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify']), 'mai@example.com'))
    expect((await service.ask('POST', `${path}/certificate`, { code: fresh, request: stranger })).json()).toMatchObject({ error: { code: 'REQUEST_REFUSED' } })
    service.advance(11 * 60_000)
    expect((await service.ask('POST', `${path}/certificate`, { code: fresh, request })).json()).toMatchObject({ error: { code: 'CODE_REFUSED' } })
    await service.ask('POST', `${path}/code`)
    const last = await readCode(service, 'mai@example.com')
    const [first, second] = [await service.ask('POST', `${path}/certificate`, { code: last, request }), await service.ask('POST', `${path}/certificate`, { code: last, request })]
    expect([first.statusCode, second.body]).toEqual([200, first.body])
  })

  it('refuses a statement whose challenge was used, or was for another key', async () => {
    const sample = await offerSample(service, 'hoa@example.com')
    const hoa = await closeStatement(service, sample.token, 'hoa@example.com')
    const path = `/api/offers/${hoa.token}/intents`
    expect((await service.ask('PUT', `${path}/${hoa.statementHash}`, hoa.request)).statusCode).toBe(200)
    expect((await service.ask('PUT', `${path}/${hoa.statementHash}`, hoa.request)).statusCode).toBe(200)
    const again = await closeStatement(service, sample.token, 'hoa@example.com')
    const challenge = (text: string): string => /"challenge":"([^"]+)"/.exec(text)![1]!
    const statement = again.request.statement.replace(challenge(again.request.statement), challenge(hoa.request.statement))
    const answer = await service.ask('PUT', `${path}/${hashStatement(statement)}`, { ...again.request, statement })
    expect(answer.json()).toMatchObject({ error: { code: 'CHALLENGE_REFUSED' } })
  })
})
