import type { FrameLocator, Locator } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parseStatement } from '../src/core/consent/statement.ts'
import { extractText } from '../src/core/pdf/text.ts'
import { readPdf } from '../src/core/pdf/reader.ts'
import { FORMATION_WORDS } from '../src/core/contract/formation-words.ts'
import { createWords } from '../src/core/contract/template/consent.ts'
import { acceptanceListSchema, acceptanceViewSchema } from '../src/protocol/agreement.ts'
import { openAgreement, type OpenAgreement, publishVersion } from './agreement.ts'
import { checkState, checkWidth } from './axe.ts'
import { type Client, expectAnswer, openSeller, readHistory } from './client.ts'
import type { Party } from './party.ts'
import { openShop, type Shop } from './shop/shop.ts'
import { setStage } from './stage.ts'

const stage = setStage()
const ORDER_BUTTON = 'Đặt hàng và có nghĩa vụ thanh toán'
let [shop, seller, terms, order]: [Shop, Client, OpenAgreement, OpenAgreement] = [] as never
beforeAll(async () => {
  shop = await openShop()
  seller = await openSeller(stage.app)
  terms = await openAgreement(seller, 'Điều khoản dịch vụ Tiệm Làng', 'vi', [shop.address])
  order = await openAgreement(seller, 'Điều khoản mua hàng Tiệm Làng', 'vi', [shop.address], (draft) => ({
    ...draft,
    presentation: 'inline',
    consent: { ...draft.consent, ...createWords('vi', 'order') },
    withdrawal: { days: 14, text: 'Bạn có thể rút khỏi hợp đồng trong 14 ngày mà không cần nêu lý do.' },
  }))
  shop.use({ service: stage.app.address, terms, order })
}, 120_000)
afterAll(() => shop.close())

/** The browser has told the frame that its sentence and button are seen, or covered. */
const whenSeen = (frame: FrameLocator, seen = true): Promise<void> => Promise.all(['advisal', 'button'].map((part) => frame.locator(`[data-part="${part}"][data-seen="${seen}"]`).waitFor())).then(() => {})
const frameOf = ({ page }: Party): FrameLocator => page.frameLocator('main countersign-agreement iframe')
/** Requests to the other of the two origins are what this journey is about. */
const checkOwn = ({ complaints, app }: Party): void => expect(complaints.filter((complaint) => !complaint.includes(`asked a stranger: ${shop.address}`) && !complaint.includes(`asked a stranger: ${app.address}`))).toEqual([])

/** What the shop's page has heard from the frame of its main part. */
const heardBy = ({ page }: Party): Promise<string[]> => page.evaluate<string[]>('window.heard')

async function lookUp({ agreement, secret }: OpenAgreement, subject: string) {
  const answer = await seller.ask('GET', `/api/agreements/${agreement}/look-up?subject=${encodeURIComponent(subject)}`, undefined, { authorization: `Bearer ${secret}` })
  return acceptanceListSchema.parse(JSON.parse(expectAnswer(answer).text)).acceptances
}

/** Ticks every box of the frame and brings its button where the browser sees it. */
async function getReady(visitor: Party, frame: FrameLocator, button = 'Đồng ý và ký') {
  const press = frame.getByRole('button', { name: button, exact: true })
  await press.waitFor()
  const end = frame.getByRole('button', { name: visitor.say('consent_end') })
  if (await end.count() > 0) await end.click()
  for (const box of await frame.locator('#boxes input').all()) await box.check()
  await press.scrollIntoViewIfNeeded()
  await whenSeen(frame)
  return press
}

async function signUp(visitor: Party, account: string): Promise<void> {
  const { page } = visitor
  await page.goto(`${shop.address}/sign-up`)
  await page.getByLabel('Tên tài khoản').fill(account)
  await page.getByRole('button', { name: 'Tiếp: điều khoản' }).click()
}

describe('a shop of somebody else’s, on another origin', () => {
  test('sign-up on a phone by keyboard: the frame’s boxes open at the end, the shop verifies the receipt itself', async () => {
    const visitor = await stage.enter({ language: 'vi', device: 'phone' })
    const { page, say } = visitor
    await signUp(visitor, 'chi-lan')
    const frame = frameOf(visitor)
    await frame.getByRole('button', { name: say('consent_end') }).waitFor()
    expect(await frame.locator('#boxes input').first().isDisabled()).toBe(true)
    const tree = await frame.locator('body').ariaSnapshot()
    expect(tree).toContain('button "Đồng ý và ký"')
    expect(tree).toContain('button "Tôi không đồng ý"')
    expect(tree).toMatch(/checkbox "Tôi đã đọc[^"]*" \[disabled\]/)
    await checkState(visitor, 'sign-up with the frame')
    await frame.getByRole('button', { name: say('consent_end') }).focus()
    await page.keyboard.press('Enter')
    for (const box of await frame.locator('#boxes input').all()) {
      await box.focus()
      await page.keyboard.press('Space')
    }
    await frame.getByRole('button', { name: 'Đồng ý và ký', exact: true }).focus()
    await whenSeen(frame)
    await page.keyboard.press('Enter')
    await page.waitForURL('**/welcome')
    expect(shop.accounts).toEqual(['chi-lan'])
    const { acceptances } = acceptanceListSchema.parse(JSON.parse(expectAnswer(await seller.ask('GET', `/api/agreements/${terms.agreement}/look-up?subject=chi-lan`, undefined, { authorization: `Bearer ${terms.secret}` })).text))
    expect(acceptances.map(({ event, presentation, act, identity }) => [event, presentation, act, identity])).toEqual([['agreed', 'scroll-wrap', 'key-signed-click', 'asserted-by-host']])
    checkOwn(visitor)
  })

  test('who comes back is not asked again, until a major version: then the differences stand first', async () => {
    const visitor = await stage.enter({ language: 'vi', device: 'desk' })
    const { say } = visitor
    await signUp(visitor, 'chi-lan')
    const frame = frameOf(visitor)
    await frame.getByText(say('embed_standing', { number: '1.0' })).waitFor()
    expectAnswer(await seller.ask('POST', `/api/agreements/${terms.agreement}/versions`, { kind: 'major' }))
    await publishVersion(seller, terms.agreement, 'vi', (draft) => ({ ...draft, blocks: [...draft.blocks.slice(0, -2), { kind: 'paragraph', text: 'Tiệm trả lời mọi thư trong ba ngày làm việc.' }, ...draft.blocks.slice(-2)] }))
    await signUp(visitor, 'chi-lan')
    await frame.getByText(say('embed_again', { number: '1.0' })).waitFor()
    await frame.locator('ins').filter({ hasText: 'ba ngày làm việc' }).first().waitFor()
    await checkState(visitor, 'asked again, differences first')
    await frame.getByRole('button', { name: say('consent_end') }).click()
    for (const box of await frame.locator('#boxes input').all()) await box.check()
    await frame.getByRole('button', { name: 'Đồng ý và ký', exact: true }).scrollIntoViewIfNeeded()
    await whenSeen(frame)
    await frame.getByRole('button', { name: 'Đồng ý và ký', exact: true }).click()
    await visitor.page.waitForURL('**/welcome')
    expect(shop.accounts).toEqual(['chi-lan', 'chi-lan'])
    checkOwn(visitor)
  })

  test('two agreements at sign-up: boxes apart and unticked, a statement each, all recorded or none', async () => {
    const rules = await openAgreement(seller, 'Quy tắc cộng đồng Tiệm Làng', 'vi', [shop.address], (draft) => ({ ...draft, presentation: 'inline' }))
    shop.use({ service: stage.app.address, terms, order, rules })
    const visitor = await stage.enter({ language: 'vi', device: 'phone' })
    const { page } = visitor
    try {
      await signUp(visitor, 'chi-hai')
      const frame = frameOf(visitor)
      const groups = frame.locator('section[id^="boxes-"]')
      await groups.nth(1).waitFor()
      expect(await groups.count()).toBe(2)
      expect(await frame.locator('input:checked').count()).toBe(0)
      await checkState(visitor, 'two agreements in one frame')
      await frame.getByRole('button', { name: visitor.say('consent_end') }).click()
      for (const box of await groups.first().locator('input').all()) await box.check()
      const press = frame.getByRole('button', { name: 'Đồng ý và ký', exact: true })
      await press.click()
      await frame.getByText(visitor.say('sign_unticked')).waitFor()
      expect(shop.accounts).not.toContain('chi-hai')
      for (const box of await groups.nth(1).locator('input').all()) await box.check()
      await press.scrollIntoViewIfNeeded()
      await whenSeen(frame)
      await press.click()
      await page.waitForURL('**/welcome')
      expect(shop.accounts).toContain('chi-hai')
      const statements = await Promise.all([terms, rules].map(async ({ agreement, secret }) => {
        const { acceptances } = acceptanceListSchema.parse(JSON.parse(expectAnswer(await seller.ask('GET', `/api/agreements/${agreement}/look-up?subject=chi-hai`, undefined, { authorization: `Bearer ${secret}` })).text))
        return acceptances.map(({ event, statementHash }) => `${event} ${statementHash}`)
      }))
      expect(statements.map((list) => list.length)).toEqual([1, 1])
      expect(statements[0]).not.toEqual(statements[1])
      checkOwn(visitor)
    } finally {
      shop.use({ service: stage.app.address, terms, order })
    }
  })

  test('where the browser cannot tell what lies over the frame, the press opens a window of the service, and the shop hears its receipt', async () => {
    const visitor = await stage.enter({ language: 'vi', device: 'desk' })
    const { page, context } = visitor
    await context.addInitScript(() => void delete (IntersectionObserverEntry.prototype as { isVisible?: unknown }).isVisible)
    await signUp(visitor, 'cua-so')
    const frame = frameOf(visitor)
    const agreeIn = async (place: Pick<FrameLocator, 'getByRole' | 'locator'>): Promise<void> => {
      await place.getByRole('button', { name: visitor.say('consent_end') }).click()
      for (const box of await place.locator('#boxes input').all()) await box.check()
      await place.getByRole('button', { name: 'Đồng ý và ký', exact: true }).click()
    }
    const opened = context.waitForEvent('page')
    await agreeIn(frame)
    const popup = await opened
    expect(shop.accounts).not.toContain('cua-so')
    await agreeIn(popup)
    await page.waitForURL('**/welcome')
    expect(shop.accounts).toContain('cua-so')
    checkOwn(visitor)
  })

  test('who withdraws on the record’s page, in another tab: the shop’s page hears of it once, with the acknowledgement', async () => {
    const leaving = await openAgreement(seller, 'Thành viên Tiệm Làng', 'vi', [shop.address], (draft) => ({ ...draft, presentation: 'inline', withdrawal: { days: 14, text: 'Bạn có thể rút trong 14 ngày.' } }))
    shop.use({ service: stage.app.address, terms: leaving, order })
    const visitor = await stage.enter({ language: 'vi', device: 'desk' })
    const { page, say, context } = visitor
    try {
      // The shop's server does not answer, so that its page stays where the frame is.
      await page.route('**/receipt', (route) => route.fulfill({ status: 500 }))
      await signUp(visitor, 'chi-rut')
      const frame = frameOf(visitor)
      const press = frame.getByRole('button', { name: 'Đồng ý và ký', exact: true })
      await press.waitFor()
      for (const box of await frame.locator('#boxes input').all()) await box.check()
      await press.scrollIntoViewIfNeeded()
      await whenSeen(frame)
      await press.click()
      const link = frame.getByRole('link', { name: say('agreement_record') })
      await link.waitFor()
      const look = () => page.frames().find((one) => one.url().includes('/embed/'))!.evaluate(() => void document.dispatchEvent(new Event('visibilitychange')))
      await look()
      const [record] = await Promise.all([context.waitForEvent('page'), link.click()])
      await record.getByRole('button', { name: say('agreement_withdraw'), exact: true }).click()
      await record.getByRole('dialog').getByRole('button', { name: say('agreement_withdraw_confirm') }).click()
      await record.getByRole('button', { name: say('agreement_withdrawal_receipt') }).waitFor()
      expect(await page.evaluate('window.heard')).not.toContain('withdrawn')
      await page.bringToFront()
      await look()
      await expect.poll(() => page.evaluate('window.heard')).toContain('withdrawn')
      await look()
      expect((await heardBy(visitor)).filter((event) => event === 'withdrawn')).toHaveLength(1)
      expect((await heardBy(visitor)).filter((event) => event !== 'displayed')).toEqual(['agreed', 'withdrawn'])
      expect(await heardBy(visitor)).toContain('displayed')
    } finally {
      shop.use({ service: stage.app.address, terms, order })
    }
  })

  test.each([['scroll-wrap', 'phone'], ['inline', 'desk'], ['dialog', 'phone'], ['link', 'desk'], ['sign-in-wrap', 'phone']] as const)('%s in the shop’s frame on a %s, by keyboard alone: as the version fixed it, and recorded as that', async (form, device) => {
    const shown = await openAgreement(seller, `Điều khoản ${form}`, 'vi', [shop.address], (draft) => ({ ...draft, presentation: form }))
    shop.use({ service: stage.app.address, terms: shown, order })
    const visitor = await stage.enter({ language: 'vi', device })
    const { page, say, context } = visitor
    const account = `dang-${form}`
    try {
      await signUp(visitor, account)
      const frame = frameOf(visitor)
      const press = frame.getByRole('button', { name: 'Đồng ý và ký', exact: true })
      await press.waitFor()
      const reach = async (control: Locator): Promise<void> => {
        for (let presses = 0; presses < 200; presses++) {
          if (await control.evaluate((element) => element === document.activeElement)) return
          await page.keyboard.press('Tab')
        }
        throw new Error(`the keyboard does not reach ${String(control)}`)
      }
      const tree = await frame.locator('body').ariaSnapshot()
      for (const part of ['button "Đồng ý và ký"', 'button "Tôi không đồng ý"']) expect(tree).toContain(part)
      if (form === 'dialog') {
        await reach(frame.getByRole('button', { name: say('consent_terms_open') }))
        await page.keyboard.press('Enter')
        await frame.getByRole('dialog').getByRole('article').waitFor()
        await checkState(visitor, 'terms in a dialog of the frame')
        await page.keyboard.press('Escape')
      } else if (form === 'link' || form === 'sign-in-wrap') {
        await reach(frame.locator('a[data-part="terms"]'))
        const [terms] = await Promise.all([context.waitForEvent('page'), page.keyboard.press('Enter')])
        await terms.getByRole('article').waitFor()
        await terms.close()
      } else if (form === 'scroll-wrap') {
        await frame.locator('#boxes input:disabled').nth(2).waitFor()
        await reach(frame.getByRole('button', { name: say('consent_end') }))
        await page.keyboard.press('Enter')
      }
      expect(await frame.locator('input:checked').count()).toBe(0)
      await checkState(visitor, `${form} in the frame`)
      const boxes = await frame.locator('#boxes input').all()
      expect(boxes.length).toBe(form === 'sign-in-wrap' ? 0 : 3)
      for (const box of boxes) {
        await reach(box)
        await page.keyboard.press('Space')
      }
      await reach(press)
      await whenSeen(frame)
      await page.keyboard.press('Enter')
      await page.waitForURL('**/welcome')
      expect((await lookUp(shown, account)).map(({ event, presentation, act }) => [event, presentation, act])).toEqual([['agreed', form, 'key-signed-click']])
      checkOwn(visitor)
    } finally {
      shop.use({ service: stage.app.address, terms, order })
    }
  })

  test('saying no opens no account, and is as short', async () => {
    const visitor = await stage.enter({ language: 'vi', device: 'phone' })
    const opened = shop.accounts.length
    await signUp(visitor, 'anh-khong')
    await frameOf(visitor).getByRole('button', { name: 'Tôi không đồng ý' }).click()
    await visitor.page.getByText('Bạn đã không đồng ý; chưa có gì được tạo.').waitFor()
    expect(shop.accounts.length).toBe(opened)
    expect((await heardBy(visitor)).filter((event) => event !== 'displayed')).toEqual(['declined'])
    checkOwn(visitor)
  })

  test('an order from the search to the confirmation, with the total beside the button that obliges to pay', async () => {
    const visitor = await stage.enter({ language: 'vi', device: 'phone' })
    const { page, say } = visitor
    await page.goto(`${shop.address}/search`)
    await page.getByLabel('Từ khóa').fill('trà')
    await page.getByRole('button', { name: 'Tìm', exact: true }).click()
    await page.getByRole('link', { name: 'Ấm trà Bát Tràng' }).click()
    await page.getByLabel('Màu').selectOption('men rạn')
    await page.getByLabel('Số lượng').fill('2')
    await page.getByRole('button', { name: 'Chọn' }).click()
    await page.getByLabel('Họ tên').fill('Trần Thị Lan')
    await page.getByLabel('Địa chỉ').fill('5 phố Huế, Hà Nội')
    await page.getByRole('button', { name: 'Tiếp: giao hàng' }).click()
    await page.getByRole('button', { name: 'Tiếp: thanh toán' }).click()
    await page.getByRole('button', { name: 'Tiếp: xem lại' }).click()
    const frame = frameOf(visitor)
    const press = frame.getByRole('button', { name: ORDER_BUTTON, exact: true })
    await press.waitFor()
    await frame.getByText(say('agreement_order_total'), { exact: true }).waitFor()
    expect((await frame.locator('[data-part="advisal"]').innerText()).replaceAll('\u00a0', ' ')).toBe(`Khi bấm “${ORDER_BUTTON}”, bạn đặt hàng theo toàn bộ nội dung trên và có nghĩa vụ trả 640.000 ₫.`)
    await checkState(visitor, 'review of the order')
    for (const box of await frame.locator('#boxes input').all()) await box.check()
    await press.scrollIntoViewIfNeeded()
    await whenSeen(frame)
    await press.click()
    await page.waitForURL('**/thanks')
    expect(shop.orders).toEqual(['Trần Thị Lan 640000'])
    const { acceptances } = acceptanceListSchema.parse(JSON.parse(expectAnswer(await seller.ask('GET', `/api/agreements/${order.agreement}/look-up?subject=${encodeURIComponent('Trần Thị Lan')}`, undefined, { authorization: `Bearer ${order.secret}` })).text))
    expect(acceptances).toHaveLength(1)
    const { versions } = JSON.parse(expectAnswer(await seller.ask('GET', `/api/agreements/${order.agreement}`)).text) as { versions: { contract: string }[] }
    expect((await readHistory(seller, versions[0]?.contract ?? '')).map(({ event }) => event), 'the shop’s server has answered the order').toContain('order-accepted')
    checkOwn(visitor)
  })

  test('the record of an order: its sentence, its total and its button as they were read, in the statement, on the page and on paper', async () => {
    const visitor = await stage.enter({ language: 'vi', device: 'phone' })
    const { page, say, app } = visitor
    // The shop's server does not answer, so that its page stays where the frame is.
    await page.route('**/receipt', (route) => route.fulfill({ status: 500 }))
    await page.goto(`${shop.address}/goods/am-tra`)
    await page.getByRole('button', { name: 'Chọn' }).click()
    await page.getByLabel('Họ tên').fill('Lê Thị Hoa')
    await page.getByLabel('Địa chỉ').fill('7 Hàng Bạc, Hà Nội')
    for (const step of ['Tiếp: giao hàng', 'Tiếp: thanh toán', 'Tiếp: xem lại']) await page.getByRole('button', { name: step }).click()
    const frame = frameOf(visitor)
    await (await getReady(visitor, frame, ORDER_BUTTON)).click()
    const token = new URL((await frame.getByRole('link', { name: say('agreement_record') }).getAttribute('href')) ?? '', app.address).pathname.split('/').at(-1) ?? ''
    const view = acceptanceViewSchema.parse(JSON.parse(expectAnswer(await seller.ask('GET', `/api/acceptances/${token}`)).text))
    const statement = parseStatement(view.statement)
    expect([statement.button, statement.total]).toEqual([ORDER_BUTTON, { amount: '320000', currency: 'VND' }])
    expect(statement.advisal).toContain('có nghĩa vụ trả 320.000\u00a0₫.')
    expect(statement.conspicuousness.filter(({ rule }) => ['C6', 'C9', 'C16'].includes(rule)).map(({ rule, result }) => `${rule} ${result}`)).toEqual(['C6 met', 'C9 met', 'C16 met'])
    expect(view.snapshot).toContain('320.000')
    const paper = expectAnswer(await seller.ask('GET', `/api/acceptances/${token}/record.pdf?lang=vi`))
    const text = extractText(readPdf(paper.bytes)).map(({ content }) => content).join(' ').replaceAll(/\s+/g, ' ')
    for (const words of [`Tổng giá trị: 320.000 ₫`, 'có nghĩa vụ trả 320.000 ₫', ORDER_BUTTON]) expect(text).toContain(words)
    await page.goto(`${app.address}/r/${token}`)
    await page.getByText(say('agreement_order_total'), { exact: true }).waitFor()
    await checkState(visitor, 'record of an order on a phone')
    const formation = page.getByRole('region', { name: FORMATION_WORDS.vi.title })
    const waiting = await formation.locator('p').first().innerText()
    expect(await page.getByText(say('agreement_event_order_accepted'), { exact: true }).count()).toBe(0)
    // A host's server names no origin: its secret alone opens this.
    const answer = (secret: string) => fetch(`${app.address}/api/agreements/${order.agreement}/orders/${view.acceptance}/reply`, { method: 'POST', headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' }, body: '{"accept":true}' })
    expect((await answer('somebody else’s'.replaceAll(/[^a-z]/g, ''))).status).toBe(403)
    expect((await answer(order.secret)).status).toBe(200)
    await page.reload()
    await page.getByText(say('agreement_event_order_accepted'), { exact: true }).waitFor()
    expect(await formation.locator('p').first().innerText(), 'the answer makes the contract').not.toBe(waiting)
    await checkState(visitor, 'record of an order that was accepted')
  })

  test('the notice in the footer is recorded as shown, never as assent', async () => {
    const visitor = await stage.enter({ language: 'vi', device: 'desk' })
    await visitor.page.goto(shop.address)
    const notice = visitor.page.frameLocator('footer iframe')
    await notice.getByRole('link', { name: 'Điều khoản dịch vụ Tiệm Làng' }).waitFor()
    await checkState(visitor, 'the shop’s first page')
    await expect.poll(() => visitor.page.evaluate('window.heard')).toContain('displayed')
    const { versions } = JSON.parse(expectAnswer(await seller.ask('GET', `/api/agreements/${terms.agreement}`)).text) as { versions: { contract: string }[] }
    const history = await readHistory(seller, versions[0]?.contract ?? '')
    const notices = history.filter(({ event, evidence }) => event === 'displayed' && evidence?.notice?.assent === false)
    expect(notices.length).toBeGreaterThan(0)
    checkOwn(visitor)
  })

  test('the network goes at the press: nothing is agreed and the shop is told; it is back, and the same press is taken once', async () => {
    const visitor = await stage.enter({ language: 'vi', device: 'phone' })
    const { page, context } = visitor
    await signUp(visitor, 'mat-mang')
    const frame = frameOf(visitor)
    const press = await getReady(visitor, frame)
    await context.setOffline(true)
    await press.click()
    await expect.poll(() => heardBy(visitor)).toContain('error OFFLINE')
    await page.getByText('Chưa đồng ý: OFFLINE').waitFor()
    expect(await lookUp(terms, 'mat-mang')).toEqual([])
    expect(await page.evaluate(() => (document.querySelector('main countersign-agreement') as HTMLElement & { agreed: boolean }).agreed)).toBe(false)
    await context.setOffline(false)
    await press.scrollIntoViewIfNeeded()
    await whenSeen(frame)
    await press.click()
    await page.waitForURL('**/welcome')
    expect(shop.accounts.filter((account) => account === 'mat-mang')).toHaveLength(1)
    expect(await lookUp(terms, 'mat-mang')).toHaveLength(1)
  })

  test('two tabs of one person, and a double click in each: one acceptance, and both tabs hear of it', async () => {
    const one = await stage.enter({ language: 'vi', device: 'desk' })
    await one.page.route('**/receipt', (route) => route.fulfill({ status: 500 }))
    await signUp(one, 'hai-the')
    const page = await one.context.newPage()
    await page.route('**/receipt', (route) => route.fulfill({ status: 500 }))
    const other: Party = { ...one, page }
    await page.goto(`${shop.address}/terms`)
    for (const tab of [one, other]) {
      await tab.page.bringToFront()
      const press = await getReady(tab, frameOf(tab))
      await press.dblclick()
      await frameOf(tab).getByRole('link', { name: tab.say('agreement_record') }).waitFor()
      expect((await heardBy(tab)).filter((event) => event !== 'displayed')).toEqual(['agreed'])
    }
    expect(await lookUp(terms, 'hai-the')).toHaveLength(1)
  })

  test('a browser that opens no window: nothing is agreed, and the shop is told; what fails in the window is told as well', async () => {
    const visitor = await stage.enter({ language: 'vi', device: 'desk' })
    const { page, context } = visitor
    await context.addInitScript(() => void delete (IntersectionObserverEntry.prototype as { isVisible?: unknown }).isVisible)
    await context.addInitScript(() => {
      const open = window.open.bind(window)
      window.open = (...given) => ((window.name === 'blocked' ? null : open(...given)))
    })
    await signUp(visitor, 'khong-cua-so')
    const frame = frameOf(visitor)
    await frame.getByRole('button', { name: visitor.say('consent_end') }).waitFor()
    const inner = page.frames().find((one) => one.url().includes('/embed/') && !one.url().includes('mode=notice'))!
    await inner.evaluate(() => void (window.name = 'blocked'))
    const agreeIn = async (place: Pick<FrameLocator, 'getByRole' | 'locator'>): Promise<void> => {
      await place.getByRole('button', { name: visitor.say('consent_end') }).click()
      for (const box of await place.locator('#boxes input').all()) await box.check()
      await place.getByRole('button', { name: 'Đồng ý và ký', exact: true }).click()
    }
    await agreeIn(frame)
    await expect.poll(() => heardBy(visitor)).toContain('error POPUP_BLOCKED')
    expect(await lookUp(terms, 'khong-cua-so')).toEqual([])
    await inner.evaluate(() => void (window.name = ''))
    const [popup] = await Promise.all([context.waitForEvent('page'), frame.getByRole('button', { name: visitor.say('embed_window'), exact: true }).first().click()])
    await popup.route('**/challenge', (route) => route.abort())
    await agreeIn(popup)
    await expect.poll(() => heardBy(visitor)).toContain('error OFFLINE')
    await popup.getByRole('button', { name: 'Tôi không đồng ý' }).click()
    await expect.poll(() => heardBy(visitor)).toContain('declined')
    expect((await lookUp(terms, 'khong-cua-so')).map(({ event }) => event)).toEqual(['declined'])
  })

  test('the frame takes the shop’s font and colours, in light and in dark, and a pair too faint to read it does not; no cookie is left for either', async () => {
    const visitor = await stage.enter({ language: 'vi', device: 'phone' })
    const { page, context } = visitor
    const look = async (attributes: Readonly<Record<string, string>>) => {
      await signUp(visitor, 'mau-sac')
      await page.evaluate((given) => {
        const element = document.querySelector<HTMLElement>('main countersign-agreement')!
        for (const [name, value] of Object.entries(given)) element.setAttribute(name, value)
        element.replaceWith(element.cloneNode(true))
      }, attributes)
      const bar = frameOf(visitor).locator('#consent')
      await bar.waitFor()
      const colours = await bar.evaluate((element) => {
        const [text, button] = [element.querySelector('[data-part="advisal"]')!, element.querySelector('[data-part="button"]')!]
        return { font: getComputedStyle(text).fontFamily, ink: getComputedStyle(text).color, surface: getComputedStyle(element).backgroundColor, page: getComputedStyle(document.body).backgroundColor, button: getComputedStyle(button).backgroundColor }
      })
      // The pixel itself, at the bar's left edge between its texts.
      const png = await bar.screenshot()
      const pixel = await page.evaluate(async (bytes) => {
        const image = await createImageBitmap(new Blob([new Uint8Array(bytes)], { type: 'image/png' }))
        const canvas = new OffscreenCanvas(image.width, image.height)
        const draw = canvas.getContext('2d')!
        draw.drawImage(image, 0, 0)
        return `rgb(${draw.getImageData(6, Math.floor(image.height / 2), 1, 1).data.slice(0, 3).join(', ')})`
      }, [...png])
      await checkState(visitor, `frame in ${JSON.stringify(attributes)}`)
      if (process.env['SHOTS']) await page.screenshot({ path: `${process.env['SHOTS']}/frame-${Object.values(attributes).join('-').replaceAll(/\W+/g, '_')}.png` })
      return { ...colours, pixel }
    }
    const light = await look({ ink: '#102a43', surface: 'hsl(40 60% 96%)', font: 'Georgia, serif' })
    expect(light).toMatchObject({ ink: 'rgb(16, 42, 67)', button: 'rgb(16, 42, 67)' })
    expect(light.font).toMatch(/^Georgia, serif/)
    expect(light.surface).toMatch(/^rgb\(25[01], 247, 239\)$/)
    expect([light.page, light.pixel]).toEqual([light.surface, light.surface])
    expect(await look({ ink: 'whitesmoke', surface: '#101418' })).toMatchObject({ ink: 'rgb(245, 245, 245)', surface: 'rgb(16, 20, 24)', page: 'rgb(16, 20, 24)', pixel: 'rgb(16, 20, 24)', button: 'rgb(245, 245, 245)' })
    const own = await look({})
    expect(own.font, 'the element’s own font, without any parameter').toMatch(/^Georgia, serif/)
    const faint = await look({ ink: '#999', surface: '#fff' })
    expect([faint.ink, faint.surface]).toEqual([own.ink, own.surface])
    expect((await context.cookies()).filter(({ name }) => name !== 'visitor')).toEqual([])
  })

  test('a receipt serves once and one visitor: sent again, by another, or changed, the shop opens nothing', async () => {
    const visitor = await stage.enter({ language: 'vi', device: 'desk' })
    const { page } = visitor
    await signUp(visitor, 'mot-lan')
    const [sent] = await Promise.all([page.waitForRequest('**/receipt'), (async () => (await getReady(visitor, frameOf(visitor))).click())()])
    await page.waitForURL('**/welcome')
    const before = shop.accounts.length
    const [receipt] = JSON.parse(sent.postData() ?? '[]') as { receipt: string }[]
    const send = (body: string) => page.evaluate(async (given) => (await fetch('/receipt', { method: 'POST', body: given })).status, body)
    expect(await send(JSON.stringify([receipt]))).toBe(422)
    await signUp(visitor, 'nguoi-khac')
    expect(await send(JSON.stringify([receipt])), 'another question has another nonce').toBe(422)
    const [head, body, tail] = receipt!.receipt.split('.')
    const forged = Buffer.from(JSON.stringify({ ...(JSON.parse(Buffer.from(body!, 'base64url').toString()) as object), sub: 'nguoi-khac' })).toString('base64url')
    expect(await send(JSON.stringify([{ ...receipt, receipt: `${head}.${forged}.${tail}` }]))).toBe(422)
    expect([shop.accounts.length, shop.refused.slice(-3)]).toEqual([before, ['nonce', 'nonce', 'signature']])
  })

  test('a page that covers the controls gets nothing, and is told so', async () => {
    const visitor = await stage.enter({ language: 'vi', device: 'desk' })
    const { page, say } = visitor
    await signUp(visitor, 'bi-che')
    const frame = frameOf(visitor)
    await frame.getByRole('button', { name: say('consent_end') }).click()
    for (const box of await frame.locator('#boxes input').all()) await box.check()
    await page.evaluate(() => {
      const cover = document.createElement('div')
      Object.assign(cover.style, { position: 'fixed', inset: '0', background: '#ffffffd0', pointerEvents: 'none' })
      document.body.append(cover)
    })
    await whenSeen(frame, false)
    await frame.getByRole('button', { name: 'Đồng ý và ký', exact: true }).click()
    await expect.poll(() => page.evaluate('window.heard')).toContain('error COVERED')
    await frame.getByText(say('embed_covered')).waitFor()
    expect(shop.accounts).not.toContain('bi-che')
  })

  test('a page that is not on the list may not hold the frame, and without the service nothing is agreed', async () => {
    const stranger = await openShop()
    stranger.use({ service: stage.app.address, terms, order })
    const visitor = await stage.enter({ language: 'vi', device: 'desk' })
    try {
      await visitor.page.goto(`${stranger.address}/terms`)
      await expect.poll(() => visitor.page.frames().slice(1).every((one) => one.url().startsWith('chrome-error:'))).toBe(true)
      expect(await visitor.page.frameLocator('main iframe').getByRole('button').count()).toBe(0)
      await visitor.context.setOffline(true)
      const heard = await visitor.page.evaluate(async () => {
        const element = document.createElement('countersign-agreement')
        element.setAttribute('agreement', 'x')
        document.querySelector('main')?.append(element)
        return new Promise((done) => element.addEventListener('countersign:error', (event) => done((event as CustomEvent<{ code: string }>).detail.code)))
      })
      expect(heard).toBe('UNREACHABLE')
    } finally {
      await visitor.context.setOffline(false)
      await stranger.close()
    }
  })

  test('the record of an acceptance: what was shown beside the text, the facts apart, and the way to withdraw', async () => {
    const visitor = await stage.enter({ language: 'vi', device: 'desk' })
    const { page, say, app } = visitor
    await page.goto(`${app.address}/a/${order.agreement}?ask`)
    await page.getByRole('button', { name: ORDER_BUTTON, exact: true }).waitFor()
    await checkState(visitor, 'asked on our own page')
    for (const box of await page.locator('#boxes input').all()) await box.check()
    await page.getByRole('button', { name: ORDER_BUTTON, exact: true }).click()
    await page.getByRole('link', { name: say('agreement_record') }).click()
    await page.getByRole('heading', { name: say('agreement_screen') }).waitFor()
    await checkState(visitor, 'record of an acceptance')
    const token = new URL(page.url()).pathname.split('/').at(-1) ?? ''
    const view = acceptanceViewSchema.parse(JSON.parse(expectAnswer(await seller.ask('GET', `/api/acceptances/${token}`)).text))
    expect(view.snapshot).toContain(ORDER_BUTTON)
    const findings = parseStatement(view.statement).conspicuousness
    expect(['C1', 'C6', 'C7', 'C9', 'C10'].filter((rule) => findings.find((finding) => finding.rule === rule)?.result !== 'met')).toEqual([])
    await page.getByRole('button', { name: say('agreement_withdraw') }).click()
    await page.getByRole('dialog').getByRole('button', { name: say('agreement_withdraw_confirm') }).click()
    await page.getByRole('button', { name: say('agreement_withdrawal_receipt') }).waitFor()
    await checkState(visitor, 'withdrawn')
    await checkWidth(page, 'record')
  })
})
