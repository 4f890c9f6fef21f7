import { expect, test } from 'vitest'
import { encodeHex } from '../src/core/bytes/hex.ts'
import { selectIdentity } from '../src/core/pki/pkcs12-identity.ts'
import { parsePkcs12 } from '../src/core/pki/pkcs12.ts'
import { OPENSSL_OLD } from '../src/testing/vectors/pkcs12.ts'
import { PAUSES } from '../src/client/features/sign/act/repeat.ts'
import { download, give, pdf, resultOf, trust } from './auditor.ts'
import { checkState } from './axe.ts'
import { offer, openSeller } from './client.ts'
import { checkQuiet, giveConsent, goToConsent, keepReceipt, proveAddress, publishAndOffer, signIn } from './journey.ts'
import { createKey, makeKeyFile, PASSPHRASE, signWithFile } from './kept-key.ts'
import { cut, stopRequests } from './network.ts'
import type { Party } from './party.ts'
import { setStage } from './stage.ts'

const stage = setStage()
/** A list that is current when an auditor looks. */
const currentNow = () => ({ thisUpdate: Date.now() - 60_000, nextUpdate: Date.now() + 3_600_000 })

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

type Judged = { readonly signatures: readonly { readonly indication: string; readonly subIndication: string | null; readonly level: string }[] }

/** What the check page's own report says of the file's one signature. */
async function readJudgement(auditor: Party): Promise<string> {
  const { bytes } = await download(auditor, auditor.page.getByRole('button', { name: auditor.say('verify_download_json') }))
  const { signatures } = JSON.parse(bytes.toString('utf8')) as Judged
  return signatures.map(({ indication, subIndication }) => `${indication} ${subIndication ?? ''}`.trim()).join()
}

async function openChecked(party: Party, file: Buffer): Promise<void> {
  await party.page.goto(`${stage.app.address}/verify`)
  await give(party, pdf('contract.pdf', file))
  await resultOf(party).waitFor()
}

test('an old key file (RC2, triple DES; RSA), chosen where one signs: its identity is its own, and the check page asks whom to trust for it', async () => {
  const seller = await stage.enter({ language: 'en', device: 'desk' })
  const offered = await publishAndOffer(seller, { template: 'sale-of-goods', language: 'en', email: 'bringer@example.com' })
  const buyer = await stage.enter({ language: 'en', device: 'desk' })
  const { receipt, file } = await signWithFile(buyer, offered, OPENSSL_OLD)
  expect(receipt).toMatchObject({ event: 'agreed', identity: { method: 'own-certificate', address: offered.email } })

  const auditor = await stage.enter({ language: 'en', device: 'phone' })
  await openChecked(auditor, file)
  expect(await readJudgement(auditor)).toBe('INDETERMINATE NO_CERTIFICATE_CHAIN_FOUND')
  // The file brings no issuer: whoever trusts this certificate by itself needs nobody else's word.
  const { certificate, chain } = await selectIdentity(await parsePkcs12(OPENSSL_OLD.file, OPENSSL_OLD.passphrase))
  expect(chain).toEqual([])
  await trust(auditor, 'holder.cer', certificate)
  await expect.poll(() => readJudgement(auditor), { timeout: 20_000 }).toBe('TOTAL-PASSED')
  await checkState(auditor, 'a brought key that is trusted by itself')
  checkQuiet(buyer)
  checkQuiet(auditor)
})

test('a key file of today (PBES2) signs with its chain; the check page believes it by its own issuer, with what that publishes', async () => {
  const { authority, vector } = await makeKeyFile('tep@example.com')
  const offered = await offer(await openSeller(stage.app), { template: 'sale-of-goods', language: 'vi', email: 'tep@example.com' })
  const buyer = await stage.enter({ language: 'vi', device: 'phone' })
  const { receipt, file } = await signWithFile(buyer, offered, vector)
  expect(receipt).toMatchObject({ event: 'agreed', identity: { method: 'own-certificate', address: offered.email } })
  for (const der of authority.intermediates) expect(file.toString('latin1').toLowerCase()).toContain(encodeHex(der))

  const auditor = await stage.enter({ language: 'vi', device: 'desk' })
  await openChecked(auditor, file)
  expect(await readJudgement(auditor)).toBe('INDETERMINATE NO_CERTIFICATE_CHAIN_FOUND')
  await trust(auditor, 'root.cer', authority.anchors[0]!)
  await expect.poll(() => readJudgement(auditor), { timeout: 20_000 }).not.toContain('NO_CERTIFICATE_CHAIN_FOUND')
  const crls = await Promise.all([authority.issueCrl({ by: 'root', ...currentNow() }), authority.issueCrl(currentNow())])
  await auditor.page.locator('input[accept*="pkix-crl"]').setInputFiles(crls.map((crl, index) => ({ name: `${index}.crl`, mimeType: 'application/pkix-crl', buffer: Buffer.from(crl) })))
  await expect.poll(() => readJudgement(auditor), { timeout: 20_000 }).toBe('TOTAL-PASSED')
  await resultOf(auditor).getByText('Test issuing').first().waitFor()
  await checkState(auditor, 'a brought key, believed by its own issuer')
  checkQuiet(buyer)
  checkQuiet(auditor)
})

test('an opened key is locked by one press, where one signs and on “My keys”; then it wants its password again', async () => {
  const email = 'locker@example.com'
  const offered = await offer(await openSeller(stage.app), { template: 'terms-of-service', language: 'en', email })
  const buyer = await stage.enter({ language: 'en', device: 'desk' })
  const { page, say } = buyer
  await signIn(buyer, email)
  await createKey(buyer, 'Laptop')
  const start = Date.now() - 1000
  await goToConsent(buyer, offered)
  await page.getByText(`${say('keystore_choice')}:`).click()
  await page.getByRole('radio', { name: /Laptop/ }).check()
  // The page asks again by itself, as often as this, before it asks the person.
  const asked = PAUSES.length + 1
  const line = await stopRequests(buyer.context, { timestamp: Array.from({ length: 2 * asked }, () => 'request' as const) }, cut)
  await giveConsent(buyer, offered)
  await proveAddress(buyer, offered, start)
  const open = async (): Promise<void> => {
    await page.locator('input[name="passphrase"]').fill(PASSPHRASE)
    await page.getByRole('button', { name: say('keystore_open') }).click()
  }
  // The line is down when the timestamp is asked for: the act waits, the key is open.
  await open()
  await line.reach(asked)
  const lock = page.getByRole('button', { name: say('keystore_lock') })
  await lock.waitFor()
  await checkState(buyer, 'the key is open')
  await lock.click()
  await page.getByText(say('keystore_locked')).waitFor()
  const retry = page.getByRole('alert').getByRole('button', { name: say('ui_retry') })
  await retry.click()
  await open()
  await line.reach(2 * asked)
  await lock.waitFor()

  const keys = await buyer.context.newPage()
  await keys.goto(`${stage.app.address}/keys`)
  const card = keys.getByRole('article', { name: 'Laptop' })
  await card.getByText(/^The key is open, until/).waitFor()
  await checkState({ ...buyer, page: keys }, 'a key that is open in another tab')
  await card.getByRole('button', { name: say('keystore_lock') }).click()
  await card.getByText(say('keystore_locked')).waitFor()
  await lock.waitFor({ state: 'detached' })
  await keys.close()
  await retry.click()
  await open()
  const { receipt } = await keepReceipt(buyer, offered)
  expect(receipt).toMatchObject({ event: 'agreed' })
})
