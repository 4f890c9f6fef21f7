import { randomBytes } from 'node:crypto'
import { encodeBase64 } from '../src/core/bytes/base64.ts'
import { encodeCanonicalJson } from '../src/core/bytes/canonical-json.ts'
import { sha256, sha256Hex } from '../src/core/bytes/sha256.ts'
import { encodeUtf8 } from '../src/core/bytes/text.ts'
import { addUnsignedAttributes, encodeAttribute } from '../src/core/cms/attribute.ts'
import { createSignedData, parseSignedData } from '../src/core/cms/signed-data.ts'
import type { ContractDraft } from '../src/core/contract/document.ts'
import { createDraft, fillDraft } from '../src/core/contract/template.ts'
import { type ContractRecord, parseRecord } from '../src/core/evidence/record.ts'
import { OID_SIGNATURE_TIME_STAMP } from '../src/core/pki/oids.ts'
import { createCertificateRequest } from '../src/core/pki/request.ts'
import { createTimestampRequest, parseTimestampResponse } from '../src/core/pki/timestamp.ts'
import { type ContractDetail, contractDetailSchema, recordsAnswerSchema } from '../src/protocol/contract.ts'
import { type RefusalCode, isRefusalCode } from '../src/protocol/error.ts'
import { certificateAnswerSchema } from '../src/protocol/service.ts'
import { answerSigner, type CertifiedSigner } from '../src/server/fixture/party.ts'
import type { App } from './app.ts'
import { type OfferChoice, type Offered, SELLER_EMAIL } from './journey.ts'
import { answerFor } from './particulars.ts'
import { readCode } from './party.ts'

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly bytes: Uint8Array
  readonly text: string
  /** The refusal's code; null when it was no refusal. */
  readonly code: RefusalCode | null
  /** The refusal's sentence. */
  readonly sentence: string | null
}

/** Somebody who speaks to the running service without a browser: whatever a page would not send, this one can. */
export interface Client {
  readonly app: App
  /** Objects go as JSON, bytes as a PDF; headers win over what is set here. */
  ask(method: string, path: string, body?: object, headers?: Readonly<Record<string, string>>): Promise<Answer>
}

function readRefusal(text: string): Pick<Answer, 'code' | 'sentence'> {
  try {
    const { error } = JSON.parse(text) as { error?: { code?: unknown; sentence?: unknown } }
    if (typeof error?.code === 'string' && isRefusalCode(error.code) && typeof error.sentence === 'string') return { code: error.code, sentence: error.sentence }
  } catch {
    // no JSON: no refusal
  }
  return { code: null, sentence: null }
}

export function openClient(app: App, cookie?: string): Client {
  return {
    app,
    async ask(method, path, body, headers = {}) {
      const isBytes = body instanceof Uint8Array
      const answer = await fetch(`${app.address}${path}`, {
        method,
        headers: {
          origin: app.address, ...(cookie === undefined ? {} : { cookie }),
          ...(body === undefined ? {} : { 'content-type': isBytes ? 'application/pdf' : 'application/json' }), ...headers,
        },
        ...(body === undefined ? {} : { body: isBytes ? Buffer.from(body) : JSON.stringify(body) }),
      })
      const bytes = new Uint8Array(await answer.arrayBuffer())
      const text = new TextDecoder().decode(bytes)
      return { status: answer.status, headers: answer.headers, bytes, text, ...readRefusal(text) }
    },
  }
}

/** The answer, when it is none that refuses. */
export function expectAnswer(answer: Answer): Answer {
  if (answer.status > 299) throw new Error(`${answer.status} ${answer.text}`)
  return answer
}

/** Signs somebody in by a code from the mail; gives a client that carries the session. */
export async function openSeller(app: App, email = SELLER_EMAIL): Promise<Client> {
  const visitor = openClient(app)
  const asked = Date.now() - 1000
  expectAnswer(await visitor.ask('POST', '/api/session/code', { email, language: 'vi' }))
  const answer = expectAnswer(await visitor.ask('POST', '/api/session', { email, code: await readCode(app, email, asked) }))
  return openClient(app, (answer.headers.get('set-cookie') ?? '').split(';')[0])
}

export const generateKeys = (): Promise<CryptoKeyPair> => crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify'])

/** The signer of a key for which the service has answered with a certificate. */
export function readSigner(keys: CryptoKeyPair, answer: Answer): Promise<CertifiedSigner> {
  return answerSigner(keys.privateKey, certificateAnswerSchema.parse(JSON.parse(expectAnswer(answer).text)))
}

export async function fetchTimestamp(client: Client, imprint: Uint8Array): Promise<Uint8Array> {
  const request = createTimestampRequest({ imprint, nonce: new Uint8Array(randomBytes(16)) })
  return parseTimestampResponse(expectAnswer(await client.ask('POST', '/pki/tsa', request, { 'content-type': 'application/timestamp-query' })).bytes)
}

export type Publication = Pick<OfferChoice, 'template' | 'language'> & { readonly change?: (draft: ContractDraft) => ContractDraft }

const readDetail = (answer: Answer): ContractDetail => contractDetailSchema.parse(JSON.parse(expectAnswer(answer).text))

/** Drafts and publishes, signed with a one-time key of the client's own. */
export async function publish(seller: Client, { template, language, change = (draft) => draft }: Publication): Promise<ContractDetail> {
  const { summary } = readDetail(await seller.ask('POST', '/api/contracts', { template, language }))
  const empty = createDraft(template, language)
  const values = empty.particulars.filter(({ party, value, required }) => party === 'seller' && required && value === undefined)
    .map((particular) => [particular.id, answerFor(particular, language, { seller: SELLER_EMAIL, buyer: '' })] as const)
  const draft = change(fillDraft(empty, Object.fromEntries(values)))
  return publishDraft(seller, summary.id, 0, draft)
}

/** Saves a draft over its revision and publishes it, signed with a one-time key of the client's own. */
export async function publishDraft(seller: Client, contract: string, before: number, draft: ContractDraft): Promise<ContractDetail> {
  const path = `/api/contracts/${contract}`
  const { revision } = JSON.parse(expectAnswer(await seller.ask('PUT', `${path}/draft`, { revision: before, document: encodeCanonicalJson(draft) })).text) as { revision: number }
  const { document } = JSON.parse(expectAnswer(await seller.ask('POST', `${path}/publication`, { revision })).text) as { document: string }
  const keys = await generateKeys()
  const request = encodeBase64(await createCertificateRequest(keys, SELLER_EMAIL))
  const content = encodeUtf8(document)
  const signer = await readSigner(keys, await seller.ask('POST', `${path}/publication/certificate`, { documentHash: sha256Hex(content), request }))
  const cms = await createSignedData({ signer, digest: sha256(content), digestHash: 'SHA-256', algorithmProtection: true })
  const token = await fetchTimestamp(seller, sha256(parseSignedData(cms).signers[0]!.signature))
  const signature = encodeBase64(addUnsignedAttributes(cms, [encodeAttribute(OID_SIGNATURE_TIME_STAMP, token), ...signer.unsignedAttributes]))
  return readDetail(await seller.ask('PUT', `${path}/publication`, { document, signature }))
}

/** Publishes and offers to a buyer; gives the link. */
export async function offer(seller: Client, choice: Publication & { readonly email: string }): Promise<Offered> {
  const contract = (await publish(seller, choice)).summary.id
  const name = choice.language === 'vi' ? 'Nguyễn Thị Ánh' : 'Anh Nguyen'
  const [sent] = readDetail(await seller.ask('POST', `/api/contracts/${contract}/offers`, { email: choice.email, name })).offers
  if (!sent) throw new Error('no offer was made')
  return { contract, link: sent.link, token: sent.link.split('/').at(-1) ?? '', email: choice.email }
}

/** The contract's records as its seller gets them, oldest first. */
export async function readHistory(seller: Client, contract: string): Promise<readonly ContractRecord[]> {
  const { records } = recordsAnswerSchema.parse(JSON.parse(expectAnswer(await seller.ask('GET', `/api/contracts/${contract}/records`)).text))
  return records.map(({ record }) => parseRecord(record))
}
