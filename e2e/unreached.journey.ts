import type { Browser } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchChromium } from '../src/testing/browser/chromium.ts'
import { startMailReceiver, type MailReceiver } from '../src/testing/mail/receiver.ts'
import { type App, startApp } from './app.ts'
import { tabTo } from './announcement.ts'
import { checkState } from './axe.ts'
import { checkQuiet, fillDraft, publishDraft, sendOffer, signIn, startDraft } from './journey.ts'
import type { Language } from './message.ts'
import { openParty, type Party } from './party.ts'

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

/** By keyboard: the mailbox takes letters now, and the same link reaches it. */
async function sendAgain({ page, say }: Party, language: Language, sentAt: number): Promise<void> {
  receiver.answer(BUYER, 250)
  const count = (): number => receiver.letters.filter(({ to }) => to === BUYER).length
  const before = count()
  const link = await page.getByLabel(say('record_link'), { exact: true }).inputValue()
  const again = page.getByRole('button', { name: say('record_mail_again'), exact: true })
  // The service asks for the same at most once a minute where the last letter was not taken.
  await page.waitForTimeout(Math.max(0, sentAt + 62_000 - Date.now()))
  await tabTo(page, again)
  await page.keyboard.press('Enter')
  await page.getByText(say('record_reminded', { email: BUYER })).waitFor()
  await expect.poll(count).toBe(before + 1)
  expect(receiver.letters.findLast(({ to }) => to === BUYER)?.text).toContain(link)
  await expect.poll(async () => {
    await page.reload()
    await page.getByRole('heading', { name: say('record_offers') }).waitFor()
    return page.getByText(say('record_mail_refused', { email: BUYER })).count()
  }, { timeout: 30_000, interval: 1000 }).toBe(0)
  await page.getByText(language === 'vi' ? /Đã gửi thư nhắc/ : /was reminded by mail/).first().waitFor()
}

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
  const sentAt = Date.now()
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
  await page.goBack()
  await page.getByText(say('record_mail_refused', { email: BUYER })).waitFor()
  await sendAgain(seller, language, sentAt)
  await page.goto(`${app.address}/contracts`)
  await page.getByRole('heading', { name: say('contracts_title') }).waitFor()
  expect(await page.getByText(say('contracts_unreached')).count(), 'it was reached after all').toBe(0)
  checkQuiet(seller)
  await seller.context.close()
}, 300_000)
