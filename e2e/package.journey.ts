import { readFile, writeFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { encodeZip, parseZip } from '../src/core/bytes/zip.ts'
import { download, resultOf } from './auditor.ts'
import { checkState } from './axe.ts'
import { checkQuiet, publishAndOffer, signOffer } from './journey.ts'
import type { Party } from './party.ts'
import { setStage } from './stage.ts'

const stage = setStage()
const shoot = async ({ page }: Party, name: string): Promise<void> => {
  if (process.env['SHOTS']) await page.screenshot({ path: join(process.env['SHOTS'], `${name}.png`), fullPage: true })
}
const give = ({ page }: Party, name: string, bytes: Uint8Array): Promise<void> => page.locator('input[accept*=".asice"]').first().setInputFiles({ name, mimeType: 'application/octet-stream', buffer: Buffer.from(bytes) })

test('an evidence package is checked by the page inside it, from disk, without any network; a changed byte in each part is named; a bare proof is checked too', async () => {
  const seller = await stage.enter({ language: 'vi', device: 'desk' })
  const offered = await publishAndOffer(seller, { template: 'sale-of-goods', language: 'vi', email: 'lan@example.com' })
  const buyer = await stage.enter({ language: 'vi', device: 'phone' })
  await signOffer(buyer, offered)
  const proof = await download(buyer, buyer.page.getByRole('link', { name: buyer.say('log_proof_download') }))
  await seller.page.goto(`${seller.app.address}/contracts/${offered.contract}/trail`)
  const { name, bytes } = await download(seller, seller.page.getByRole('link', { name: seller.say('log_evidence') }))
  expect(name).toMatch(/\.asice$/)
  const files = parseZip(new Uint8Array(bytes)).map((file) => ({ name: file.name, bytes: file.bytes! }))
  const folder = await mkdtemp(join(tmpdir(), 'package-'))
  const page = join(folder, 'verify.html')
  await writeFile(page, files.find((file) => file.name === 'verify.html')!.bytes)
  if (process.env['KEEP_PACKAGE']) {
    await writeFile(join(process.env['KEEP_PACKAGE'], 'evidence.asice'), bytes)
    await writeFile(join(process.env['KEEP_PACKAGE'], 'root.cer'), files.find((file) => file.name === 'certificates/root.cer')!.bytes)
  }

  const judge = await stage.enter({ language: 'en', device: 'desk' })
  await judge.context.route(/^https?:/, (route) => route.abort())
  await judge.context.setOffline(true)
  await judge.page.goto(pathToFileURL(page).href)
  await give(judge, name, bytes)
  const result = resultOf(judge)
  await result.getByText(/This package is whole: sealed by Countersign Seal/).waitFor({ timeout: 60_000 })
  await result.getByText(/^(\d+) of \1 proven by the public log$/).waitFor()
  await checkState(judge, 'whole package from disk')
  await shoot(judge, 'package')
  const named = new Set<string>()
  for (const [at, file] of files.entries()) {
    // Of parts that are alike, one is enough here; the unit test takes every one.
    const kind = file.name.replace(/\d{4}.*$|[0-9a-f]{16,}.*$/, '')
    if (named.has(kind)) continue
    named.add(kind)
    const changed = file.bytes.slice()
    changed[Math.floor(changed.length / 2)]! ^= 1
    await judge.page.getByRole('button', { name: judge.say('verify_clear') }).click()
    await give(judge, 'changed.asice', encodeZip(files.with(at, { ...file, bytes: changed })))
    await result.getByText('TOTAL-FAILED').first().waitFor({ timeout: 60_000 })
    const faults = await judge.page.getByRole('region', { name: judge.say('verify_package_faults') }).locator('code').allInnerTexts()
    expect(faults, file.name).toContain(file.name)
  }
  expect(named.size).toBeGreaterThan(12)
  await checkState(judge, 'changed package from disk')
  await shoot(judge, 'package-changed')

  await judge.page.getByRole('button', { name: judge.say('verify_clear') }).click()
  await give(judge, 'receipt.tlog-proof', proof.bytes)
  await result.getByText(judge.say('verify_proof_offline')).waitFor()
  await checkState(judge, 'bare proof from disk')
  const text = proof.bytes.toString('utf8')
  await judge.page.getByRole('button', { name: judge.say('verify_clear') }).click()
  await give(judge, 'forged.tlog-proof', Buffer.from(text.replace(/\nindex \d+\n/, '\nindex 1\n')))
  await result.getByText(/LOG_/).first().waitFor()

  const phone = await stage.enter({ language: 'vi', device: 'phone' })
  await phone.page.goto(`${phone.app.address}/verify`)
  await give(phone, 'receipt.tlog-proof', proof.bytes)
  await phone.page.getByText(phone.say('log_check_continues')).waitFor()
  await checkState(phone, 'bare proof on a phone')
  await shoot(phone, 'proof-phone')
  expect((await readFile(page)).length).toBeGreaterThan(1_000_000)
  await rm(folder, { recursive: true, force: true })
  checkQuiet(phone)
}, 300_000)
