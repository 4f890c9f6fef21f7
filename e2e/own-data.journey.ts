import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { decodeUtf8 } from '../src/core/bytes/text.ts'
import { parseZip } from '../src/core/bytes/zip.ts'
import { TABLE_NAMES } from '../src/protocol/data-name.ts'
import { dataMapSchema } from '../src/protocol/privacy.ts'
import { checkState } from './axe.ts'
import { offer, openSeller } from './client.ts'
import { checkQuiet, signIn } from './journey.ts'
import { setStage } from './stage.ts'

const stage = setStage()

test('whoever proves an address by a code takes along all that is stored of it, and has erased what nothing obliges to keep', async () => {
  const seller = await openSeller(stage.app)
  const offered = await offer(seller, { template: 'services', language: 'vi', email: 'own-data@example.com' })
  const person = await stage.enter({ language: 'vi', device: 'phone' })
  const { page, say, app } = person
  await page.goto(`${app.address}/privacy`)
  await page.getByRole('link', { name: say('privacy_sign_in') }).waitFor()
  // The map names every table of the database, by a name for people.
  const { tables } = dataMapSchema.parse(JSON.parse((await seller.ask('GET', '/api/privacy/data-map')).text))
  expect(await page.locator('#main h2, main h2').allInnerTexts()).toEqual(expect.arrayContaining(tables.map(({ table }) => TABLE_NAMES[table]?.vi ?? '—')))
  await checkState(person, 'own data, not signed in')
  await signIn(person, offered.email)
  await page.goto(`${app.address}/privacy`)
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: say('privacy_export') }).click()])
  const files = parseZip(new Uint8Array(await readFile(await download.path())))
  expect(files.slice(0, 2).map(({ name }) => name)).toEqual(['index.html', 'data.json'])
  expect(decodeUtf8(files[1]!.bytes!)).toContain('own-data@example.com')
  await page.getByRole('button', { name: say('privacy_erase') }).click()
  await checkState(person, 'erasure asked once more')
  await page.getByRole('dialog').getByRole('button', { name: say('privacy_erase_confirm') }).click()
  await page.getByText(say('privacy_reason_open')).waitFor()
  await checkState(person, 'erasure answered')
  checkQuiet(person)
})
