import { describe, expect, test } from 'vitest'
import { encodeCanonicalJson } from '../src/core/bytes/canonical-json.ts'
import { sha256Hex } from '../src/core/bytes/sha256.ts'
import { encodeUtf8 } from '../src/core/bytes/text.ts'
import { parseStatement } from '../src/core/consent/statement.ts'
import { RECORDS_BOX } from '../src/core/contract/electronic-records.ts'
import { createDraft } from '../src/core/contract/template.ts'
import { createDisclosure } from '../src/core/contract/template/consent.ts'
import { extractText } from '../src/core/pdf/text.ts'
import { readPdf } from '../src/core/pdf/reader.ts'
import { tabTo } from './announcement.ts'
import { give, pdf, resultOf } from './auditor.ts'
import { checkState } from './axe.ts'
import { openClient, readHistory } from './client.ts'
import { checkQuiet, fillDraft, goToConsent, giveConsent, keepReceipt, type Offered, proveAddress, publishDraft, readOffer, sendOffer, signIn, startDraft } from './journey.ts'
import type { Party } from './party.ts'
import { setStage } from './stage.ts'

const stage = setStage()
const WORDS = {
  vi: { equipment: 'Thiết bị: máy tính bảng của cửa hàng, có sẵn cho bạn dùng tại chỗ.', box: 'Tôi đồng ý nhận tài liệu này qua thư điện tử.', extra: 'Tôi muốn nhận thư báo hàng mới.', button: 'Mua và thanh toán ngay' },
  en: { equipment: 'Equipment: a tablet of the shop, ready for you to use there.', box: 'I agree to receive this document by mail.', extra: 'I would like a letter about new goods.', button: 'Buy now' },
} as const

async function shoot({ page }: Party, name: string): Promise<void> {
  if (process.env['SHOTS']) await page.screenshot({ path: `${process.env['SHOTS']}/${name}.png`, fullPage: true })
}

describe('the words of a consent, as a seller writes them and a buyer meets them', () => {
  test.each([['vi', 'phone', 'desk'], ['en', 'desk', 'phone']] as const)('in %s, written on a %s and read on a %s: electronic records told and asked apart, a button that obliges to pay, the amount in its sentence, a right to withdraw', async (language, at, device) => {
    const words = WORDS[language]
    const choice = { template: 'sale-of-goods', language, email: `words-${language}@example.com` } as const
    const seller = await stage.enter({ language, device: at })
    const { page, say } = seller
    await signIn(seller)
    const contract = await startDraft(seller, choice)
    await fillDraft(seller, choice)
    await page.getByRole('tab', { name: say('draft_panel_settings') }).click()

    const records = page.getByRole('region', { name: say('draft_records'), exact: true })
    const asked = records.locator('input[name="electronic-records-asked"]')
    expect(await asked.isChecked()).toBe(true)
    await asked.uncheck()
    expect(await records.locator('textarea').count(), 'one sentence is told, and no box asks').toBe(1)
    await asked.check()
    for (const subject of ['scope', 'paper', 'withdrawal', 'contact', 'equipment']) await records.getByLabel(say(`draft_records_${subject}`), { exact: true }).waitFor()
    await records.getByLabel(say('draft_records_equipment')).fill(words.equipment)
    await records.locator('textarea[name="records-box"]').fill(words.box)

    // Each form with what weighs for and against it, and the stronger one: a risk, never a certainty.
    for (const [form, name] of [['link', 'link'], ['inline', 'inline'], ['scroll-wrap', 'scroll_wrap']] as const) {
      await page.locator(`input[name="presentation"][value="${form}"]`).check()
      await page.getByText(say(`consent_why_${name}`)).first().waitFor()
      if (form === 'link') await page.getByText(say('consent_stronger', { form: say('ui_presentation_dialog') })).first().waitFor()
    }

    const consent = page.getByRole('region', { name: say('draft_consent'), exact: true })
    await consent.getByRole('button', { name: say('draft_consent_plain') }).click()
    await page.getByRole('region', { name: say('consent_risks'), exact: true }).getByText(say('consent_risk_payment_unnamed')).waitFor()
    await consent.getByRole('button', { name: say('draft_consent_order') }).click()
    const button = consent.locator('input[name="consent-button"]')
    await button.fill(words.button)
    await button.blur()
    expect(await consent.locator('textarea[name="consent-advisal"]').inputValue()).toContain(`“${words.button}”`)
    await consent.getByRole('button', { name: say('draft_consent_box_add') }).click()
    const added = consent.locator('fieldset').last()
    await added.locator('textarea').fill(words.extra)
    await added.locator('input[type="checkbox"]').uncheck()

    const withdrawal = page.getByRole('region', { name: say('draft_withdrawal'), exact: true })
    const granted = withdrawal.locator('input[name="withdrawal-granted"]')
    if (!(await granted.isChecked())) await granted.check()
    const days = withdrawal.locator('input[name="withdrawal-days"]')
    await days.fill('21')
    await days.blur()
    expect(await withdrawal.locator('textarea[name="withdrawal-text"]').inputValue(), 'the text follows the days').toContain('21')
    await page.getByText(say('draft_saved')).first().waitFor()
    await checkState(seller, 'words of consent in the editor')
    await shoot(seller, `words-editor-${language}-${at}`)
    await publishDraft(seller)
    const offered: Offered = { contract, email: choice.email, ...(await sendOffer(seller, choice.email)) }

    const buyer = await stage.enter({ language, device })
    const start = Date.now() - 1000
    await goToConsent(buyer, offered)
    const { document } = await readOffer(buyer, offered.token)
    expect(document.disclosure.paragraphs).toEqual([...createDisclosure(language).paragraphs.slice(0, 4), words.equipment])
    expect([document.withdrawal?.days, document.consent.button]).toEqual([21, words.button])
    // Told before it is asked, and asked by a box of its own that starts empty.
    const told = buyer.page.getByText(words.equipment, { exact: true })
    await told.waitFor()
    const box = buyer.page.locator(`#boxes input[name="${RECORDS_BOX}"]`)
    expect(await told.evaluate((element, other) => (element.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0, await box.elementHandle())).toBe(true)
    expect(await buyer.page.locator('#boxes input:checked').count()).toBe(0)
    const particular = document.particulars.find(({ id }) => id === document.total?.particular)
    const sentence = (await buyer.page.locator('[data-part="advisal"]').innerText()).replaceAll('\u00a0', ' ')
    expect(sentence).not.toContain('{')
    expect(sentence.replaceAll(/[.,]/g, '')).toContain(particular?.value?.replaceAll('.', '') ?? '?')
    await checkState(buyer, 'told of electronic records')
    await shoot(buyer, `words-buyer-${language}-${device}`)
    for (const { id, required } of document.consent.controls) if (required && id !== RECORDS_BOX) await buyer.page.locator(`#boxes input[name="${id}"]`).check()
    await buyer.page.getByRole('button', { name: words.button, exact: true }).click()
    await buyer.page.getByText(buyer.say('sign_unticked')).waitFor()
    expect(await buyer.page.evaluate(() => (globalThis.document.activeElement as HTMLInputElement | null)?.name), 'led to the box that is missing').toBe(RECORDS_BOX)
    await giveConsent(buyer, offered)
    await proveAddress(buyer, offered, start)
    const { receipt, file } = await keepReceipt(buyer, offered)

    const owner = openClient(stage.app, (await seller.context.cookies()).map(({ name, value }) => `${name}=${value}`).join('; '))
    const [record] = (await readHistory(owner, contract)).filter(({ event }) => event === 'agreed')
    const statement = parseStatement(record?.evidence?.statement ?? '')
    expect(statement.disclosureHash).toBe(sha256Hex(encodeUtf8(encodeCanonicalJson(document.disclosure))))
    expect(statement.controls.find(({ id }) => id === RECORDS_BOX)).toMatchObject({ label: words.box, initial: false, final: true })
    expect([statement.button, statement.total]).toEqual([words.button, { amount: particular?.value, currency: particular?.currency }])
    expect(statement.advisal.replaceAll('\u00a0', ' ')).toBe(sentence)
    expect(statement.conspicuousness.find(({ rule }) => rule === 'C6')?.result).toBe('met')
    const paper = await (await fetch(`${stage.app.address}/api/offers/${offered.token}/record.pdf?lang=${language}`)).arrayBuffer()
    const text = extractText(readPdf(new Uint8Array(paper))).map(({ content }) => content).join(' ').replaceAll(/\s+/g, ' ')
    for (const part of [words.equipment, words.box, words.button]) expect(text).toContain(part)
    expect(receipt.statementHash).toMatch(/^[0-9a-f]{64}$/)
    // An auditor reads the three facts apart, from the file alone.
    const auditor = await stage.enter({ language, device: at })
    await auditor.page.goto(`${stage.app.address}/verify`)
    await give(auditor, pdf('signed.pdf', file))
    const facts = resultOf(auditor)
    for (const name of ['ui_fact_presentation', 'ui_fact_act', 'ui_fact_identity', 'ui_presentation_scroll_wrap']) await facts.getByText(auditor.say(name), { exact: false }).first().waitFor()
    for (const party of [buyer, seller]) checkQuiet(party)
  }, 240_000)

  test('by keyboard: the module is switched off, and a buyer is told one sentence and asked by no box for it', async () => {
    const choice = { template: 'services', language: 'en', email: 'plain@example.com' } as const
    const seller = await stage.enter({ language: 'en', device: 'desk' })
    await signIn(seller)
    const contract = await startDraft(seller, choice)
    await fillDraft(seller, choice)
    await seller.page.getByRole('tab', { name: seller.say('draft_panel_settings') }).click()
    const asked = seller.page.locator('input[name="electronic-records-asked"]')
    await tabTo(seller.page, asked)
    await seller.page.keyboard.press('Space')
    expect(await asked.isChecked()).toBe(false)
    await publishDraft(seller)
    const offered: Offered = { contract, email: choice.email, ...(await sendOffer(seller, choice.email)) }
    const buyer = await stage.enter({ language: 'en', device: 'phone' })
    await goToConsent(buyer, offered)
    const { document } = await readOffer(buyer, offered.token)
    expect(document.disclosure.paragraphs).toHaveLength(1)
    await buyer.page.getByText(document.disclosure.paragraphs[0]!, { exact: true }).waitFor()
    expect(await buyer.page.locator(`#boxes input[name="${RECORDS_BOX}"]`).count()).toBe(0)
    expect(await buyer.page.locator('#boxes input').count()).toBe(createDraft('services', 'en').consent.controls.length - 1)
    for (const party of [buyer, seller]) checkQuiet(party)
  })
})
