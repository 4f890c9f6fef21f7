import { writeFileSync, mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { examine } from '../src/core/evidence/examine/examine.ts'
import { decodeBase64 } from '../src/core/bytes/base64.ts'
import { contractDetailSchema } from '../src/protocol/contract.ts'
import { refusalSentence } from '../src/protocol/error.ts'
import { ROOT } from '../src/testing/process.ts'
import { buildPdf, buildStream } from '../src/testing/pdf/builder.ts'
import { checkState } from './axe.ts'
import { checkQuiet, giveConsent, keepReceipt, proveAddress, publishDraft, readToEnd, fillBuyer, sendOffer, signIn, type Offered, type Party } from './journey.ts'
import { readOffers } from './parties.ts'
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

test('fields are placed by keyboard, warned of, undone; a damaged file is refused before it is sent', { timeout: 180_000 }, async () => {
  const seller = await stage.enter({ language: 'en', device: 'desk' })
  const { page, say } = seller
  await signIn(seller)
  const damaged = join(folder, 'damaged.pdf')
  writeFileSync(damaged, readFileSync(writeFile('whole.pdf')).subarray(0, 900))
  const sent: string[] = []
  page.on('request', (request) => void (request.method() === 'PUT' && request.url().endsWith('/own-file') && sent.push(request.url())))
  await chooseFile(seller, damaged)
  await page.getByText(refusalSentence('OWN_FILE_DAMAGED', 'en')).waitFor()
  await checkState(seller, 'a damaged PDF')
  expect(sent, 'nothing was sent').toEqual([])

  // Signed by another program, with a key that nobody here knows: said, kept, and not certified anew.
  await page.locator('input[type="file"]').setInputFiles(join(ROOT, 'src', 'testing', 'vectors', 'pdf', 'pyhanko-signed.pdf'))
  await page.getByText('Vector Signer').first().waitFor({ timeout: 60_000 })
  await checkState(seller, 'a PDF that others have signed')
  await page.locator('input[type="file"]').setInputFiles(writeFile('lease.pdf'))
  await page.getByText(say('own_facts_unsigned')).waitFor({ timeout: 60_000 })
  expect(sent).toHaveLength(2)

  const place = (name: string) => page.locator(`[data-place="${name}"]`)
  const number = async (label: string, index = 0) => Number(await page.getByLabel(say(label)).nth(index).inputValue())
  await page.locator('figure[data-page="3"]').scrollIntoViewIfNeeded()
  await place('buyer 1').focus()
  for (const details of await page.locator('details').all()) await details.evaluate((element) => element.setAttribute('open', ''))
  const [x, y, width] = [await number('own_place_x'), await number('own_place_y'), await number('own_place_width')]
  await place('buyer 1').focus()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Control+ArrowUp')
  await page.keyboard.press('Shift+ArrowRight')
  await expect.poll(() => number('own_place_x')).toBe(x + 2)
  expect([await number('own_place_y'), await number('own_place_width')]).toEqual([y + 20, width + 2])

  // One more, on the first page, over its text; the page says so.
  await page.getByRole('spinbutton', { name: say('own_place_page_number'), exact: true }).last().fill('1')
  await page.getByRole('button', { name: say('own_add') }).click()
  await place('buyer 2').waitFor()
  await expect.poll(() => place('buyer 2').evaluate((element) => element === document.activeElement)).toBe(true)
  await page.locator('details').last().evaluate((element) => element.setAttribute('open', ''))
  await page.getByLabel(say('own_place_y')).last().fill('700')
  await page.getByText('This field covers text on the page', { exact: false }).waitFor()
  await checkState(seller, 'a field over text')
  // A signature never lies over what the page says: it cannot be published so, and the list leads to the field.
  await fillSeller(seller, 'Moc An Ltd')
  await page.getByRole('button', { name: say('publish_open') }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText(/^Page 1\. This field covers text on the page: “.*(Lease|lessor)/).waitFor()
  expect(await dialog.getByRole('button', { name: say('publish_action') }).count()).toBe(0)
  await checkState(seller, 'publishing with a field over text')
  await dialog.getByRole('button', { name: say('publish_show') }).first().click()
  await place('buyer 2').focus()
  await page.keyboard.press('Delete')
  await place('buyer 2').waitFor({ state: 'detached' })
  await page.getByRole('heading', { name: say('own_places') }).click()
  await page.keyboard.press('Control+z')
  await place('buyer 2').waitFor({ state: 'attached' })
  checkQuiet(seller)
})

test('two sign a PDF of their own, the second over what the first has appended', { timeout: 240_000 }, async () => {
  const owner = await stage.enter({ language: 'vi', device: 'desk' })
  const { page, say } = owner
  await signIn(owner)
  const path = writeFile('hai bên.pdf')
  const contract = await chooseFile(owner, path)
  await page.getByText(say('own_facts_unsigned')).waitFor({ timeout: 60_000 })
  await page.getByRole('tab', { name: say('draft_panel_settings') }).click()
  await page.getByRole('button', { name: say('parties_add') }).click()
  await page.locator('#party-buyer-2').fill('Bên bảo lãnh')
  await fillSeller(owner, 'Công ty TNHH Mộc An')
  await page.getByRole('button', { name: say('publish_open') }).click()
  await page.getByRole('dialog').getByRole('button', { name: say('publish_action') }).click()
  await page.getByRole('heading', { name: say('record_share_parties') }).waitFor({ timeout: 60_000 })
  for (const party of ['buyer', 'buyer-2']) await page.locator(`[name="email-${party}"]`).fill(`${party}@two.example.com`)
  await page.getByRole('button', { name: say('record_share_action') }).click()
  await page.getByRole('heading', { name: say('record_offers') }).waitFor()
  const detail = contractDetailSchema.parse(await (await owner.context.request.get(`${stage.app.address}/api/contracts/${contract}`)).json())
  const offered = readOffers(detail.offers, contract)
  const parties = { buyer: await stage.enter({ language: 'vi', device: 'phone' }), 'buyer-2': await stage.enter({ language: 'en', device: 'desk' }) }
  for (const [id, party] of Object.entries(parties)) {
    await party.page.goto(offered[id]!.link)
    await party.page.getByRole('button', { name: party.say('sign_to_details') }).waitFor()
    await party.page.locator('figure[data-page="1"] .pdf-text span').first().waitFor()
    await readToEnd(party.page)
    await party.page.getByRole('button', { name: party.say('sign_to_details') }).click()
    await fillBuyer(party, offered[id]!)
    await party.page.getByRole('button', { name: party.say('sign_to_review') }).click()
    await party.page.getByRole('heading', { name: party.say(id === 'buyer' ? 'parties_wait_others_title' : 'sign_review_heading') }).waitFor()
  }
  const first = parties.buyer
  await first.page.getByRole('heading', { name: first.say('sign_details_title') }).waitFor({ timeout: 30_000 })
  await first.page.getByRole('button', { name: first.say('sign_to_review') }).click()
  for (const [id, party] of Object.entries(parties)) {
    const start = Date.now() - 1000
    await party.page.getByRole('heading', { name: party.say('sign_review_heading') }).waitFor()
    await party.page.locator('figure[data-page="3"]').waitFor({ state: 'attached' })
    await readToEnd(party.page)
    await giveConsent(party, offered[id]!)
    await proveAddress(party, offered[id]!, start)
    await party.page.getByRole('heading', { name: party.say('sign_receipt_title') }).waitFor({ timeout: 60_000 })
    checkQuiet(party)
  }
  const file = new Uint8Array(await (await fetch(`${stage.app.address}/api/offers/${offered['buyer-2']!.token}/file`)).arrayBuffer())
  const before = readFileSync(path)
  expect(Buffer.from(file.subarray(0, before.length)).equals(before)).toBe(true)
  const { root } = (await (await fetch(`${stage.app.address}/api/service`)).json()) as { root: { certificate: string } }
  const { report } = await examine(file, { anchors: [decodeBase64(root.certificate)], time: Date.now() })
  expect(report.signatures.map(({ field, indication }) => [field, indication]).sort()).toEqual([['signature-buyer', 'TOTAL-PASSED'], ['signature-buyer-2', 'TOTAL-PASSED']])
})
