import { beforeAll, expect, test } from 'vitest'
import { parseStatement } from '../src/core/consent/statement.ts'
import { acceptorListSchema } from '../src/protocol/agreement.ts'
import { openAgreement, publishVersion } from './agreement.ts'
import { tabTo } from './announcement.ts'
import { checkState } from './axe.ts'
import { type Client, expectAnswer, openSeller, readHistory } from './client.ts'
import { checkQuiet, fillDraft, giveConsent, goToConsent, keepReceipt, type Offered, proveAddress, publishDraft, readOffer, sendOffer, signIn, startDraft } from './journey.ts'
import type { Device } from './party.ts'
import { setStage } from './stage.ts'

const stage = setStage()
let owner: Client
beforeAll(async () => {
  owner = await openSeller(stage.app)
})

test.each([['vi', 'phone'], ['en', 'desk']] as const)('a contract with terms of service and a privacy notice alongside, in %s on a %s: chosen in the editor, a box each, one signature over all', async (language, device: Device) => {
  const titles = language === 'vi' ? ['Điều khoản dịch vụ', 'Thông báo về quyền riêng tư'] : ['Terms of service', 'Privacy notice']
  const opened = []
  for (const title of titles) opened.push(await openAgreement(owner, title, language, [], (draft) => ({ ...draft, title })))
  const choice = { template: 'sale-of-goods', language, email: `alongside-${language}@example.com` } as const
  const seller = await stage.enter({ language, device: 'desk' })
  await signIn(seller)
  const contract = await startDraft(seller, choice)
  await fillDraft(seller, choice)
  await seller.page.getByRole('tab', { name: seller.say('draft_panel_settings') }).click()
  for (const { agreement } of opened) await seller.page.locator(`input[name="alongside"][value="${agreement}"]`).check()
  await checkState(seller, 'agreements chosen in the editor')
  await seller.page.locator('input[name="presentation"][value="sign-in-wrap"]').check()
  await seller.page.getByText(seller.say('draft_alongside_boxes')).first().waitFor()
  await seller.page.locator('input[name="presentation"][value="scroll-wrap"]').check()
  await publishDraft(seller)
  const offered: Offered = { contract, email: choice.email, ...(await sendOffer(seller, choice.email)) }

  // A newer version comes into force while the offer is out: the offer stays what it is, and the seller is told what to do.
  const told = seller.page.getByRole('region', { name: seller.say('record_alongside'), exact: true })
  await seller.page.reload()
  await told.getByText(seller.say('record_alongside_current')).nth(1).waitFor()
  expect(await told.getByText(seller.say('record_alongside_open')).count()).toBe(0)
  expectAnswer(await owner.ask('POST', `/api/agreements/${opened[0]!.agreement}/versions`, { kind: 'major' }))
  await publishVersion(owner, opened[0]!.agreement, language, (draft) => ({ ...draft, blocks: [...draft.blocks.slice(0, -2), { kind: 'paragraph', text: language === 'vi' ? 'Thêm một đoạn.' : 'One paragraph more.' }, ...draft.blocks.slice(-2)] }))
  await seller.page.reload()
  await told.getByText(seller.say('record_alongside_open')).waitFor()
  await told.getByText(seller.say('record_alongside_open_text')).waitFor()
  expect(await told.innerText()).toContain('2.0')
  await checkState(seller, 'an offer that asks for an older version')
  if (process.env['SHOTS']) await seller.page.screenshot({ path: `${process.env['SHOTS']}/behind-${language}.png`, fullPage: true })
  await seller.page.setViewportSize({ width: 360, height: 740 })
  await checkState(seller, 'the same on a phone')
  if (process.env['SHOTS']) await told.screenshot({ path: `${process.env['SHOTS']}/behind-phone-${language}.png` })

  const buyer = await stage.enter({ language, device })
  const { page, say, context } = buyer
  const start = Date.now() - 1000
  await goToConsent(buyer, offered)
  const { document } = await readOffer(buyer, offered.token)
  const alongside = document.alongside ?? []
  expect(alongside.map(({ agreement, title }) => [agreement, title])).toEqual(opened.map(({ agreement }, at) => [agreement, titles[at]]))
  expect(await page.locator('#boxes input:checked').count()).toBe(0)
  await checkState(buyer, 'boxes of a contract and of two agreements')
  if (process.env['SHOTS']) await page.locator('#boxes').screenshot({ path: `${process.env['SHOTS']}/boxes-${language}.png` })
  // Its own boxes alone are not enough: the person is led to the one that is missing.
  for (const { id } of document.consent.controls) await page.locator(`#boxes input[name="${id}"]`).check()
  await page.getByRole('button', { name: document.consent.button, exact: true }).click()
  await page.getByText(say('sign_unticked')).waitFor()
  expect(await page.evaluate(() => (globalThis.document.activeElement as HTMLInputElement | null)?.name)).toBe(alongside[0]!.documentHash)
  const link = page.getByRole('link', { name: `${say('consent_terms_link')} ${titles[1]!}` })
  await tabTo(page, link)
  const [other] = await Promise.all([context.waitForEvent('page'), page.keyboard.press('Enter')])
  await other.getByRole('article').getByRole('heading', { name: titles[1]!, exact: true }).waitFor()
  expect(new URL(other.url()).searchParams.get('version')).toBe('1.0')
  await other.close()
  await giveConsent(buyer, offered)
  await proveAddress(buyer, offered, start)
  const { receipt } = await keepReceipt(buyer, offered)

  const [record] = (await readHistory(owner, contract)).filter(({ event }) => event === 'agreed')
  const { controls, conspicuousness } = parseStatement(record?.evidence?.statement ?? '')
  expect(controls.slice(-2).map(({ id, initial, final }) => [id, initial, final])).toEqual(alongside.map(({ documentHash }) => [documentHash, false, true]))
  expect(conspicuousness.filter(({ rule, result }) => ['C6', 'C7', 'C8', 'C9', 'C11', 'C12'].includes(rule) && result !== 'met')).toEqual([])
  const list = acceptorListSchema.parse(JSON.parse(expectAnswer(await owner.ask('GET', `/api/agreements/${opened[1]!.agreement}/acceptances`)).text))
  expect(list.alongside.map(({ email, statementHash }) => [email, statementHash])).toEqual([[choice.email, receipt.statementHash]])
  await seller.page.goto(`${seller.app.address}/agreements`)
  await seller.page.locator(`article[aria-labelledby="agreement-${opened[1]!.agreement}"]`).getByRole('button', { name: seller.say('agreement_who') }).click()
  await seller.page.getByText(choice.email).waitFor()
  await checkState(seller, 'who accepted with a contract')
  await seller.page.goto(`${seller.app.address}/contracts/${contract}`)
  await told.getByText(seller.say('record_alongside_newer', { newer: '2.0', time: '§' }).split('§')[0]!).waitFor()
  expect(await told.getByText(seller.say('record_alongside_open')).count(), 'signed: nothing is to be done').toBe(0)
  for (const party of [buyer, seller]) checkQuiet(party)
})
