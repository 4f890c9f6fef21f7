import { beforeAll, expect, test } from 'vitest'
import { agreementDetailSchema, agreementViewSchema } from '../src/protocol/agreement.ts'
import { openAgreement, publishVersion } from './agreement.ts'
import { checkState } from './axe.ts'
import { type Client, expectAnswer, openSeller } from './client.ts'
import { checkQuiet, signIn } from './journey.ts'
import { setStage } from './stage.ts'

const stage = setStage()
const TEXTS = {
  vi: { title: 'Điều khoản dịch vụ', before: 'Tiệm trả lời mọi thư trong ba ngày làm việc.', after: 'Tiệm trả lời mọi thư trong hai ngày làm việc.', removed: 'ba', added: 'hai' },
  en: { title: 'Terms of service', before: 'We answer every letter within three working days.', after: 'We answer every letter within two working days.', removed: 'three', added: 'two' },
} as const
let owner: Client
beforeAll(async () => {
  owner = await openSeller(stage.app)
})

test.each([['vi', 'phone'], ['en', 'desk']] as const)('the life of an agreement in %s on a %s: draft, scheduled, in force, retired; its public page shows every version, its dates, and what changed word by word', async (language, device) => {
  const { title, before, after, removed, added } = TEXTS[language]
  const withLine = (line: string) => (draft: Parameters<NonNullable<Parameters<typeof publishVersion>[3]>>[0]) => ({ ...draft, title, blocks: [...draft.blocks.slice(0, -2), { kind: 'paragraph' as const, text: line }, ...draft.blocks.slice(-2)] })
  const { agreement } = await openAgreement(owner, title, language, [], withLine(before))
  const path = `/api/agreements/${agreement}`
  expectAnswer(await owner.ask('POST', `${path}/versions`, { kind: 'minor' }))
  const seller = await stage.enter({ language, device })
  await signIn(seller)
  const { page, say, app } = seller
  const card = page.locator(`article[aria-labelledby="agreement-${agreement}"]`)
  const row = (number: string) => card.locator('li').filter({ has: page.getByRole('heading', { name: say('agreement_version', { number }), exact: true }) })
  await page.goto(`${app.address}/agreements`)
  await row('1.1').getByText(say('agreement_state_draft'), { exact: true }).waitFor()
  await row('1.0').getByText(say('agreement_state_active'), { exact: true }).waitFor()

  // Published by its seller, then scheduled on the page for a day to come: nothing changes until then.
  await publishVersion(owner, agreement, language, (draft) => ({ ...draft, blocks: draft.blocks.map((block) => (block.kind === 'paragraph' && block.text === before ? { ...block, text: after } : block)) }), null)
  await page.reload()
  await row('1.1').getByLabel(say('agreement_schedule_day')).fill('2040-06-30T08:00')
  await row('1.1').getByRole('button', { name: say('agreement_schedule') }).click()
  await row('1.1').getByText(say('agreement_state_scheduled'), { exact: true }).waitFor()
  await row('1.0').getByText(say('agreement_state_active'), { exact: true }).waitFor()
  await checkState(seller, 'a version that is scheduled')

  const reader = await stage.enter({ language, device })
  await reader.page.goto(`${app.address}/a/${agreement}`)
  const versions = reader.page.getByRole('region', { name: say('agreement_versions'), exact: true })
  await versions.getByText(say('agreement_state_scheduled'), { exact: true }).waitFor()
  expect(await versions.innerText()).toContain('2040')
  expect(await reader.page.getByRole('article').innerText(), 'the text in force').toContain(before)
  await versions.getByRole('link', { name: say('agreement_compare', { number: '1.0' }) }).click()
  const differences = reader.page.getByRole('region', { name: say('agreement_differences', { from: '1.0', to: '1.1' }), exact: true })
  await differences.waitFor()
  const changed = async (tag: 'ins' | 'del') => (await differences.locator(tag).allInnerTexts()).map((text) => text.replaceAll(/\s+/g, ' ').trim())
  expect((await changed('del')).some((text) => text.endsWith(removed))).toBe(true)
  expect((await changed('ins')).some((text) => text.endsWith(added))).toBe(true)
  expect((await changed('ins')).join(' ').length, 'words, not paragraphs').toBeLessThan(120)
  await checkState(reader, 'what changed between two versions')
  if (process.env['SHOTS']) await reader.page.screenshot({ path: `${process.env['SHOTS']}/versions-${language}-${device}.png`, fullPage: true })

  // In force at once after all: the one before is retired by that, and both stay where anybody reads them.
  await page.reload()
  await row('1.1').getByRole('button', { name: say('agreement_activate') }).click()
  await row('1.1').getByText(say('agreement_state_active'), { exact: true }).waitFor()
  await row('1.0').getByText(say('agreement_state_retired'), { exact: true }).waitFor()
  await row('1.1').getByRole('button', { name: say('agreement_retire') }).click()
  await row('1.1').getByText(say('agreement_state_retired'), { exact: true }).waitFor()
  await checkState(seller, 'an agreement of which nothing is in force')
  const view = agreementViewSchema.parse(JSON.parse(expectAnswer(await owner.ask('GET', path)).text))
  expect([view.active, view.versions.map(({ number, kind, state }) => `${number} ${kind} ${state}`)]).toEqual([null, ['1.1 minor retired', '1.0 major retired']])
  const detail = agreementDetailSchema.parse(JSON.parse(expectAnswer(await owner.ask('GET', `${path}/detail`)).text))
  expect(detail.versions.every(({ retiredAt, activeFrom }) => activeFrom !== null && retiredAt !== undefined)).toBe(true)
  await reader.page.goto(`${app.address}/a/${agreement}?version=1.0`)
  await reader.page.getByRole('article').getByText(before).waitFor()
  for (const party of [reader, seller]) checkQuiet(party)
})
