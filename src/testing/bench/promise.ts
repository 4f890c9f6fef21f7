import type { Browser } from 'playwright'
import { startApp } from '../../../e2e/app.ts'
import { type Offered, type Party, fillDraft, giveConsent, goToConsent, openParty, publishDraft, sendOffer, signIn, startDraft } from '../../../e2e/journey.ts'
import { readCode } from '../../../e2e/party.ts'
import { launchChromium } from '../browser/chromium.ts'
import { type AcceptanceCost, measureAcceptances } from './acceptance.ts'
import { kept, median, ms, printRows, times } from './theme.ts'

const SIGN_LIMIT_MS = 1000
const WORK_LIMIT_RATIO = 20
const WARM_UP = 1
const ROUNDS = 7

async function offer(seller: Party, email: string): Promise<Offered> {
  const choice = { template: 'sale-of-goods', language: 'vi', email } as const
  await seller.page.goto(`${seller.app.address}/contracts`)
  const contract = await startDraft(seller, choice)
  await fillDraft(seller, choice)
  await publishDraft(seller)
  return { contract, email, ...(await sendOffer(seller, email)) }
}

/** One buyer, from the link to the receipt; milliseconds from the answer that accepted the code to the receipt on the screen. */
async function timeSigning(browser: Browser, seller: Party, offered: Offered): Promise<number> {
  const buyer = await openParty(browser, seller.app, { language: 'vi', device: 'phone' })
  const { page, say } = buyer
  try {
    const start = Date.now() - 1000
    await goToConsent(buyer, offered)
    await giveConsent(buyer, offered)
    await page.locator('input[name="code"]').fill(await readCode(buyer.app, offered.email, start))
    const accepted = page.waitForResponse((response) => response.url().endsWith('/certificate') && response.status() === 200)
    await page.getByRole('button', { name: say('sign_code_submit') }).click()
    await accepted
    const from = performance.now()
    await page.getByRole('heading', { name: say('sign_receipt_title') }).waitFor()
    return performance.now() - from
  } finally {
    await buyer.context.close()
  }
}

async function measureSigning(): Promise<number[]> {
  await using app = await startApp()
  const browser = await launchChromium()
  try {
    const seller = await openParty(browser, app, { language: 'vi', device: 'desk' })
    await signIn(seller)
    const times: number[] = []
    for (let round = 0; round < WARM_UP + ROUNDS; round++) times.push(await timeSigning(browser, seller, await offer(seller, `buyer-${round}@example.com`)))
    return times.slice(WARM_UP)
  } finally {
    await browser.close()
  }
}

/** Prints both promises beside their limits, and where the server's time goes; true when both are kept. */
function report(signing: readonly number[], { rounds, fileSize, breakdown }: AcceptanceCost): boolean {
  const sign = median(signing)
  const [work, hash, insert] = [median(rounds.map((round) => round.work)), median(rounds.map((round) => round.hash)), median(rounds.map((round) => round.insert))]
  const ratio = median(rounds.map((round) => round.work / (round.hash + round.insert)))
  printRows([
    ['what (medians)', 'measured', 'limit', 'kept'],
    ['code accepted → signed, in the browser', ms(sign), ms(SIGN_LIMIT_MS), kept(sign <= SIGN_LIMIT_MS)],
    [`server work per accepted upload of ${Math.round(fileSize / 1000)} KB`, times(ratio), `${WORK_LIMIT_RATIO} ×`, kept(ratio <= WORK_LIMIT_RATIO)],
    ['  which took', ms(work), ms(WORK_LIMIT_RATIO * (hash + insert)), ''],
    ['  once: SHA-256 of the file', ms(hash), '', ''],
    ['  once: one durable insert', ms(insert), '', ''],
  ])
  process.stdout.write('\nwhere the server’s time goes, per upload, with the profiler on\n')
  printRows([...breakdown].filter(([, time]) => time >= 0.05).map(([room, time]) => [`  ${room}`, ms(time)]))
  return sign <= SIGN_LIMIT_MS && ratio <= WORK_LIMIT_RATIO
}

/** The two promises about speed that a buyer and an operator notice, as ratios measured in one run. */
export async function benchAcceptance(): Promise<boolean> {
  const signing = await measureSigning()
  return report(signing, await measureAcceptances())
}
