import SqliteDatabase from 'better-sqlite3'
import { join } from 'node:path'
import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { checkState } from './axe.ts'
import { publishAndOffer, signOffer } from './journey.ts'
import { setStage } from './stage.ts'

const stage = setStage()

/** Whoever holds the database: another entry in the place of one, without a trace in the rest of the log. */
function forge(data: string): void {
  const database = new SqliteDatabase(join(data, 'countersign.db'))
  database.prepare('update log_entry set entry = (select entry from log_entry where position = 4) where position = 3').run()
  const tile = database.prepare('select hashes from log_tile where level = 0 and place = 0').get() as { hashes: Buffer }
  tile.hashes.copyWithin(64, 96, 128)
  database.prepare('update log_tile set hashes = ? where level = 0 and place = 0').run(tile.hashes)
  database.close()
}

test('a contract’s history is proven to be in the public log, a kept proof is checked, and a forged database is found', async () => {
  const seller = await stage.enter({ language: 'vi', device: 'desk' })
  const offered = await publishAndOffer(seller, { template: 'sale-of-goods', language: 'vi', email: 'lan@example.com' })
  const buyer = await stage.enter({ language: 'vi', device: 'phone' })
  await signOffer(buyer, offered)
  const [download] = await Promise.all([buyer.page.waitForEvent('download'), buyer.page.getByRole('link', { name: buyer.say('log_proof_download') }).click()])
  const proof = await download.path()
  expect(await readFile(proof, 'utf8')).toMatch(/^c2sp\.org\/tlog-proof@v1\nextra /)

  const { page, say } = seller
  await page.goto(`${seller.app.address}/contracts/${offered.contract}`)
  const history = page.getByRole('region', { name: say('log_history_title') })
  await history.getByText(/localhost/).first().waitFor({ state: 'attached' })
  await history.getByText(say('log_history_each')).click()
  await checkState(seller, 'record with proofs')
  expect(await history.getByText(say('log_history_missing')).count()).toBe(0)
  expect(await history.getByText(say('log_history_wrong')).count()).toBe(0)

  await page.goto(`${seller.app.address}/log`)
  await page.getByText(say('log_first_visit')).waitFor()
  await page.getByLabel(say('log_check_choose')).setInputFiles(proof)
  await page.getByText(say('log_check_continues')).waitFor()
  await checkState(seller, 'log')
  if (process.env['SHOTS']) await page.screenshot({ path: join(process.env['SHOTS'], 'log.png'), fullPage: true })
  const phone = await stage.enter({ language: 'en', device: 'phone' })
  await phone.page.goto(`${seller.app.address}/log`)
  await phone.page.getByText(phone.say('log_first_visit')).waitFor()
  await checkState(phone, 'log on a phone')

  forge(seller.app.data)
  await page.goto(`${seller.app.address}/log`)
  await page.getByText(say('log_rewritten'), { exact: true }).first().waitFor()
  await page.getByLabel(say('log_check_choose')).setInputFiles(proof)
  expect(await page.getByText(say('log_rewritten'), { exact: true }).count()).toBeGreaterThan(0)
  await page.goto(`${seller.app.address}/contracts/${offered.contract}`)
  await page.getByText(say('log_rewritten'), { exact: true }).waitFor()
  await checkState(seller, 'record of a rewritten log')
  if (process.env['SHOTS']) await page.screenshot({ path: join(process.env['SHOTS'], 'record.png'), fullPage: true })
})
