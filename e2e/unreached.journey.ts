import type { Browser } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchChromium } from '../src/testing/browser/chromium.ts'
import { listenForMail, type MailListener } from '../src/testing/mail/listener.ts'
import { type App, startApp } from './app.ts'
import { checkState } from './axe.ts'
import { checkQuiet, fillDraft, publishDraft, sendOffer, startDraft } from './journey.ts'
import { openParty, type Party } from './party.ts'

const BUYER = 'no-such-mailbox@example.com'
let listener: MailListener
let app: App
let browser: Browser

beforeAll(async () => {
  listener = await listenForMail()
  app = await startApp({ env: { SMTP_URL: listener.url } })
  browser = await launchChromium()
})
afterAll(async () => {
  await browser.close()
  await app[Symbol.asyncDispose]()
  await listener[Symbol.asyncDispose]()
})

function readBody(letter: string): string {
  const body = letter.slice(letter.indexOf('\r\n\r\n'))
  return /^content-transfer-encoding: base64/im.test(letter) ? Buffer.from(body, 'base64').toString('utf8') : body
}

/** Signs in with the code that the mail system took. */
async function signInByMail({ page, say }: Party, email: string): Promise<void> {
  await page.goto(`${app.address}/sign-in`)
  await page.getByLabel(say('session_email')).fill(email)
  await page.getByRole('button', { name: say('session_send') }).click()
  await page.getByLabel(say('session_code')).waitFor()
  const code = /(?<!\d)\d{6}(?!\d)/.exec(readBody(listener.taken.findLast((letter) => letter.includes(email)) ?? ''))?.[0]
  await page.getByLabel(say('session_code')).fill(code ?? '')
  await page.getByRole('button', { name: say('session_open'), exact: true }).click()
  await page.waitForURL('**/contracts')
}

test.each([{ language: 'vi', device: 'phone' }, { language: 'en', device: 'desk' }] as const)('a seller sees that a party’s mail was refused, and finds the contract among what needs attention, $language on a $device', async ({ language, device }) => {
  const seller = await openParty(browser, app, { language, device })
  const { page, say } = seller
  const shot = async (name: string) => {
    if (process.env['SHOTS']) await page.screenshot({ path: `${process.env['SHOTS']}/unreached-${name}-${language}.png`, fullPage: true })
  }
  listener.answer(BUYER, 550)
  await signInByMail(seller, `post-${language}@example.com`)
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
