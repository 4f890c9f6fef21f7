import type { AnsweredConsent } from './consent.ts'
import { findConsent } from './consent.ts'
import { readAnswer, readAnsweredStatement } from '../acceptance/answer.ts'
import { readSellerEmail } from '../acceptance/copy.ts'
import { readAgreement, readText, readVersions, type AgreementRow } from '../agreement/access.ts'
import { readHeldAcceptance } from '../agreement/view.ts'
import { offerLink } from '../contract/link.ts'
import { digestContract } from '../contract/summary.ts'
import { hashToken } from '../identifier.ts'
import { readHeldOffer } from '../offer/access.ts'
import type { Parts } from '../parts.ts'
import { lockContract, VISITOR_ACTOR, type EventFacts } from '../record/append.ts'
import { refuse } from '../refusal.ts'
import type { Access } from '../storage/database.ts'
import type { ContractDocument } from '../../core/contract/document.ts'
import type { DataKey } from '../vault/vault.ts'

/** Where consent to electronic records was given: with a signature, or with a click. The token is the holder's. */
export interface RecordsPlace {
  readonly kind: 'offer' | 'acceptance'
  readonly token: string
}

/** What is known there of whoever holds the link. */
export interface HeldConsent {
  /** Of the offer or the acceptance. */
  readonly id: string
  readonly contract: string
  readonly offer: string | null
  /** Seals what is personal of it. */
  readonly key: DataKey
  /** Of the contract's records. */
  readonly contractKey: DataKey
  readonly document: ContractDocument
  readonly title: string
  readonly number: string
  /** What a record and the acknowledgement say of it. */
  readonly facts: Omit<EventFacts, 'event'>
  readonly about: Readonly<Record<string, string | null>>
  readonly consent: AnsweredConsent | null
  /** The holder's address as far as one is known, and the way back to this place. */
  readonly email: string | null
  readonly link: string
  readonly seller: { readonly email: string; readonly link: string }
  /** Whose webhook is told; null for a signed contract. */
  readonly agreement: AgreementRow | null
}

async function holdOffer(parts: Parts, access: Access, token: string): Promise<HeldConsent> {
  const { offer, version, key, document, email } = await readHeldOffer(parts, access, token)
  const answer = await readAnswer(access, key, offer.id)
  const statement = answer?.event === 'agreed' ? await readAnsweredStatement(access, key, offer.contract, answer.receipt.recordHash) : null
  const { publicAddress } = parts.settings
  const { title } = digestContract(document)
  const statementHash = answer?.statementHash ?? null
  return {
    id: offer.id, contract: offer.contract, offer: offer.id, key, contractKey: key, document, title, number: document.number, email, agreement: null,
    consent: statement === null ? null : findConsent(document, statement),
    facts: { actor: { kind: 'party', party: offer.party, person: null }, offer: offer.id, version: version.version, act: 'none', statementHash, documentHash: version.document_hash },
    about: { jti: offer.id, contract: offer.contract, number: document.number, version: version.version, party: offer.party, documentHash: version.document_hash, statementHash },
    link: offerLink(publicAddress, token), seller: { email: await readSellerEmail(parts, access, offer.contract), link: `${publicAddress}/contracts/${offer.contract}` },
  }
}

async function holdAcceptance(parts: Parts, access: Access, token: string): Promise<HeldConsent> {
  const { row, content } = await readHeldAcceptance(parts, access, token)
  const { row: agreement, key: agreementKey } = await readAgreement(parts, access, row.agreement)
  const { document, key: contractKey, row: version } = await readText(parts, access, (await readVersions(access, row.agreement)).find(({ contract }) => contract === row.contract))
  const { publicAddress } = parts.settings
  return {
    id: row.id, contract: row.contract, offer: null, key: await parts.vault.loadKey(access, row.id), contractKey, document, number: row.number, email: null, agreement,
    title: agreementKey.openText(`agreement/title/${agreement.id}`, agreement.title),
    consent: row.event === 'declined' ? null : findConsent(document, content.statement),
    facts: { actor: VISITOR_ACTOR, version: version.version, presentation: row.presentation, act: 'none', statementHash: row.statement_hash, documentHash: row.document_hash },
    about: {
      jti: row.id, sub: content.subject, aud: content.audience ?? content.origin, nonce: content.nonce, origin: content.origin, agreement: row.agreement, version: row.number, documentHash: row.document_hash, statementHash: row.statement_hash,
    },
    link: `${publicAddress}/r/${token}`, seller: { email: await readSellerEmail(parts, access, row.contract), link: `${publicAddress}/agreements` },
  }
}

/** What was agreed to at this place. Throws OFFER_NOT_FOUND, ACCEPTANCE_NOT_FOUND, ACCEPTANCE_ERASED. */
export function readConsent(parts: Parts, access: Access, { kind, token }: RecordsPlace): Promise<HeldConsent> {
  return kind === 'offer' ? holdOffer(parts, access, token) : holdAcceptance(parts, access, token)
}

/** The same with the contract's row locked, so that two who take it back at once are one after the other. */
export async function lockConsent(parts: Parts, access: Access, place: RecordsPlace): Promise<HeldConsent> {
  const named = await access.selectFrom(place.kind).select('contract').where('token_hash', '=', hashToken(place.token)).executeTakeFirst()
  if (!named) refuse(place.kind === 'offer' ? 'OFFER_NOT_FOUND' : 'ACCEPTANCE_NOT_FOUND')
  await lockContract(access, named.contract)
  return readConsent(parts, access, place)
}
