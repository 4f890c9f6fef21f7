import { createHash } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { parseTimestampRequest } from '../src/core/pki/timestamp.ts'
import { encodeHex } from '../src/core/bytes/hex.ts'
import { receiptSchema } from '../src/protocol/receipt.ts'
import { outboxSchema } from '../src/protocol/service.ts'
import { PAUSES } from '../src/client/features/sign/act/repeat.ts'
import { checkState } from './axe.ts'
import { type Client, offer, openSeller, readHistory } from './client.ts'
import { type Offered, giveConsent, goToConsent, keepReceipt, proveAddress, readOffer, readToEnd } from './journey.ts'
import { ASKED, type Asked, type CutAt, type Stopped, cut, hang, stopRequests } from './network.ts'
import { type Party, readCode } from './party.ts'
import { setStage } from './stage.ts'

const stage = setStage()
let seller: Client
beforeAll(async () => {
  seller = await openSeller(stage.app)
})

const BOTH: readonly CutAt[] = ['request', 'answer']
const EVERY: Readonly<Record<Asked, readonly CutAt[]>> = { challenge: BOTH, intent: BOTH, certificate: BOTH, timestamp: BOTH, upload: BOTH }
/** In the order in which an act asks. */
const ORDER = (Object.keys(EVERY) as Asked[]).flatMap((asked) => BOTH.map((at) => `${asked} ${at}`))

const makeOffer = (email: string): Promise<Offered> => offer(seller, { template: 'terms-of-service', language: 'vi', email })
const imprintOf = (request: Buffer): string => encodeHex(parseTimestampRequest(new Uint8Array(request)).imprint)
const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
const bodiesOf = (stopped: readonly Stopped[], asked: Asked): Buffer[] => stopped.flatMap((one) => (one.asked === asked && one.body ? [one.body] : []))

/** One agreement, one certificate, one code by mail, whatever happened on the way. */
async function expectOnce(offered: Offered): Promise<void> {
  const events = (await readHistory(seller, offered.contract)).map(({ event }) => event)
  expect(events.filter((event) => event === 'agreed')).toHaveLength(1)
  expect(events.filter((event) => event === 'certificate-issued' || event === 'declined')).toHaveLength(2) // the seller's for the publication, the buyer's
  const { mails } = outboxSchema.parse(await (await fetch(`${stage.app.address}/api/outbox`)).json())
  expect(mails.filter(({ to, text }) => to === offered.email && /(?<!\d)\d{6}(?!\d)/.test(text))).toHaveLength(1)
}

/** What the page itself threw; that a cut request is printed is Chromium's way. */
const errorsOf = ({ complaints }: Party): string[] => complaints.filter((line) => !/net::ERR_|Failed to load resource/.test(line))

/** The receipt on the page, again after a reload, and the service's are one. */
async function expectReceipt(buyer: Party, offered: Offered) {
  const { receipt, file } = await keepReceipt(buyer, offered)
  expect(receipt).toMatchObject({ event: 'agreed', fileHash: hashOf(file), fileSize: file.length })
  await buyer.page.reload()
  expect((await keepReceipt(buyer, offered)).receipt).toEqual(receipt)
  return receipt
}

describe('an act of signing that is interrupted', () => {
  test('goes on where it was when the line is cut, before a request leaves or when only its answer is lost, at every stage', async () => {
    const offered = await makeOffer('cut@example.com')
    const buyer = await stage.enter({ language: 'vi', device: 'phone' })
    const { page, say, context } = buyer
    const start = Date.now() - 1000
    await goToConsent(buyer, offered)
    const line = await stopRequests(context, EVERY, cut)
    await giveConsent(buyer, offered)
    let alerts = 0
    await page.exposeFunction('countAlert', () => void (alerts += 1))
    await page.evaluate(() => new MutationObserver(() => document.querySelector('[role=alert]') && (globalThis as unknown as { countAlert(): void }).countAlert()).observe(document.body, { childList: true, subtree: true }))
    // Each is asked again by itself: the press, the code, and nothing more.
    await line.reach(1)
    await page.getByText(say('sign_repeating')).waitFor()
    await checkState(buyer, 'asked again by itself')
    await proveAddress(buyer, offered, start)
    const receipt = await expectReceipt(buyer, offered)
    expect(alerts, 'nobody was asked to do anything').toBe(0)
    expect(line.stopped.map(({ asked, at }) => `${asked} ${at}`)).toEqual(ORDER)
    expect(line.stopped.filter(({ answer }) => answer).map(({ answer }) => answer?.status)).toEqual([200, 200, 200, 200, 200])
    expect(new Set(bodiesOf(line.stopped, 'timestamp').map(imprintOf)).size, 'one signature value, however often a timestamp was asked for').toBe(1)
    expect(new Set(bodiesOf(line.stopped, 'upload').map(hashOf)).size, 'one signed file, however often it was sent').toBe(1)
    expect(receiptSchema.parse(JSON.parse(line.stopped.at(-1)?.answer?.text ?? ''))).toEqual(receipt)
    await expectOnce(offered)
    expect(errorsOf(buyer)).toEqual([])
  })

  test('is left to the person when the line stays cut, at the press, the code and the upload; then goes on from there', async () => {
    const offered = await makeOffer('stays-cut@example.com')
    const buyer = await stage.enter({ language: 'vi', device: 'phone' })
    const { page, say, context } = buyer
    const start = Date.now() - 1000
    await goToConsent(buyer, offered)
    const dead = Array.from({ length: PAUSES.length + 1 }, () => 'request' as const)
    const line = await stopRequests(context, { challenge: dead, certificate: dead, upload: dead }, cut)
    await giveConsent(buyer, offered)
    const retry = page.getByRole('alert').getByRole('button', { name: say('ui_retry') })
    await retry.waitFor({ timeout: 60_000 })
    await checkState(buyer, 'line cut at the challenge')
    await page.getByText(say('sign_failure_offline')).waitFor()
    await page.getByText(say('sign_kept_so_far')).waitFor()
    expect(await page.getByText(say('sign_repeating')).count()).toBe(0)
    await retry.click()
    await proveAddress(buyer, offered, start)
    await retry.waitFor({ timeout: 60_000 })
    await checkState(buyer, 'line cut at the certificate')
    await page.getByRole('button', { name: say('sign_code_submit') }).click()
    await retry.waitFor({ timeout: 60_000 })
    await checkState(buyer, 'line cut at the upload')
    await retry.click()
    await expectReceipt(buyer, offered)
    expect(line.stopped).toHaveLength(3 * dead.length)
    expect(new Set(bodiesOf(line.stopped, 'upload').map(hashOf)).size).toBe(1)
    await expectOnce(offered)
    expect(errorsOf(buyer)).toEqual([])
  })

  test('goes on by itself when the page is reloaded or its tab closed, at every stage', async () => {
    const offered = await makeOffer('reload@example.com')
    const buyer = await stage.enter({ language: 'vi', device: 'desk' })
    const { say, context } = buyer
    let { page } = buyer
    const errors: string[] = []
    const watch = (): void => void page.on('pageerror', (error) => errors.push(error.message))
    const start = Date.now() - 1000
    watch()
    await goToConsent(buyer, offered)

    await page.locator('input[type="checkbox"]').first().check()
    await page.reload()
    await page.getByRole('heading', { name: say('sign_review_heading') }).waitFor()
    expect(await page.locator('input[type="checkbox"]:checked').count(), 'what was ticked before a reload is not taken for assent').toBe(0)
    await readToEnd(page)

    const line = await stopRequests(context, EVERY, hang)
    await giveConsent(buyer, offered)
    const code = () => page.locator('input[name="code"]')
    const type = async (): Promise<void> => {
      await code().waitFor()
      await code().fill(await readCode(stage.app, offered.email, start))
      await page.getByRole('button', { name: say('sign_code_submit') }).click()
    }
    for (const [index, stop] of ORDER.entries()) {
      if (stop.startsWith('certificate')) await type()
      await line.reach(index + 1)
      if (index % 2 === 0) await page.reload()
      else {
        await page.close()
        page = await context.newPage()
        watch()
        await page.goto(offered.link)
      }
      if (stop === 'intent answer') {
        await code().waitFor()
        await page.reload()
      }
      if (stop === 'certificate answer') await type()
    }
    const receipt = await expectReceipt({ ...buyer, page }, offered)
    expect(line.stopped.map(({ asked, at }) => `${asked} ${at}`)).toEqual(ORDER)
    expect(new Set(bodiesOf(line.stopped, 'timestamp').map(imprintOf)).size).toBe(1)
    expect(new Set(bodiesOf(line.stopped, 'upload').map(hashOf)).size).toBe(1)
    expect(receiptSchema.parse(JSON.parse(line.stopped.at(-1)?.answer?.text ?? ''))).toEqual(receipt)
    await expectOnce(offered)
    expect(errors).toEqual([])
  })

  test('waits without a network and goes on by itself when it is back', async () => {
    const offered = await makeOffer('offline@example.com')
    const buyer = await stage.enter({ language: 'en', device: 'phone' })
    const { page, say, context } = buyer
    const start = Date.now() - 1000
    await goToConsent(buyer, offered)
    await page.waitForLoadState('networkidle')
    await context.setOffline(true)
    await giveConsent(buyer, offered).catch(() => undefined)
    await page.getByText(say('sign_failure_offline')).waitFor()
    await context.setOffline(false)
    await page.locator('input[name="code"]').waitFor()
    await page.locator('input[name="code"]').fill(await readCode(stage.app, offered.email, start))
    await context.setOffline(true)
    await page.getByRole('button', { name: say('sign_code_submit') }).click()
    await page.getByText(say('sign_failure_offline')).waitFor()
    await checkState(buyer, 'offline at the code')
    await context.setOffline(false)
    await page.getByText(say('sign_failure_offline')).waitFor({ state: 'hidden' })
    await page.getByRole('button', { name: say('sign_code_submit') }).click()
    await expectReceipt(buyer, offered)
    await expectOnce(offered)
    expect(errorsOf(buyer)).toEqual([])
  })
})

describe('an offer that is signed twice at once', () => {
  test('in two tabs of one browser is signed once', async () => {
    const offered = await makeOffer('tabs@example.com')
    const one = await stage.enter({ language: 'vi', device: 'desk' })
    const start = Date.now() - 1000
    await goToConsent(one, offered)
    const other: Party = { ...one, page: await one.context.newPage() }
    await other.page.goto(`${offered.link}?step=consent`)
    await other.page.getByRole('heading', { name: one.say('sign_review_heading') }).waitFor()
    const line = await stopRequests(one.context, {}, cut)
    const { consent } = (await readOffer(one, offered.token)).document
    for (const { page } of [one, other]) for (const { id } of consent.controls) await page.locator(`input[type="checkbox"][name="${id}"]`).check()
    // Whichever is later may find the button gone: the other tab's act is on both by then.
    const press = ({ page }: Party, name: string) => page.getByRole('button', { name, exact: true }).click({ timeout: 5000 }).catch(() => undefined)
    await Promise.all([one, other].map((tab) => press(tab, consent.button)))
    const code = await Promise.all([one, other].map(async ({ page }) => {
      await page.locator('input[name="code"]').waitFor()
      const digits = await readCode(stage.app, offered.email, start)
      await page.locator('input[name="code"]').fill(digits)
      return digits
    }))
    expect(code[0]).toBe(code[1])
    await Promise.all([one, other].map((tab) => press(tab, one.say('sign_code_submit'))))
    const receipt = await expectReceipt(one, offered)
    await other.page.getByRole('heading', { name: one.say('sign_receipt_title') }).waitFor()
    expect(await other.page.getByText(receipt.fileHash ?? '').count()).toBe(1)
    const urls = line.passed.map((request) => request.url())
    expect(new Set(urls.filter((url) => ASKED.intent.test(url))).size, 'one statement').toBe(1)
    expect(urls.filter((url) => ASKED.upload.test(url)), 'one upload').toHaveLength(1)
    await expectOnce(offered)
    expect(errorsOf(one)).toEqual([])
  })

  test('on two devices keeps the first answer and shows it on both', async () => {
    const offered = await makeOffer('devices@example.com')
    const [one, other] = [await stage.enter({ language: 'vi', device: 'desk' }), await stage.enter({ language: 'en', device: 'phone' })]
    const start = Date.now() - 1000
    await goToConsent(one, offered)
    await giveConsent(one, offered)
    await one.page.locator('input[name="code"]').waitFor()
    const first = await readCode(stage.app, offered.email, start)
    await goToConsent(other, offered)
    await giveConsent(other, offered)
    await other.page.locator('input[name="code"]').waitFor()
    const second = await readCode(stage.app, offered.email, start)
    expect(first, 'each act has a code of its own').not.toBe(second)
    await one.page.locator('input[name="code"]').fill(second)
    await one.page.getByRole('button', { name: one.say('sign_code_submit') }).click()
    await one.page.locator('input[name="code"][aria-invalid="true"]').waitFor()
    await checkState(one, 'another act’s code')
    await one.page.locator('input[name="code"]').fill(first)
    await one.page.getByRole('button', { name: one.say('sign_code_submit') }).click()
    const receipt = await expectReceipt(one, offered)
    await other.page.locator('input[name="code"]').fill(second)
    await other.page.getByRole('button', { name: other.say('sign_code_submit') }).click()
    await other.page.getByRole('alert').first().waitFor()
    await checkState(other, 'answered on another device')
    await other.page.getByRole('button', { name: other.say('sign_way_look') }).click()
    await other.page.getByRole('heading', { name: other.say('sign_receipt_title') }).waitFor()
    expect((await keepReceipt(other, offered)).receipt).toEqual(receipt)
    const events = (await readHistory(seller, offered.contract)).map(({ event }) => event)
    expect(events.filter((event) => event === 'agreed')).toHaveLength(1)
  })
})

test('a service that is killed in the middle of an act has kept what the act stands on', async () => {
  const offered = await makeOffer('killed@example.com')
  const buyer = await stage.enter({ language: 'vi', device: 'phone' })
  const { page, say } = buyer
  const start = Date.now() - 1000
  await goToConsent(buyer, offered)
  await giveConsent(buyer, offered)
  await page.locator('input[name="code"]').waitFor()
  const code = await readCode(stage.app, offered.email, start)
  await stage.app.kill()
  await page.locator('input[name="code"]').fill(code)
  await page.getByRole('button', { name: say('sign_code_submit') }).click()
  await page.getByText(say('sign_failure_offline')).waitFor({ timeout: 60_000 })
  stage.app = await stage.app.restart()
  await page.getByRole('button', { name: say('sign_code_submit') }).click()
  await expectReceipt(buyer, offered)
  await expectOnce(offered)
  expect(errorsOf(buyer)).toEqual([])
})
