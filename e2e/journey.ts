import { readFile } from 'node:fs/promises'
import type { Locator, Page } from 'playwright'
import * as z from 'zod'
import { listControls } from '../src/core/contract/alongside.ts'
import type { Particular } from '../src/core/contract/document.ts'
import { decodeContractDocument } from '../src/core/contract/document.ts'
import { parseRecord } from '../src/core/evidence/record.ts'
import { createDraft } from '../src/core/contract/template.ts'
import { offerViewSchema } from '../src/protocol/offer.ts'
import { type Receipt, receiptSchema } from '../src/protocol/receipt.ts'
import { recordsAnswerSchema } from '../src/protocol/contract.ts'
import type { Language } from './message.ts'
import { answerFor } from './particulars.ts'
import { type Party, readCode } from './party.ts'

export { type Party, openParty } from './party.ts'
export type { Language } from './message.ts'

export type Template = 'sale-of-goods' | 'services' | 'terms-of-service' | 'co-ownership'

/** A published contract offered to one buyer. */
export interface Offered {
  readonly contract: string
  readonly link: string
  readonly token: string
  readonly email: string
}

export interface OfferChoice {
  readonly template: Template
  /** Of the contract, which may differ from the seller's interface. */
  readonly language: Language
  /** The buyer's. */
  readonly email: string
}

export const SELLER_EMAIL = 'seller@example.com'

/** Fails with what the page complained of: errors, refused policies, requests to strangers. */
export function checkQuiet(party: Party): void {
  if (party.complaints.length > 0) throw new Error(party.complaints.join('\n'))
}

async function fill(field: Locator, value: string, particular: Particular): Promise<void> {
  await (particular.kind === 'choice' ? field.selectOption(value) : field.fill(value))
}

/** Signs in by a code that came by mail. */
export async function signIn({ page, app, say }: Party, email = SELLER_EMAIL): Promise<void> {
  await page.goto(`${app.address}/sign-in`)
  await page.getByLabel(say('session_email')).fill(email)
  const asked = Date.now() - 1000
  await page.getByRole('button', { name: say('session_send') }).click()
  await page.getByLabel(say('session_code')).fill(await readCode(app, email, asked))
  await page.getByRole('button', { name: say('session_open'), exact: true }).click()
  await page.waitForURL('**/contracts')
}

/** Starts a draft from a template; gives the contract's identifier. */
export async function startDraft({ page, say }: Party, { template, language }: Pick<OfferChoice, 'template' | 'language'>): Promise<string> {
  await page.getByRole('button', { name: say('contracts_new') }).first().click()
  const dialog = page.getByRole('dialog')
  await dialog.locator(`input[name="template"][value="${template}"]`).check()
  await dialog.locator(`input[name="language"][value="${language}"]`).check()
  await dialog.getByRole('button', { name: say('contracts_create') }).click()
  await page.waitForURL(/\/contracts\/[\w-]+$/)
  return new URL(page.url()).pathname.split('/').at(-1) ?? ''
}

/** Fills in all that the seller has to. */
export async function fillDraft({ page, say }: Party, { template, language, email }: OfferChoice): Promise<void> {
  await page.getByRole('tab', { name: say('draft_panel_particulars') }).click()
  const open = createDraft(template, language).particulars.filter(({ party, value, required }) => party === 'seller' && required && value === undefined)
  for (const particular of open) await fill(page.locator(`#particular-${particular.id}`), answerFor(particular, language, { seller: SELLER_EMAIL, buyer: email }), particular)
}

/** Publishes with the seller's own one-time key. */
export async function publishDraft({ page, say }: Party): Promise<void> {
  await page.getByRole('button', { name: say('publish_open') }).click()
  await page.getByRole('dialog').getByRole('button', { name: say('publish_action') }).click()
  await page.getByRole('heading', { name: say('record_share') }).waitFor({ timeout: 60_000 })
}

/** Sign-in, draft, publication and offer: everything a seller does. */
export async function publishAndOffer(seller: Party, choice: OfferChoice): Promise<Offered> {
  await signIn(seller)
  const contract = await startDraft(seller, choice)
  await fillDraft(seller, choice)
  await publishDraft(seller)
  return { contract, email: choice.email, ...(await sendOffer(seller, choice.email)) }
}

/** Sends the published contract to the buyer; gives the link as the seller's page shows it. */
export async function sendOffer({ page, say, language }: Party, email: string): Promise<{ readonly link: string; readonly token: string }> {
  await page.getByLabel(say('record_share_email')).fill(email)
  await page.getByLabel(say('record_share_name')).fill(language === 'vi' ? 'Nguyễn Thị Ánh' : 'Anh Nguyen')
  await page.getByRole('button', { name: say('record_share_action') }).click()
  const link = await page.getByLabel(say('record_link'), { exact: true }).inputValue()
  return { link, token: link.split('/').at(-1) ?? '' }
}

/** What the buyer's page knows of the offer. */
export async function readOffer(party: Party, token: string) {
  const answer = await fetch(`${party.app.address}/api/offers/${token}`)
  const view = offerViewSchema.parse(await answer.json())
  return { view, document: decodeContractDocument(view.document) }
}

/** Down to the end of the page, as a reader gets there. */
export async function readToEnd(page: Page): Promise<void> {
  for (let i = 0; i < 60; i++) {
    await page.mouse.wheel(0, 600)
    await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))))
    if (await page.evaluate(() => scrollY + innerHeight >= document.documentElement.scrollHeight - 4)) break
  }
}

/** Fills in all that the buyer has to, on the page for it. */
export async function fillBuyer(buyer: Party, offer: Offered): Promise<void> {
  const { document, view } = await readOffer(buyer, offer.token)
  for (const particular of document.particulars.filter(({ party, value, required }) => party === view.party && required && value === undefined)) {
    await fill(buyer.page.locator(`[name="${particular.id}"]`), answerFor(particular, document.language, { seller: SELLER_EMAIL, buyer: offer.email }), particular)
  }
}

/** Opens the link, reads, fills in, and comes to the page where consent is given. */
export async function goToConsent(buyer: Party, offer: Offered): Promise<void> {
  const { page, say } = buyer
  await page.goto(offer.link)
  await page.getByRole('button', { name: say('sign_to_details') }).waitFor()
  await readToEnd(page)
  await page.getByRole('button', { name: say('sign_to_details') }).click()
  await fillBuyer(buyer, offer)
  await page.getByRole('button', { name: say('sign_to_review') }).click()
  await page.getByRole('heading', { name: say('sign_review_heading') }).waitFor()
}

/** Ticks every box and presses the button that the sentence names. */
export async function giveConsent(buyer: Party, offer: Offered): Promise<void> {
  const { page } = buyer
  const { document } = await readOffer(buyer, offer.token)
  for (const { id } of listControls(document)) await page.locator(`input[type="checkbox"][name="${id}"]`).check()
  await page.getByRole('button', { name: document.consent.button, exact: true }).click()
}

/** Types the code that came by mail. */
export async function proveAddress(buyer: Party, offer: Offered, after: number): Promise<void> {
  const { page, say } = buyer
  await page.locator('input[name="code"]').waitFor({ timeout: 60_000 })
  await page.locator('input[name="code"]').fill(await readCode(buyer.app, offer.email, after))
  await page.getByRole('button', { name: say('sign_code_submit') }).click()
}

export interface Signed {
  readonly receipt: Receipt
  readonly file: Buffer
}

/** Waits for the receipt and downloads the copy from it. */
export async function keepReceipt(buyer: Party, offer: Offered): Promise<Signed> {
  const { page, say, app } = buyer
  await page.getByRole('heading', { name: say('sign_receipt_title') }).waitFor({ timeout: 60_000 })
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: new RegExp(`^${say('sign_receipt_download')}`) }).click()])
  const answer = await fetch(`${app.address}/api/offers/${offer.token}/receipt`)
  return { receipt: receiptSchema.parse(await answer.json()), file: await readFile(await download.path()) }
}

/** Everything that a buyer does, from the link to the receipt. */
export async function signOffer(buyer: Party, offer: Offered): Promise<Signed> {
  const start = Date.now() - 1000
  await goToConsent(buyer, offer)
  await giveConsent(buyer, offer)
  await proveAddress(buyer, offer, start)
  return keepReceipt(buyer, offer)
}

/** The contract's records as its seller gets them, oldest first. */
export async function readRecords(seller: Party, offer: Offered): Promise<z.infer<typeof recordsAnswerSchema>['records']> {
  const answer = await seller.context.request.get(`${seller.app.address}/api/contracts/${offer.contract}/records`)
  return recordsAnswerSchema.parse(await answer.json()).records
}

/** The events of a contract's records, oldest first. */
export async function readEvents(seller: Party, offer: Offered): Promise<string[]> {
  const records = await readRecords(seller, offer)
  return records.map(({ record }) => parseRecord(record).event)
}
