import { beforeAll, expect, test } from 'vitest'
import { examine } from '../src/core/evidence/examine/examine.ts'
import { contractDetailSchema } from '../src/protocol/contract.ts'
import { outboxSchema } from '../src/protocol/service.ts'
import { withSignatories } from '../src/testing/ceremony/signatories.ts'
import { checkState } from './axe.ts'
import { accept } from './buyer.ts'
import { type Client, expectAnswer, openClient, openSeller, readHistory } from './client.ts'
import { checkQuiet, fillBuyer, fillDraft, giveConsent, proveAddress, readToEnd, signIn, startDraft } from './journey.ts'
import { createKey, PASSPHRASE } from './kept-key.ts'
import { goStraightToConsent, offerToAll, readOffers, signAsOne, type OfferedAll } from './parties.ts'
import { type Party, readMail } from './party.ts'
import { setStage } from './stage.ts'

const stage = setStage()
let seller: Client
beforeAll(async () => {
  seller = await openSeller(stage.app)
})

const judge = async (offered: OfferedAll, party: string) => {
  const file = expectAnswer(await openClient(stage.app).ask('GET', `/api/offers/${offered[party]!.token}/file`)).bytes
  const root = expectAnswer(await openClient(stage.app).ask('GET', '/pki/ca/root.cer')).bytes
  return (await examine(file, { anchors: [root], time: Date.now() })).report
}
const eventsOf = async (offered: OfferedAll) => (await readHistory(seller, Object.values(offered)[0]!.contract)).map(({ event }) => event)
const countOf = (events: readonly string[], wanted: string): number => events.filter((event) => event === wanted).length
const stateOf = async (offered: OfferedAll) => contractDetailSchema.parse(JSON.parse(expectAnswer(await seller.ask('GET', `/api/contracts/${Object.values(offered)[0]!.contract}`)).text))

test('two who press at the same moment both end signed, and neither is asked twice', { timeout: 240_000 }, async () => {
  const offered = await offerToAll(seller, 'vi', (draft) => withSignatories(draft, 2))
  const [one, two] = [await stage.enter({ language: 'vi', device: 'phone' }), await stage.enter({ language: 'en', device: 'desk' })]
  // Both files are on their way before either arrives.
  let waiting = 0
  let release = () => {}
  const both = new Promise<void>((done) => (release = done))
  const statuses: number[] = []
  for (const { page } of [one, two]) {
    await page.route('**/acceptance/*', async (route) => {
      waiting += 1
      if (waiting === 2) release()
      await both
      const answer = await route.fetch()
      statuses.push(answer.status())
      await route.fulfill({ response: answer })
    })
  }
  await Promise.all([signAsOne(one, offered['buyer']!), signAsOne(two, offered['buyer-2']!)])
  expect(statuses.toSorted()).toEqual([200, 200, 409])
  const events = await eventsOf(offered)
  const count = (event: string): number => events.filter((each) => each === event).length
  expect([count('signature-discarded'), count('agreed'), count('code-sent'), count('certificate-issued')]).toEqual([1, 2, 2, 3])
  const report = await judge(offered, 'buyer-2')
  expect([report.verdict.indication, report.signatures.length]).toEqual(['TOTAL-PASSED', 2])
  expect((await stateOf(offered)).summary.state).toBe('concluded')
})

test('who is overtaken while signing with a kept key ends signed, and is asked for its password once', { timeout: 240_000 }, async () => {
  const offered = await offerToAll(seller, 'vi', (draft) => withSignatories(draft, 2))
  const one = await stage.enter({ language: 'vi', device: 'phone' })
  const { page, say } = one
  await signIn(one, offered['buyer']!.email)
  await createKey(one, 'Điện thoại')
  const statuses: number[] = []
  await page.route('**/acceptance/*', async (route) => {
    // While the first file is on its way the other party signs.
    if (statuses.length === 0) await accept(openClient(stage.app), offered['buyer-2']!)
    const answer = await route.fetch()
    statuses.push(answer.status())
    await route.fulfill({ response: answer })
  })
  await goStraightToConsent(one, offered['buyer']!)
  await page.getByText(`${say('keystore_choice')}:`).click()
  await page.getByRole('radio', { name: /Điện thoại/ }).check()
  const start = Date.now() - 1000
  await giveConsent(one, offered['buyer']!)
  await proveAddress(one, offered['buyer']!, start)
  await page.locator('input[name="passphrase"]').fill(PASSPHRASE)
  await page.getByRole('button', { name: say('keystore_open') }).click()
  await page.getByRole('heading', { name: say('sign_receipt_title') }).waitFor({ timeout: 60_000 })
  expect(statuses).toEqual([409, 200])
  const events = await eventsOf(offered)
  expect([countOf(events, 'signature-discarded'), countOf(events, 'agreed'), countOf(events, 'code-sent')]).toEqual([1, 2, 2])
  const report = await judge(offered, 'buyer')
  expect([report.verdict.indication, report.signatures.length]).toEqual(['TOTAL-PASSED', 2])
  const keys = new Set(report.signatures.map(({ identity }) => identity?.keyThumbprint))
  expect(keys.size, 'each by a key of its own').toBe(2)
})

test('a seller adds a party, gives everybody a turn, and takes the party out again', { timeout: 240_000 }, async () => {
  const owner = await stage.enter({ language: 'vi', device: 'desk' })
  const { page, say } = owner
  await signIn(owner)
  await startDraft(owner, { template: 'services', language: 'vi' })
  await page.getByRole('tab', { name: say('draft_panel_settings') }).click()
  await page.getByRole('button', { name: say('parties_add') }).press('Enter')
  await page.getByRole('button', { name: say('parties_order_sequence') }).press('Enter')
  await page.locator('#party-buyer-2').fill('Bên bảo lãnh')
  await page.getByText('Bên bảo lãnh').first().waitFor()
  await checkState(owner, 'parties in the editor')
  await page.getByRole('button', { name: say('parties_earlier', { role: 'Bên bảo lãnh' }) }).press('Enter')
  await page.getByRole('button', { name: say('parties_remove', { role: 'Bên bảo lãnh' }) }).press('Enter')
  await page.locator('#party-buyer-2').waitFor({ state: 'detached' })
  expect(await page.locator('#party-buyer').count()).toBe(1)
  checkQuiet(owner)
})

test('a contract of three, from the seller’s template to everybody’s copy', { timeout: 300_000 }, async () => {
  const owner = await stage.enter({ language: 'vi', device: 'desk' })
  await signIn(owner)
  const choice = { template: 'co-ownership', language: 'vi', email: 'buyer@example.com' } as const
  const contract = await startDraft(owner, choice)
  await fillDraft(owner, choice)
  await owner.page.getByRole('button', { name: owner.say('publish_open') }).click()
  await owner.page.getByRole('dialog').getByRole('button', { name: owner.say('publish_action') }).click()
  await owner.page.getByRole('heading', { name: owner.say('record_share_parties') }).waitFor({ timeout: 60_000 })
  await owner.page.locator('[name="email-buyer"]').fill('buyer@example.com')
  await owner.page.locator('[name="email-buyer-2"]').fill('buyer-2@example.com')
  await checkState(owner, 'sending to several')
  await owner.page.getByRole('button', { name: owner.say('record_share_action') }).click()
  await owner.page.getByRole('heading', { name: owner.say('record_offers') }).waitFor()
  await checkState(owner, 'sent to several')
  const detail = contractDetailSchema.parse(await (await owner.context.request.get(`${stage.app.address}/api/contracts/${contract}`)).json())
  const offered = readOffers(detail.offers, contract)

  const parties = { buyer: await stage.enter({ language: 'vi', device: 'phone' }), 'buyer-2': await stage.enter({ language: 'en', device: 'desk' }) }
  for (const [id, party] of Object.entries(parties)) {
    const { page, say } = party
    await page.goto(offered[id]!.link)
    await page.getByRole('button', { name: say('sign_to_details') }).waitFor()
    await readToEnd(page)
    await page.getByRole('button', { name: say('sign_to_details') }).click()
    await fillBuyer(party, offered[id]!)
    await page.getByRole('button', { name: say('sign_to_review') }).click()
    await page.getByRole('heading', { name: say(id === 'buyer' ? 'parties_wait_others_title' : 'sign_review_heading') }).waitFor()
    await checkState(party, id === 'buyer' ? 'waiting for others' : 'consent of one of several')
  }
  // The first one's page finds out by itself that everybody's details are there, and shows them.
  const [first, second] = [parties.buyer, parties['buyer-2']]
  const start = Date.now() - 1000
  await first.page.getByRole('heading', { name: first.say('sign_details_title') }).waitFor({ timeout: 30_000 })
  await first.page.getByRole('button', { name: first.say('sign_to_review') }).click()
  await first.page.getByText('Lê Văn Bình').first().waitFor()
  await readToEnd(first.page)
  await giveConsent(first, offered['buyer']!)
  await proveAddress(first, offered['buyer']!, start)
  await first.page.getByText(first.say('parties_receipt_waiting')).waitFor({ timeout: 60_000 })
  await checkState(first, 'receipt while others have still to sign')
  const later = Date.now() - 1000
  await readToEnd(second.page)
  await giveConsent(second, offered['buyer-2']!)
  await proveAddress(second, offered['buyer-2']!, later)
  await second.page.getByRole('heading', { name: second.say('sign_receipt_title') }).waitFor({ timeout: 60_000 })

  await owner.page.reload()
  await owner.page.getByRole('link', { name: owner.say('record_sign_self') }).waitFor()
  await checkState(owner, 'the seller’s own turn')
  const self = await stage.enter({ language: 'vi', device: 'desk' })
  await signAsOne(self, offered['seller']!)
  await self.page.getByText(self.say('parties_receipt_all')).waitFor()
  const report = await judge(offered, 'buyer')
  expect([report.verdict.indication, report.signatures.length]).toEqual(['TOTAL-PASSED', 3])
  const { mails } = outboxSchema.parse(await (await fetch(`${stage.app.address}/api/outbox`)).json())
  for (const email of ['buyer@example.com', 'buyer-2@example.com', 'seller@example.com']) expect(mails.filter(({ to, subject }) => to === email && subject.startsWith('Bản đã ký')).length).toBeGreaterThan(0)
  for (const party of [owner, first, second, self]) checkQuiet(party)
})

test('a sequence of three: nobody signs before its turn, and a killed server loses nobody’s signature', { timeout: 300_000 }, async () => {
  const offered = await offerToAll(seller, 'en', (draft) => withSignatories(draft, 3, (index) => index + 1))
  const last = await stage.enter({ language: 'en', device: 'phone' })
  await last.page.goto(offered['buyer-3']!.link)
  await last.page.getByRole('button', { name: last.say('parties_see') }).click()
  await last.page.getByRole('heading', { name: last.say('parties_wait_turn_title') }).waitFor()
  await checkState(last, 'not its turn yet')
  expect(await last.page.locator('body').innerText()).not.toContain('buyer-2@example.com ')
  await accept(openClient(stage.app), offered['buyer']!)
  await stage.app.kill()
  stage.app = await stage.app.restart()
  await accept(openClient(stage.app), offered['buyer-2']!)
  await last.page.getByRole('heading', { name: last.say('parties_wait_turn_title') }).waitFor({ state: 'hidden', timeout: 30_000 })
  await signAsOne(last, offered['buyer-3']!)
  const report = await judge(offered, 'buyer')
  expect([report.verdict.indication, report.signatures.length]).toEqual(['TOTAL-PASSED', 3])
  expect((await eventsOf(offered)).filter((event) => event === 'agreed')).toHaveLength(3)
})

test('one declines: the contract ends, the others are told, and who had signed keeps the signature', { timeout: 240_000 }, async () => {
  const offered = await offerToAll(seller, 'vi', (draft) => withSignatories(draft, 3))
  await accept(openClient(stage.app), offered['buyer']!)
  const no = await stage.enter({ language: 'vi', device: 'phone' })
  await no.page.goto(offered['buyer-2']!.link)
  await no.page.getByRole('button', { name: 'Tôi không đồng ý' }).click()
  await no.page.getByRole('dialog').getByRole('button', { name: no.say('sign_decline_confirm') }).click()
  await no.page.getByRole('heading', { name: no.say('sign_receipt_declined_title') }).waitFor()
  const other = await stage.enter({ language: 'vi', device: 'phone' })
  await other.page.goto(offered['buyer-3']!.link)
  await other.page.getByRole('heading', { name: other.say('parties_ended') }).waitFor()
  await checkState(other, 'ended by another party')
  const signed = await stage.enter({ language: 'vi', device: 'desk' })
  await signed.page.goto(offered['buyer']!.link)
  await signed.page.getByText(signed.say('parties_receipt_over')).waitFor()
  await checkState(signed, 'receipt of a contract that ended')
  expect((await judge(offered, 'buyer')).verdict.indication).toBe('TOTAL-PASSED')
  expect((await stateOf(offered)).offers.map(({ state }) => state)).toEqual(['accepted', 'declined', 'ended'])
})

test('ten sign one contract at once, two of them in browsers', { timeout: 300_000 }, async () => {
  const offered = await offerToAll(seller, 'vi', (draft) => withSignatories(draft, 10))
  const [one, two] = [await stage.enter({ language: 'vi', device: 'phone' }), await stage.enter({ language: 'vi', device: 'desk' })]
  await goStraightToConsent(one, offered['buyer']!)
  const programs = Object.entries(offered).filter(([id]) => id !== 'buyer' && id !== 'buyer-2')
  const start = Date.now() - 1000
  await giveConsent(one, offered['buyer']!)
  await Promise.all([proveAddress(one, offered['buyer']!, start), signAsOne(two, offered['buyer-2']!), ...programs.map(([, each]) => accept(openClient(stage.app), each))])
  await one.page.getByRole('heading', { name: one.say('sign_receipt_title') }).waitFor({ timeout: 120_000 })
  const report = await judge(offered, 'buyer')
  expect([report.verdict.indication, report.signatures.length]).toEqual(['TOTAL-PASSED', 10])
  expect((await stateOf(offered)).summary.state).toBe('concluded')
})

/** How each party's offer stands. */
const statesOf = async (offered: OfferedAll) => Object.fromEntries((await stateOf(offered)).offers.map(({ party, state }) => [party, state]))
/** What the page itself complained of: that an overtaken file is refused is printed by the browser. */
const errorsOf = ({ complaints }: Party): string[] => complaints.filter((line) => !/409 \(Conflict\)/.test(line))

test('ten are asked: eight sign at once, one declines, and one who never came learns how it ended', { timeout: 300_000 }, async () => {
  const offered = await offerToAll(seller, 'vi', (draft) => withSignatories(draft, 10))
  const [one, no, late] = [await stage.enter({ language: 'vi', device: 'phone' }), await stage.enter({ language: 'en', device: 'desk' }), await stage.enter({ language: 'vi', device: 'phone' })]
  await goStraightToConsent(one, offered['buyer']!)
  // The one who declines has the contract open while the others sign.
  await no.page.goto(offered['buyer-2']!.link)
  const start = Date.now() - 1000
  await giveConsent(one, offered['buyer']!)
  const programs = Object.entries(offered).filter(([id]) => !['buyer', 'buyer-2', 'buyer-3'].includes(id))
  await Promise.all([proveAddress(one, offered['buyer']!, start), ...programs.map(([, each]) => accept(openClient(stage.app), each))])
  await one.page.getByText(one.say('parties_receipt_waiting')).waitFor({ timeout: 120_000 })
  await no.page.getByRole('button', { name: 'Tôi không đồng ý' }).click()
  await no.page.getByRole('dialog').getByRole('button', { name: no.say('sign_decline_confirm') }).click()
  await no.page.getByRole('heading', { name: no.say('sign_receipt_declined_title') }).waitFor()

  const events = await eventsOf(offered)
  expect([countOf(events, 'agreed'), countOf(events, 'code-sent'), countOf(events, 'declined'), countOf(events, 'lapsed')]).toEqual([8, 8, 1, 0])
  expect(await statesOf(offered)).toEqual({ ...Object.fromEntries(Object.keys(offered).map((id) => [id, 'accepted'])), 'buyer-2': 'declined', 'buyer-3': 'ended' })
  await readMail(stage.app, offered['buyer-3']!.email, /(không được giao kết)/, start)
  await late.page.goto(offered['buyer-3']!.link)
  await late.page.getByRole('heading', { name: late.say('parties_ended') }).waitFor()
  await one.page.reload()
  await one.page.getByText(one.say('parties_receipt_over')).waitFor()
  const report = await judge(offered, 'buyer')
  expect([report.verdict.indication, report.signatures.length]).toEqual(['TOTAL-PASSED', 8])
  expect([one, no, late].flatMap(errorsOf)).toEqual([])
})

/** How far the service's clock is ahead of this one's, in milliseconds. */
let ahead = 0
test('one of ten never comes: at the deadline the contract lapses, and nine keep what they signed', { timeout: 300_000 }, async () => {
  const days = 86_400_000
  const replyBy = `${new Date(Date.now() + ahead + 2 * days).toISOString().slice(0, 19)}Z`
  const offered = await offerToAll(seller, 'en', (draft) => ({ ...withSignatories(draft, 10), replyBy }))
  const one = await stage.enter({ language: 'en', device: 'desk' })
  const programs = Object.entries(offered).filter(([id]) => id !== 'buyer' && id !== 'buyer-10')
  await Promise.all([signAsOne(one, offered['buyer']!), ...programs.map(([, each]) => accept(openClient(stage.app), each))])
  await one.page.getByText(one.say('parties_receipt_waiting')).waitFor()
  expect((await stateOf(offered)).summary.state).not.toBe('concluded')

  ahead += 3 * days
  const shift = `data:text/javascript,${encodeURIComponent(`const now = Date.now; Date.now = () => now() + ${ahead}`)}`
  stage.app = await stage.app.restart({ env: { NODE_OPTIONS: `--import=${shift}` } })
  seller = await openSeller(stage.app)
  await expect.poll(async () => countOf(await eventsOf(offered), 'lapsed'), { timeout: 60_000 }).toBe(1)
  expect(await statesOf(offered)).toEqual({ ...Object.fromEntries(Object.keys(offered).map((id) => [id, 'accepted'])), 'buyer-10': 'lapsed' })
  const late = await stage.enter({ language: 'en', device: 'phone' })
  await late.page.goto(offered['buyer-10']!.link)
  await late.page.getByRole('heading', { name: late.say('sign_lapsed') }).waitFor()
  await checkState(late, 'come after the deadline')
  await one.page.reload()
  await one.page.getByText(one.say('parties_receipt_over')).waitFor()
  const report = await judge(offered, 'buyer')
  expect([report.verdict.indication, report.signatures.length]).toEqual(['TOTAL-PASSED', 9])
  expect(countOf(await eventsOf(offered), 'agreed')).toBe(9)
})
