import { expect, test } from 'vitest'
import { checkState } from './axe.ts'
import { offer, openSeller, readHistory } from './client.ts'
import { checkQuiet, signOffer } from './journey.ts'
import { readMail } from './party.ts'
import { setStage } from './stage.ts'

const stage = setStage()

test('a buyer withdraws from a signed contract on a phone, by keyboard: acknowledged on the page and by mail, a record of its own', async () => {
  const seller = await openSeller(stage.app)
  const offered = await offer(seller, { template: 'sale-of-goods', language: 'vi', email: 'withdraws@example.com', change: (draft) => ({ ...draft, withdrawal: { days: 14, text: 'Bạn có thể rút khỏi hợp đồng trong 14 ngày mà không cần nêu lý do.' } }) })
  const buyer = await stage.enter({ language: 'vi', device: 'phone' })
  const { page, say, app } = buyer
  await signOffer(buyer, offered)
  const open = page.getByRole('button', { name: say('agreement_withdraw'), exact: true })
  await open.focus()
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel(say('agreement_withdraw_reason')).fill('Đổi ý')
  await checkState(buyer, 'withdrawal asked once more')
  await dialog.getByRole('button', { name: say('agreement_withdraw_confirm') }).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: say('agreement_withdrawal_receipt') }).waitFor()
  await checkState(buyer, 'withdrawn')
  const [withdrawn] = (await readHistory(seller, offered.contract)).filter(({ event }) => event === 'withdrawn')
  expect([withdrawn?.actor.party, withdrawn?.evidence?.reason]).toEqual(['buyer', 'Đổi ý'])
  expect(await readMail(app, offered.email, /(Lý do bạn nêu: Đổi ý)/)).toBe('Lý do bạn nêu: Đổi ý')
  await page.reload()
  await page.getByRole('button', { name: say('agreement_withdrawal_receipt') }).waitFor()
  checkQuiet(buyer)
})
