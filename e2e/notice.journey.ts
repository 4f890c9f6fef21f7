import { expect, test } from 'vitest'
import { parseRecord } from '../src/core/evidence/record.ts'
import { checkState } from './axe.ts'
import { checkQuiet, fillDraft, readRecords, signIn, startDraft } from './journey.ts'
import { setStage } from './stage.ts'

const stage = setStage()

test('terms shown as a browse-wrap notice are recorded as notice, never as assent', async () => {
  const seller = await stage.enter({ language: 'en', device: 'desk' })
  const { page, say } = seller
  const choice = { template: 'terms-of-service', language: 'en', email: 'nobody@example.com' } as const
  await signIn(seller)
  const contract = await startDraft(seller, choice)
  await fillDraft(seller, choice)
  await page.getByRole('tab', { name: say('draft_panel_settings') }).click()
  await page.getByRole('radio', { name: new RegExp(`^${say('draft_presentation_browse')}`) }).check()
  await page.getByRole('button', { name: say('publish_open') }).click()
  await page.getByRole('dialog').getByRole('button', { name: say('publish_action') }).click()
  await page.getByRole('heading', { name: say('record_notice_title') }).waitFor({ timeout: 60_000 })
  await checkState(seller, 'published as a notice')
  const address = await page.getByRole('link', { name: new RegExp(`^${say('record_sample_open')}`) }).getAttribute('href')

  const visitor = await stage.enter({ language: 'en', device: 'phone' })
  await visitor.page.goto(`${stage.app.address}${address}`)
  await visitor.page.getByText(visitor.say('notice_explained_title')).waitFor()
  await checkState(visitor, 'shop with the notice')
  await visitor.page.getByText(visitor.say('notice_sentence').split('{')[0] ?? '').first().waitFor()
  await visitor.page.locator('footer').getByRole('button').first().click()
  await visitor.page.getByRole('dialog').waitFor()
  await checkState(visitor, 'terms opened from the notice')
  await visitor.page.keyboard.press('Escape')

  await expect.poll(async () => (await readRecords(seller, { contract, email: '', link: '', token: '' })).length, { timeout: 10_000 }).toBeGreaterThan(3)
  const records = (await readRecords(seller, { contract, email: '', link: '', token: '' })).map(({ record }) => ({ text: record, ...parseRecord(record) }))
  const notices = records.filter(({ event }) => event.startsWith('notice-') || event === 'displayed' || event === 'accessed')
  expect(notices.length).toBeGreaterThanOrEqual(2)
  for (const notice of notices) {
    expect(notice.text).toContain('"assent":false')
    expect(notice.statementHash).toBeNull()
  }
  expect(records.map(({ event }) => event)).not.toContain('agreed')
  await page.reload()
  await page.getByText(say('record_no_assent')).first().waitFor()
  for (const party of [seller, visitor]) checkQuiet(party)
})
