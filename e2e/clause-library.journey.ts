import { expect, test } from 'vitest'
import { checkState } from './axe.ts'
import { checkQuiet, signIn, startDraft } from './journey.ts'
import { setStage } from './stage.ts'

const stage = setStage()

test.each([
  { language: 'vi', device: 'phone', after: 'Bảo hành', filter: 'trọng tài', title: 'Giải quyết tranh chấp bằng trọng tài', particular: 'Tổ chức trọng tài' },
  { language: 'en', device: 'desk', after: 'Warranty', filter: 'arbitr', title: 'Arbitration', particular: 'Arbitration institution' },
] as const)('a seller reads a clause of the library and puts it in by keyboard, takes it back, and writes an empty one, $language on a $device', async ({ language, device, after, filter, title, particular }) => {
  const seller = await stage.enter({ language, device })
  const { page, say } = seller
  await signIn(seller, `clause-${language}@example.com`)
  await startDraft(seller, { template: 'sale-of-goods', language })
  const shot = async (name: string) => {
    if (process.env['SHOTS']) await page.screenshot({ path: `${process.env['SHOTS']}/clause-${name}-${language}.png` })
  }
  const label = say('draft_clause_label', { number: '7', title: after })
  const add = page.getByRole('region', { name: label }).getByRole('button', { name: say('draft_add_clause', { number: '7' }) })
  await add.focus()
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('searchbox').waitFor()
  await checkState(seller, 'the library')
  await shot('list')
  await dialog.getByRole('searchbox').fill(filter)
  expect(await dialog.locator('summary').allInnerTexts()).toEqual([title])
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await dialog.getByText(particular).first().waitFor()
  await checkState(seller, 'a clause of the library')
  await shot('open')
  await dialog.getByRole('button', { name: say('draft_clause_insert') }).press('Enter')
  await page.getByRole('region', { name: say('draft_clause_label', { number: '8', title }) }).waitFor()
  expect(await page.evaluate(() => document.activeElement?.getAttribute('data-place'))).toMatch(/^blocks\.\d+\.title$/)
  await shot('inserted')
  await page.getByText(say('draft_saved')).waitFor()
  // Kept on the server, with what is to be filled in.
  await page.reload()
  await page.getByRole('region', { name: say('draft_clause_label', { number: '8', title }) }).waitFor()
  await page.getByRole('tab', { name: say('draft_panel_particulars') }).click()
  await page.getByLabel(particular, { exact: false }).first().waitFor()
  if (device === 'phone') await page.getByRole('tab', { name: say('draft_panel_document') }).click()

  await add.click()
  await dialog.getByRole('searchbox').fill(title)
  await dialog.getByText(say('draft_clause_none')).waitFor()
  await dialog.getByRole('button', { name: say('draft_clause_empty') }).click()
  await page.locator('textarea:focus').fill('A')
  await page.keyboard.press('Enter')
  await page.getByRole('region', { name: say('draft_clause_label', { number: '8', title: 'A' }) }).waitFor()
  await page.getByRole('button', { name: say('ui_undo') }).click()
  await page.getByRole('button', { name: say('ui_undo') }).click()
  await page.getByRole('region', { name: say('draft_clause_label', { number: '8', title }) }).waitFor()
  checkQuiet(seller)
})

test('one press of undo takes a clause and its particulars back', async () => {
  const seller = await stage.enter({ language: 'en', device: 'desk' })
  const { page, say } = seller
  await signIn(seller, 'undo@example.com')
  await startDraft(seller, { template: 'sale-of-goods', language: 'en' })
  await page.getByRole('button', { name: say('draft_add_clause', { number: '13' }) }).click()
  await page.getByRole('dialog').getByText('Late payment', { exact: true }).click()
  await page.getByRole('dialog').getByRole('button', { name: say('draft_clause_insert') }).click()
  const field = page.locator('#particular-late-payment-interest')
  await page.getByRole('tab', { name: say('draft_panel_particulars') }).click()
  await field.waitFor()
  await page.getByRole('button', { name: say('ui_undo') }).click()
  await field.waitFor({ state: 'detached' })
  expect(await page.getByRole('region', { name: say('draft_clause_label', { number: '14', title: 'Late payment' }) }).count()).toBe(0)
})
