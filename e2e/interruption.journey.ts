import { expect, test } from 'vitest'
import { giveConsent, goToConsent, keepReceipt, publishAndOffer, readEvents } from './journey.ts'
import { readCode } from './party.ts'
import { setStage } from './stage.ts'

const stage = setStage()

test('a reload or a cut network at any step loses nothing and never signs twice', async () => {
  const seller = await stage.enter({ language: 'en', device: 'desk' })
  const offered = await publishAndOffer(seller, { template: 'terms-of-service', language: 'en', email: 'reload@example.com' })
  const buyer = await stage.enter({ language: 'en', device: 'phone' })
  const { page, say, context } = buyer
  const start = Date.now() - 1000

  await goToConsent(buyer, offered)
  await page.getByRole('button', { name: say('sign_back_to_details') }).click()
  const name = await page.locator('[name="buyer-name"]').inputValue()
  await page.waitForTimeout(1000) // what is typed is kept within half a second
  await page.reload()
  expect(await page.locator('[name="buyer-name"]').inputValue(), 'what was typed survives a reload').toBe(name)
  await page.getByRole('button', { name: say('sign_to_review') }).click()
  await page.locator('input[type="checkbox"]').first().check()
  await page.reload()
  expect(await page.locator('input[type="checkbox"]:checked').count(), 'a tick is for one reading; a reload unticks').toBe(0)

  await giveConsent(buyer, offered)
  await page.locator('input[name="code"]').waitFor()
  await page.reload()
  await page.locator('input[name="code"]').waitFor()
  const code = await readCode(stage.app, offered.email, start)
  await context.setOffline(true)
  await page.locator('input[name="code"]').fill(code)
  await page.getByRole('button', { name: say('sign_code_submit') }).click()
  await page.getByText(say('sign_failure_offline')).waitFor()
  await context.setOffline(false)
  await page.getByRole('button', { name: say('ui_retry') }).or(page.getByRole('button', { name: say('sign_code_submit') })).first().click()

  const { receipt } = await keepReceipt(buyer, offered)
  expect(receipt.name).toBe(name)
  await page.reload()
  await page.getByRole('heading', { name: say('sign_receipt_title') }).waitFor()
  const events = await readEvents(seller, offered)
  expect(events.filter((event) => event === 'agreed')).toHaveLength(1)
  expect(events.filter((event) => event === 'code-sent')).toHaveLength(1)
})
