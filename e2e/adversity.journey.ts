import { beforeAll, describe, expect, test } from 'vitest'
import { acceptanceListSchema } from '../src/protocol/agreement.ts'
import { type OpenAgreement, openAgreement } from './agreement.ts'
import { type Client, expectAnswer, openSeller } from './client.ts'
import type { Party } from './party.ts'
import { openShop } from './shop/shop.ts'
import { setStage } from './stage.ts'

const stage = setStage()
const BUTTON = 'Đồng ý và ký'
let [seller, terms]: [Client, OpenAgreement] = [] as never
beforeAll(async () => {
  seller = await openSeller(stage.app)
  terms = await openAgreement(seller, 'Điều khoản dịch vụ', 'vi', [], (draft) => ({ ...draft, presentation: 'inline' }))
}, 120_000)

const countAcceptances = async (): Promise<number> => {
  const { acceptances } = acceptanceListSchema.parse(JSON.parse(expectAnswer(await seller.ask('GET', `/api/agreements/${terms.agreement}/acceptances`)).text))
  return acceptances.length
}

async function tickAll({ page, app }: Party): Promise<void> {
  await page.goto(`${app.address}/a/${terms.agreement}?ask`)
  await page.getByRole('button', { name: BUTTON, exact: true }).waitFor()
  for (const box of await page.locator('#boxes input').all()) await box.check()
}

describe('a plain click in bad conditions: nothing is agreed that was not, and nothing agreed is lost', () => {
  test('offline at the press: nothing is agreed and the page says so; online again, the same boxes and one press', async () => {
    const visitor = await stage.enter({ language: 'vi', device: 'phone' })
    const before = await countAcceptances()
    await tickAll(visitor)
    await visitor.context.setOffline(true)
    await visitor.page.getByRole('button', { name: BUTTON, exact: true }).click()
    await visitor.page.getByRole('alert').filter({ hasText: /\S/ }).first().waitFor()
    expect(await countAcceptances()).toBe(before)
    await visitor.context.setOffline(false)
    expect(await visitor.page.locator('#boxes input:not(:checked)').count()).toBe(0)
    await visitor.page.getByRole('button', { name: BUTTON, exact: true }).click()
    await visitor.page.getByRole('link', { name: visitor.say('agreement_record') }).waitFor()
    expect(await countAcceptances()).toBe(before + 1)
  })

  test('the answer to the press is lost on its way: pressing again gives the first answer, and nobody has agreed twice', async () => {
    const visitor = await stage.enter({ language: 'vi', device: 'phone' })
    const before = await countAcceptances()
    await tickAll(visitor)
    let lost = 0
    await visitor.page.route('**/acceptances', async (route) => {
      if (lost++ > 0) return route.continue()
      await route.fetch()
      await route.abort()
    })
    const press = visitor.page.getByRole('button', { name: BUTTON, exact: true })
    await press.click()
    await visitor.page.getByRole('alert').filter({ hasText: /\S/ }).first().waitFor()
    expect(await countAcceptances(), 'it was taken, and its answer lost').toBe(before + 1)
    await press.click()
    await visitor.page.getByRole('link', { name: visitor.say('agreement_record') }).waitFor()
    expect(lost).toBe(2)
    expect(await countAcceptances()).toBe(before + 1)
  })

  test('a double press is one', async () => {
    const visitor = await stage.enter({ language: 'vi', device: 'desk' })
    const before = await countAcceptances()
    await tickAll(visitor)
    await visitor.page.getByRole('button', { name: BUTTON, exact: true }).dblclick()
    await visitor.page.getByRole('link', { name: visitor.say('agreement_record') }).waitFor()
    expect(await countAcceptances()).toBe(before + 1)
  })

  test('a clock that is years off is a claim: the record has the service’s time and names the difference', async () => {
    const visitor = await stage.enter({ language: 'vi', device: 'desk' })
    await visitor.page.clock.install({ time: new Date('2001-02-03T04:05:06Z') })
    await tickAll(visitor)
    await visitor.page.getByRole('button', { name: BUTTON, exact: true }).click()
    await visitor.page.getByRole('link', { name: visitor.say('agreement_record') }).click()
    await visitor.page.getByText(visitor.say('agreement_clock_note')).waitFor()
    const { acceptances } = acceptanceListSchema.parse(JSON.parse(expectAnswer(await seller.ask('GET', `/api/agreements/${terms.agreement}/acceptances`)).text))
    expect(Math.abs(Date.parse(acceptances[0]!.at) - Date.now())).toBeLessThan(600_000)
  })

  test('without script the terms are there to read and nothing can be agreed', async () => {
    const visitor = await stage.enter({ language: 'vi', device: 'phone', scripting: false })
    const before = await countAcceptances()
    await visitor.page.goto(`${stage.app.address}/a/${terms.agreement}?ask`)
    expect((await visitor.page.locator('main').innerText()).length).toBeGreaterThan(2000)
    expect(await visitor.page.locator('input, button').count()).toBe(0)
    expect(await countAcceptances()).toBe(before)
  })

  test('the shop’s page with the service’s script blocked asks for nothing and opens no account', async () => {
    const shop = await openShop()
    shop.use({ service: stage.app.address, terms, order: terms })
    const visitor = await stage.enter({ language: 'vi', device: 'desk' })
    try {
      await visitor.context.route('**/embed.js', (route) => route.abort())
      await visitor.page.goto(`${shop.address}/sign-up`)
      await visitor.page.getByLabel('Tên tài khoản').fill('khong-script')
      await visitor.page.getByRole('button', { name: 'Tiếp: điều khoản' }).click()
      await visitor.page.waitForLoadState('networkidle')
      expect(await visitor.page.locator('iframe').count()).toBe(0)
      await visitor.page.getByText('Chưa tải được điều khoản; chưa có gì được đồng ý.').waitFor()
      expect(shop.accounts).toEqual([])
    } finally {
      await shop.close()
    }
  })

  test('a million letters, as a draft, as a subject and as a statement, are refused by code while they stream', async () => {
    const million = 'ă'.repeat(1_000_000)
    const draft = await seller.ask('PUT', `/api/contracts/${terms.agreement}/draft`, { revision: 0, document: million })
    const standing = await seller.ask('POST', `/api/agreements/${terms.agreement}/standing`, { subject: million, origin: null })
    const click = await seller.ask('POST', `/api/agreements/${terms.agreement}/acceptances`, { jws: million, statement: null, salt: 'a', claims: {}, claimsSalt: 'a', snapshot: null, subject: null, origin: null })
    expect([draft, standing, click].map(({ status, code }) => [status, code])).toEqual([[413, 'BODY_TOO_LARGE'], [413, 'BODY_TOO_LARGE'], [413, 'BODY_TOO_LARGE']])
  })
})
