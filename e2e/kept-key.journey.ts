import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { OPENSSL_OLD } from '../src/testing/vectors/pkcs12.ts'
import { checkState } from './axe.ts'
import { checkQuiet, signIn } from './journey.ts'
import { createKey, PASSPHRASE } from './kept-key.ts'
import { setStage } from './stage.ts'

const stage = setStage()
test.each([['vi', 'phone'], ['en', 'desk']] as const)('a kept key: created, suspended, restored, revoked, and anybody sees it (%s, %s)', async (language, device) => {
  const holder = await stage.enter({ language, device })
  const { page, say } = holder
  await signIn(holder, `holder-${language}@example.com`)
  await page.goto(`${stage.app.address}/keys`)
  await page.getByRole('heading', { name: say('keys_empty') }).waitFor()
  await checkState(holder, 'no keys yet')
  await page.getByRole('button', { name: say('keys_create') }).click()
  await page.getByRole('dialog').locator('input[name="label"]').waitFor()
  await checkState(holder, 'creating a key')
  await page.keyboard.press('Escape')
  await createKey(holder, 'Laptop')
  const card = page.getByRole('article', { name: 'Laptop' })
  await card.getByText(say('keys_state_good'), { exact: true }).waitFor()
  await checkState(holder, 'a key')
  await card.getByRole('button', { name: say('keys_suspend') }).click()
  await card.getByText(say('keys_state_suspended'), { exact: true }).waitFor()
  await card.getByRole('button', { name: say('keys_restore') }).click()
  await card.getByText(say('keys_state_good'), { exact: true }).waitFor()
  const serial = (await card.locator('a[href^="/certificates?name="]').innerText()).trim()
  await card.getByRole('button', { name: say('keys_revoke') }).click()
  await page.getByRole('dialog').locator('select[name="reason"]').selectOption('keyCompromise')
  await checkState(holder, 'revoking')
  await page.getByRole('dialog').getByRole('button', { name: say('keys_revoke') }).click()
  await card.getByText(say('keys_state_revoked'), { exact: true }).waitFor()

  const anybody = await stage.enter({ language, device })
  await anybody.page.goto(`${stage.app.address}/certificates`)
  await anybody.page.locator('input[name="name"]').fill(serial)
  await anybody.page.getByRole('button', { name: say('certificates_find') }).click()
  await anybody.page.getByRole('article', { name: serial }).getByText(say('certificates_state_revoked'), { exact: true }).first().waitFor()
  await checkState(anybody, 'a certificate looked up')
  expect([holder.complaints, anybody.complaints]).toEqual([[], []])
})

test('a key file is brought along, its password changed, and the key deleted; a wrong password says so', async () => {
  const holder = await stage.enter({ language: 'en', device: 'phone' })
  const { page, say } = holder
  await signIn(holder, 'bringer@example.com')
  await page.goto(`${stage.app.address}/keys`)
  const file = join(mkdtempSync(join(tmpdir(), 'key-')), 'old.p12')
  writeFileSync(file, OPENSSL_OLD.file)
  await page.getByRole('button', { name: say('keys_bring') }).first().click()
  const dialog = page.getByRole('dialog')
  await dialog.locator('input[name="key-file"]').setInputFiles(file)
  await dialog.locator('input[name="file-passphrase"]').fill('wrong')
  await dialog.locator('input[name="new-passphrase"]').fill(PASSPHRASE)
  await dialog.locator('input[name="new-passphrase-again"]').fill(PASSPHRASE)
  await dialog.getByRole('button', { name: say('keystore_file_bring') }).click()
  await dialog.getByText(say('keystore_file_wrong')).waitFor()
  await checkState(holder, 'bringing a key along')
  await dialog.locator('input[name="file-passphrase"]').fill(OPENSSL_OLD.passphrase)
  await dialog.getByRole('button', { name: say('keystore_file_bring') }).click()
  const card = page.getByRole('article', { name: 'RSA' })
  await card.getByText(say('keys_proof_own')).waitFor()
  await card.getByText(say('keys_more')).click()
  await card.getByRole('button', { name: say('keys_change') }).click()
  await dialog.locator('input[name="new-passphrase"]').fill('another long sentence')
  await dialog.locator('input[name="new-passphrase-again"]').fill('another long sentence')
  await dialog.locator('input[name="passphrase"]').fill('not this one')
  await dialog.getByRole('button', { name: say('keys_change') }).click()
  await dialog.getByText(say('keystore_passphrase_wrong', { left: '4' })).waitFor()
  await dialog.locator('input[name="passphrase"]').fill(PASSPHRASE)
  await dialog.getByRole('button', { name: say('keys_change') }).click()
  await dialog.waitFor({ state: 'hidden' })
  await card.getByRole('button', { name: say('keys_delete'), exact: true }).click()
  await dialog.getByRole('button', { name: say('keys_delete'), exact: true }).click()
  await page.getByRole('heading', { name: say('keys_empty') }).waitFor()
  expect(await card.count()).toBe(0)
  checkQuiet(holder)
})
