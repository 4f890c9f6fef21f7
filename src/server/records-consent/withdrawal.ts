import type { RecordsConsent } from '../../protocol/records-consent.ts'
import { prepareReceipts, signReceipt } from '../agreement/receipt.ts'
import { enqueueWebhook } from '../agreement/webhook.ts'
import { passageRule, placeOf } from '../contract/passage.ts'
import { wordRecordsNotice, wordRecordsWithdrawal } from '../mail/records-letter.ts'
import type { MailOrder } from '../mail/mailer.ts'
import type { Parts } from '../parts.ts'
import { appendRecord, formatInstant, type Observations } from '../record/append.ts'
import { refuse } from '../refusal.ts'
import type { Access } from '../storage/database.ts'
import { lockConsent, readConsent, type HeldConsent, type RecordsPlace } from './place.ts'
import { readRecordsWithdrawal, withdrawalContext } from './stored.ts'

async function describe(access: Access, { id, key, consent }: HeldConsent): Promise<RecordsConsent> {
  const taken = consent === null ? null : await readRecordsWithdrawal(access, key, id)
  return { givenAt: consent?.givenAt ?? null, at: taken?.at ?? null, receipt: taken?.receipt ?? null }
}

/** Whether consent to electronic records was given here, and stands. Throws OFFER_NOT_FOUND, ACCEPTANCE_NOT_FOUND, ACCEPTANCE_ERASED. */
export async function viewRecordsConsent(parts: Parts, place: RecordsPlace): Promise<RecordsConsent> {
  return describe(parts.store, await readConsent(parts, parts.store, place))
}

/** The acknowledgement to whoever took it back, as far as an address is known, and word of it to the seller. */
function orderLetters({ document, title, number, contract, offer, link, seller }: HeldConsent, to: string | null, at: number): MailOrder[] {
  const order = (address: string, words: { subject: string; text: string }): MailOrder => ({ kind: 'notice', contract, offer, content: { to: address, ...words, rule: passageRule(document), attachment: null } })
  const notice = order(seller.email, wordRecordsNotice(document.language, { title, number, at, link: seller.link }))
  return to === null ? [notice] : [order(to, wordRecordsWithdrawal(document.language, { title, number, at, link })), notice]
}

/**
 * Takes consent to electronic records back (15 USC 7001(c)(1)(B)(i)(II), (C)): as easy as it was given, a record of its own, acknowledged with content, date and time; the seller is told by mail, and
 * a host's server by its webhook. The contract stands, and so does what was given before (7001(c)(4)). Repeating it gives the first acknowledgement.
 * Throws OFFER_NOT_FOUND, ACCEPTANCE_NOT_FOUND, ACCEPTANCE_ERASED, RECORDS_CONSENT_REFUSED where none was given.
 */
export async function withdrawRecordsConsent(parts: Parts, place: RecordsPlace, email: string | null, observations: Observations): Promise<RecordsConsent> {
  const { store, clock, settings, mailer } = parts
  await prepareReceipts(parts)
  const { view, mails } = await store.transaction().execute(async (access) => {
    const held = await lockConsent(parts, access, place)
    const { id, contract, key, contractKey, document, consent, facts, about, title } = held
    if (consent === null) refuse('RECORDS_CONSENT_REFUSED')
    const known = await describe(access, held)
    if (known.at !== null) return { view: known, mails: [] }
    const now = clock()
    const at = formatInstant(now)
    const received = { instant: at, rule: passageRule(document), system: settings.publicAddress, place: placeOf(document, 'seller', {}) }
    // A click's records hold hashes only, so that erasing the acceptance leaves nothing of the person in them.
    const seen = place.kind === 'offer' ? { observations } : {}
    const recordHash = await appendRecord(access, parts, contractKey, contract, { ...facts, event: 'records-consent-withdrawn', evidence: { received }, ...seen })
    const receipt = await signReceipt(parts, { iat: Math.floor(now / 1000), ...about, title, event: 'records-consent-withdrawn', givenAt: consent.givenAt, recordHash, at })
    await access.insertInto('records_withdrawal').values({ id, contract, record_hash: recordHash, content: key.sealText(withdrawalContext(id), receipt), at: now }).execute()
    await access.updateTable('contract').set({ updated_at: now }).where('id', '=', contract).execute()
    if (held.agreement) await enqueueWebhook(parts, access, held.agreement, { type: 'records-consent.withdrawn', acceptance: id, number: held.number, at, receipt })
    return { view: { givenAt: consent.givenAt, at, receipt }, mails: await mailer.enqueue(access, ...orderLetters(held, held.email ?? email, now)) }
  })
  mailer.dispatch(mails)
  return view
}
