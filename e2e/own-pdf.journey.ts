import { writeFileSync, mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { examine } from '../src/core/evidence/examine/examine.ts'
import { decodeBase64 } from '../src/core/bytes/base64.ts'
import { buildPdf, buildStream } from '../src/testing/pdf/builder.ts'
import { checkState } from './axe.ts'
import { checkQuiet, giveConsent, keepReceipt, proveAddress, publishDraft, readToEnd, fillBuyer, sendOffer, signIn, type Offered, type Party } from './journey.ts'
import type { Device } from './party.ts'
import { setStage } from './stage.ts'

const stage = setStage()
const folder = mkdtempSync(join(tmpdir(), 'own-pdf-'))

/** A file such as somebody has at hand: three pages with text, the last one half empty. */
function writeFile(name: string): string {
  const page = (content: number) => `<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources <</Font <</F1 9 0 R>>>> /Contents ${content} 0 R>>`
  const text = (lines: readonly string[]) => buildStream('', `BT /F1 12 Tf 14 TL 60 760 Td ${lines.map((line) => `(${line}) Tj T*`).join(' ')} ET`)
  const bytes = buildPdf({
    1: '<</Type /Catalog /Pages 2 0 R>>',
    2: '<</Type /Pages /Kids [3 0 R 4 0 R 5 0 R] /Count 3>>',
    3: page(6), 4: page(7), 5: page(8),
    6: text(['Lease of a shop', 'between the lessor and the lessee.', ...Array.from({ length: 40 }, (_, index) => `Line ${index + 1} of the first page.`)]),
    7: text(['The second page.', 'Rent: 12,000,000 VND a month.']),
    8: text(['Signed on the last page.']),
    9: '<</Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding>>',
  }, { kind: 'stream' })
  const path = join(folder, name)
  writeFileSync(path, bytes)
  return path
}

async function chooseFile({ page, say }: Party, path: string): Promise<string> {
  await page.getByRole('button', { name: say('contracts_new_own_file') }).first().click()
  await page.getByRole('dialog').getByRole('button', { name: say('contracts_create') }).click()
  await page.waitForURL(/\/contracts\/[\w-]+$/)
  await page.locator('input[type="file"]').setInputFiles(path)
  return new URL(page.url()).pathname.split('/').at(-1) ?? ''
}

async function fillSeller({ page, say }: Party, title: string): Promise<void> {
  await page.getByRole('tab', { name: say('draft_panel_particulars') }).click()
  await page.locator('#particular-seller-name').fill(title)
  await page.getByText(say('draft_saved')).waitFor()
}

async function signAsBuyer(buyer: Party, offered: Offered) {
  const { page, say } = buyer
  const start = Date.now() - 1000
  await page.goto(offered.link)
  await page.locator('figure[data-page="1"] canvas').waitFor({ timeout: 60_000 })
  await page.locator('figure[data-page="1"] .pdf-text span').first().waitFor()
  await checkState(buyer, 'reading the pages of a PDF')
  await readToEnd(page)
  await page.getByRole('button', { name: say('sign_to_details') }).click()
  await fillBuyer(buyer, offered)
  await page.getByRole('button', { name: say('sign_to_review') }).click()
  await page.getByRole('heading', { name: say('sign_review_heading') }).waitFor()
  await page.locator('figure[data-page="1"]').scrollIntoViewIfNeeded()
  await page.locator('figure[data-page="1"] .pdf-text span').first().waitFor()
  await checkState(buyer, 'consent to a PDF')
  await readToEnd(page)
  await giveConsent(buyer, offered)
  await proveAddress(buyer, offered, start)
  return keepReceipt(buyer, offered)
}

const cases: readonly (readonly ['vi' | 'en', Device])[] = [['vi', 'phone'], ['en', 'desk']]
test.each(cases)('a seller has a PDF of its own signed as it is: %s, %s', async (language, device) => {
  const seller = await stage.enter({ language, device })
  const { page, say } = seller
  await signIn(seller)
  const path = writeFile(`thuê mặt bằng ${device}.pdf`)
  const contract = await chooseFile(seller, path)
  await page.getByText(say('own_facts_unsigned')).waitFor({ timeout: 60_000 })
  await page.locator('figure[data-page="3"]').scrollIntoViewIfNeeded()
  await page.locator('[data-place="buyer 1"]').waitFor()
  await checkState(seller, 'placing fields')
  await fillSeller(seller, 'Công ty TNHH Mộc An')
  await publishDraft(seller)
  const email = `own-${device}@example.com`
  const offered: Offered = { contract, email, ...(await sendOffer(seller, email)) }
  checkQuiet(seller)

  const buyer = await stage.enter({ language, device })
  const { file, receipt } = await signAsBuyer(buyer, offered)
  checkQuiet(buyer)
  const before = readFileSync(path)
  expect(file.subarray(0, before.length).equals(before), 'no byte of the seller’s file changes').toBe(true)
  const { root } = (await (await fetch(`${buyer.app.address}/api/service`)).json()) as { root: { certificate: string } }
  const { report } = await examine(new Uint8Array(file), { anchors: [decodeBase64(root.certificate)], time: Date.now() })
  expect(report.signatures.map(({ indication }) => indication)).toEqual(['TOTAL-PASSED'])
  expect(receipt.title).toBe(language === 'vi' ? 'Tài liệu PDF để ký' : 'A PDF document to sign')
})
