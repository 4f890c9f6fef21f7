import { formatInstant as formatDeadline } from '../../core/contract/format.ts'
import type { ContractDocument } from '../../core/contract/document.ts'
import type { ContractDetail } from '../../protocol/contract.ts'
import { createId, createToken, hashToken } from '../identifier.ts'
import { wordOffer } from '../mail/letter.ts'
import type { Parts } from '../parts.ts'
import { appendRecord, formatInstant, type Observations } from '../record/append.ts'
import { refuse } from '../refusal.ts'
import type { Person } from '../session/session.ts'
import { openDocument, readOwnContract, readVersion } from './access.ts'
import { offerLink, readDetail } from './detail.ts'
import { checkPlain, checkPrintable, parseDocumentText } from './document.ts'
import { currentState, digestContract } from './summary.ts'

/** The rule set that says when a message is sent and received (L15), by the contract's governing law. */
export function passageRule(document: ContractDocument): 'vn-2023' | 'un-ecc' {
  return /vi[eệ]t\s*nam/i.test(document.governingLaw.normalize('NFC')) ? 'vn-2023' : 'un-ecc'
}

/** Where a party is, as the contract says: its first address among the particulars. */
export function placeOf(document: ContractDocument, party: string, values: Readonly<Record<string, string>>): string | null {
  const particular = document.particulars.find((candidate) => candidate.party === party && candidate.kind === 'address')
  return (particular && (particular.value ?? values[particular.id])) || null
}

const BLOCKING = ['sent', 'opened', 'code-sent', 'accepted']

/**
 * Offers the published version to somebody: a link that only its holder knows, and a letter. One offer at a time may be open, except for
 * terms of service, which many accept. Throws CONTRACT_NOT_FOUND, STATE_REFUSED, BODY_MALFORMED (an address no certificate can hold), LETTER_REFUSED
 * (a name that could not stand in letter and contract).
 */
export async function sendOffer(parts: Parts, person: Person, id: string, to: { email: string; name: string | null }, observations: Observations): Promise<ContractDetail> {
  const { store, vault, clock, random, settings, mailer } = parts
  const { isCertifiableEmail } = await import('../../core/pki/request.ts')
  if (!isCertifiableEmail(to.email)) refuse('BODY_MALFORMED', { path: 'email' })
  const name = to.name === null ? null : to.name.normalize('NFC')
  if (name !== null) {
    checkPlain(name)
    checkPrintable(name)
  }
  const mails = await store.transaction().execute(async (access) => {
    const { row, key } = await readOwnContract({ vault }, access, person.person, id)
    const now = clock()
    // The contract's row first: two offers at once wait for each other here.
    await access.updateTable('contract').set({ updated_at: now }).where('id', '=', id).execute()
    const version = await readVersion(access, id)
    if (!version) refuse('STATE_REFUSED')
    const document = parseDocumentText(openDocument(key, version))
    const party = document.parties.find((candidate) => candidate.signs && candidate.id !== 'seller')
    const replyBy = document.replyBy === null ? null : Date.parse(document.replyBy)
    if (!party || document.presentation === 'browse-wrap' || (replyBy !== null && replyBy <= now)) refuse('STATE_REFUSED')
    const others = await access.selectFrom('offer').select(['state', 'reply_by']).where('contract', '=', id).execute()
    if (row.template !== 'terms-of-service' && others.some((other) => BLOCKING.includes(currentState(other, now)))) refuse('STATE_REFUSED')
    const offer = createId(random)
    const token = createToken(random)
    await access
      .insertInto('offer')
      .values({
        id: offer, contract: id, version_id: version.version_id, token_hash: hashToken(token), party: party.id, state: 'sent', sent_at: now, answered_at: null, reply_by: replyBy,
        token: key.sealText(`offer/token/${offer}`, token),
        email: key.sealText(`offer/email/${offer}`, to.email),
        name: name === null ? null : key.sealText(`offer/name/${offer}`, name),
      })
      .execute()
    const rule = passageRule(document)
    await appendRecord(access, parts, key, id, {
      event: 'offered',
      actor: { kind: 'party', party: 'seller', person: person.person },
      offer,
      version: version.version,
      documentHash: version.document_hash,
      evidence: { sent: { instant: formatInstant(now), rule, system: settings.publicAddress, place: placeOf(document, 'seller', {}) } },
      observations,
    })
    const { title, seller } = digestContract(document)
    const words = wordOffer(document.language, {
      title, seller, number: document.number, name, link: offerLink(settings.publicAddress, token),
      replyBy: document.replyBy && formatDeadline(document.replyBy, document.language),
    })
    return mailer.enqueue(access, { kind: 'offer', contract: id, offer, content: { to: to.email, ...words, rule, attachment: null } })
  })
  mailer.dispatch(mails)
  return readDetail(parts, person.person, id)
}

/** Takes an unanswered offer back. Throws CONTRACT_NOT_FOUND, OFFER_NOT_FOUND, STATE_REFUSED. */
export async function withdrawOffer(parts: Parts, person: Person, id: string, offer: string, observations: Observations): Promise<ContractDetail> {
  const { store, vault, clock } = parts
  await store.transaction().execute(async (access) => {
    const { key } = await readOwnContract({ vault }, access, person.person, id)
    const row = await access.selectFrom('offer').select(['state', 'reply_by']).where('id', '=', offer).where('contract', '=', id).executeTakeFirst()
    if (!row) refuse('OFFER_NOT_FOUND')
    const now = clock()
    const state = currentState(row, now)
    if (state === 'withdrawn') return
    if (state === 'accepted' || state === 'declined' || state === 'lapsed') refuse('STATE_REFUSED')
    const changed = await access.updateTable('offer').set({ state: 'withdrawn', answered_at: now }).where('id', '=', offer).where('state', '=', row.state).executeTakeFirst()
    if (changed.numUpdatedRows !== 1n) refuse('STATE_REFUSED')
    await access.updateTable('contract').set({ updated_at: now }).where('id', '=', id).execute()
    await appendRecord(access, parts, key, id, { event: 'offer-withdrawn', actor: { kind: 'party', party: 'seller', person: person.person }, offer, observations })
  })
  return readDetail(parts, person.person, id)
}
