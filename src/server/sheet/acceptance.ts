import { parseStatement, type Act, type Identity, type Presentation, type Statement } from '../../core/consent/statement.ts'
import type { ContractDocument } from '../../core/contract/document.ts'
import { formByClick, formByOffers, type FormationView, type OfferFacts } from '../../core/contract/formation-view.ts'
import type { AcceptanceView, ClickEvent, Order } from '../../protocol/agreement.ts'
import { readAnswer, readAnsweredStatement } from '../acceptance/answer.ts'
import { viewAcceptance } from '../agreement/view.ts'
import { readOwnContract } from '../contract/access.ts'
import { parseDocumentText } from '../contract/document.ts'
import { digestContract } from '../contract/summary.ts'
import { readIntent } from '../intent/access.ts'
import { proveHash } from '../log/record-proof.ts'
import { readHeldOffer, type HeldOffer } from '../offer/access.ts'
import type { Parts } from '../parts.ts'
import { formatInstant } from '../record/append.ts'
import { readRecordsWithdrawal } from '../records-consent/stored.ts'
import { refuse } from '../refusal.ts'
import { openParticulars } from '../round/access.ts'

/** Everything that is known of one answer to a contract, by a signature or a click. */
export interface AnswerFacts {
  readonly title: string
  readonly number: string | null
  readonly version: string
  readonly event: Statement['event']
  readonly seller: string
  readonly presentation: Presentation
  readonly act: Act
  readonly identity: { readonly method: Identity; readonly address: string | null; readonly demo: boolean }
  readonly statement: string
  readonly statementHash: string
  readonly documentHash: string
  readonly recordHash: string
  readonly fileHash: string | null
  readonly certificate: { readonly issuer: string; readonly serialNumber: string; readonly thumbprint: string } | null
  readonly receivedAt: string
  readonly timestampedAt: string | null
  readonly subject: string | null
  readonly origin: string | null
  readonly order: Order | null
  readonly snapshot: string | null
  /** The service's signed receipt of a click (JWS). */
  readonly receipt: string | null
  readonly withdrawnAt: string | null
  /** When consent to electronic records was taken back. */
  readonly recordsWithdrawnAt: string | null
  readonly document: ContractDocument
  readonly values: Readonly<Record<string, string>>
  readonly formation: FormationView
  /** What became of a click, oldest first; a signed contract has its audit trail. */
  readonly history: readonly ClickEvent[]
  /** `.tlog-proof` of the record; null until the log has it. */
  readonly proof: string | null
}

/** The way of each message of an offer's round, as far as the service saw it. */
async function readPassages({ store }: Parts, { offer, round }: Pick<HeldOffer, 'offer' | 'round'>): Promise<OfferFacts[]> {
  const ids = round.offers.map(({ id }) => id)
  const seen = await store.selectFrom('record').select(['offer', 'event', 'at']).where('contract', '=', offer.contract).where('offer', 'in', ids).where('event', 'in', ['delivered', 'displayed', 'accessed']).orderBy('sequence').execute()
  const answers = await store.selectFrom('answer').select(['offer', 'event', 'received_at']).where('offer', 'in', ids).execute()
  return round.offers.map(({ id, party }) => {
    const at = (...events: readonly string[]): number | null => seen.find((one) => one.offer === id && events.includes(one.event))?.at ?? null
    const answer = answers.find(({ offer: answered }) => answered === id)
    return { party, handedOver: at('delivered'), opened: at('displayed', 'accessed'), answer: answer ? { receivedAt: answer.received_at, isAcceptance: answer.event === 'agreed' } : null }
  })
}

/** How the contract of an offer came about, or stands. */
export async function readFormation(parts: Parts, held: HeldOffer): Promise<FormationView> {
  const values = openParticulars(held.key, held.round.row)?.values ?? {}
  return formByOffers({ document: held.document, values, sentAt: held.offer.sent_at, offers: await readPassages(parts, held), now: parts.clock() })
}

async function describeAnswer(parts: Parts, held: HeldOffer): Promise<AnswerFacts> {
  const { store } = parts
  const { offer, key, document, version, round } = held
  const answer = await readAnswer(store, key, offer.id)
  if (!answer) refuse('NOT_FOUND')
  const { receipt } = answer
  const statement = (await readAnsweredStatement(store, key, offer.contract, receipt.recordHash)) ?? refuse('NOT_FOUND')
  const withdrawn = await store.selectFrom('withdrawal').select('at').where('offer', '=', offer.id).executeTakeFirst()
  const { certificate } = receipt
  return {
    title: receipt.title, number: receipt.number, version: receipt.version, event: answer.event, seller: digestContract(document).seller,
    presentation: receipt.presentation, act: receipt.act, identity: receipt.identity, statement, statementHash: receipt.statementHash, documentHash: version.document_hash, recordHash: receipt.recordHash,
    fileHash: receipt.fileHash, certificate: certificate && { issuer: certificate.issuer, serialNumber: certificate.serialNumber, thumbprint: certificate.thumbprint },
    receivedAt: receipt.receivedAt, timestampedAt: receipt.timestampTime, subject: null, origin: null, order: null, snapshot: (await readIntent(store, key, offer.id, receipt.statementHash))?.snapshot ?? null, receipt: null, withdrawnAt: withdrawn ? formatInstant(withdrawn.at) : null,
    recordsWithdrawnAt: (await readRecordsWithdrawal(store, key, offer.id))?.at ?? null, history: [],
    document, values: openParticulars(key, round.row)?.values ?? {}, formation: await readFormation(parts, held), proof: await proveHash(parts, key, receipt.recordHash),
  }
}

/** Of whoever holds the offer's link. Throws OFFER_NOT_FOUND, NOT_FOUND before there is an answer. */
export async function readHeldAnswer(parts: Parts, token: string): Promise<AnswerFacts> {
  return describeAnswer(parts, await readHeldOffer(parts, parts.store, token))
}

/** The link's token of one of the person's own offers. */
async function openToken(parts: Parts, person: string, contract: string, offer: string): Promise<string> {
  const { key } = await readOwnContract(parts, parts.store, person, contract)
  const row = await parts.store.selectFrom('offer').select(['id', 'token']).where('id', '=', offer).where('contract', '=', contract).executeTakeFirst()
  if (!row) refuse('OFFER_NOT_FOUND')
  return key.openText(`offer/token/${row.id}`, row.token)
}

/** The same for the contract's seller. Throws CONTRACT_NOT_FOUND, OFFER_NOT_FOUND, NOT_FOUND. */
export async function readOwnAnswer(parts: Parts, person: string, contract: string, offer: string): Promise<AnswerFacts> {
  return readHeldAnswer(parts, await openToken(parts, person, contract, offer))
}

/** How the contract of one of the person's offers came about. Throws CONTRACT_NOT_FOUND, OFFER_NOT_FOUND. */
export async function readOwnFormation(parts: Parts, person: string, contract: string, offer: string): Promise<FormationView> {
  return readFormation(parts, await readHeldOffer(parts, parts.store, await openToken(parts, person, contract, offer)))
}

/** What the seller answered to an order, as far as it did. */
function readReply({ orderReply }: Pick<AcceptanceView, 'orderReply'>): { at: number; isAcceptance: boolean } | null {
  if (!orderReply || orderReply.at === null || orderReply.event === 'lapsed' || orderReply.event === null) return null
  return { at: Date.parse(orderReply.at), isAcceptance: orderReply.event === 'accepted' }
}

/** An answer by a click, of whoever holds its link. Throws ACCEPTANCE_NOT_FOUND, ACCEPTANCE_ERASED. */
export async function readClick(parts: Parts, token: string): Promise<AnswerFacts> {
  const view = await viewAcceptance(parts, token)
  const document = parseDocumentText(view.document)
  const receivedAt = Date.parse(view.at)
  return {
    title: view.title, number: null, version: view.number, event: view.event, seller: view.seller, presentation: view.presentation, act: view.act,
    identity: { method: view.identity, address: null, demo: false }, statement: view.statement, statementHash: view.statementHash, documentHash: view.documentHash, recordHash: view.recordHash,
    fileHash: null, certificate: null, receivedAt: view.at, timestampedAt: null, subject: view.subject, origin: view.origin, order: view.order, snapshot: view.snapshot, receipt: view.receipt,
    withdrawnAt: view.withdrawal?.at ?? null, recordsWithdrawnAt: view.recordsConsent.at, history: view.history, document, values: {},
    formation: formByClick({ document, receivedAt, isAcceptance: view.event !== 'declined', isOrder: view.order !== null, orderReply: readReply(view), now: parts.clock() }),
    proof: view.history.find(({ recordHash }) => recordHash === view.recordHash)?.proof ?? null,
  }
}

/** What a program gets of it. */
export function encodeAnswer({ document, statement, ...facts }: AnswerFacts): string {
  return `${JSON.stringify({ schema: 'countersign/acceptance-record/1', ...facts, statement: parseStatement(statement), document }, null, 2)}\n`
}
