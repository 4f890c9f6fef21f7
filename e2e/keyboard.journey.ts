import type { Locator, Page } from 'playwright'
import { expect, test } from 'vitest'
import { answerFor } from './particulars.ts'
import { SELLER_EMAIL, publishAndOffer, readOffer } from './journey.ts'
import { readCode } from './party.ts'
import { setStage } from './stage.ts'

const stage = setStage()

/** Presses Tab until the control has the focus, as a person without a mouse does. */
async function tabTo(page: Page, control: Locator): Promise<void> {
  await control.first().waitFor()
  for (let presses = 0; presses < 300; presses++) {
    if (await control.first().evaluate((element) => element === document.activeElement)) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`the keyboard does not reach ${String(control)}`)
}

test('the buyer’s whole journey by keyboard alone', async () => {
  const seller = await stage.enter({ language: 'en', device: 'desk' })
  const offered = await publishAndOffer(seller, { template: 'sale-of-goods', language: 'en', email: 'keys@example.com' })
  const { page, say, app } = await stage.enter({ language: 'en', device: 'desk' })
  const { document: terms } = await readOffer(seller, offered.token)
  const start = Date.now() - 1000
  await page.goto(offered.link)
  await page.getByRole('button', { name: say('sign_to_details') }).waitFor()
  await page.keyboard.press('Tab')
  expect(await page.evaluate(() => document.activeElement?.textContent), 'the first stop skips the bar').toBe(say('ui_skip'))
  for (let i = 0; i < 60; i++) await page.keyboard.press('PageDown')
  await tabTo(page, page.getByRole('button', { name: say('sign_to_details') }))
  await page.keyboard.press('Enter')

  for (const particular of terms.particulars.filter(({ party, value, required }) => party === 'buyer' && required && value === undefined)) {
    await tabTo(page, page.locator(`[name="${particular.id}"]`))
    const value = answerFor(particular, terms.language, { seller: SELLER_EMAIL, buyer: offered.email })
    if (particular.kind === 'choice') await page.keyboard.press('ArrowDown')
    else await page.keyboard.insertText(value)
  }
  await tabTo(page, page.getByRole('button', { name: say('sign_to_review') }))
  await page.keyboard.press('Enter')

  for (const { id } of terms.consent.controls) {
    await tabTo(page, page.locator(`input[type="checkbox"][name="${id}"]`))
    await page.keyboard.press('Space')
  }
  await tabTo(page, page.getByRole('button', { name: terms.consent.button, exact: true }))
  await page.keyboard.press('Enter')

  await tabTo(page, page.locator('input[name="code"]'))
  await page.keyboard.insertText(await readCode(app, offered.email, start))
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: say('sign_receipt_title') }).waitFor({ timeout: 60_000 })
  await tabTo(page, page.getByRole('link', { name: new RegExp(`^${say('sign_receipt_download')}`) }))
})
