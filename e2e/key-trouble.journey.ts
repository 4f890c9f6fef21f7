import { expect, test } from 'vitest'
import { checkState } from './axe.ts'
import { offer, openSeller } from './client.ts'
import { checkQuiet, giveConsent, goToConsent, keepReceipt, proveAddress, signIn, signOffer } from './journey.ts'
import { createKey, PASSPHRASE } from './kept-key.ts'
import { setStage } from './stage.ts'

const stage = setStage()
const DAY = 86_400_000
const offerTerms = async (email: string, language: 'vi' | 'en') => offer(await openSeller(stage.app), { template: 'terms-of-service', language, email })

test.each([['ahead', DAY], ['behind', -DAY]])('a device whose clock is a day %s signs with a one-time key all the same: the timestamp decides, not the device', async (name, shift) => {
  const offered = await offerTerms(`clock-${name}@example.com`, 'vi')
  const buyer = await stage.enter({ language: 'vi', device: 'phone' })
  const wrong = `{ const Right = Date; Date = class extends Right { constructor(...given) { given.length ? super(...given) : super(Right.now() + ${shift}) } static now() { return Right.now() + ${shift} } } };`
  await buyer.context.addInitScript(wrong)
  await buyer.context.route('**/assets/worker-*.js', async (route) => {
    const answer = await route.fetch()
    await route.fulfill({ response: answer, body: wrong + (await answer.text()) })
  })
  const { receipt } = await signOffer(buyer, offered)
  expect(receipt).toMatchObject({ event: 'agreed' })
  expect(Math.abs((await buyer.page.evaluate(() => Date.now())) - Date.now() - shift), 'the device’s clock was wrong').toBeLessThan(60_000)
  checkQuiet(buyer)
})

test('the certificate’s answer is lost while a key is made: trying again makes no second key, and a reload finds what was issued', async () => {
  const email = 'halfway@example.com'
  const offered = await offerTerms(email, 'vi')
  const holder = await stage.enter({ language: 'vi', device: 'phone' })
  const { page, say, context } = holder
  await signIn(holder, email)
  let losses = 0
  const lose = async (before: boolean) => {
    await context.unroute('**/api/certificates')
    await context.route('**/api/certificates', async (route) => {
      if (route.request().method() !== 'POST' || losses++ > 0) return route.continue()
      if (!before) await route.fetch()
      return route.abort('connectionfailed')
    })
    losses = 0
  }
  const fill = async (label: string): Promise<void> => {
    await page.getByRole('button', { name: say('keys_create') }).first().click()
    await dialog.locator('input[name="label"]').fill(label)
    await dialog.locator('input[name="new-passphrase"]').fill(PASSPHRASE)
    await dialog.locator('input[name="new-passphrase-again"]').fill(PASSPHRASE)
    await dialog.getByRole('button', { name: say('keys_create_action') }).click()
    await dialog.getByText(say('keys_made_only')).waitFor()
  }
  const dialog = page.getByRole('dialog')
  await page.goto(`${stage.app.address}/keys`)
  await lose(true)
  await fill('Máy tính')
  await checkState(holder, 'a key without its certificate')
  await dialog.getByRole('button', { name: say('keys_certify') }).click()
  await page.getByRole('article', { name: 'Máy tính' }).getByText(say('keys_state_good'), { exact: true }).waitFor()
  expect(await page.getByRole('article').count()).toBe(1)

  await lose(false)
  await fill('Điện thoại')
  await page.reload()
  await page.getByRole('article', { name: 'Điện thoại' }).getByText(say('keys_state_good'), { exact: true }).waitFor()
  expect(await page.getByRole('article').count()).toBe(2)
  await goToConsent(holder, offered)
  await page.getByText(`${say('keystore_choice')}:`).click()
  await page.getByRole('radio', { name: /Điện thoại/ }).waitFor()
  expect(await page.getByRole('radio').count()).toBe(3)
})

test('storage that is refused, and a service that does not answer, are said: neither makes “no key” of a key', async () => {
  const holder = await stage.enter({ language: 'en', device: 'desk' })
  const { page, say, context } = holder
  await signIn(holder, 'refused@example.com')
  await createKey(holder, 'Laptop')
  const card = page.getByRole('article', { name: 'Laptop' })
  await context.route('**/api/certificates', (route) => route.abort('connectionfailed'))
  await page.reload()
  await page.getByRole('alert').waitFor()
  await card.getByText(say('keys_more')).waitFor()
  expect(await card.getByText(say('keys_state_none'), { exact: true }).count()).toBe(0)
  await checkState(holder, 'keys while the service does not answer')
  await context.unroute('**/api/certificates')
  await page.addInitScript(() => Object.defineProperty(IDBFactory.prototype, 'open', { value: () => { throw new DOMException('refused', 'SecurityError') } }))
  await page.reload()
  await page.getByRole('alert').getByText(say('keystore_storage')).waitFor()
  await page.getByRole('heading', { name: say('keys_certificates') }).waitFor()
  expect([await page.getByText(say('keys_empty')).count(), await page.getByText(say('keys_elsewhere_text')).count()]).toEqual([0, 0])
  await checkState(holder, 'keys while storage is refused')
})

test('nothing typed is no wrong attempt; a key that another tab deletes while it is asked for is said to be gone, and another one signs', async () => {
  const email = 'gone@example.com'
  const offered = await offerTerms(email, 'vi')
  const buyer = await stage.enter({ language: 'vi', device: 'phone' })
  const { page, say } = buyer
  await signIn(buyer, email)
  await createKey(buyer, 'Điện thoại')
  const start = Date.now() - 1000
  await goToConsent(buyer, offered)
  await page.getByText(`${say('keystore_choice')}:`).click()
  await page.getByRole('radio', { name: /Điện thoại/ }).check()
  await giveConsent(buyer, offered)
  await proveAddress(buyer, offered, start)
  const password = page.locator('input[name="passphrase"]')
  await password.waitFor()
  await page.getByRole('button', { name: say('keystore_open') }).click()
  await page.getByText(say('keystore_passphrase_missing')).waitFor()
  expect(await password.evaluate((field) => field === document.activeElement), 'the field to mend has the focus').toBe(true)
  expect(await page.getByText(say('sign_phase_key'), { exact: true }).count(), 'no one-time key was made').toBe(0)

  const tab = await buyer.context.newPage()
  await tab.goto(`${stage.app.address}/keys`)
  await tab.getByRole('article', { name: 'Điện thoại' }).getByText(say('keys_more')).click()
  await tab.getByRole('button', { name: say('keys_delete'), exact: true }).click()
  await tab.getByRole('dialog').getByRole('button', { name: say('keys_delete'), exact: true }).click()
  await tab.getByRole('heading', { name: say('keys_empty') }).waitFor()
  await tab.close()
  await page.reload()
  await page.getByRole('alert').getByText(say('keystore_gone')).waitFor()
  await checkState(buyer, 'the chosen key is gone')
  await page.getByRole('button', { name: say('sign_stop') }).click()
  // given up, and written so, once the terms are there again: the button is gone a moment before
  await page.getByRole('button', { name: say('sign_to_details') }).waitFor()
  const again = Date.now() - 1000
  await goToConsent(buyer, offered)
  await giveConsent(buyer, offered)
  await proveAddress(buyer, offered, again)
  expect((await keepReceipt(buyer, offered)).receipt).toMatchObject({ event: 'agreed' })
})
