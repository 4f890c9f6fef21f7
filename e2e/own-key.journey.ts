import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { OPENSSL_OLD } from '../src/testing/vectors/pkcs12.ts'
import { checkState } from './axe.ts'
import { giveConsent, goToConsent, keepReceipt, proveAddress, publishAndOffer, signIn } from './journey.ts'
import { createKey, PASSPHRASE } from './kept-key.ts'
import { setStage } from './stage.ts'

const stage = setStage()

test('a kept key: suspended it is refused by name, restored it signs, opened with its password only', async () => {
  const seller = await stage.enter({ language: 'vi', device: 'desk' })
  const offered = await publishAndOffer(seller, { template: 'sale-of-goods', language: 'vi', email: 'holder@example.com' })
  const buyer = await stage.enter({ language: 'vi', device: 'phone' })
  const { page, say } = buyer
  await signIn(buyer, offered.email)
  await createKey(buyer, 'Điện thoại')
  const card = page.getByRole('article', { name: 'Điện thoại' })
  const choose = async (): Promise<void> => {
    await page.getByText(`${say('keystore_choice')}:`).click()
    await page.getByRole('radio', { name: /Điện thoại/ }).check()
  }
  await card.getByRole('button', { name: say('keys_suspend') }).click()
  await card.getByText(say('keys_state_suspended'), { exact: true }).waitFor()
  const refusedAt = Date.now() - 1000
  await goToConsent(buyer, offered)
  await choose()
  await checkState(buyer, 'choosing the key')
  await giveConsent(buyer, offered)
  await proveAddress(buyer, offered, refusedAt)
  await page.getByText(/đang bị tạm dừng/).waitFor()
  await page.goto(`${stage.app.address}/keys`)
  await card.getByRole('button', { name: say('keys_restore') }).click()
  await card.getByText(say('keys_state_good'), { exact: true }).waitFor()

  const start = Date.now() - 1000
  await goToConsent(buyer, offered)
  await choose()
  await giveConsent(buyer, offered)
  await proveAddress(buyer, offered, start)
  const password = page.locator('input[name="passphrase"]')
  await password.waitFor()
  await checkState(buyer, 'the key wants its password')
  await password.fill('không phải câu ấy')
  await page.getByRole('button', { name: say('keystore_open') }).click()
  await page.getByText(say('keystore_passphrase_wrong', { left: '4' })).waitFor()
  await password.fill(PASSPHRASE)
  await page.getByRole('button', { name: say('keystore_open') }).click()
  const { receipt } = await keepReceipt(buyer, offered)
  expect(receipt).toMatchObject({ event: 'agreed', identity: { method: 'mail-code', address: offered.email } })
})

test('a key from a file, chosen where one signs: RSA, and its identity is its own', async () => {
  const seller = await stage.enter({ language: 'en', device: 'desk' })
  const offered = await publishAndOffer(seller, { template: 'sale-of-goods', language: 'en', email: 'bringer@example.com' })
  const buyer = await stage.enter({ language: 'en', device: 'desk' })
  const { page, say } = buyer
  const file = join(mkdtempSync(join(tmpdir(), 'key-')), 'old.p12')
  writeFileSync(file, OPENSSL_OLD.file)
  const start = Date.now() - 1000
  await goToConsent(buyer, offered)
  await page.getByText(`${say('keystore_choice')}:`).click()
  await page.getByRole('button', { name: say('keystore_choice_file') }).click()
  await page.locator('input[name="key-file"]').setInputFiles(file)
  await page.locator('input[name="file-passphrase"]').fill(OPENSSL_OLD.passphrase)
  await page.locator('input[name="new-passphrase"]').fill(PASSPHRASE)
  await page.locator('input[name="new-passphrase-again"]').fill(PASSPHRASE)
  await page.getByRole('button', { name: say('keystore_file_bring') }).click()
  expect(await page.getByRole('radio', { name: /^RSA/ }).isChecked()).toBe(true)
  await giveConsent(buyer, offered)
  await proveAddress(buyer, offered, start)
  await page.locator('input[name="passphrase"]').fill(PASSPHRASE)
  await page.getByRole('button', { name: say('keystore_open') }).click()
  const { receipt } = await keepReceipt(buyer, offered)
  expect(receipt).toMatchObject({ event: 'agreed', identity: { method: 'own-certificate', address: offered.email } })
})
