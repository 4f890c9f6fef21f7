import { expect, test } from 'vitest'
import { fillDraft, signIn, startDraft } from './journey.ts'
import { setStage } from './stage.ts'

const stage = setStage()

test('a seller’s draft survives a lost network and a reload', async () => {
  const seller = await stage.enter({ language: 'en', device: 'desk' })
  const { page, say, context } = seller
  const choice = { template: 'services', language: 'en', email: 'draft@example.com' } as const
  await signIn(seller)
  await startDraft(seller, choice)
  await fillDraft(seller, choice)
  await page.getByText(say('draft_saved')).waitFor()
  await context.setOffline(true)
  await page.locator('#particular-service').fill('Translation of a handbook')
  await page.getByText(say('draft_waiting')).first().waitFor()
  await context.setOffline(false)
  await page.getByText(say('draft_saved')).waitFor()
  await page.reload()
  await page.getByRole('tab', { name: say('draft_panel_particulars') }).click()
  expect(await page.locator('#particular-service').inputValue()).toBe('Translation of a handbook')
})
