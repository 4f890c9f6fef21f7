import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { startApp } from '../../../e2e/app.ts'
import { fillBuyer, giveConsent, proveAddress, publishDraft, readToEnd, sendOffer, signIn, type Party } from '../../../e2e/journey.ts'
import { openParty } from '../../../e2e/party.ts'
import { launchChromium } from '../browser/chromium.ts'
import { writeSellerFile } from './seller-file.ts'
import { kept, printRows, times } from './theme.ts'

const SHAPE = { pages: 2000, pictureBytes: 50_000, others: 0 }
/** Times the file that the page's process may grow by while it reads, derives and signs. */
const PAGE_LIMIT = 2.2
/** The same of the server, from the upload to the receipt. */
const SERVER_LIMIT = 2.2
const SECOND = 1000

/** Resident memory in bytes: now, and the most since it was last asked for afresh. */
function readMemory(pid: number): { readonly now: number; readonly most: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const of = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? 0) * 1024
  return { now: of('VmRSS'), most: of('VmHWM') }
}

/** Pages' processes of a browser, by what they were started with. */
function findRenderers(): number[] {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number).filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('--type=renderer')
    } catch {
      return false
    }
  })
}

/** The most that any page's process had while some work went on. */
async function watchRenderers<T>(work: () => Promise<T>): Promise<{ readonly result: T; readonly most: number }> {
  let most = 0
  const look = (): void => {
    for (const pid of findRenderers()) {
      try {
        most = Math.max(most, readMemory(pid).now)
      } catch {
        // gone meanwhile
      }
    }
  }
  const timer = setInterval(look, 50)
  try {
    return { result: await work(), most }
  } finally {
    clearInterval(timer)
  }
}

async function publishFile(seller: Party, file: string): Promise<{ link: string; token: string; contract: string }> {
  const { page, say } = seller
  await signIn(seller)
  await page.getByRole('button', { name: say('contracts_new_own_file') }).first().click()
  await page.getByRole('dialog').getByRole('button', { name: say('contracts_create') }).click()
  await page.locator('input[type="file"]').setInputFiles(file)
  await page.getByText(say('own_facts_unsigned')).waitFor({ timeout: 300 * SECOND })
  const contract = new URL(page.url()).pathname.split('/').at(-1) ?? ''
  await page.getByRole('tab', { name: say('draft_panel_particulars') }).click()
  await page.locator('#particular-seller-name').fill('Bench')
  await page.getByText(say('draft_saved')).waitFor()
  await publishDraft(seller)
  return { contract, ...(await sendOffer(seller, 'bench@example.com')) }
}

/** A hundred megabytes and two thousand pages, from the seller's disk to the receipt, in a real browser and a server of its own. */
export async function benchOwnFile(): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'))
  const file = join(folder, 'own.pdf')
  const size = writeSellerFile(file, SHAPE)
  await using app = await startApp()
  const browser = await launchChromium()
  try {
    const idle = readMemory(app.pid).now
    const seller = await openParty(browser, app, { language: 'en', device: 'desk' })
    const begun = performance.now()
    const { result: offered, most: sellerMost } = await watchRenderers(() => publishFile(seller, file))
    const published = performance.now()
    await seller.context.close()
    const buyer = await openParty(browser, app, { language: 'en', device: 'desk' })
    const { page, say } = buyer
    const start = Date.now() - SECOND
    const before = { most: 0 }
    await page.goto(offered.link)
    await page.locator('figure[data-page="1"] .pdf-text span').first().waitFor({ timeout: 120 * SECOND })
    before.most = Math.max(...findRenderers().map((pid) => readMemory(pid).now))
    const offer = { ...offered, email: 'bench@example.com' }
    await page.keyboard.press('End')
    await readToEnd(page)
    await page.getByRole('button', { name: say('sign_to_details') }).click()
    await fillBuyer(buyer, offer)
    await page.getByRole('button', { name: say('sign_to_review') }).click()
    await page.getByRole('heading', { name: say('sign_review_heading') }).waitFor()
    await page.locator('figure[data-page="1"]').waitFor()
    await page.keyboard.press('End')
    const { result: [consented, signed], most } = await watchRenderers(async () => {
      const pressed = performance.now()
      await giveConsent(buyer, offer)
      await page.locator('input[name="code"]').waitFor({ timeout: 120 * SECOND })
      const coded = performance.now()
      await proveAddress(buyer, offer, start)
      await page.getByRole('heading', { name: say('sign_receipt_title') }).waitFor({ timeout: 120 * SECOND })
      return [coded - pressed, performance.now() - coded] as const
    })
    const server = readMemory(app.pid).most - idle
    const isKept = (most - before.most) / size <= PAGE_LIMIT && server / size <= SERVER_LIMIT
    printRows([
      [`own file of ${size.toLocaleString('en')} bytes, ${SHAPE.pages} pages`, 'clock', 'memory × file', 'kept'],
      ['seller: read, upload, place, publish', `${((published - begun) / SECOND).toFixed(1)} s`, times(sellerMost / size), ''],
      ['buyer: from the press to the code (read, derive, state)', `${(consented / SECOND).toFixed(1)} s`, '', ''],
      ['buyer: from the code to the receipt (sign, upload, check, store)', `${(signed / SECOND).toFixed(1)} s`, times((most - before.most) / size), ''],
      ['server: the most, over idle', '', times(server / size), ''],
      ['limit', '', `${times(PAGE_LIMIT)} page, ${times(SERVER_LIMIT)} server`, kept(isKept)],
    ])
    return isKept
  } finally {
    await browser.close()
    rmSync(folder, { recursive: true, force: true })
  }
}
