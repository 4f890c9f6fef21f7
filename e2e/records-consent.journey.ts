import { beforeAll, expect, test } from 'vitest'
import { acceptanceViewSchema } from '../src/protocol/agreement.ts'
import { agreeByClick, openAgreement } from './agreement.ts'
import { tabTo } from './announcement.ts'
import { checkState } from './axe.ts'
import { type Client, expectAnswer, offer, openSeller, readHistory } from './client.ts'
import { checkQuiet, SELLER_EMAIL, signIn, signOffer } from './journey.ts'
import { readMail } from './party.ts'
import { setStage } from './stage.ts'

const stage = setStage()
let seller: Client
beforeAll(async () => {
  seller = await openSeller(stage.app)
})

const SHOTS = process.env['SHOTS']

test.each([['vi', 'phone'], ['en', 'desk']] as const)('who agreed to electronic records by a click takes that back by keyboard in %s on a %s: what follows is said first, the agreement stands, and the seller’s list tells it', async (language, device) => {
  const { agreement } = await openAgreement(seller, `Records ${language}`, language, [], (draft) => ({ ...draft, presentation: 'inline' }))
  const visitor = await stage.enter({ language, device })
  const { page, say, app } = visitor
  const token = await agreeByClick(visitor, agreement)
  const start = Date.now() - 1000
  await tabTo(page, page.getByRole('button', { name: say('agreement_records_withdraw'), exact: true }))
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog')
  for (const words of ['agreement_records_follows_paper', 'agreement_records_follows_kept', 'agreement_records_follows_told', 'agreement_records_follows_free']) await dialog.getByText(say(words)).waitFor()
  await checkState(visitor, 'consent to electronic records, taken back: asked once more')
  if (SHOTS) await page.screenshot({ path: `${SHOTS}/records-dialog-${language}-${device}.png` })
  await dialog.getByLabel(say('agreement_withdraw_email')).fill(`paper-${language}@example.com`)
  await tabTo(page, dialog.getByRole('button', { name: say('agreement_records_confirm') }))
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: say('agreement_records_withdrawal_receipt') }).waitFor()
  await checkState(visitor, 'consent to electronic records, taken back')
  if (SHOTS) await page.screenshot({ path: `${SHOTS}/records-taken-${language}-${device}.png`, fullPage: true })

  const view = acceptanceViewSchema.parse(JSON.parse(expectAnswer(await seller.ask('GET', `/api/acceptances/${token}`)).text))
  expect([view.event, view.history.map(({ event }) => event)]).toEqual(['agreed', ['agreed', 'records-consent-withdrawn']])
  const mail = await readMail(app, `paper-${language}@example.com`, /^([^]*)$/, start)
  for (const part of [`Records ${language}`, view.recordsConsent.at ?? '-', `${app.address}/r/${token}`]) expect(mail).toContain(part)
  expect(await readMail(app, SELLER_EMAIL, /(Records \S+)/, start)).toContain('Records')
  await page.reload()
  await page.getByText(say('agreement_event_records_withdrawn'), { exact: true }).first().waitFor()
  const owner = await stage.enter({ language, device })
  await signIn(owner)
  await owner.page.goto(`${app.address}/agreements`)
  await owner.page.locator(`article[aria-labelledby="agreement-${agreement}"]`).getByRole('button', { name: say('agreement_who') }).click()
  await owner.page.getByText(new RegExp(say('agreement_records_paper', { time: '§' }).split('§')[0] ?? '')).waitFor()
  await checkState(owner, 'who answered, one of them on paper')
  if (SHOTS) await owner.page.screenshot({ path: `${SHOTS}/records-who-${language}-${device}.png`, fullPage: true })

  // Erased by keyboard: nothing of the person is left on the page, and the history still says that somebody agreed.
  await tabTo(page, page.getByRole('button', { name: say('agreement_erase'), exact: true }))
  await page.keyboard.press('Enter')
  await checkState(visitor, 'erasing asked once more')
  await tabTo(page, dialog.getByRole('button', { name: say('agreement_erase_confirm') }))
  await page.keyboard.press('Enter')
  await page.getByText(say('agreement_erased'), { exact: true }).waitFor()
  expect((await seller.ask('GET', `/api/acceptances/${token}`)).code).toBe('ACCEPTANCE_ERASED')
  expect(view.history.every(({ recordHash }) => recordHash !== null)).toBe(true)
  for (const party of [visitor, owner]) checkQuiet(party)
})

test.each([['en', 'phone'], ['vi', 'desk']] as const)('who signed takes consent to electronic records back on the receipt in %s on a %s: the contract stands, and the trail tells it', async (language, device) => {
  const offered = await offer(seller, { template: 'sale-of-goods', language, email: `paper-signed-${language}@example.com` })
  const buyer = await stage.enter({ language, device })
  const { page, say, app } = buyer
  await signOffer(buyer, offered)
  const start = Date.now() - 1000
  await tabTo(page, page.getByRole('button', { name: say('agreement_records_withdraw'), exact: true }))
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog')
  await checkState(buyer, 'electronic records of a signed contract: asked once more')
  if (SHOTS) await page.screenshot({ path: `${SHOTS}/records-dialog-signed-${language}-${device}.png` })
  await tabTo(page, dialog.getByRole('button', { name: say('agreement_records_confirm') }))
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: say('agreement_records_withdrawal_receipt') }).waitFor()
  await checkState(buyer, 'electronic records of a signed contract: taken back')
  expect((await readHistory(seller, offered.contract)).map(({ event }) => event)).toContain('records-consent-withdrawn')
  expect(await readMail(app, offered.email, /(UTC: \S+Z)/, start)).toMatch(/^UTC: /)
  await page.goto(`${app.address}/trail/${offered.token}`)
  await page.getByText(language === 'vi' ? /rút lại sự đồng ý dùng tài liệu điện tử/ : /took back the consent to electronic records/).first().waitFor()
  if (SHOTS) await page.screenshot({ path: `${SHOTS}/records-trail-${language}-${device}.png`, fullPage: true })
  checkQuiet(buyer)
})
