import { encodePkcs12 } from '../src/core/pki/pkcs12-encode.ts'
import { createTestAuthority, type TestAuthority } from '../src/testing/pki/authority.ts'
import type { Pkcs12Vector } from '../src/testing/vectors/pkcs12.ts'
import { giveConsent, goToConsent, keepReceipt, type Offered, proveAddress, type Signed } from './journey.ts'
import type { Party } from './party.ts'

/** Of every key that a journey makes. */
export const PASSPHRASE = 'một câu đủ dài'

/** Makes a key on "My keys"; its card comes up. */
export async function createKey({ page, say }: Party, label: string, { exportable = false } = {}): Promise<void> {
  await page.goto(new URL('/keys', page.url()).href)
  await page.getByRole('button', { name: say('keys_create') }).first().click()
  const dialog = page.getByRole('dialog')
  await dialog.locator('input[name="label"]').fill(label)
  await dialog.locator('input[name="new-passphrase"]').fill(PASSPHRASE)
  await dialog.locator('input[name="new-passphrase-again"]').fill(PASSPHRASE)
  if (exportable) await dialog.locator('input[name="exportable"]').check()
  await dialog.getByRole('button', { name: say('keys_create_action') }).click()
  await page.getByRole('article', { name: label }).waitFor()
}

/** A key file of today (PBES2, AES-256) from an authority that is none of the service's, made now. */
export async function makeKeyFile(email: string): Promise<{ readonly authority: TestAuthority; readonly vector: Pkcs12Vector }> {
  const now = Date.now()
  const authority = await createTestAuthority({ now })
  const keys = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify'])
  const { signer } = await authority.issueSignatory({ keys, email, revocable: true, notAfter: now + 365 * 86_400_000 })
  const pkcs8 = new Uint8Array(await crypto.subtle.exportKey('pkcs8', keys.privateKey))
  const passphrase = 'mật khẩu của tệp'
  const file = await encodePkcs12({ pkcs8, certificates: [signer.certificate, ...signer.chain], friendlyName: 'Tệp khóa', passphrase, random: (length) => crypto.getRandomValues(new Uint8Array(length)) })
  return { authority, vector: { file, passphrase } }
}

/** From the link to the receipt, with a key brought along in a file where one signs. */
export async function signWithFile(buyer: Party, offered: Offered, { file, passphrase }: Pkcs12Vector): Promise<Signed> {
  const { page, say } = buyer
  const start = Date.now() - 1000
  await goToConsent(buyer, offered)
  await page.getByText(`${say('keystore_choice')}:`).click()
  await page.getByRole('button', { name: say('keystore_choice_file') }).click()
  await page.locator('input[name="key-file"]').setInputFiles({ name: 'key.p12', mimeType: 'application/x-pkcs12', buffer: Buffer.from(file) })
  await page.locator('input[name="file-passphrase"]').fill(passphrase)
  await page.locator('input[name="new-passphrase"]').fill(PASSPHRASE)
  await page.locator('input[name="new-passphrase-again"]').fill(PASSPHRASE)
  await page.getByRole('button', { name: say('keystore_file_bring') }).click()
  await page.locator('input[name="key-file"]').waitFor({ state: 'detached' })
  await giveConsent(buyer, offered)
  await proveAddress(buyer, offered, start)
  await page.locator('input[name="passphrase"]').fill(PASSPHRASE)
  await page.getByRole('button', { name: say('keystore_open') }).click()
  return keepReceipt(buyer, offered)
}
