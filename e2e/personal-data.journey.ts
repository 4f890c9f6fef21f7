import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dataConsentWords } from '../src/core/consent/data-consent.ts'
import type { ContractDraft, Privacy } from '../src/core/contract/document.ts'
import { dataConsentListSchema } from '../src/protocol/data-consent.ts'
import { type OpenAgreement, openAgreement } from './agreement.ts'
import { checkState } from './axe.ts'
import { type Client, expectAnswer, offer, openSeller, readHistory } from './client.ts'
import { checkQuiet, signIn, signOffer, startDraft } from './journey.ts'
import { openShop, type Shop } from './shop/shop.ts'
import { setStage } from './stage.ts'

const stage = setStage()
const VI: Privacy = {
  controller: 'Công ty TNHH Tiệm Làng', contact: 'du-lieu@example.com, 12 Hàng Gai, Hà Nội',
  purposes: [
    { id: 'news', why: 'Gửi thư giới thiệu hàng mới mỗi tháng', what: 'Họ tên, địa chỉ thư', basis: 'consent', retention: 'Đến khi bạn rút lại, chậm nhất 24 tháng', recipients: 'Đơn vị gửi thư thuê ngoài tại Việt Nam' },
    { id: 'survey', why: 'Hỏi ý kiến về chất lượng phục vụ', what: 'Địa chỉ thư, lịch sử mua hàng', basis: 'consent', retention: '12 tháng', recipients: 'Không ai' },
    { id: 'delivery', why: 'Giao hàng đến tay bạn', what: 'Họ tên, địa chỉ, số điện thoại', basis: 'contract', retention: '10 năm theo luật kế toán', recipients: 'Đơn vị vận chuyển' },
  ],
}
const EN: Privacy = { controller: 'Lang Shop Ltd', contact: 'data@example.com', purposes: [{ id: 'news', why: 'Send a monthly letter about new goods', what: 'Name, mail address', basis: 'consent', retention: 'Until you withdraw, at most 24 months', recipients: 'A mailing provider in Viet Nam' }] }
const withNotice = (privacy: Privacy) => (draft: ContractDraft): ContractDraft => ({ ...draft, privacy })
let [shop, seller, terms]: [Shop, Client, OpenAgreement] = [] as never
beforeAll(async () => {
  shop = await openShop()
  seller = await openSeller(stage.app)
  terms = await openAgreement(seller, 'Điều khoản dịch vụ Tiệm Làng', 'vi', [shop.address], (draft) => ({ ...withNotice(VI)(draft), presentation: 'inline' }))
  shop.use({ service: stage.app.address, terms, order: terms })
}, 120_000)
afterAll(() => shop.close())
const words = dataConsentWords('vi')

describe('personal data, apart from the contract', () => {
  test('on a phone, by keyboard: one purpose is consented to, kept as a file, and taken back by one press; the terms are not touched', async () => {
    const visitor = await stage.enter({ language: 'vi', device: 'phone' })
    const { page, app, say } = visitor
    await page.goto(`${app.address}/a/${terms.agreement}?ask`)
    const part = page.locator('[data-part="personal-data"]')
    await part.getByRole('button', { name: words.button }).waitFor()
    expect(await part.locator('input:checked').count()).toBe(0)
    const tree = await part.ariaSnapshot()
    expect(tree).toContain('checkbox "Gửi thư giới thiệu hàng mới mỗi tháng"')
    expect(tree).not.toContain('checkbox "Giao hàng đến tay bạn"')
    await checkState(visitor, 'asked about personal data')
    await part.getByLabel('Gửi thư giới thiệu hàng mới mỗi tháng').focus()
    await page.keyboard.press('Space')
    await part.getByRole('button', { name: words.button }).focus()
    await page.keyboard.press('Enter')
    const link = part.getByRole('link', { name: say('data_page') })
    await page.goto(`${app.address}${await link.getAttribute('href')}`)
    await page.getByRole('heading', { name: say('data_receipt') }).waitFor()
    expect(await page.getByLabel('Gửi thư giới thiệu hàng mới mỗi tháng').isChecked()).toBe(true)
    await checkState(visitor, 'receipt about personal data')
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: say('data_download') }).click()])
    const kept = JSON.parse(await readFile(await download.path(), 'utf8')) as { record: { schema_version: string; event: unknown[] }; statements: string[] }
    expect([kept.record.schema_version, kept.record.event.length, kept.statements.length]).toEqual(['ISO/IEC TS 27560:2023', 1, 1])
    await page.getByRole('button', { name: words.withdraw }).focus()
    await page.keyboard.press('Enter')
    await page.getByText(say('data_event_withdrawn')).first().waitFor()
    expect(await page.getByLabel('Gửi thư giới thiệu hàng mới mỗi tháng').isChecked()).toBe(false)
    expect(await page.locator('ol > li').count()).toBe(2)
    checkQuiet(visitor)
  })

  test('in the frame on a shop’s page: decided for the shop’s account, whatever becomes of the terms', async () => {
    const visitor = await stage.enter({ language: 'vi', device: 'desk' })
    const { page } = visitor
    await page.goto(`${shop.address}/sign-up`)
    await page.getByLabel('Tên tài khoản').fill('chi-ba')
    await page.getByRole('button', { name: 'Tiếp: điều khoản' }).click()
    const frame = page.frameLocator('main countersign-agreement iframe')
    await frame.getByLabel('Hỏi ý kiến về chất lượng phục vụ').check()
    await frame.getByRole('button', { name: words.button }).click()
    await frame.getByRole('link', { name: visitor.say('data_page') }).waitFor()
    const { versions } = JSON.parse(expectAnswer(await seller.ask('GET', `/api/agreements/${terms.agreement}/detail`)).text) as { versions: { contract: string }[] }
    const { purposes } = dataConsentListSchema.parse(JSON.parse(expectAnswer(await seller.ask('GET', `/api/contracts/${versions[0]!.contract}/data-consents`)).text))
    expect(purposes.map(({ id, given, withdrawn }) => [id, given, withdrawn])).toEqual([['news', 0, 1], ['survey', 1, 0]])
    expect((await readHistory(seller, versions[0]!.contract)).filter(({ event }) => event.startsWith('data-consent')).map(({ event }) => event)).toEqual(['data-consent-given', 'data-consent-withdrawn', 'data-consent-given'])
  })

  test('after a contract: the receipt asks apart from it, and the seller sees numbers only', async () => {
    const offered = await offer(seller, { template: 'services', language: 'en', email: 'data-buyer@example.com', change: withNotice(EN) })
    const buyer = await stage.enter({ language: 'en', device: 'desk' })
    await signOffer(buyer, offered)
    const part = buyer.page.locator('[data-part="personal-data"]')
    await part.getByLabel('Send a monthly letter about new goods').check()
    await part.getByRole('button', { name: dataConsentWords('en').button }).click()
    await part.getByRole('link', { name: buyer.say('data_page') }).waitFor()
    await checkState(buyer, 'receipt with personal data')
    const owner = await stage.enter({ language: 'en', device: 'desk' })
    await signIn(owner)
    await owner.page.goto(`${stage.app.address}/contracts/${offered.contract}`)
    await owner.page.getByText(owner.say('data_seller_given', { count: '1', withdrawn: '0' })).waitFor()
    expect(await owner.page.getByText('data-buyer@example.com').count()).toBeGreaterThan(0)
    expect(await owner.page.locator('section[aria-labelledby="data-consents"]').innerText()).not.toContain('data-buyer')
    await checkState(owner, 'personal data at the seller’s')
    checkQuiet(buyer)
  })

  test('a seller writes the purposes in the editor', async () => {
    const owner = await stage.enter({ language: 'vi', device: 'desk' })
    const { page, say } = owner
    await signIn(owner)
    await startDraft(owner, { template: 'services', language: 'vi' })
    await page.getByRole('tab', { name: say('draft_panel_settings') }).click()
    await page.getByRole('button', { name: say('data_editor_add') }).click()
    await page.getByLabel(say('data_editor_controller')).fill('Tiệm Làng')
    await page.getByLabel(say('data_editor_contact')).fill('du-lieu@example.com')
    await page.getByLabel(say('data_editor_why')).fill('Gửi tin')
    await page.getByLabel(say('data_what')).fill('Địa chỉ thư')
    await page.getByLabel(say('data_retention')).fill('12 tháng')
    await page.getByLabel(say('data_recipients')).fill('Không ai')
    await page.getByText(say('draft_saved')).waitFor()
    await checkState(owner, 'editor with purposes')
    await page.reload()
    await page.getByRole('tab', { name: say('draft_panel_settings') }).click()
    expect(await page.getByLabel(say('data_editor_why')).inputValue()).toBe('Gửi tin')
    checkQuiet(owner)
  })
})
