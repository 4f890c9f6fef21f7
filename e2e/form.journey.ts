import { beforeAll, describe, expect, test } from 'vitest'
import { parseStatement } from '../src/core/consent/statement.ts'
import type { Presentation } from '../src/core/contract/document.ts'
import { acceptanceListSchema } from '../src/protocol/agreement.ts'
import { openAgreement } from './agreement.ts'
import { tabTo } from './announcement.ts'
import { checkState } from './axe.ts'
import { type Client, expectAnswer, offer, openSeller, readHistory } from './client.ts'
import { type Offered, checkQuiet, fillBuyer, giveConsent, keepReceipt, proveAddress, readOffer, readToEnd } from './journey.ts'
import type { Language } from './message.ts'
import type { Party } from './party.ts'
import { setStage } from './stage.ts'

const stage = setStage()
let seller: Client
beforeAll(async () => {
  seller = await openSeller(stage.app)
})

const makeOffer = (presentation: Presentation, language: Language): Promise<Offered> =>
  offer(seller, { template: 'terms-of-service', language, email: `${presentation}@example.com`, change: (draft) => ({ ...draft, presentation }) })

/** From the link to the consent without scrolling through the terms. */
async function hurry(buyer: Party, offered: Offered): Promise<void> {
  const { page, say } = buyer
  await page.goto(offered.link)
  await page.getByRole('button', { name: say('sign_to_details') }).click()
  await fillBuyer(buyer, offered)
  await page.getByRole('button', { name: say('sign_to_review') }).click()
  await page.getByRole('heading', { name: say('sign_review_heading') }).waitFor()
}

/** The statement of the one acceptance, from the seller's records. */
async function readStatement(offered: Offered) {
  const [record] = (await readHistory(seller, offered.contract)).filter(({ event }) => event === 'agreed')
  return { record, statement: parseStatement(record?.evidence?.statement ?? '') }
}

const resultOf = (findings: ReturnType<typeof parseStatement>['conspicuousness'], rule: string) => findings.find((finding) => finding.rule === rule)?.result

describe('each form of presentation, as the version fixed it', () => {
  test('scroll-wrap: the boxes are shut until the end was reached, and open by the keyboard alone', async () => {
    const offered = await makeOffer('scroll-wrap', 'vi')
    const buyer = await stage.enter({ language: 'vi', device: 'desk' })
    const { page, say } = buyer
    const start = Date.now() - 1000
    await hurry(buyer, offered)
    const boxes = page.locator('#boxes input')
    expect(await boxes.first().isDisabled(), 'the end was not reached yet').toBe(true)
    await page.getByText(say('consent_shut')).waitFor()
    await checkState(buyer, 'boxes still shut')
    await page.getByRole('button', { name: 'Đồng ý và ký', exact: true }).click()
    await page.getByText(say('sign_unread')).waitFor()
    await tabTo(page, page.getByRole('button', { name: say('consent_end') }))
    await page.keyboard.press('Enter')
    await expect.poll(() => boxes.first().isDisabled()).toBe(false)
    await giveConsent(buyer, offered)
    await proveAddress(buyer, offered, start)
    const { receipt } = await keepReceipt(buyer, offered)
    expect(receipt.presentation).toBe('scroll-wrap')
    const { statement } = await readStatement(offered)
    expect(['C1', 'C2', 'C6', 'C7', 'C9', 'C10', 'C12', 'C13', 'C14', 'C15'].filter((rule) => resultOf(statement.conspicuousness, rule) !== 'met')).toEqual([])
    checkQuiet(buyer)
  })

  test('dialog: the terms open in a box on a phone, and what was not shown is said to be so', async () => {
    const offered = await makeOffer('dialog', 'vi')
    const buyer = await stage.enter({ language: 'vi', device: 'phone' })
    const { page, say } = buyer
    const start = Date.now() - 1000
    await page.goto(offered.link)
    await page.getByRole('button', { name: say('consent_terms_open') }).click()
    await page.getByRole('dialog').getByRole('article').waitFor()
    await checkState(buyer, 'terms in a dialog')
    await page.keyboard.press('Escape')
    await checkState(buyer, 'cover of a contract whose terms open in a dialog')
    await hurry(buyer, offered)
    expect(await page.locator('#main article.contract, article.contract').count(), 'no text on the page itself').toBe(0)
    await giveConsent(buyer, offered)
    await proveAddress(buyer, offered, start)
    expect((await keepReceipt(buyer, offered)).receipt.presentation).toBe('dialog')
    const { statement } = await readStatement(offered)
    expect([statement.presentation, resultOf(statement.conspicuousness, 'C13')]).toEqual(['dialog', 'not-met'])
    checkQuiet(buyer)
  })

  test('link: the terms stand on a page of their own, and reading there counts here', async () => {
    const offered = await makeOffer('link', 'en')
    const buyer = await stage.enter({ language: 'en', device: 'desk' })
    const { page, say, context } = buyer
    const start = Date.now() - 1000
    await hurry(buyer, offered)
    await checkState(buyer, 'consent with a link to the terms')
    const [terms] = await Promise.all([context.waitForEvent('page'), page.locator('a[data-part="terms"]').first().click()])
    await terms.getByRole('article').waitFor()
    expect(await terms.getByRole('button', { name: say('sign_to_details') }).count(), 'the page of the terms asks for nothing').toBe(0)
    const heard = page.evaluate(({ name, end }) => new Promise((done) => {
      new BroadcastChannel(name).addEventListener('message', ({ data }: MessageEvent<{ scrolledPercent: number }>) => data.scrolledPercent >= end && done(true))
    }), { name: `countersign reading ${(await readOffer(buyer, offered.token)).view.offer}`, end: 99 })
    await readToEnd(terms)
    expect(await heard, 'the page of the terms tells this one that its end was reached').toBe(true)
    await terms.close()
    await giveConsent(buyer, offered)
    await proveAddress(buyer, offered, start)
    expect((await keepReceipt(buyer, offered)).receipt.presentation).toBe('link')
    const { statement } = await readStatement(offered)
    expect([resultOf(statement.conspicuousness, 'C8'), resultOf(statement.conspicuousness, 'C13')]).toEqual(['met', 'met'])
    checkQuiet(buyer)
  })

  test('sign-in-wrap: no box, a link above the sentence, and a statement that holds no control', async () => {
    const offered = await makeOffer('sign-in-wrap', 'en')
    const buyer = await stage.enter({ language: 'en', device: 'phone' })
    const { page } = buyer
    const start = Date.now() - 1000
    await hurry(buyer, offered)
    expect(await page.locator('input[type="checkbox"]').count()).toBe(0)
    await checkState(buyer, 'consent without boxes')
    const { document } = await readOffer(buyer, offered.token)
    await page.getByRole('button', { name: document.consent.button, exact: true }).click()
    await proveAddress(buyer, offered, start)
    expect((await keepReceipt(buyer, offered)).receipt.presentation).toBe('sign-in-wrap')
    const { statement, record } = await readStatement(offered)
    expect([statement.controls, statement.act, record?.evidence?.identityProof?.method]).toEqual([[], 'certificate-signature', 'mail-code'])
    checkQuiet(buyer)
  })

  test('inline: the text above the boxes, which are open at once', async () => {
    const offered = await makeOffer('inline', 'vi')
    const buyer = await stage.enter({ language: 'vi', device: 'phone' })
    await hurry(buyer, offered)
    expect(await buyer.page.locator('#boxes input').first().isDisabled()).toBe(false)
    expect(await buyer.page.getByRole('article').count()).toBe(1)
    await checkState(buyer, 'consent with the text inline')
    checkQuiet(buyer)
  })

  test('two agreements on the agreement page, by keyboard: boxes apart, shut until their own end was reached, and a record each', async () => {
    const terms = await openAgreement(seller, 'Điều khoản dịch vụ', 'vi', [])
    const rules = await openAgreement(seller, 'Quy tắc cộng đồng', 'vi', [], (draft) => ({ ...draft, presentation: 'dialog' }))
    const buyer = await stage.enter({ language: 'vi', device: 'desk' })
    const { page, say, app } = buyer
    await page.goto(`${app.address}/a/${terms.agreement}?ask&with=${rules.agreement}`)
    const [first, second] = [terms, rules].map(({ agreement }) => page.locator(`#boxes-${agreement}`))
    await second!.waitFor()
    expect(await page.locator('input:checked').count()).toBe(0)
    expect(await Promise.all([first!, second!].map((boxes) => boxes.locator('input').first().isDisabled()))).toEqual([true, false])
    await checkState(buyer, 'two agreements on one page')
    await tabTo(page, page.getByRole('button', { name: say('consent_end') }))
    for (const box of await first!.locator('input').all()) {
      await tabTo(page, box)
      await page.keyboard.press('Space')
    }
    const press = page.getByRole('button', { name: 'Đồng ý và ký', exact: true })
    await tabTo(page, press)
    await page.keyboard.press('Enter')
    await page.getByText(say('sign_unticked')).waitFor()
    for (const box of await second!.locator('input').all()) {
      await tabTo(page, box)
      await page.keyboard.press('Space')
    }
    await tabTo(page, press)
    await page.keyboard.press('Enter')
    await page.getByRole('link', { name: say('agreement_record') }).nth(1).waitFor()
    await checkState(buyer, 'two agreements agreed to')
    const kept = await Promise.all([terms, rules].map(async ({ agreement }) => acceptanceListSchema.parse(JSON.parse(expectAnswer(await seller.ask('GET', `/api/agreements/${agreement}/acceptances`)).text)).acceptances))
    expect(kept.map((list) => list.map(({ event, presentation }) => [event, presentation]))).toEqual([[['agreed', 'scroll-wrap']], [['agreed', 'dialog']]])
    expect(kept[0]![0]!.statementHash).not.toBe(kept[1]![0]!.statementHash)
    checkQuiet(buyer)
  })
})
