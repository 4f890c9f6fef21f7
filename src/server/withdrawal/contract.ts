import type { ContractWithdrawal } from '../../protocol/withdrawal.ts'
import { prepareReceipts, signReceipt } from '../agreement/receipt.ts'
import { readSellerEmail } from '../acceptance/copy.ts'
import { checkPlain } from '../contract/document.ts'
import { offerLink } from '../contract/link.ts'
import { passageRule, placeOf } from '../contract/passage.ts'
import { digestContract } from '../contract/summary.ts'
import { wordWithdrawal, wordWithdrawalNotice } from '../mail/withdrawal-letter.ts'
import { readHeldOffer, type HeldOffer } from '../offer/access.ts'
import type { Parts } from '../parts.ts'
import { appendRecord, formatInstant, lockContract, type Observations } from '../record/append.ts'
import { refuse } from '../refusal.ts'
import type { Access } from '../storage/database.ts'

const DAY = 86_400_000
const contextOf = (offer: string): string => `withdrawal/content/${offer}`

/** Until when a party may withdraw: counted from the last signature that concluded the contract; null where there is no such right. */
async function readUntil(access: Access, { offer, document, round }: HeldOffer): Promise<number | null> {
  if (document.withdrawal === null || offer.party === 'seller' || offer.state !== 'accepted' || round.row.state !== 'concluded') return null
  const answers = await access.selectFrom('answer').select('received_at').where('offer', 'in', round.offers.map(({ id }) => id)).where('event', '=', 'agreed').execute()
  return Math.max(...answers.map(({ received_at }) => received_at)) + document.withdrawal.days * DAY
}

async function describe(access: Access, held: HeldOffer): Promise<ContractWithdrawal> {
  const until = await readUntil(access, held)
  const row = await access.selectFrom('withdrawal').selectAll().where('offer', '=', held.offer.id).executeTakeFirst()
  return { until: until === null ? null : formatInstant(until), at: row ? formatInstant(row.at) : null, receipt: row ? held.key.openText(contextOf(held.offer.id), row.content) : null }
}

/** Whether, and until when, the holder of the link may withdraw from what it signed. Throws OFFER_NOT_FOUND. */
export async function viewContractWithdrawal(parts: Parts, token: string): Promise<ContractWithdrawal> {
  return describe(parts.store, await readHeldOffer(parts, parts.store, token))
}

/**
 * Withdraws from a signed contract where its version grants that and the period runs (CRD art. 11a): a record of its own with its entry in the
 * log, acknowledged with content, date and time on the page and by mail; signatures, files and earlier records stay as they are. Repeating it gives the first
 * acknowledgement. Throws OFFER_NOT_FOUND, WITHDRAWAL_REFUSED, LETTER_REFUSED.
 */
export async function withdrawContract(parts: Parts, token: string, reason: string | null, observations: Observations): Promise<ContractWithdrawal> {
  const { store, clock, settings, mailer } = parts
  checkPlain(reason ?? '', true)
  await prepareReceipts(parts)
  const { view, mails } = await store.transaction().execute(async (access) => {
    const before = await readHeldOffer(parts, access, token)
    await lockContract(access, before.offer.contract)
    const held = await readHeldOffer(parts, access, token)
    const { offer, key, document, version, email } = held
    const known = await describe(access, held)
    if (known.at !== null) return { view: known, mails: [] }
    const now = clock()
    if (known.until === null || Date.parse(known.until) < now) refuse('WITHDRAWAL_REFUSED', { until: known.until ?? '' })
    const answer = await access.selectFrom('answer').select(['statement_hash', 'file_hash']).where('offer', '=', offer.id).executeTakeFirstOrThrow()
    const at = formatInstant(now)
    const rule = passageRule(document)
    const recordHash = await appendRecord(access, parts, key, offer.contract, {
      event: 'withdrawn', actor: { kind: 'party', party: offer.party, person: null }, offer: offer.id, version: version.version, statementHash: answer.statement_hash, documentHash: version.document_hash,
      evidence: { reason, fileHash: answer.file_hash, received: { instant: at, rule, system: settings.publicAddress, place: placeOf(document, 'seller', {}) } }, observations,
    })
    const { title } = digestContract(document)
    const receipt = await signReceipt(parts, {
      iat: Math.floor(now / 1000), jti: offer.id, contract: offer.contract, number: document.number, title, version: version.version, event: 'withdrawn', party: offer.party,
      documentHash: version.document_hash, statementHash: answer.statement_hash, recordHash, reason, at,
    })
    await access.insertInto('withdrawal').values({ offer: offer.id, contract: offer.contract, record_hash: recordHash, content: key.sealText(contextOf(offer.id), receipt), at: now }).execute()
    await access.updateTable('contract').set({ updated_at: now }).where('id', '=', offer.contract).execute()
    const letter = { title, number: document.number, reason, at: now }
    const order = (to: string, words: { subject: string; text: string }) => ({ kind: 'notice' as const, contract: offer.contract, offer: offer.id, content: { to, ...words, rule, attachment: null } })
    const orders = [
      order(email, wordWithdrawal(document.language, { ...letter, link: offerLink(settings.publicAddress, token) })),
      order(await readSellerEmail(parts, access, offer.contract), wordWithdrawalNotice(document.language, { ...letter, link: `${settings.publicAddress}/contracts/${offer.contract}` })),
    ]
    return { view: { until: known.until, at, receipt }, mails: await mailer.enqueue(access, ...orders) }
  })
  mailer.dispatch(mails)
  return view
}
