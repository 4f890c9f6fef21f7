import { encodeHex } from '../../core/bytes/hex.ts'
import type { ParticularValues } from '../../core/contract/document.ts'
import { checkGiven } from '../intent/intent.ts'
import { readHeldOffer, requireCurrent, requireOpen } from '../offer/access.ts'
import type { Parts } from '../parts.ts'
import { appendRecord, type Observations } from '../record/append.ts'
import { refuse } from '../refusal.ts'
import { gathers, isAsked, openGiven, readRound, sealGiven, sealParticulars } from './access.ts'
import { inviteNext } from './invite.ts'

const MAX_CORRECTIONS = 50

/**
 * Takes what one of several parties gives of itself. When everybody's particulars are there they are closed: the base revision follows
 * from them, and whoever signs first is invited. Until somebody has signed, anyone can correct its own; they are then closed anew, and a
 * statement over the older file is refused as stale. Repeating it is harmless.
 * Throws OFFER_…, VERSION_STALE, PARTICULARS_REFUSED, PARTICULARS_FIXED, LETTER_REFUSED, STATE_REFUSED, RATE_LIMITED.
 */
export async function giveParticulars(parts: Parts, token: string, values: ParticularValues, observations: Observations): Promise<void> {
  const { store, clock, random } = parts
  const held = await readHeldOffer(parts, store, token)
  const { offer, key, document, version, email } = held
  requireOpen(offer, clock())
  requireCurrent(held)
  if (!gathers(held.round)) refuse('STATE_REFUSED')
  checkGiven(document, offer.party, values, email)
  const known = openGiven(key, offer)
  if (known && JSON.stringify(Object.entries(known).toSorted()) === JSON.stringify(Object.entries(values).toSorted())) return
  const mails = await store.transaction().execute(async (access) => {
    // The contract's row first: parties who give at once wait for each other here.
    await access.updateTable('contract').set({ updated_at: clock() }).where('id', '=', offer.contract).execute()
    const before = await readRound(access, offer.round)
    if (before.row.state !== 'open') refuse('OFFER_ENDED')
    if (before.row.revision > 0) refuse('PARTICULARS_FIXED')
    const { count } = await access.selectFrom('record').select((select) => select.fn.countAll<number | string>().as('count')).where('offer', '=', offer.id).where('event', '=', 'particulars-given').executeTakeFirstOrThrow()
    if (Number(count) >= MAX_CORRECTIONS) refuse('RATE_LIMITED')
    await access.updateTable('offer').set({ given: sealGiven(key, offer.id, values) }).where('id', '=', offer.id).execute()
    await access.updateTable('offer').set({ state: 'opened' }).where('id', '=', offer.id).where('state', '=', 'sent').execute()
    await appendRecord(access, parts, key, offer.contract, {
      event: 'particulars-given', actor: { kind: 'party', party: offer.party, person: null }, offer: offer.id, version: version.version, documentHash: version.document_hash, observations,
    })
    const { row, offers } = await readRound(access, offer.round)
    const given = offers.map((other) => (isAsked(document, other.party) ? openGiven(key, other) : {}))
    if (given.some((one) => one === null)) return []
    const closed = { values: Object.assign({}, ...given) as ParticularValues, salt: encodeHex(random(32)) }
    await access.updateTable('round').set({ particulars: sealParticulars(key, row.id, closed) }).where('id', '=', row.id).execute()
    return inviteNext(parts, access, key, document, row.id, offer.id)
  })
  parts.mailer.dispatch(mails)
}
