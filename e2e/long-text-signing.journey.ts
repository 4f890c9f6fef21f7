import type { Locator, Page } from 'playwright'
import { beforeAll, describe, expect, test } from 'vitest'
import { sha256Hex } from '../src/core/bytes/sha256.ts'
import { decodeUtf8, encodeUtf8 } from '../src/core/bytes/text.ts'
import { parseStatement } from '../src/core/consent/statement.ts'
import type { Presentation } from '../src/core/contract/document.ts'
import { renderPlainText } from '../src/core/contract/plain-text.ts'
import { readAttachments } from '../src/core/pdf/attachment.ts'
import { readPages } from '../src/core/pdf/page.ts'
import { readPdf } from '../src/core/pdf/reader.ts'
import { extractText } from '../src/core/pdf/text.ts'
import { tabTo } from './announcement.ts'
import { checkState } from './axe.ts'
import { type Client, offer, openSeller, readHistory } from './client.ts'
import { checkQuiet, keepReceipt, type Offered, readOffer, SELLER_EMAIL } from './journey.ts'
import { allCases, atEnd, DEVICES, hearEnd, LANGUAGES, lettersOf, readAloud, readByKeyboard, type TextCase, wordsOf } from './long-text.ts'
import { answerFor } from './particulars.ts'
import { type Party, readCode } from './party.ts'
import { setStage } from './stage.ts'
import { LONG_TEXTS, readText, withText } from './text.ts'

/** A notice is no form in which anybody signs. */
const FORMS = ['scroll-wrap', 'inline', 'dialog', 'link', 'sign-in-wrap'] as const satisfies readonly Presentation[]
/** Every form in both languages on one device each, every text in both; all of it with TEXT_MATRIX=full. */
const CHOSEN: readonly TextCase[] = FORMS.flatMap((form, at) => LANGUAGES.map((language, other) => ({ form, language, device: DEVICES[(at + other) % 2]!, text: LONG_TEXTS[(at + other) % LONG_TEXTS.length] ?? '' })))
const CASES = process.env['TEXT_MATRIX'] === 'full' ? allCases(FORMS, LONG_TEXTS) : CHOSEN

const stage = setStage()
let seller: Client
beforeAll(async () => {
  seller = await openSeller(stage.app)
})

/** Every line is where a screen reader reads. */
async function checkTree(article: Locator, lines: readonly string[]): Promise<void> {
  const said = await readAloud(article)
  for (const line of lines) expect(said, line).toContain(lettersOf(line))
}

async function press(page: Page, control: Locator, key = 'Enter'): Promise<void> {
  await tabTo(page, control)
  await page.keyboard.press(key)
}

/** Reads to the end where the form puts the terms, with the keyboard alone. */
async function read(buyer: Party, form: Presentation, offer: string, lines: readonly string[]): Promise<void> {
  const { page, say, context } = buyer
  if (form === 'dialog') {
    await press(page, page.getByRole('button', { name: say('consent_terms_open') }).first())
    await checkTree(page.getByRole('dialog').getByRole('article'), lines)
    await readByKeyboard(page, 'End', atEnd(page, 'dialog[open]'))
    await checkState(buyer, 'long terms in a dialog of the signing page')
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
  } else if (form === 'link' || form === 'sign-in-wrap') {
    const heard = hearEnd(page, offer)
    await tabTo(page, page.locator('a[data-part="terms"]').first())
    const [terms] = await Promise.all([context.waitForEvent('page'), page.keyboard.press('Enter')])
    await checkTree(terms.getByRole('article'), lines)
    await readByKeyboard(terms, 'End', atEnd(terms, null))
    await heard
    await terms.close()
  } else {
    await checkTree(page.getByRole('article').first(), lines)
    await readByKeyboard(page, 'End', atEnd(page, null))
  }
}

async function enterDetails({ page }: Party, offered: Offered, document: Awaited<ReturnType<typeof readOffer>>['document']): Promise<void> {
  for (const particular of document.particulars.filter(({ party, value, required }) => party === 'buyer' && required && value === undefined)) {
    await tabTo(page, page.locator(`[name="${particular.id}"]`))
    if (particular.kind === 'choice') await page.keyboard.press('ArrowDown')
    else await page.keyboard.insertText(answerFor(particular, document.language, { seller: SELLER_EMAIL, buyer: offered.email }))
  }
}

describe('a contract of real length in every form that can be signed, by keyboard alone', () => {
  test.each(CASES)('$form, $text, $language, $device: read to the end, agreed, signed, and the file says what the page said', async ({ form, text, language, device }) => {
    const long = await readText(text, language)
    const email = `${form}-${text}-${language}-${device}@example.com`.toLowerCase()
    const offered = await offer(seller, { template: 'terms-of-service', language, email, change: (draft) => ({ ...withText(draft, long), presentation: form }) })
    const buyer = await stage.enter({ language, device })
    const { page, say, app } = buyer
    const { document, view } = await readOffer(buyer, offered.token)
    const lines = renderPlainText(document, {}).split('\n').filter((line) => line !== '' && !line.includes('['))
    const sent = lettersOf(wordsOf(await (await fetch(offered.link)).text()))
    for (const line of lines) expect(sent, line).toContain(lettersOf(line))

    const start = Date.now() - 1000
    await page.goto(offered.link)
    await page.getByRole('button', { name: say('sign_to_details') }).waitFor()
    await read(buyer, form, view.offer, lines)
    await press(page, page.getByRole('button', { name: say('sign_to_details') }))
    await enterDetails(buyer, offered, document)
    await press(page, page.getByRole('button', { name: say('sign_to_review') }))
    await page.getByRole('heading', { name: say('sign_review_heading') }).waitFor()
    await checkState(buyer, `consent to a long contract, ${form}`)
    const boxes = await page.locator('#boxes input').all()
    expect(boxes).toHaveLength(form === 'sign-in-wrap' ? 0 : document.consent.controls.length)
    expect(await page.locator('#boxes input:checked').count()).toBe(0)
    for (const box of boxes) {
      await expect.poll(() => box.isEnabled(), { message: 'its end was shown' }).toBe(true)
      await press(page, box, 'Space')
    }
    await press(page, page.getByRole('button', { name: document.consent.button, exact: true }))
    await tabTo(page, page.locator('input[name="code"]'))
    await page.keyboard.insertText(await readCode(app, offered.email, start))
    await page.keyboard.press('Enter')
    const { receipt, file } = await keepReceipt(buyer, offered)
    expect(receipt.presentation).toBe(form)

    const pdf = readPdf(new Uint8Array(file))
    expect(readPages(pdf).length, 'pages').toBeGreaterThan(15)
    const { values } = JSON.parse(decodeUtf8(readAttachments(pdf).find(({ name }) => name === 'particulars.json')!.bytes)) as { values: Record<string, string> }
    const plain = renderPlainText(document, values)
    expect(lettersOf(extractText(pdf).map(({ content }) => content).join('\n'))).toContain(lettersOf(plain).slice(0, 20_000))
    const [record] = (await readHistory(seller, offered.contract)).filter(({ event }) => event === 'agreed')
    const { textHash, presentation, conspicuousness } = parseStatement(record?.evidence?.statement ?? '')
    expect([textHash, presentation]).toEqual([sha256Hex(encodeUtf8(plain)), form])
    const onPage = form === 'scroll-wrap' || form === 'inline'
    expect(conspicuousness.filter(({ result }) => result !== 'met').map(({ rule, result }) => `${rule} ${result}`)).toEqual(onPage ? [] : ['C3 not-measured', 'C4 not-measured'])
    checkQuiet(buyer)
  })
})
