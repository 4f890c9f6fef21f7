import { describe, expect, test } from 'vitest'
import { readPdf } from '../src/core/pdf/reader.ts'
import { findSignatures } from '../src/core/pdf/signature.ts'
import { checkState } from './axe.ts'
import {
  type Language, type Offered, checkQuiet, fillBuyer, fillDraft, giveConsent, keepReceipt, proveAddress, publishDraft, readRecords, readToEnd, sendOffer, signIn, startDraft,
} from './journey.ts'
import type { Device, Party } from './party.ts'
import { setStage } from './stage.ts'

const stage = setStage()

const REASON = 'Đặt lần hai cho cửa hàng ở Huế'

/** The seller's part, every state looked at. */
async function offer(seller: Party, language: Language, email: string): Promise<Offered> {
  const { page, say, app } = seller
  await page.goto(app.address)
  await page.getByRole('heading', { name: say('start_title') }).waitFor()
  await checkState(seller, 'start')
  await page.goto(`${app.address}/sign-in`)
  await page.getByLabel(say('session_email')).waitFor()
  await checkState(seller, 'sign-in')
  await signIn(seller)
  await page.getByRole('button', { name: say('contracts_new') }).first().click()
  await checkState(seller, 'template dialog')
  await page.keyboard.press('Escape')
  const contract = await startDraft(seller, { template: 'sale-of-goods', language })
  await page.getByRole('button', { name: say('publish_open') }).click()
  await checkState(seller, 'publication with what is missing')
  await page.keyboard.press('Escape')
  for (const panel of ['draft_panel_particulars', 'draft_panel_settings', 'draft_panel_preview'] as const) {
    await page.getByRole('tab', { name: say(panel) }).click()
    await checkState(seller, panel)
  }
  await fillDraft(seller, { template: 'sale-of-goods', language, email })
  await publishDraft(seller)
  await checkState(seller, 'published')
  const sent = await sendOffer(seller, email)
  await checkState(seller, 'offered')
  return { contract, email, ...sent }
}

/** The buyer's part, every state looked at. */
async function sign(buyer: Party, offered: Offered) {
  const { page, say } = buyer
  const start = Date.now() - 1000
  await page.goto(offered.link)
  await page.getByRole('button', { name: say('sign_to_details') }).waitFor()
  await checkState(buyer, 'read')
  await page.getByRole('button', { name: say('sign_pdf') }).click()
  await page.getByRole('dialog').locator('canvas').first().waitFor()
  await checkState(buyer, 'PDF')
  await page.keyboard.press('Escape')
  await readToEnd(page)
  await page.getByRole('button', { name: say('sign_to_details') }).click()
  await page.getByRole('button', { name: say('sign_to_review') }).click()
  await page.getByRole('alert').first().waitFor()
  await checkState(buyer, 'details with what is missing')
  await fillBuyer(buyer, offered)
  await page.getByLabel(say('sign_reason')).fill(REASON)
  await checkState(buyer, 'details')
  await page.getByRole('button', { name: say('sign_to_review') }).click()
  await page.getByRole('heading', { name: say('sign_review_heading') }).waitFor()
  await page.getByText(REASON).waitFor()
  await checkState(buyer, 'review and consent')
  expect(await page.locator('input[type="checkbox"]:checked').count(), 'every box starts unticked').toBe(0)
  await giveConsent(buyer, offered)
  await page.locator('input[name="code"]').waitFor()
  await checkState(buyer, 'code')
  await proveAddress(buyer, offered, start)
  const signed = await keepReceipt(buyer, offered)
  await checkState(buyer, 'receipt')
  return signed
}

/** Anyone's part: the copy dropped on the check page. */
async function verify(auditor: Party, file: Buffer, name: string): Promise<void> {
  const { page, app, say } = auditor
  await page.goto(`${app.address}/verify`)
  await page.locator('input[type="file"]').first().setInputFiles({ name: 'contract.pdf', mimeType: 'application/pdf', buffer: file })
  await page.getByText('TOTAL-PASSED').first().waitFor()
  await page.getByText(name).first().waitFor()
  await checkState(auditor, 'verdict')
  expect(await page.getByRole('region', { name: say('verify_result') }).count()).toBe(1)
}

describe.each<{ language: Language; device: Device }>([
  { language: 'vi', device: 'phone' },
  { language: 'en', device: 'desk' },
])('in $language, the buyer at a $device', ({ language, device }) => {
  test('a contract is published, read, signed and checked by anyone', async () => {
    const email = `buyer-${language}@example.com`
    const seller = await stage.enter({ language, device: 'desk' })
    const offered = await offer(seller, language, email)
    const buyer = await stage.enter({ language, device })
    const { receipt, file } = await sign(buyer, offered)
    expect(receipt).toMatchObject({ event: 'agreed', act: 'certificate-signature', presentation: 'scroll-wrap', identity: { method: 'mail-code', address: email, demo: true } })

    await seller.page.reload()
    await seller.page.getByText(seller.say('contracts_state_concluded')).first().waitFor()
    await checkState(seller, 'concluded')
    const events = (await readRecords(seller, offered)).map(({ record }) => /"event":"([\w-]+)"/.exec(record)?.[1])
    expect(events).toEqual(expect.arrayContaining(['published', 'offered', 'displayed', 'accessed', 'agreed']))

    const auditor = await stage.enter({ language, device })
    await verify(auditor, file, receipt.name)
    expect(findSignatures(readPdf(file)).map(({ value }) => value?.reason)).toContain(REASON)
    for (const party of [seller, buyer, auditor]) checkQuiet(party)
  })
})
