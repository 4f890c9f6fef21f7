import { expect, test } from 'vitest'
import { run } from '../src/testing/process.ts'
import { checkState } from './axe.ts'
import { fillDraft, giveConsent, goToConsent, keepReceipt, proveAddress, publishAndOffer, publishDraft, sendOffer, signIn, startDraft } from './journey.ts'
import { PASSPHRASE } from './kept-key.ts'
import { setStage } from './stage.ts'

const stage = setStage()
const HOA_SEN = { name: 'Công ty TNHH Hoa Sen', identifier: 'VATVN-0101234567' }

test.each([['vi', 'phone'], ['en', 'desk']] as const)('a director signs on behalf of a company that the operator has checked, and everybody reads so (%s, %s)', async (language, device) => {
  const email = `director-${language}@example.com`
  const attested = await run('node', ['src/cli/main.ts', 'certificate', 'attest', email, '--name', HOA_SEN.name, '--identifier', HOA_SEN.identifier], { env: { COUNTERSIGN_DATA: stage.app.data, COUNTERSIGN_PUBLIC_ADDRESS: stage.app.address } })
  expect(attested.code, attested.output).toBe(0)
  const seller = await stage.enter({ language, device: 'desk' })
  const offered = await publishAndOffer(seller, { template: 'sale-of-goods', language, email })

  const buyer = await stage.enter({ language, device })
  const { page, say } = buyer
  await signIn(buyer, email)
  await page.goto(`${stage.app.address}/keys`)
  await page.getByRole('button', { name: say('keys_create') }).first().click()
  const dialog = page.getByRole('dialog')
  await dialog.locator('input[name="label"]').fill('Hoa Sen')
  await dialog.locator('input[name="new-passphrase"]').fill(PASSPHRASE)
  await dialog.locator('input[name="new-passphrase-again"]').fill(PASSPHRASE)
  await dialog.getByLabel(say('keys_on_behalf', HOA_SEN)).check()
  await checkState(buyer, 'a key on behalf of an organisation')
  await dialog.getByRole('button', { name: say('keys_create_action') }).click()
  const card = page.getByRole('article', { name: 'Hoa Sen' })
  await card.getByText(HOA_SEN.identifier).waitFor()
  const serial = (await card.locator('a[href^="/certificates?name="]').innerText()).trim()

  const start = Date.now() - 1000
  await goToConsent(buyer, offered)
  await page.getByText(`${say('keystore_choice')}:`).click()
  await page.getByRole('radio', { name: /Hoa Sen/ }).check()
  await giveConsent(buyer, offered)
  await proveAddress(buyer, offered, start)
  await page.locator('input[name="passphrase"]').fill(PASSPHRASE)
  await page.getByRole('button', { name: say('keystore_open') }).click()
  const { receipt, file } = await keepReceipt(buyer, offered)
  expect(receipt.certificate?.organisation).toEqual({ ...HOA_SEN, by: 'operator' })
  await page.getByText(say('sign_receipt_organisation', HOA_SEN)).waitFor()
  await checkState(buyer, 'a receipt on behalf of an organisation')

  const auditor = await stage.enter({ language, device })
  await auditor.page.goto(`${stage.app.address}/verify`)
  await auditor.page.locator('input[type="file"]').first().setInputFiles({ name: 'contract.pdf', mimeType: 'application/pdf', buffer: file })
  await auditor.page.getByText(say('verify_identity_organisation', HOA_SEN)).first().waitFor({ timeout: 60_000 })
  await checkState(auditor, 'the check page names the organisation')
  await auditor.page.goto(`${stage.app.address}/certificates?name=${serial}`)
  await auditor.page.getByRole('article', { name: serial }).getByText(HOA_SEN.identifier).waitFor()
  await checkState(auditor, 'the certificate database names the organisation')
  expect([seller.complaints, buyer.complaints, auditor.complaints]).toEqual([[], [], []])
})

test('a seller lets parties sign with one-time keys only: none of their own is offered', async () => {
  const seller = await stage.enter({ language: 'en', device: 'desk' })
  const choice = { template: 'sale-of-goods', language: 'en', email: 'once@example.com' } as const
  await signIn(seller, 'policy@example.com')
  const contract = await startDraft(seller, choice)
  await fillDraft(seller, choice)
  await seller.page.getByRole('tab', { name: seller.say('draft_panel_settings') }).click()
  await seller.page.locator('input[name="key-policy"][value="one-time"]').check()
  await checkState(seller, 'choosing which keys may sign')
  await publishDraft(seller)
  const offered = { contract, email: choice.email, ...(await sendOffer(seller, choice.email)) }
  const buyer = await stage.enter({ language: 'en', device: 'phone' })
  await goToConsent(buyer, offered)
  const start = Date.now() - 1000
  expect(await buyer.page.getByText(`${buyer.say('keystore_choice')}:`).count()).toBe(0)
  await giveConsent(buyer, offered)
  await proveAddress(buyer, offered, start)
  expect((await keepReceipt(buyer, offered)).receipt).toMatchObject({ event: 'agreed' })
})
