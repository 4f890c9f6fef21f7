import type { Browser } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchChromium } from '../src/testing/browser/chromium.ts'
import { startMailReceiver, type MailReceiver } from '../src/testing/mail/receiver.ts'
import { type App, startApp } from './app.ts'
import { checkState } from './axe.ts'
import { checkQuiet, fillDraft, publishDraft, sendOffer, signIn, startDraft } from './journey.ts'
import { openParty } from './party.ts'

const BUYER = 'no-such-mailbox@example.com'
let receiver: MailReceiver
let app: App
let browser: Browser

beforeAll(async () => {
  receiver = await startMailReceiver()
  app = { ...(await startApp({ env: { SMTP_URL: receiver.url } })), mails: () => receiver.letters }
  browser = await launchChromium()
})
afterAll(async () => {
  await browser.close()
  await app[Symbol.asyncDispose]()
  await receiver[Symbol.asyncDispose]()
})

test.each([{ language: 'vi', device: 'phone' }, { language: 'en', device: 'desk' }] as const)('a seller sees that a party’s mail was refused, and finds the contract among what needs attention, $language on a $device', async ({ language, device }) => {
  const seller = await openParty(browser, app, { language, device })
  const { page, say } = seller
  const shot = async (name: string) => {
    if (process.env['SHOTS']) await page.screenshot({ path: `${process.env['SHOTS']}/unreached-${name}-${language}.png`, fullPage: true })
  }
  receiver.answer(BUYER, 550)
  await signIn(seller, `seller-${language}@example.com`)
  await startDraft(seller, { template: 'services', language })
  await fillDraft(seller, { template: 'services', language, email: BUYER })
  await publishDraft(seller)
  await sendOffer(seller, BUYER)
  await expect.poll(async () => {
    await page.reload()
    await page.getByRole('heading', { name: say('record_offers') }).waitFor()
    return page.getByText(say('record_mail_refused', { email: BUYER })).count()
  }, { timeout: 30_000, interval: 1000 }).toBe(1)
  await page.getByText(say('record_mail_reply_permanent', { reply: '550' })).waitFor()
  await page.getByRole('button', { name: say('record_mail_other_address') }).waitFor()
  await checkState(seller, 'a party that was not reached')
  await shot('contract')
  await page.goto(`${app.address}/contracts`)
  await page.getByText(say('contracts_unreached')).waitFor()
  await checkState(seller, 'the list with a party that was not reached')
  await shot('list')
  checkQuiet(seller)
  await seller.context.close()
})
