import { join } from 'node:path'
import { expect, test } from 'vitest'
import { checkState } from './axe.ts'
import { checkQuiet, publishAndOffer, signOffer, startDraft } from './journey.ts'
import { setStage } from './stage.ts'

const stage = setStage()

test('a seller with several contracts finds one by words without marks and by state, and sees how many were sent and concluded', async () => {
  const seller = await stage.enter({ language: 'vi', device: 'desk' })
  const offered = await publishAndOffer(seller, { template: 'sale-of-goods', language: 'vi', email: 'lan@example.com' })
  const buyer = await stage.enter({ language: 'vi', device: 'phone' })
  await signOffer(buyer, offered)
  const { page, say } = seller
  await page.goto(`${seller.app.address}/contracts`)
  await startDraft(seller, { template: 'services', language: 'en' })
  await page.goto(`${seller.app.address}/contracts`)
  const rows = page.locator('section tbody tr')
  await page.getByRole('link', { name: 'Services Agreement' }).waitFor()
  const all = await rows.count()
  const month = page.getByRole('table', { name: say('contracts_volume') }).getByRole('row').last()
  expect(await month.getByRole('cell').allInnerTexts()).toEqual(['1', '1'])
  const search = page.getByLabel(say('contracts_search'))
  await search.fill('mua ban hang')
  await page.getByRole('heading', { name: say('contracts_found') }).waitFor()
  expect(await rows.count()).toBe(1)
  await page.getByText(say('contracts_found_count', { count: '1' })).waitFor()
  await checkState(seller, 'contracts found by words')
  await page.reload()
  await page.getByRole('heading', { name: say('contracts_found') }).waitFor()
  expect(await search.inputValue()).toBe('mua ban hang')
  await page.getByLabel(say('contracts_column_state')).selectOption('draft')
  await page.getByText(say('contracts_none_found'), { exact: true }).waitFor()
  await page.setViewportSize({ width: 360, height: 740 })
  await checkState(seller, 'no contract fits, on a phone')
  await page.getByRole('button', { name: say('contracts_show_all') }).press('Enter')
  await page.getByRole('heading', { name: say('contracts_attention') }).waitFor()
  expect(await rows.count()).toBe(all)
  await checkState(seller, 'contracts on a phone')
  if (process.env['SHOTS']) await page.screenshot({ path: join(process.env['SHOTS'], 'contracts-phone.png'), fullPage: true })
  await page.setViewportSize({ width: 1280, height: 900 })
  if (process.env['SHOTS']) await page.screenshot({ path: join(process.env['SHOTS'], 'contracts-desk.png'), fullPage: true })
  checkQuiet(seller)
  checkQuiet(buyer)
}, 300_000)
