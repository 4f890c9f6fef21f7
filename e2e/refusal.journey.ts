import { expect, test } from 'vitest'
import { checkState } from './axe.ts'
import { checkQuiet, publishAndOffer, readEvents, readOffer } from './journey.ts'
import { setStage } from './stage.ts'

const stage = setStage()

test('to disagree takes one button and no reason, signs nothing and ends the offer', async () => {
  const seller = await stage.enter({ language: 'vi', device: 'desk' })
  const offered = await publishAndOffer(seller, { template: 'sale-of-goods', language: 'en', email: 'no@example.com' })
  const buyer = await stage.enter({ language: 'vi', device: 'phone' })
  const { page, say } = buyer
  await page.goto(offered.link)
  const agree = await page.getByRole('button', { name: say('sign_to_details') }).boundingBox()
  const { document } = await readOffer(buyer, offered.token)
  const disagree = page.getByRole('button', { name: document.consent.decline })
  expect((await disagree.boundingBox())?.height, 'saying no is as large as going on').toBe(agree?.height)
  await disagree.click()
  await page.getByRole('dialog').waitFor()
  await checkState(buyer, 'disagreeing')
  await page.getByLabel(say('sign_decline_reason')).fill('Giá cao hơn đã thoả thuận')
  await page.getByRole('button', { name: say('sign_decline_confirm') }).click()
  await page.getByRole('heading', { name: say('sign_receipt_declined_title') }).waitFor()
  await checkState(buyer, 'receipt of the refusal')

  const events = await readEvents(seller, offered)
  expect(events).toContain('declined')
  expect(events).not.toContain('agreed')
  await seller.page.reload()
  await seller.page.getByText(seller.say('contracts_state_declined')).first().waitFor()
  await page.reload()
  await page.getByRole('heading', { name: say('sign_receipt_declined_title') }).waitFor()
  for (const party of [seller, buyer]) checkQuiet(party)
})
