import { expect, test } from 'vitest'
import { plugDevice } from './authenticator.ts'
import { checkState } from './axe.ts'
import { checkQuiet, signIn } from './journey.ts'
import { createKey, PASSPHRASE } from './kept-key.ts'
import { setStage } from './stage.ts'

const stage = setStage()

test.each([['vi', 'phone'], ['en', 'desk']] as const)('a passkey signs in: added after the mailed code, named, shown, removed (%s, %s)', async (language, device) => {
  const seller = await stage.enter({ language, device })
  const { page, say } = seller
  const authenticator = await plugDevice(seller)
  await signIn(seller, `passkey-${language}-${Date.now()}@example.com`)
  await page.goto(`${stage.app.address}/keys`)
  const dialog = page.getByRole('dialog')
  const add = async (label: string): Promise<void> => {
    await page.getByRole('button', { name: say('keys_passkey_add'), exact: true }).click()
    await dialog.locator('input[name="passkey-label"]').fill(label)
    await dialog.getByRole('button', { name: say('keys_passkey_add'), exact: true }).click()
  }
  await page.getByRole('button', { name: say('keys_passkey_add'), exact: true }).click()
  await dialog.locator('input[name="passkey-label"]').waitFor()
  await checkState(seller, 'adding a passkey')
  await page.keyboard.press('Escape')
  await add('Laptop')
  await page.getByRole('article', { name: 'Laptop' }).waitFor()
  await add('Again')
  await dialog.getByText(say('keys_passkeys_known')).waitFor()
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'hidden' })
  await page.getByRole('article', { name: 'Laptop' }).getByRole('button', { name: say('keys_rename') }).click()
  await dialog.locator('input[name="passkey-label"]').fill('Máy tính')
  await dialog.getByRole('button', { name: say('keys_save') }).click()
  const card = page.getByRole('article', { name: 'Máy tính' })
  await card.waitFor()
  await checkState(seller, 'a passkey')

  await page.getByRole('button', { name: say('ui_sign_out') }).click()
  await page.waitForURL(`${stage.app.address}/`)
  await page.goto(`${stage.app.address}/sign-in?next=/keys`)
  const show = page.getByRole('button', { name: say('session_passkey') })
  await show.waitFor()
  await checkState(seller, 'sign-in offers the passkey')
  await show.click()
  await page.waitForURL(`${stage.app.address}/keys`)
  await card.waitFor()
  expect(await card.getByText(say('keys_fact_never')).count()).toBe(0)

  await card.getByRole('button', { name: say('keys_passkey_remove') }).click()
  await checkState(seller, 'removing a passkey')
  await dialog.getByRole('button', { name: say('keys_passkey_remove') }).click()
  await card.waitFor({ state: 'hidden' })
  await page.getByRole('button', { name: say('ui_sign_out') }).click()
  await page.waitForURL(`${stage.app.address}/`)
  await page.goto(`${stage.app.address}/sign-in`)
  await show.click()
  await page.getByText(language === 'vi' ? /Khóa truy cập không được chấp nhận/ : /The passkey was not accepted/).waitFor()
  await checkState(seller, 'a removed passkey')
  await authenticator.recognise(false)
  await show.click()
  await page.getByText(say('session_passkey_cancelled')).waitFor()
  await checkState(seller, 'the passkey was not shown')
  expect(seller.complaints.filter((complaint) => !complaint.includes('403'))).toEqual([])
})

test('a passkey opens a kept key beside its password, and no more once it is removed', async () => {
  const holder = await stage.enter({ language: 'en', device: 'desk' })
  const { page, say } = holder
  await plugDevice(holder)
  await signIn(holder, 'prf@example.com')
  await createKey(holder, 'Office')
  const card = page.getByRole('article', { name: 'Office' })
  const dialog = page.getByRole('dialog')
  await card.getByText(say('keys_more')).click()
  await card.getByRole('button', { name: say('keys_passkey_add') }).click()
  await checkState(holder, 'a passkey as a second way')
  await dialog.locator('input[name="passphrase"]').fill(PASSPHRASE)
  await dialog.getByRole('button', { name: say('keys_passkey_add') }).click()
  await card.getByText(`${say('keys_unlock_passphrase')}, ${say('keys_unlock_passkey')}`).waitFor()
  const before = await card.locator('a[href^="/certificates?name="]').innerText()

  await card.getByRole('button', { name: say('keys_renew') }).click()
  await dialog.getByRole('button', { name: say('keystore_passkey_use') }).waitFor()
  await checkState(holder, 'opening with the passkey')
  await dialog.getByRole('button', { name: say('keystore_passkey_use') }).click()
  await dialog.waitFor({ state: 'hidden' })
  await expect.poll(() => card.locator('a[href^="/certificates?name="]').innerText(), { timeout: 20_000 }).not.toBe(before)

  await card.getByRole('button', { name: say('keys_passkey_remove') }).click()
  await card.getByRole('button', { name: say('keys_passkey_add') }).waitFor()
  await card.getByRole('button', { name: say('keys_renew') }).click()
  await dialog.locator('input[name="passphrase"]').waitFor()
  expect(await dialog.getByRole('button', { name: say('keystore_passkey_use') }).count()).toBe(0)
  checkQuiet(holder)
})
