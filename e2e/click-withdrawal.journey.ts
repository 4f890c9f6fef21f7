import { beforeAll, expect, test } from 'vitest'
import { acceptanceViewSchema } from '../src/protocol/agreement.ts'
import { agreeByClick, openAgreement } from './agreement.ts'
import { tabTo } from './announcement.ts'
import { checkState } from './axe.ts'
import { type Client, expectAnswer, openSeller, readHistory } from './client.ts'
import { checkQuiet } from './journey.ts'
import { readMail } from './party.ts'
import { setStage } from './stage.ts'

const stage = setStage()
let seller: Client
beforeAll(async () => {
  seller = await openSeller(stage.app)
})

const TERMS = { vi: 'Bạn có thể rút khỏi hợp đồng trong 14 ngày mà không cần nêu lý do.', en: 'You may withdraw from the contract within 14 days without giving a reason.' }
const REASON = { vi: 'Đổi ý', en: 'I changed my mind' }

test.each([['vi', 'phone'], ['en', 'desk']] as const)('who agreed by a click withdraws by keyboard in %s on a %s: acknowledged on the page and by mail with content, date and time; what was agreed stays and the record tells both', async (language, device) => {
  const { agreement } = await openAgreement(seller, `Terms ${language}`, language, [], (draft) => ({ ...draft, presentation: 'inline', withdrawal: { days: 14, text: TERMS[language] } }))
  const visitor = await stage.enter({ language, device })
  const { page, say, app } = visitor
  const token = await agreeByClick(visitor, agreement)
  const start = Date.now() - 1000
  await tabTo(page, page.getByRole('button', { name: say('agreement_withdraw'), exact: true }))
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel(say('agreement_withdraw_reason')).fill(REASON[language])
  await dialog.getByLabel(say('agreement_withdraw_email')).fill(`withdraws-${language}@example.com`)
  await checkState(visitor, 'withdrawal of a click asked once more')
  await tabTo(page, dialog.getByRole('button', { name: say('agreement_withdraw_confirm') }))
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: say('agreement_withdrawal_receipt') }).waitFor()
  await checkState(visitor, 'a click withdrawn, and its history')

  const view = acceptanceViewSchema.parse(JSON.parse(expectAnswer(await seller.ask('GET', `/api/acceptances/${token}`)).text))
  expect(view.event).toBe('agreed')
  expect(view.history.map(({ event, isThis }) => [event, isThis])).toEqual([['agreed', true], ['withdrawn', true]])
  const mail = await readMail(app, `withdraws-${language}@example.com`, /^([^]*)$/, start)
  for (const part of [`Terms ${language}`, '1.0', REASON[language], view.withdrawal?.at ?? '-', `${app.address}/r/${token}`]) expect(mail).toContain(part)
  const list = page.getByRole('region', { name: say('agreement_history') }).or(page.locator('section').filter({ has: page.getByRole('heading', { name: say('agreement_history') }) }))
  expect(await list.first().getByRole('listitem').count()).toBe(2)
  // The mail's link leads back to the same page, which says the same.
  await page.goto(/(http\S+\/r\/\S+)/.exec(mail)?.[1] ?? '')
  await page.getByRole('button', { name: say('agreement_withdrawal_receipt') }).waitFor()
  const contract = JSON.parse(expectAnswer(await seller.ask('GET', `/api/agreements/${agreement}/detail`)).text) as { versions: { contract: string }[] }
  expect((await readHistory(seller, contract.versions[0]!.contract)).map(({ event }) => event).filter((event) => ['agreed', 'withdrawn'].includes(event))).toEqual(['agreed', 'withdrawn'])
  checkQuiet(visitor)
})
