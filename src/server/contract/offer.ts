import { encodeHex } from '../../core/bytes/hex.ts'
import type { ContractDocument, Party } from '../../core/contract/document.ts'
import { listSignatories } from '../../core/contract/place.ts'
import type { ContractDetail, OfferRequest } from '../../protocol/contract.ts'
import { createId, createToken, hashToken } from '../identifier.ts'
import { wordOffer } from '../mail/letter.ts'
import type { MailOrder } from '../mail/mailer.ts'
import type { Parts } from '../parts.ts'
import { appendRecords, formatInstant, type Observations } from '../record/append.ts'
import { refuse } from '../refusal.ts'
import { offerLookup } from '../privacy/own.ts'
import { isAsked, OPEN_STATES, readRound, sealParticulars } from '../round/access.ts'
import { endRound } from '../round/end.ts'
import { inviteNext } from '../round/invite.ts'
import { composeRoundLetter, DETAILS } from '../round/letter.ts'
import { proveSession, type Person } from '../session/session.ts'
import type { Access } from '../storage/database.ts'
import type { DataKey } from '../vault/vault.ts'
import { openDocument, readOwnContract, readVersion, type OfferRow, type VersionRow } from './access.ts'
import { deadlineOf, wordDeadline } from './deadline.ts'
import { readDetail } from './detail.ts'
import { checkPlain, checkPrintable, parseDocumentText } from './document.ts'
import { offerLink } from './link.ts'
import { passageRule, placeOf } from './passage.ts'
import { currentState, digestContract } from './summary.ts'

const BLOCKING: readonly string[] = [...OPEN_STATES, 'accepted']

interface Recipient {
  readonly party: Party
  readonly email: string
  readonly name: string | null
}

async function checkRecipient(email: string, name: string | null): Promise<string | null> {
  const { isCertifiableEmail } = await import('../../core/pki/request.ts')
  if (!isCertifiableEmail(email)) refuse('BODY_MALFORMED', { path: 'email' })
  if (name === null) return null
  const tidy = name.normalize('NFC')
  checkPlain(tidy)
  checkPrintable(tidy)
  return tidy
}

/** Who gets the contract: every party that signs, exactly once; a signing seller at the address it signed in with. Throws BODY_MALFORMED, LETTER_REFUSED. */
async function readRecipients(document: ContractDocument, person: Person, request: OfferRequest): Promise<Recipient[]> {
  const signatories = listSignatories(document)
  const others = signatories.filter(({ id }) => id !== 'seller')
  const named = 'parties' in request ? request.parties : others.length === 1 ? [{ party: others[0]!.id, email: request.email, name: request.name }] : []
  const ids = named.map(({ party }) => party)
  if (new Set(ids).size !== ids.length || ids.length !== others.length || others.some(({ id }) => !ids.includes(id))) refuse('BODY_MALFORMED', { path: 'parties' })
  const recipients: Recipient[] = []
  for (const party of signatories) {
    const to = named.find((one) => one.party === party.id) ?? { email: person.email, name: null }
    recipients.push({ party, email: to.email, name: await checkRecipient(to.email, to.name) })
  }
  return recipients
}

function requireFree(document: ContractDocument, template: string, others: readonly Pick<OfferRow, 'state' | 'reply_by' | 'round'>[], rounds: readonly { readonly id: string; readonly state: string }[], now: number): void {
  const replyBy = deadlineOf(document, now)
  if (document.presentation === 'browse-wrap' || (replyBy !== null && replyBy <= now)) refuse('STATE_REFUSED')
  if (template === 'terms-of-service') return
  const over = new Set(rounds.filter(({ state }) => state !== 'open' && state !== 'concluded').map(({ id }) => id))
  if (others.some((other) => BLOCKING.includes(currentState(other, now)) && !over.has(other.round ?? ''))) refuse('STATE_REFUSED')
}

interface Sending {
  readonly person: Person
  readonly document: ContractDocument
  readonly version: VersionRow
  readonly key: DataKey
  readonly recipients: readonly Recipient[]
  readonly observations: Observations
}

async function openRound(parts: Parts, access: Access, { person, document, version, key, recipients, observations }: Sending): Promise<string[]> {
  const { clock, random, settings, mailer } = parts
  const [now, id, contract] = [clock(), createId(random), version.contract]
  const replyBy = deadlineOf(document, now)
  const isAlone = recipients.length === 1
  const awaits = !isAlone && recipients.some(({ party }) => isAsked(document, party.id))
  const particulars = isAlone || awaits ? null : sealParticulars(key, id, { values: {}, salt: encodeHex(random(32)) })
  await access
    .insertInto('round')
    .values({ id, contract, version_id: version.version_id, state: 'open', particulars, revision: 0, file_offer: null, file_hash: null, file_size: null, blob: null, reply_by: replyBy, created_at: now, ended_at: null })
    .execute()
  const made = recipients.map(({ party, email, name }) => {
    const [offer, token] = [createId(random), createToken(random)]
    const asked = isAlone || (awaits && isAsked(document, party.id))
    return { offer, token, party, email, name, asked }
  })
  await access
    .insertInto('offer')
    .values(made.map(({ offer, token, party, email, name, asked }) => ({
      id: offer, contract, version_id: version.version_id, token_hash: hashToken(token), party: party.id, sent_at: now, answered_at: null, reply_by: replyBy,
      state: asked ? 'sent' : 'waiting', round: id, turn: party.order, given: null, invited_at: asked ? now : null, turn_at: isAlone ? now : null, reminded_at: null, email_lookup: offerLookup(parts, email), erased_at: null,
      token: key.sealText(`offer/token/${offer}`, token),
      email: key.sealText(`offer/email/${offer}`, email),
      name: name === null ? null : key.sealText(`offer/name/${offer}`, name),
    })))
    .execute()
  const rule = passageRule(document)
  const sent = { instant: formatInstant(now), rule, system: settings.publicAddress, place: placeOf(document, 'seller', {}) }
  await appendRecords(access, parts, key, contract, made.map(({ offer }) => ({
    event: 'offered' as const, actor: { kind: 'party' as const, party: 'seller', person: person.person }, offer, version: version.version, documentHash: version.document_hash, evidence: { sent, identityProof: proveSession(person) }, observations,
  })))
  if (isAlone) {
    const [{ offer, token, email, name }] = made as [typeof made[number]]
    const { title, seller } = digestContract(document)
    const words = wordOffer(document.language, {
      title, seller, number: document.number, name, link: offerLink(settings.publicAddress, token), replyBy: wordDeadline(document, replyBy),
    })
    const letter: MailOrder = { kind: 'offer', contract, offer, content: { to: email, ...words, rule, attachment: null } }
    return mailer.enqueue(access, letter)
  }
  const { offers } = await readRound(access, id)
  const letters = offers.filter(({ state }) => state === 'sent').map((offer) => composeRoundLetter(parts, key, document, offer, 'offer', DETAILS))
  const mails = letters.length === 0 ? [] : await mailer.enqueue(access, ...letters)
  return [...mails, ...(await inviteNext(parts, access, key, document, id, null))]
}

/**
 * Offers the published version to everybody who signs: a link each that only its holder knows, and a letter to whoever has something to do
 * now; the next are invited when their turn comes. One round at a time may be open, except for terms of service, which many accept.
 * Throws CONTRACT_NOT_FOUND, STATE_REFUSED, BODY_MALFORMED (an address no certificate can hold, a party too many or too few), LETTER_REFUSED
 * (a name that could not stand in letter and contract).
 */
export async function sendOffer(parts: Parts, person: Person, id: string, request: OfferRequest, observations: Observations): Promise<ContractDetail> {
  const { store, vault, clock, mailer } = parts
  const mails = await store.transaction().execute(async (access) => {
    const { row, key } = await readOwnContract({ vault }, access, person.person, id)
    const now = clock()
    // The contract's row first: two offers at once wait for each other here.
    await access.updateTable('contract').set({ updated_at: now }).where('id', '=', id).execute()
    const version = await readVersion(access, id)
    if (!version) refuse('STATE_REFUSED')
    const document = parseDocumentText(openDocument(key, version))
    const others = await access.selectFrom('offer').select(['state', 'reply_by', 'round']).where('contract', '=', id).execute()
    requireFree(document, row.template, others, await access.selectFrom('round').select(['id', 'state']).where('contract', '=', id).execute(), now)
    const recipients = await readRecipients(document, person, request)
    if (recipients.length === 0) refuse('STATE_REFUSED')
    return openRound(parts, access, { person, document, version, key, recipients, observations })
  })
  mailer.dispatch(mails)
  return readDetail(parts, person.person, id)
}

/**
 * Takes a round back, of which this offer is one: every open offer of it ends and everybody who had heard of it is told, as the contracts
 * promise; signatures given already stay stored. Throws CONTRACT_NOT_FOUND, OFFER_NOT_FOUND, STATE_REFUSED.
 */
export async function withdrawOffer(parts: Parts, person: Person, id: string, offer: string, observations: Observations): Promise<ContractDetail> {
  const { store, vault, clock, mailer } = parts
  const mails = await store.transaction().execute(async (access) => {
    const { key } = await readOwnContract({ vault }, access, person.person, id)
    const now = clock()
    await access.updateTable('contract').set({ updated_at: now }).where('id', '=', id).execute()
    const found = await access.selectFrom('offer').select(['round', 'version_id']).where('id', '=', offer).where('contract', '=', id).executeTakeFirst()
    if (!found) refuse('OFFER_NOT_FOUND')
    const round = await readRound(access, found.round)
    if (round.row.state === 'withdrawn') return []
    if (round.row.state !== 'open' || (round.row.reply_by !== null && round.row.reply_by <= now)) refuse('STATE_REFUSED')
    const version = await access.selectFrom('contract_version').selectAll().where('version_id', '=', found.version_id).executeTakeFirstOrThrow()
    const { ended, mails: told } = await endRound(parts, access, key, parseDocumentText(openDocument(key, version)), round, 'withdrawn', [])
    await appendRecords(access, parts, key, id, ended.map((one) => ({ event: 'offer-withdrawn' as const, actor: { kind: 'party' as const, party: 'seller', person: person.person }, offer: one, evidence: { identityProof: proveSession(person) }, observations })))
    return told
  })
  mailer.dispatch(mails)
  return readDetail(parts, person.person, id)
}
