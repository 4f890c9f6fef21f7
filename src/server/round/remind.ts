import type { ContractDetail } from '../../protocol/contract.ts'
import { openDocument, readOwnContract, readVersion, type OfferRow } from '../contract/access.ts'
import { readDetail } from '../contract/detail.ts'
import { parseDocumentText } from '../contract/document.ts'
import { currentState } from '../contract/summary.ts'
import { readUnreached } from '../mail/reach.ts'
import type { Parts } from '../parts.ts'
import { appendRecord, lockContract, SERVICE_ACTOR, type EventFacts, type Observations } from '../record/append.ts'
import { refuse } from '../refusal.ts'
import type { Person } from '../session/session.ts'
import type { Access } from '../storage/database.ts'
import { readRound, stageOf } from './access.ts'
import { composeRoundLetter, REMINDER } from './letter.ts'

const HOUR = 60 * 60_000
/** By itself, once: this long after the invitation, or this long before the deadline. */
const AFTER = 72 * HOUR
const BEFORE = 24 * HOUR
/** The least time between two letters that ask for the same. */
const PAUSE = HOUR
/** The same where the mail system did not take the last one. */
const PAUSE_UNREACHED = 60_000

/** States of an offer of which something may be awaited. */
const OPEN = ['sent', 'opened', 'code-sent']

async function remind(parts: Parts, access: Access, offer: OfferRow, actor: EventFacts['actor'], observations: Observations | null): Promise<string[]> {
  const key = await parts.vault.loadKey(access, offer.contract)
  const version = await readVersion(access, offer.contract)
  if (!version) refuse('STATE_REFUSED')
  const document = parseDocumentText(openDocument(key, version))
  const stage = stageOf(await readRound(access, offer.round), document, offer)
  if (stage !== 'sign' && stage !== 'details') refuse('STATE_REFUSED')
  await access.updateTable('offer').set({ reminded_at: parts.clock() }).where('id', '=', offer.id).execute()
  await appendRecord(access, parts, key, offer.contract, { event: 'reminded', actor, offer: offer.id, observations })
  return parts.mailer.enqueue(access, composeRoundLetter(parts, key, document, offer, 'notice', REMINDER))
}

/** Reminds a party of what is awaited of it. Throws CONTRACT_NOT_FOUND, OFFER_NOT_FOUND, STATE_REFUSED when nothing is, RATE_LIMITED within an hour of the last letter, a minute where that was not taken. */
export async function remindOffer(parts: Parts, person: Person, id: string, offerId: string, observations: Observations): Promise<ContractDetail> {
  const { store, clock } = parts
  const mails = await store.transaction().execute(async (access) => {
    await readOwnContract(parts, access, person.person, id)
    await lockContract(access, id)
    const offer = await access.selectFrom('offer').selectAll().where('id', '=', offerId).where('contract', '=', id).executeTakeFirst()
    if (!offer) refuse('OFFER_NOT_FOUND')
    const now = clock()
    if (currentState(offer, now) !== offer.state) refuse('STATE_REFUSED')
    const last = (await readUnreached(access, [id])).get(offer.id)
    // A letter that is still being tried leaves by itself.
    if (last?.state === 'trying') refuse('STATE_REFUSED')
    if (Math.max(offer.reminded_at ?? 0, offer.turn_at ?? 0, offer.invited_at ?? 0) > now - (last ? PAUSE_UNREACHED : PAUSE)) refuse('RATE_LIMITED')
    return remind(parts, access, offer, { kind: 'party', party: 'seller', person: person.person }, observations)
  })
  parts.mailer.dispatch(mails)
  return readDetail(parts, person.person, id)
}

/** Reminds, once, everybody of whom something has been awaited for three days, or whose deadline is a day away. */
export async function remindDue(parts: Parts): Promise<void> {
  const { store, clock } = parts
  const now = clock()
  const due = await store
    .selectFrom('offer')
    .selectAll()
    .where('state', 'in', OPEN)
    .where('reminded_at', 'is', null)
    .where((where) => where.or([where('turn_at', 'is not', null), where('given', 'is', null)]))
    .where('invited_at', '<=', now - PAUSE)
    .where((where) => where.or([where('invited_at', '<=', now - AFTER), where.and([where('reply_by', '<=', now + BEFORE), where('reply_by', '>', now), where('sent_at', '<=', now - BEFORE)])]))
    .limit(50)
    .execute()
  for (const { id, contract } of due) {
    parts.mailer.dispatch(await store.transaction().execute(async (access) => {
      await lockContract(access, contract)
      // Another process may have been first, and the party may have answered.
      const offer = await access.selectFrom('offer').selectAll().where('id', '=', id).where('reminded_at', 'is', null).where('state', 'in', OPEN).executeTakeFirst()
      return offer ? remind(parts, access, offer, SERVICE_ACTOR, null) : []
    }))
  }
}
