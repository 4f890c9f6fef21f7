import type { Locator } from 'playwright'
import { beforeAll, describe, expect, test } from 'vitest'
import { sha256Hex } from '../src/core/bytes/sha256.ts'
import { encodeUtf8 } from '../src/core/bytes/text.ts'
import { presentationOf } from '../src/core/consent/presentation.ts'
import { parseStatement } from '../src/core/consent/statement.ts'
import { decodeContractDocument, hashContractDocument, type Presentation } from '../src/core/contract/document.ts'
import { expandBlocks } from '../src/core/contract/expand.ts'
import { renderPlainText } from '../src/core/contract/plain-text.ts'
import { acceptanceListSchema, acceptanceViewSchema, agreementViewSchema, versionViewSchema } from '../src/protocol/agreement.ts'
import { openAgreement } from './agreement.ts'
import { tabTo } from './announcement.ts'
import { checkState } from './axe.ts'
import { type Client, expectAnswer, openSeller, readHistory } from './client.ts'
import { allCases, atEnd, DEVICES, hearEnd, LANGUAGES, lettersOf, readAloud, readByKeyboard, type TextCase, wordsOf } from './long-text.ts'
import type { Party } from './party.ts'
import { setStage } from './stage.ts'
import { LONG_TEXTS, readText, withText } from './text.ts'

const FORMS = ['scroll-wrap', 'inline', 'dialog', 'link', 'sign-in-wrap', 'browse-wrap'] as const satisfies readonly Presentation[]
/** `built-in`: the terms of service that come with the product. */
const TEXTS = ['built-in', ...LONG_TEXTS]
const TERMS_ON_PAGE: readonly Presentation[] = ['scroll-wrap', 'inline']
/** Every form in both languages and on both devices, every text in both languages and on both devices: all pairs but form with text. */
const CHOSEN: readonly TextCase[] = FORMS.flatMap((form, at) => LANGUAGES.map((language, other) => ({ form, language, device: DEVICES[(at + other) % 2]!, text: TEXTS[(at + 2 * other) % TEXTS.length] ?? '' })))
const CASES = process.env['TEXT_MATRIX'] === 'full' ? allCases(FORMS, TEXTS) : CHOSEN

const stage = setStage()
let seller: Client
beforeAll(async () => {
  seller = await openSeller(stage.app)
})

/** Puts the text into force in the form, as a seller does, and reads it back as any visitor gets it. */
async function open({ form, text, language }: TextCase) {
  const long = text === 'built-in' ? null : await readText(text, language)
  const { agreement } = await openAgreement(seller, long?.title ?? form, language, [], (draft) => ({ ...(long ? withText(draft, long) : draft), presentation: form }))
  const { active, versions } = agreementViewSchema.parse(JSON.parse(expectAnswer(await seller.ask('GET', `/api/agreements/${agreement}`)).text))
  const { document: canonical, version } = versionViewSchema.parse(JSON.parse(expectAnswer(await seller.ask('GET', `/api/agreements/${agreement}/versions/${active}`)).text))
  const document = decodeContractDocument(canonical)
  const lines = renderPlainText(document, {}).split('\n').filter(Boolean)
  const plain = lettersOf(lines.join('\n'))
  for (const { heading, paragraphs } of long?.sections ?? []) for (const part of [heading, ...paragraphs]) expect(plain).toContain(lettersOf(part))
  const headings = expandBlocks(document, {}).flatMap((block) => (block.kind === 'clause' ? [`${block.label} ${block.title.map((run) => run.text).join('')}`] : []))
  expect(headings).toHaveLength(long?.sections.length ?? document.blocks.filter(({ kind }) => kind === 'clause').length)
  return { agreement, version, number: active ?? '', contract: versions[0]?.contract ?? '', document, lines, headings }
}
type Opened = Awaited<ReturnType<typeof open>>

/** Every word is in what came over the line, before any script. */
async function checkServed({ agreement, lines }: Opened): Promise<void> {
  const sent = lettersOf(wordsOf(await (await fetch(`${stage.app.address}/a/${agreement}?ask`)).text()))
  for (const line of lines) expect(sent, line).toContain(lettersOf(line))
}

/** A screen reader finds every section under its heading, in order, and every word. */
async function checkTree(article: Locator, { headings, lines }: Opened): Promise<void> {
  await article.waitFor()
  const tree = await article.ariaSnapshot()
  const found = [...tree.matchAll(/^\s*- '?heading "((?:[^"\\]|\\.)*)" \[level=2\]/gm)].map(([, name]) => lettersOf(name ?? ''))
  const wanted = headings.map(lettersOf)
  expect(found.filter((name) => wanted.includes(name))).toEqual(wanted)
  const said = await readAloud(article)
  for (const line of lines.filter((one) => !wanted.includes(lettersOf(one)))) expect(said, line).toContain(lettersOf(line))
}

async function readInDialog(buyer: Party, opened: Opened): Promise<void> {
  const { page } = buyer
  await checkTree(page.getByRole('dialog').getByRole('article'), opened)
  await checkState(buyer, 'long terms in a dialog')
  await readByKeyboard(page, 'End', atEnd(page, 'dialog[open]'))
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
}

/** The link opens a page of the terms; how far they were shown there counts here. */
async function readBehindLink(buyer: Party, opened: Opened): Promise<void> {
  const { page, context } = buyer
  const heard = hearEnd(page, `${opened.agreement} ${opened.number}`)
  await tabTo(page, page.locator('a[data-part="terms"]'))
  const [terms] = await Promise.all([context.waitForEvent('page'), page.keyboard.press('Enter')])
  await checkTree(terms.getByRole('article'), opened)
  await checkState({ ...buyer, page: terms }, 'long terms on a page of their own')
  await readByKeyboard(terms, 'End', atEnd(terms, null))
  expect(await heard).toBe(true)
  await terms.close()
}

async function readOnPage(buyer: Party, opened: Opened, form: Presentation): Promise<void> {
  const { page, device } = { ...buyer, device: buyer.page.viewportSize()?.width === 360 ? 'phone' : 'desk' }
  const box = page.locator('#boxes input').first()
  await checkTree(page.getByRole('article'), opened)
  expect(await box.isDisabled()).toBe(form === 'scroll-wrap')
  await page.keyboard.press('PageDown')
  await checkState(buyer, `long terms, ${form}`)
  expect(await box.isDisabled(), 'one screen is not the end').toBe(form === 'scroll-wrap')
  await readByKeyboard(page, device === 'desk' ? 'PageDown' : 'End', form === 'scroll-wrap' ? () => box.isEnabled() : atEnd(page, null))
}

/** Ticks every box and presses, all with Tab, Space and Enter; gives the token of the record. */
async function agreeByKeyboard({ page, say }: Party, { document }: Opened): Promise<string> {
  const press = page.getByRole('button', { name: document.consent.button, exact: true })
  const boxes = await page.locator('#boxes input').all()
  expect(await page.locator('#boxes input:checked').count()).toBe(0)
  if (boxes.length > 0) {
    await tabTo(page, press)
    await page.keyboard.press('Enter')
    await page.getByText(say('sign_unticked')).waitFor()
  }
  for (const box of boxes) {
    await tabTo(page, box, true)
    await page.keyboard.press('Space')
    expect(await box.isChecked()).toBe(true)
  }
  await tabTo(page, press)
  await page.keyboard.press('Enter')
  await tabTo(page, page.getByRole('link', { name: say('agreement_record') }))
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: say('agreement_screen') }).waitFor()
  return new URL(page.url()).pathname.split('/').at(-1) ?? ''
}

async function checkRecord(token: string, { document, lines }: Opened, form: Presentation): Promise<void> {
  const view = acceptanceViewSchema.parse(JSON.parse(expectAnswer(await seller.ask('GET', `/api/acceptances/${token}`)).text))
  const { presentation, act, textHash, documentHash, conspicuousness, controls } = parseStatement(view.statement)
  expect([view.event, presentation, act, documentHash]).toEqual(['agreed', presentationOf(form), 'key-signed-click', hashContractDocument(document)])
  expect(textHash).toBe(sha256Hex(encodeUtf8(lines.join('\n'))))
  expect(controls.map(({ id, final }) => [id, final])).toEqual(form === 'sign-in-wrap' ? [] : document.consent.controls.map(({ id }) => [id, true]))
  expect(conspicuousness).toHaveLength(16)
  // Where the terms do not stand on the page there is no text around the sentence to hold its size and contrast against.
  const open = TERMS_ON_PAGE.includes(form) ? [] : ['C3 not-measured', 'C4 not-measured']
  expect(conspicuousness.filter(({ result }) => result !== 'met').map(({ rule, result }) => `${rule} ${result}`)).toEqual(open)
}

/** A notice asks for nothing: it is shown, can be opened, and what is recorded says that nobody agreed. */
async function readNotice(buyer: Party, opened: Opened): Promise<void> {
  const { page, say, app } = buyer
  await page.goto(`${app.address}/a/${opened.agreement}?ask`)
  await page.getByText(say('consent_notice_only'), { exact: true }).waitFor()
  expect(await page.locator('input[type="checkbox"], [data-part="button"]').count()).toBe(0)
  await page.goto(`${app.address}/notice/${opened.version}`)
  await page.getByText(say('notice_explained_title')).waitFor()
  await tabTo(page, page.locator('footer').getByRole('button', { name: opened.document.title }))
  await page.keyboard.press('Enter')
  await readInDialog(buyer, opened)
  const readEvents = () => readHistory(seller, opened.contract)
  const isNotice = ({ event }: Awaited<ReturnType<typeof readHistory>>[number]): boolean => event === 'displayed' || event === 'accessed'
  await expect.poll(async () => new Set((await readEvents()).filter(isNotice).map(({ event }) => event)).size).toBe(2)
  const history = await readEvents()
  expect(history.filter(isNotice).filter(({ evidence }) => evidence?.notice?.assent !== false)).toEqual([])
  expect(history.map(({ event }) => event)).not.toContain('agreed')
  const { acceptances } = acceptanceListSchema.parse(JSON.parse(expectAnswer(await seller.ask('GET', `/api/agreements/${opened.agreement}/acceptances`)).text))
  expect(acceptances).toEqual([])
}

describe('texts of real length in every form, by keyboard alone', () => {
  test('there are three texts of twenty pages and more, each in both languages with the same sections and paragraphs', async () => {
    expect(LONG_TEXTS).toHaveLength(3)
    for (const name of LONG_TEXTS) {
      const shapes = await Promise.all(LANGUAGES.map(async (language) => {
        const { sections } = await readText(name, language)
        expect(sections.flatMap(({ paragraphs }) => paragraphs).join(' ').length, `${name}.${language}`).toBeGreaterThan(50_000)
        return sections.map(({ paragraphs }) => paragraphs.length)
      }))
      expect(shapes[0], name).toEqual(shapes[1])
    }
  })

  test('the chosen cases hold every form and every text in both languages and on both devices', () => {
    const pairs = (one: keyof TextCase, other: keyof TextCase, cases: readonly TextCase[]) => [...new Set(cases.map((each) => `${each[one]} ${each[other]}`))].sort()
    for (const [one, other] of [['form', 'language'], ['form', 'device'], ['text', 'language'], ['text', 'device'], ['language', 'device']] as const) {
      expect(pairs(one, other, CHOSEN)).toEqual(pairs(one, other, allCases(FORMS, TEXTS)))
    }
  })

  test.each(CASES)('$form, $text, $language, $device: read to the end, agreed, and recorded as what it was', async (one) => {
    const { form, language, device } = one
    const opened = await open(one)
    await checkServed(opened)
    const buyer = await stage.enter({ language, device })
    const { page, say, app } = buyer
    if (form === 'browse-wrap') await readNotice(buyer, opened)
    else {
      await page.goto(`${app.address}/a/${opened.agreement}?ask`)
      await page.getByRole('button', { name: opened.document.consent.button, exact: true }).waitFor()
      if (form === 'dialog') {
        await tabTo(page, page.getByRole('button', { name: say('consent_terms_open') }))
        await page.keyboard.press('Enter')
        await readInDialog(buyer, opened)
      } else if (form === 'link' || form === 'sign-in-wrap') await readBehindLink(buyer, opened)
      else await readOnPage(buyer, opened, form)
      await checkRecord(await agreeByKeyboard(buyer, opened), opened, form)
    }
    expect(buyer.complaints).toEqual([])
  })
})
