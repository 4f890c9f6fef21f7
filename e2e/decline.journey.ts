import { beforeAll, describe, expect, test } from 'vitest'
import { checkState } from './axe.ts'
import { listen, tabTo } from './announcement.ts'
import { type Client, offer, openSeller, readHistory } from './client.ts'
import { type Offered, SELLER_EMAIL, checkQuiet, readOffer, signIn } from './journey.ts'
import { answerFor } from './particulars.ts'
import { type Party, readCode } from './party.ts'
import { setStage } from './stage.ts'

const stage = setStage()
let seller: Client
beforeAll(async () => {
  seller = await openSeller(stage.app)
})

const makeOffer = (email: string): Promise<Offered> => offer(seller, { template: 'sale-of-goods', language: 'vi', email })

/** Opens the link and says no from the first page, with the keyboard alone. */
async function decline({ page, say }: Party, offered: Offered, reason: string | null): Promise<void> {
  await page.goto(offered.link)
  await page.getByRole('button', { name: say('sign_to_details') }).waitFor()
  await tabTo(page, page.getByRole('button', { name: 'Tôi không đồng ý' }))
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: say('sign_decline_title') })
  await dialog.waitFor()
  if (reason !== null) {
    await tabTo(page, dialog.getByRole('textbox'))
    await page.keyboard.insertText(reason)
  }
  await tabTo(page, dialog.getByRole('button', { name: say('sign_decline_confirm') }))
  await page.keyboard.press('Space')
}

describe('saying no, by keyboard alone', () => {
  test('takes no reason, leaves a receipt, and the seller sees it', async () => {
    const offered = await makeOffer('no-reason@example.com')
    const buyer = await stage.enter({ language: 'vi', device: 'desk' })
    const { page, say } = buyer
    await decline(buyer, offered, null)
    await page.getByRole('heading', { name: say('sign_receipt_declined_title') }).waitFor()
    await checkState(buyer, 'receipt of the decline')
    expect(await page.getByRole('link', { name: new RegExp(`^${say('sign_receipt_download')}`) }).count(), 'there is nothing signed to download').toBe(0)
    const [last] = (await readHistory(seller, offered.contract)).filter(({ event }) => event === 'declined')
    expect([last?.act, last?.evidence?.reason, last?.evidence?.identityProof?.method]).toEqual(['none', null, 'none'])
    checkQuiet(buyer)
  })

  test('with a reason, after thinking better of it once; the seller reads the reason as it was written', async () => {
    const offered = await makeOffer('reason@example.com')
    const buyer = await stage.enter({ language: 'vi', device: 'desk' })
    const { page, say } = buyer
    await page.goto(offered.link)
    const no = page.getByRole('button', { name: 'Tôi không đồng ý' })
    await tabTo(page, no)
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    expect(await no.evaluate((element) => element === document.activeElement), 'the focus comes back to where it was').toBe(true)
    await decline(buyer, offered, 'Giá cao hơn đã thoả thuận <b>20 %</b>\nGiao quá chậm 👎')
    await page.getByRole('heading', { name: say('sign_receipt_declined_title') }).waitFor()

    const owner = await stage.enter({ language: 'en', device: 'desk' })
    await signIn(owner)
    await owner.page.goto(`${stage.app.address}/contracts/${offered.contract}`)
    await owner.page.getByText(owner.say('contracts_state_declined')).first().waitFor()
    expect(await owner.page.locator('blockquote').first().innerText()).toContain('Giá cao hơn đã thoả thuận <b>20 %</b>')
    await checkState(owner, 'declined, with the reason')
    checkQuiet(buyer)
    checkQuiet(owner)
  })

  test('is heard even when the answer is lost: pressing again shows the receipt of the first', async () => {
    const offered = await makeOffer('lost-no@example.com')
    const buyer = await stage.enter({ language: 'vi', device: 'phone' })
    const { page, say, context } = buyer
    await context.route('**/refusal', async (route) => {
      await route.fetch()
      await route.abort('connectionreset')
    }, { times: 1 })
    await decline(buyer, offered, 'Một lần là đủ')
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('alert').waitFor()
    await checkState(buyer, 'decline without an answer')
    await dialog.getByRole('button', { name: say('sign_decline_confirm') }).click()
    await page.getByRole('heading', { name: say('sign_receipt_declined_title') }).waitFor()
    const declined = (await readHistory(seller, offered.contract)).filter(({ event }) => event === 'declined')
    expect(declined.map(({ evidence }) => evidence?.reason)).toEqual(['Một lần là đủ'])
    await page.reload()
    await page.getByRole('heading', { name: say('sign_receipt_declined_title') }).waitFor()
  })
})

test('the buyer’s whole journey in Vietnamese by keyboard, and what is going on is said aloud', async () => {
  const offered = await makeOffer('heard@example.com')
  const buyer = await stage.enter({ language: 'vi', device: 'desk' })
  const { page, say, app } = buyer
  const heard = await listen(page)
  const { document: terms } = await readOffer(buyer, offered.token)
  const start = Date.now() - 1000
  const press = async (name: string): Promise<void> => {
    await tabTo(page, page.getByRole('button', { name, exact: true }))
    await page.keyboard.press('Enter')
  }
  await page.goto(offered.link)
  await page.getByRole('button', { name: say('sign_to_details') }).waitFor()
  for (const role of ['banner', 'main'] as const) expect(await page.getByRole(role).count(), `one ${role}`).toBe(1)
  expect(await page.getByRole('progressbar', { name: say('sign_shown') }).count()).toBe(1)
  await press(say('sign_to_details'))
  await press(say('sign_to_review'))
  await page.locator('[aria-invalid="true"]').first().waitFor()
  expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-invalid')), 'the focus is on the first field to mend').toBe('true')
  expect(await page.evaluate(() => document.getElementById(document.activeElement?.getAttribute('aria-describedby')?.split(' ').at(-1) ?? '')?.textContent)).toContain(say('sign_problem_missing'))

  for (const particular of terms.particulars.filter(({ party, value, required }) => party === 'buyer' && required && value === undefined)) {
    const field = page.locator(`[name="${particular.id}"]`)
    await tabTo(page, field, await field.evaluate((element) => Boolean(element.compareDocumentPosition(document.activeElement ?? element) & Node.DOCUMENT_POSITION_FOLLOWING)))
    if (particular.kind === 'choice') await page.keyboard.press('ArrowDown')
    else {
      await page.keyboard.press('Control+A')
      await page.keyboard.insertText(answerFor(particular, terms.language, { seller: SELLER_EMAIL, buyer: offered.email }))
    }
  }
  await press(say('sign_to_review'))
  await page.getByRole('heading', { name: say('sign_review_heading') }).waitFor()
  await press(terms.consent.button)
  expect(await page.evaluate(() => document.activeElement?.getAttribute('type')), 'the focus is on the first box that is open').toBe('checkbox')
  for (const { id } of terms.consent.controls) {
    await tabTo(page, page.locator(`input[type="checkbox"][name="${id}"]`))
    await page.keyboard.press('Space')
  }
  await press(terms.consent.button)
  if (await page.getByText(say('sign_unread')).isVisible()) throw new Error('the review page shows the whole text, and the keyboard went past its end')
  await tabTo(page, page.locator('input[name="code"]'))
  expect(await page.getByRole('textbox', { name: say('sign_code_label') }).count()).toBe(1)
  const atCode = await page.getByRole('main').ariaSnapshot()
  expect(atCode).toContain('- status')
  expect(atCode).toContain(`list "${say('sign_progress')}"`)
  await page.keyboard.insertText('12')
  await page.keyboard.press('Enter')
  await page.getByText(say('sign_code_short')).waitFor()
  await page.keyboard.press('Control+A')
  await page.keyboard.insertText(await readCode(app, offered.email, start))
  const before = await heard()
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: say('sign_receipt_title') }).waitFor({ timeout: 60_000 })
  await tabTo(page, page.getByRole('link', { name: new RegExp(`^${say('sign_receipt_download')}`) }))

  expect(before.some((text) => text.includes('mục cần sửa')), 'how many fields are to be mended').toBe(true)
  expect(before).toContain(say('sign_unticked'))
  // A phase that is over in a moment may pass unheard; what takes its time may not.
  const phases = (texts: readonly string[]): number => texts.filter((text) => text.endsWith(`: ${say('ui_stage_running')}`)).length
  expect(phases(before), before.join('\n')).toBeGreaterThan(0)
  expect(before).toContain(`${say('sign_phase_code')}: ${say('ui_stage_running')}`)
  const after = (await heard()).slice(before.length)
  expect(phases(after), after.join('\n')).toBeGreaterThan(0)
  expect(await page.evaluate(() => document.activeElement !== document.body)).toBe(true)
  checkQuiet(buyer)
})
