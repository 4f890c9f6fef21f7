import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { TRAIL_SCHEMA, trailSchema } from '../src/core/evidence/trail.ts'
import { readAttachments } from '../src/core/pdf/attachment.ts'
import { readPdf } from '../src/core/pdf/reader.ts'
import { checkState } from './axe.ts'
import { checkQuiet, publishAndOffer, signOffer } from './journey.ts'
import type { Party } from './party.ts'
import { setStage } from './stage.ts'

const stage = setStage()

const shoot = async ({ page }: Party, name: string): Promise<void> => {
  if (process.env['SHOTS']) await page.screenshot({ path: join(process.env['SHOTS'], `${name}.png`), fullPage: true })
}

async function save({ page }: Party, name: string): Promise<Buffer> {
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name }).first().click()])
  return readFile(await download.path())
}

test('a buyer keeps the papers of what was signed, and both sides read the contract’s whole life, each in their own way', async () => {
  const seller = await stage.enter({ language: 'en', device: 'desk' })
  const offered = await publishAndOffer(seller, { template: 'sale-of-goods', language: 'vi', email: 'lan@example.com' })
  const buyer = await stage.enter({ language: 'vi', device: 'phone' })
  await signOffer(buyer, offered)
  const { page, say } = buyer
  await page.getByRole('heading', { name: 'Giao kết lúc nào, ở đâu' }).waitFor()
  await page.getByText(/Hợp đồng được giao kết lúc/).waitFor()
  await checkState(buyer, 'receipt with papers')
  await shoot(buyer, 'receipt')
  const certificate = await save(buyer, say('trail_certificate'))
  expect(readAttachments(readPdf(certificate)).map(({ name }) => name).toSorted()).toEqual(['record.json', 'record.tlog-proof'])

  await page.getByRole('link', { name: say('trail_open') }).click()
  await page.getByRole('heading', { level: 1, name: say('trail_title') }).waitFor()
  await page.getByText(/được chứng minh ngay tại đây là có trong sổ công khai/).waitFor()
  await page.getByText(/tải tệp đã ký|đồng ý và ký/).first().waitFor()
  expect(await page.getByText(say('trail_wrong')).count()).toBe(0)
  await checkState(buyer, 'trail of a party')
  await shoot(buyer, 'trail-phone')
  const entries = page.locator('ol > li')
  const all = await entries.count()
  await page.getByLabel(say('trail_group')).selectOption('signing')
  const signing = await entries.count()
  expect(signing).toBeGreaterThan(2)
  expect(signing).toBeLessThan(all)
  await page.getByText(/đồng ý và ký/).waitFor()
  await page.getByLabel(say('trail_matters')).check()
  expect(await entries.count()).toBe(1)

  await seller.page.goto(`${seller.app.address}/contracts/${offered.contract}`)
  await seller.page.getByRole('heading', { name: 'When and where it was concluded' }).waitFor()
  await checkState(seller, 'contract with formation')
  await shoot(seller, 'record')
  await seller.page.getByRole('link', { name: seller.say('trail_open') }).click()
  await seller.page.getByText(/are proven here to be in the public log/).waitFor()
  await seller.page.getByText(seller.say('trail_details', { number: '1' }), { exact: true }).click()
  await checkState(seller, 'trail of the seller')
  await shoot(seller, 'trail-desk')
  const data = trailSchema.parse(JSON.parse((await save(seller, seller.say('trail_json'))).toString('utf8')))
  expect([data.schema, data.reader]).toEqual([TRAIL_SCHEMA, null])
  for (const kind of ['drafted', 'edited', 'published', 'offered', 'displayed', 'key-made', 'code-sent', 'certificate-issued', 'agreed'] as const) expect(data.events.map(({ event }) => event), kind).toContain(kind)
  const pdf = await save(seller, seller.say('trail_pdf'))
  expect(readAttachments(readPdf(pdf)).map(({ name }) => name)).toEqual(['audit-trail.json'])
  await seller.page.emulateMedia({ colorScheme: 'dark' })
  await checkState(seller, 'trail in the dark')
  await shoot(seller, 'trail-dark')
  checkQuiet(seller)
  checkQuiet(buyer)
})
