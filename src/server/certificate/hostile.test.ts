import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { encodeBase64 } from '../../core/bytes/base64.ts'
import { encodeBitString, encodeContext, encodeInteger, encodeOctetString, encodeOid, encodeSequence, encodeSet } from '../../core/bytes/der.ts'
import { encodeCanonicalJson } from '../../core/bytes/canonical-json.ts'
import { sha256Hex } from '../../core/bytes/sha256.ts'
import { encodeLatin1, encodeUtf8 } from '../../core/bytes/text.ts'
import { createDraft, fillDraft } from '../../core/contract/template.ts'
import { algorithmOfKey } from '../../core/pki/algorithms.ts'
import { encodeName } from '../../core/pki/name.ts'
import { OID_EXTENSION_REQUEST, OID_SUBJECT_ALT_NAME } from '../../core/pki/oids.ts'
import { createCertificateRequest } from '../../core/pki/request.ts'
import { signWithKey } from '../../core/pki/signer.ts'
import type { ContractDetail } from '../../protocol/contract.ts'
import { closeStatement, offerSample, SELLER } from '../fixture/party.ts'
import { openTestService, readCode, signIn, type TestService } from '../fixture/service.ts'
import { sampleValues } from '../demo/sample-values.ts'

const EMAIL = 'lan@example.com'
const P256 = { name: 'ECDSA', namedCurve: 'P-256' } as const
const rsa = (modulusLength: number, exponent = Uint8Array.of(1, 0, 1)) => ({ name: 'RSASSA-PKCS1-v1_5', modulusLength, publicExponent: exponent, hash: 'SHA-256' }) as const

let service: TestService
beforeAll(async () => {
  service = await openTestService()
})
afterAll(() => service.close())

const generate = (parameters: EcKeyGenParams | RsaHashedKeyGenParams): Promise<CryptoKeyPair> => crypto.subtle.generateKey(parameters, true, ['sign', 'verify'])

/** A request with these names inside, signed by this key or by another. */
async function forge(names: readonly Uint8Array[], { publicKey, privateKey }: CryptoKeyPair, by = privateKey): Promise<Uint8Array> {
  const spki = new Uint8Array(await crypto.subtle.exportKey('spki', publicKey))
  const extension = encodeSequence(encodeOid(OID_SUBJECT_ALT_NAME), encodeOctetString(encodeSequence(...names)))
  const attribute = encodeSequence(encodeOid(OID_EXTENSION_REQUEST), encodeSet(encodeSequence(extension)))
  const info = encodeSequence(encodeInteger(0), encodeName({ commonName: EMAIL }), spki, encodeContext(0, true, attribute))
  return encodeSequence(info, algorithmOfKey(by).identifier, encodeBitString(await signWithKey(by, info)))
}
const mail = (text: string): Uint8Array => encodeContext(1, false, encodeLatin1(text))

/** Requests that must buy nothing, each with the problem that is told; `email` is the address that was proven. */
async function listHostile(email: string): Promise<readonly (readonly [string, string, Uint8Array])[]> {
  const [keys, other] = [await generate(P256), await generate(P256)]
  const honest = await createCertificateRequest(keys, email)
  const ask = async (parameters: EcKeyGenParams | RsaHashedKeyGenParams) => createCertificateRequest(await generate(parameters), email)
  return [
    ['RSA of 1,024 bits', 'REQUEST_KEY_UNSUPPORTED', await ask(rsa(1024))],
    ['RSA with exponent 3', 'REQUEST_KEY_UNSUPPORTED', await ask(rsa(2048, Uint8Array.of(3)))],
    ['a curve that is not certified', 'REQUEST_KEY_UNSUPPORTED', await ask({ name: 'ECDSA', namedCurve: 'P-384' })],
    ['signed by another key', 'REQUEST_SIGNATURE_INVALID', await forge([mail(email)], keys, other.privateKey)],
    ['not signed', 'REQUEST_SIGNATURE_INVALID', honest.with(honest.length - 1, honest.at(-1)! ^ 1)],
    ['a host’s name', 'REQUEST_MALFORMED', await forge([encodeContext(2, false, encodeLatin1('example.com'))], keys)],
    ['a host’s name beside the address', 'REQUEST_MALFORMED', await forge([mail(email), encodeContext(2, false, encodeLatin1('example.com'))], keys)],
    ['two addresses', 'REQUEST_MALFORMED', await forge([mail(email), mail('director@example.com')], keys)],
    ['an address that ends early', 'REQUEST_EMAIL_UNSUPPORTED', await forge([mail(`${email}\u0000.evil.example`)], keys)],
    ['bytes after it', 'REQUEST_MALFORMED', new Uint8Array([...honest, 0])],
    ['cut short', 'REQUEST_MALFORMED', honest.subarray(0, -9)],
    ['larger than any', 'REQUEST_MALFORMED', new Uint8Array(9000).fill(0x30)],
    ['nothing', 'REQUEST_MALFORMED', new Uint8Array(0)],
  ]
}

/** Every row that a certificate leaves behind. */
async function countRows(): Promise<readonly number[]> {
  const count = async (table: 'certificate' | 'kept_certificate' | 'used_certificate' | 'log_entry' | 'record'): Promise<number> =>
    Number((await service.parts.store.selectFrom(table).select(({ fn }) => fn.countAll().as('count')).executeTakeFirstOrThrow()).count)
  return Promise.all((['certificate', 'kept_certificate', 'used_certificate', 'log_entry', 'record'] as const).map(count))
}

interface Told {
  readonly error?: { readonly code: string; readonly details?: { readonly problem?: string } }
}
type Answer = Awaited<ReturnType<TestService['ask']>>
const problemOf = (answer: Answer): unknown => {
  const { error } = answer.json<Told>()
  return error && [error.code, error.details?.problem]
}

/** What each request was answered that was not refused as it must be, and that rows were left behind. */
async function findTaken(email: string, ask: (request: string) => Promise<Answer>): Promise<unknown[]> {
  const before = await countRows()
  const wrong: unknown[] = []
  for (const [name, problem, request] of await listHostile(email)) {
    const told = problemOf(await ask(encodeBase64(request)))
    if (JSON.stringify(told) !== JSON.stringify(['REQUEST_REFUSED', problem])) wrong.push([name, told])
  }
  const foreign = (await ask(encodeBase64(await createCertificateRequest(await generate(P256), 'director@example.com')))).json<Told>().error?.code
  if (foreign !== 'REQUEST_REFUSED') wrong.push(['somebody else’s address', foreign])
  if (JSON.stringify(await countRows()) !== JSON.stringify(before)) wrong.push('rows were left behind')
  return wrong
}

describe('a hostile request buys nothing, says why, and leaves nothing behind: otherwise a weak or foreign key would sign under a proven address', () => {
  it('for a kept key', async () => {
    const cookie = await signIn(service, EMAIL)
    expect(await findTaken(EMAIL, (request) => service.ask('POST', '/api/certificates', { request, onBehalf: false, replaces: null }, { headers: { cookie } }))).toEqual([])
  })

  it('for a one-time key: the code is not even spent', async () => {
    const { token } = await offerSample(service, EMAIL)
    const buyer = await closeStatement(service, token, EMAIL)
    const path = `/api/offers/${token}/intents/${buyer.statementHash}`
    await service.ask('PUT', path, buyer.request)
    const code = await readCode(service, EMAIL)
    expect(await findTaken(EMAIL, (request) => service.ask('POST', `${path}/certificate`, { code, request }))).toEqual([])
    const another = await createCertificateRequest(await generate(P256), EMAIL)
    expect((await service.ask('POST', `${path}/certificate`, { code, request: encodeBase64(another) })).json<Told>().error?.code, 'a key that the statement does not name').toBe('REQUEST_REFUSED')
    const honest = await service.ask('POST', `${path}/certificate`, { code, request: encodeBase64(await createCertificateRequest(buyer.keys, EMAIL)) })
    expect(honest.statusCode, honest.body).toBe(200)
  })

  it('for the seller’s key that publishes', async () => {
    const headers = { cookie: await signIn(service, SELLER) }
    const { id } = (await service.ask('POST', '/api/contracts', { template: 'sale-of-goods', language: 'vi' }, { headers })).json<ContractDetail>().summary
    const draft = fillDraft(createDraft('sale-of-goods', 'vi'), sampleValues('sale-of-goods', 'vi', service.parts.clock()))
    const saved = await service.ask('PUT', `/api/contracts/${id}/draft`, { revision: 0, document: encodeCanonicalJson(draft) }, { headers })
    const { document } = (await service.ask('POST', `/api/contracts/${id}/publication`, saved.json<{ revision: number }>(), { headers })).json<{ document: string }>()
    const documentHash = sha256Hex(encodeUtf8(document))
    expect(await findTaken(SELLER, (request) => service.ask('POST', `/api/contracts/${id}/publication/certificate`, { documentHash, request }, { headers }))).toEqual([])
  })
})
