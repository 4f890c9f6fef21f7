import { join } from 'node:path'
import { expect, test } from 'vitest'
import { checkState } from './axe.ts'
import { checkQuiet, publishAndOffer, signOffer } from './journey.ts'
import { setStage } from './stage.ts'

const stage = setStage()

test('the seller sees what the buyer’s screen showed at the press, when the contract is erased and by which rule, and keeps it longer by keyboard', async () => {
  const seller = await stage.enter({ language: 'vi', device: 'desk' })
  const offered = await publishAndOffer(seller, { template: 'sale-of-goods', language: 'vi', email: 'lan@example.com' })
  const buyer = await stage.enter({ language: 'vi', device: 'phone' })
  await signOffer(buyer, offered)
  const { page, say } = seller
  await page.goto(`${seller.app.address}/contracts/${offered.contract}`)
  await page.getByText(say('record_shown')).click()
  const shown = page.locator('blockquote[lang]')
  await shown.waitFor()
  // The ticked box and the button as they stood, not only that there was something.
  expect(await shown.innerText()).toContain('☑')
  await page.getByText(say('record_shown_text')).waitFor()
  const card = page.getByRole('region', { name: say('record_keep_title') })
  await card.getByText(/Luật Kế toán 2015/).waitFor()
  const year = new Date().getUTCFullYear() + 10
  await card.getByText(new RegExp(`${year}|${year - 1}`)).first().waitFor()
  await checkState(seller, 'record page with its retention')
  await card.getByRole('button', { name: say('record_keep_change') }).focus()
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog')
  const day = dialog.getByLabel(say('record_keep_day'))
  await day.fill('2030-01-01')
  await dialog.getByText(new RegExp(say('record_keep_day_problem', { day: '§' }).split('§')[1]!.trim().slice(0, 20))).waitFor()
  await checkState(seller, 'a day before the rule’s')
  await day.fill(`${year + 5}-06-30`)
  await day.press('Enter')
  await dialog.waitFor({ state: 'hidden' })
  await card.getByText(`30/06/${year + 5}`).first().waitFor()
  await page.getByRole('region', { name: say('record_timeline') }).getByText(/thay đổi thời hạn lưu giữ hợp đồng/).first().waitFor()
  if (process.env['SHOTS']) await page.screenshot({ path: join(process.env['SHOTS'], 'keeping.png'), fullPage: true })
  await page.setViewportSize({ width: 360, height: 740 })
  await checkState(seller, 'retention on a phone')
  if (process.env['SHOTS']) await page.screenshot({ path: join(process.env['SHOTS'], 'keeping-phone.png'), fullPage: true })
  checkQuiet(seller)
  checkQuiet(buyer)
}, 300_000)
