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
