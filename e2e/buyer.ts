import { randomBytes } from 'node:crypto'
import { decodeBase64, encodeBase64 } from '../src/core/bytes/base64.ts'
import { encodeHex } from '../src/core/bytes/hex.ts'
import { deriveBaseRevision } from '../src/core/ceremony/base-revision.ts'
import { deriveSignatureRevision } from '../src/core/ceremony/signature-revision.ts'
import { composeStatement } from '../src/core/ceremony/statement.ts'
import { type Claims, hashStatement } from '../src/core/consent/statement.ts'
import { listControls } from '../src/core/contract/alongside.ts'
import { type ContractDocument, type ParticularValues, decodeContractDocument } from '../src/core/contract/document.ts'
import { resolveValues } from '../src/core/contract/particular.ts'
import { createCertificateRequest } from '../src/core/pki/request.ts'
import { computeKeyThumbprint } from '../src/core/pki/thumbprint.ts'
import { signRevision } from '../src/core/signing/pades.ts'
import type { IntentRequest } from '../src/protocol/offer.ts'
import { offerViewSchema } from '../src/protocol/offer.ts'
import type { CertifiedSigner } from '../src/server/fixture/party.ts'
import { loadFonts } from '../src/testing/ceremony/contract.ts'
import { type Answer, type Client, expectAnswer, fetchTimestamp, generateKeys, readSigner } from './client.ts'
import { type Offered, SELLER_EMAIL } from './journey.ts'
import { answerFor } from './particulars.ts'
import { readCode } from './party.ts'

/** A buyer without a browser, once the statement is closed. */
export interface Closed {
  readonly offered: Offered
  readonly document: ContractDocument
  readonly keys: CryptoKeyPair
  readonly base: Uint8Array
  readonly statement: string
  readonly statementHash: string
  readonly intent: IntentRequest
  /** Where intent, code and certificate are asked for. */
  readonly path: string
}

const fonts = loadFonts()
const randomHex = (): string => encodeHex(new Uint8Array(randomBytes(32)))

function createClaims(): Claims {
  const clock = `${new Date().toISOString().slice(0, 19)}Z`
  return { clock, zone: 'Asia/Ho_Chi_Minh', locale: 'vi-VN', agent: 'program', viewport: { width: 360, height: 740 }, pixelRatio: 2, reading: { scrolledPercent: 100, visibleMs: 1000, focusMs: 900 } }
}

/** Reads the offer, makes a key, asks for the challenge, derives the base revision and closes a statement; `change` alters what is typed in. */
export async function closeStatement(client: Client, offered: Offered, change: (values: ParticularValues) => ParticularValues = (values) => values): Promise<Closed> {
  const view = offerViewSchema.parse(JSON.parse(expectAnswer(await client.ask('GET', `/api/offers/${offered.token}`)).text))
  const document = decodeContractDocument(view.document)
  const keys = await generateKeys()
  const keyThumbprint = computeKeyThumbprint(new Uint8Array(await crypto.subtle.exportKey('spki', keys.publicKey)))
  const asked = expectAnswer(await client.ask('POST', `/api/offers/${offered.token}/challenge`, { keyThumbprint }))
  const { challenge } = JSON.parse(asked.text) as { challenge: string }
  const own = document.particulars.filter(({ party, value, required }) => party === view.party && required && value === undefined)
  const honest = Object.fromEntries(own.map((particular) => [particular.id, answerFor(particular, document.language, { seller: SELLER_EMAIL, buyer: offered.email })]))
  // With several signatories the service holds everybody's particulars and their salt.
  const { values, salt } = view.particulars?.salt ? { values: view.particulars.values, salt: view.particulars.salt } : { values: change(honest), salt: randomHex() }
  const [claimsSalt, claims] = [randomHex(), createClaims()]
  const named = document.parties.find(({ id }) => id === view.party)
  // What is typed need not be printable, and is judged by the service: then any bytes stand for the file.
  const base = await deriveBaseRevision({ document, values, salt, publication: decodeBase64(view.publication), fonts }).catch(() => new Uint8Array(8))
  const statement = composeStatement({
    document, party: view.party, values, salt, id: randomHex().slice(0, 24), event: 'agreed', act: 'certificate-signature', baseRevision: base,
    person: { name: resolveValues(document, view.particulars?.salt ? values : honest)[named?.nameParticular ?? ''] ?? 'Nguyễn Thị Ánh', capacity: 'self', place: null },
    controls: listControls(document).map(({ id }) => ({ id, final: true, changedAt: claims.clock })),
    review: { shown: true, edits: 0, confirmed: true }, reason: null, snapshotHash: null, conspicuousness: [], claims, claimsSalt, appBuild: 'program', keyThumbprint, challenge,
    claimedTime: claims.clock,
  })
  const statementHash = hashStatement(statement)
  return {
    offered, document, keys, base, statement, statementHash, path: `/api/offers/${offered.token}/intents/${statementHash}`,
    intent: { statement, values: { ...values }, salt, claims: { ...claims }, claimsSalt },
  }
}

/** Asks for the certificate with a code. */
export async function askCertificate(client: Client, { path, keys, offered }: Closed, code: string): Promise<Answer> {
  return client.ask('POST', `${path}/certificate`, { code, request: encodeBase64(await createCertificateRequest(keys, offered.email)) })
}

/** Sends the intent, reads the code in the mail, and gets the certificate. */
export async function certify(client: Client, closed: Closed): Promise<CertifiedSigner> {
  const start = Date.now() - 1000
  expectAnswer(await client.ask('PUT', closed.path, closed.intent))
  return readSigner(closed.keys, await askCertificate(client, closed, await readCode(client.app, closed.offered.email, start)))
}

/** Signs the file as the browser does: the last revision, when others have signed before. */
export async function sign(client: Client, { base, document, statement, offered }: Closed, signer: CertifiedSigner): Promise<Uint8Array> {
  const last = await client.ask('GET', `/api/offers/${offered.token}/revision`)
  const prepared = deriveSignatureRevision({ base: last.status === 200 ? last.bytes : base, document, statement, certificate: signer.certificate, chain: signer.chain, checkAddress: `${client.app.address}/verify`, unsignedAttributes: signer.unsignedAttributes })
  return signRevision({ prepared, signer, statement, unsignedAttributes: signer.unsignedAttributes, timestamp: (imprint) => fetchTimestamp(client, imprint) })
}

export const upload = (client: Client, { offered, statementHash }: Pick<Closed, 'offered' | 'statementHash'>, file: Uint8Array): Promise<Answer> =>
  client.ask('PUT', `/api/offers/${offered.token}/acceptance/${statementHash}`, file)

/** From the link to the stored file. */
export async function accept(client: Client, offered: Offered): Promise<Uint8Array> {
  const closed = await closeStatement(client, offered)
  const signer = await certify(client, closed)
  let answer = await upload(client, closed, await sign(client, closed, signer))
  while (answer.code === 'REVISION_STALE') answer = await upload(client, closed, await sign(client, closed, signer))
  expectAnswer(answer)
  return expectAnswer(await client.ask('GET', `/api/offers/${offered.token}/file`)).bytes
}
