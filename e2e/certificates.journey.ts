import { mkdtempSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runOrFail } from '../src/testing/process.ts'
import { checkState } from './axe.ts'
import { checkQuiet, publishAndOffer, signOffer } from './journey.ts'
import { setStage } from './stage.ts'

const stage = setStage()

test.each([['vi', 'phone'], ['en', 'desk']] as const)('whoever holds a document’s own link sees its certificates, and nobody is listed to anybody else (%s, %s)', async (language, device) => {
  const seller = await stage.enter({ language, device: 'desk' })
  const offered = await publishAndOffer(seller, { template: 'sale-of-goods', language, email: `holder-${language}@example.com` })
  const buyer = await stage.enter({ language, device })
  const { receipt } = await signOffer(buyer, offered)
  const [opened] = await Promise.all([buyer.context.waitForEvent('page'), buyer.page.getByRole('link', { name: buyer.say('sign_receipt_certificates') }).click()])
  const serial = receipt.certificate!.serialNumber
  const own = opened.getByRole('article', { name: serial })
  await own.getByText('h•••@example.com').waitFor()
  await own.getByText(buyer.say('certificates_state_unrevocable')).first().waitFor()
  expect(await opened.getByRole('article').count(), 'the seller’s that published, and the buyer’s').toBe(2)

  const anybody = await stage.enter({ language, device })
  const { page, say } = anybody
  await page.goto(`${stage.app.address}/certificates`)
  await page.getByText('Countersign Root').first().waitFor()
  expect(await page.getByRole('article').count()).toBe(0)
  expect(await page.locator('main').innerText(), 'no person anywhere').not.toMatch(/@|•/)
  await page.locator('input[name="name"]').fill(` ${offered.link}?lang=${language} `)
  await page.getByRole('button', { name: say('certificates_find') }).click()
  await page.getByRole('heading', { name: say('certificates_document') }).waitFor()
  await page.getByRole('article', { name: serial }).waitFor()
  await checkState(anybody, 'the certificates of a document')
  expect(await page.locator('main').innerText(), 'addresses stay hidden').not.toContain(offered.email)

  await page.locator('input[name="name"]').fill(`${stage.app.address}/o/${'A'.repeat(43)}`)
  await page.getByRole('button', { name: say('certificates_find') }).click()
  await page.getByRole('alert').waitFor()
  await checkState(anybody, 'a link that is none')
  checkQuiet(seller)
  checkQuiet(buyer)
})

test('the authorities’ certificates and lists are there to be downloaded, and OpenSSL builds and checks the path from them', async () => {
  const { page, say } = await stage.enter({ language: 'en', device: 'desk' })
  await page.goto(`${stage.app.address}/certificates`)
  await page.getByText('Countersign Root').first().waitFor()
  const folder = mkdtempSync(join(tmpdir(), 'authorities-'))
  const save = async (label: string, authority: string): Promise<string> => {
    const item = page.getByRole('listitem').filter({ hasText: authority })
    const [download] = await Promise.all([page.waitForEvent('download'), item.getByRole('link', { name: new RegExp(`^${label}`) }).click()])
    const path = join(folder, `${authority}-${label}`.replaceAll(/\W/g, ''))
    await download.saveAs(path)
    expect((await readFile(path))[0], 'DER').toBe(0x30)
    return path
  }
  const pem = async (kind: 'x509' | 'crl', from: string): Promise<string> => {
    await runOrFail('openssl', [kind, '-inform', 'DER', '-in', from, '-out', `${from}.pem`])
    return `${from}.pem`
  }
  const [root, issuing] = [await pem('x509', await save(say('certificates_download'), 'Countersign Root')), await pem('x509', await save(say('certificates_download'), 'Countersign Issuing'))]
  const list = await pem('crl', await save(say('certificates_list'), 'Countersign Root'))
  const { output } = await runOrFail('openssl', ['verify', '-x509_strict', '-crl_check', '-CRLfile', list, '-CAfile', root, '-no-CApath', '-no-CAstore', issuing])
  expect(output).toContain('OK')
})
