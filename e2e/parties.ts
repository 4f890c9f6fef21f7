import type { Locator } from 'playwright'
import type { ContractDraft } from '../src/core/contract/document.ts'
import { decodeContractDocument } from '../src/core/contract/document.ts'
import { contractDetailSchema } from '../src/protocol/contract.ts'
import { emailOf } from '../src/testing/ceremony/signatories.ts'
import { type Client, expectAnswer, publish } from './client.ts'
import { type Offered, type Party, SELLER_EMAIL, giveConsent, proveAddress, readToEnd } from './journey.ts'
import type { Language } from './message.ts'

/** The offers of one contract, by party. */
export type OfferedAll = Readonly<Record<string, Offered>>

/** Publishes a contract of several signatories and sends it to all of them, without a browser. */
export async function offerToAll(seller: Client, language: Language, change: (draft: ContractDraft) => ContractDraft): Promise<OfferedAll> {
  const detail = await publish(seller, { template: 'co-ownership', language, change })
  const { parties } = decodeContractDocument(detail.published?.document ?? '')
  const to = parties.filter(({ id, signs }) => signs && id !== 'seller').map(({ id }) => ({ party: id, email: emailOf(id), name: null }))
  const answer = expectAnswer(await seller.ask('POST', `/api/contracts/${detail.summary.id}/offers`, { parties: to }))
  return readOffers(contractDetailSchema.parse(JSON.parse(answer.text)).offers, detail.summary.id)
}

/** Offers by party, as the seller's page knows them. */
export function readOffers(offers: readonly { readonly party: string; readonly email: string; readonly link: string }[], contract: string): OfferedAll {
  return Object.fromEntries(offers.map(({ party, email, link }) => [party, { contract, link, token: link.split('/').at(-1) ?? '', email: party === 'seller' ? SELLER_EMAIL : email }]))
}

/** Opens the link and comes to the consent, where nothing is left to enter. */
export async function goStraightToConsent({ page, say }: Party, offer: Offered): Promise<void> {
  await page.goto(offer.link)
  const forward = page.getByRole('button', { name: say('sign_to_review') })
  await forward.waitFor()
  await readToEnd(page)
  await forward.click()
  await page.getByRole('heading', { name: say('sign_review_heading') }).waitFor()
}

/** From the link to the receipt's heading, where nothing is left to enter. */
export async function signAsOne(party: Party, offer: Offered): Promise<Locator> {
  const start = Date.now() - 1000
  await goStraightToConsent(party, offer)
  await giveConsent(party, offer)
  await proveAddress(party, offer, start)
  const heading = party.page.getByRole('heading', { name: party.say('sign_receipt_title') })
  await heading.waitFor({ timeout: 60_000 })
  return heading
}
