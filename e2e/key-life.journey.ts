import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { selectIdentity } from '../src/core/pki/pkcs12-identity.ts'
import { parsePkcs12 } from '../src/core/pki/pkcs12.ts'
import { OPENSSL_AES } from '../src/testing/vectors/pkcs12.ts'
import { checkState } from './axe.ts'
import { fillDraft, signIn, startDraft } from './journey.ts'
import { createKey, PASSPHRASE } from './kept-key.ts'
import { type Party, readMail } from './party.ts'
import { setStage } from './stage.ts'

const stage = setStage()

const serialOf = ({ page }: Party, label: string): Promise<string> => page.getByRole('article', { name: label }).locator('a[href^="/certificates?name="]').innerText()

/** Drafts, and comes to where one chooses the key that publishes. */
async function reviewDraft(seller: Party, email: string): Promise<void> {
  const { page, say } = seller
  const template = { template: 'sale-of-goods', language: 'vi', email } as const
  await page.goto(`${stage.app.address}/contracts`)
  await startDraft(seller, template)
  await fillDraft(seller, template)
  await page.getByRole('button', { name: say('publish_open') }).click()
  await page.getByText(`${say('keystore_choice')}:`).click()
}

test.each([['vi', 'desk'], ['en', 'phone']] as const)('a seller publishes with a kept key, then with one brought in a file (%s, %s)', async (language, device) => {
  const seller = await stage.enter({ language, device })
  const { page, say } = seller
  const email = `publisher-${language}@example.com`
  await signIn(seller, email)
  await createKey(seller, 'Office')
  await reviewDraft(seller, email)
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('radio', { name: /Office/ }).check()
  await checkState(seller, 'publishing with a kept key')
  await dialog.locator('input[name="passphrase"]').fill('not this one')
  await dialog.getByRole('button', { name: say('publish_action') }).click()
  await dialog.getByText(say('keystore_passphrase_wrong', { left: '4' })).waitFor()
  await dialog.locator('input[name="passphrase"]').fill(PASSPHRASE)
  await dialog.getByRole('button', { name: say('publish_action') }).click()
  await page.getByRole('heading', { name: say('record_share') }).waitFor({ timeout: 60_000 })

  const file = join(mkdtempSync(join(tmpdir(), 'key-')), 'an.p12')
  writeFileSync(file, OPENSSL_AES.file)
  await reviewDraft(seller, email)
  await dialog.getByRole('button', { name: say('keystore_choice_file') }).click()
  await dialog.locator('input[name="key-file"]').setInputFiles(file)
  await dialog.locator('input[name="file-passphrase"]').fill(OPENSSL_AES.passphrase)
  await dialog.locator('input[name="new-passphrase"]').fill(PASSPHRASE)
  await dialog.locator('input[name="new-passphrase-again"]').fill(PASSPHRASE)
  await checkState(seller, 'bringing a key where one publishes')
  await dialog.getByRole('button', { name: say('keystore_file_bring') }).click()
  await dialog.locator('input[name="passphrase"]').fill(PASSPHRASE)
  await dialog.getByRole('button', { name: say('publish_action') }).click()
  await page.getByRole('heading', { name: say('record_share') }).waitFor({ timeout: 60_000 })

  await page.goto(`${stage.app.address}/keys`)
  const card = page.getByRole('article', { name: 'Office' })
  await card.getByText(`${say('keys_uses')} (1)`).click()
  await card.getByText(new RegExp(`${say('keys_use_publication')}:`)).waitFor()
  const brought = page.getByRole('article', { name: 'An' })
  await brought.getByText(`${say('keys_uses')} (1)`).click()
  await brought.getByText(new RegExp(`${say('keys_use_publication')}:`)).waitFor()
  await checkState(seller, 'a key and what it was used for')
  expect(seller.complaints).toEqual([])
})

test('a key is renewed and backed up; the device is lost, its certificate revoked from another, which gets a key of its own', async () => {
  const holder = await stage.enter({ language: 'vi', device: 'phone' })
  const { page, say } = holder
  const email = 'several@example.com'
  await signIn(holder, email)
  await createKey(holder, 'Điện thoại', { exportable: true })
  const card = page.getByRole('article', { name: 'Điện thoại' })
  const dialog = page.getByRole('dialog')
  const first = await serialOf(holder, 'Điện thoại')
  await card.getByRole('button', { name: say('keys_renew') }).click()
  await dialog.locator('input[name="passphrase"]').waitFor()
  await checkState(holder, 'renewing a certificate')
  await dialog.locator('input[name="passphrase"]').fill(PASSPHRASE)
  await dialog.getByRole('button', { name: say('keys_renew') }).click()
  await dialog.waitFor({ state: 'hidden' })
  await expect.poll(() => serialOf(holder, 'Điện thoại'), { timeout: 20_000 }).not.toBe(first)

  await card.getByText(say('keys_more')).click()
  await card.getByRole('button', { name: say('keys_export'), exact: true }).click()
  await dialog.locator('input[name="new-passphrase"]').fill('yếu')
  await dialog.locator('input[name="new-passphrase-again"]').fill('yếu')
  await dialog.locator('input[name="passphrase"]').fill(PASSPHRASE)
  await dialog.getByRole('button', { name: say('keys_export'), exact: true }).click()
  await dialog.locator('[aria-invalid="true"]').first().waitFor()
  await checkState(holder, 'a weak password for the backup')
  const backup = 'mật khẩu của bản dự phòng'
  await dialog.locator('input[name="new-passphrase"]').fill(backup)
  await dialog.locator('input[name="new-passphrase-again"]').fill(backup)
  await dialog.locator('input[name="passphrase"]').fill(PASSPHRASE)
  const [download] = await Promise.all([page.waitForEvent('download'), dialog.getByRole('button', { name: say('keys_export'), exact: true }).click()])
  const { certificate } = await selectIdentity(await parsePkcs12(new Uint8Array(readFileSync(await download.path())), backup))
  expect(Buffer.from(certificate).toString('hex')).toContain((await serialOf(holder, 'Điện thoại')).trim())

  const other = await stage.enter({ language: 'vi', device: 'desk' })
  await signIn(other, email)
  await other.page.goto(`${stage.app.address}/keys`)
  await other.page.getByRole('heading', { name: say('keys_elsewhere') }).waitFor()
  await checkState(other, 'certificates of keys elsewhere')
  const lost = other.page.getByRole('article', { name: (await serialOf(holder, 'Điện thoại')).trim() })
  await lost.getByRole('button', { name: say('keys_revoke') }).click()
  const question = other.page.getByRole('dialog')
  await question.locator('select[name="reason"]').selectOption('keyCompromise')
  await question.getByRole('button', { name: say('keys_revoke') }).click()
  await lost.getByText(say('keys_state_revoked'), { exact: true }).waitFor()
  await createKey(other, 'Máy mới')
  await other.page.getByRole('article', { name: 'Máy mới' }).getByText(say('keys_state_good'), { exact: true }).waitFor()

  await page.reload()
  await card.getByText(say('keys_state_revoked'), { exact: true }).waitFor()
  expect(await card.getByRole('button', { name: say('keys_renew') }).count(), 'a lost key gets no certificate again').toBe(0)
  await checkState(holder, 'a key given up as lost')
  expect([holder.complaints, other.complaints]).toEqual([[], []])
})

test('before a certificate ends its holder is told by mail, and renews it', async () => {
  const holder = await stage.enter({ language: 'en', device: 'desk' })
  const { page, say } = holder
  const email = `ending-${Date.now()}@example.com`
  await signIn(holder, email)
  await createKey(holder, 'Laptop')
  const serial = (await serialOf(holder, 'Laptop')).trim()
  const later = 345 * 86_400_000
  const shift = `data:text/javascript,${encodeURIComponent(`const now = Date.now; Date.now = () => now() + ${later}`)}`
  stage.app = await stage.app.restart({ env: { NODE_OPTIONS: `--import=${shift}` } })
  // Housekeeping comes round every fifteen seconds.
  const told = () => readMail(stage.app, email, new RegExp(`ends on[^]*Serial number: (${serial})`), Date.now() + later - 120_000).catch(() => null)
  await expect.poll(told, { timeout: 60_000 }).toBe(serial)
  await signIn({ ...holder, app: stage.app }, email)
  await page.goto(`${stage.app.address}/keys`)
  const card = page.getByRole('article', { name: 'Laptop' })
  await card.getByRole('button', { name: say('keys_renew') }).click()
  await page.getByRole('dialog').locator('input[name="passphrase"]').fill(PASSPHRASE)
  await page.getByRole('dialog').getByRole('button', { name: say('keys_renew') }).click()
  await expect.poll(async () => (await serialOf(holder, 'Laptop')).trim(), { timeout: 20_000 }).not.toBe(serial)
})
