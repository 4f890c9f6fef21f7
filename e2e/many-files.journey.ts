import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { concatBytes } from '../src/core/bytes/compare.ts'
import { encodeLatin1 } from '../src/core/bytes/text.ts'
import { createSample, secureSample, signSample } from '../src/testing/attack/sample.ts'
import type { Sample } from '../src/testing/attack/sample.ts'
import { overwrite } from '../src/testing/attack/edit.ts'
import { buildPdf, contractObjects } from '../src/testing/pdf/builder.ts'
import { download, give, pdf, resultOf, rowOf, trust } from './auditor.ts'
import { checkState } from './axe.ts'
import { listen, tabTo } from './announcement.ts'
import { checkQuiet } from './journey.ts'
import type { Party } from './party.ts'
import { setStage } from './stage.ts'

const stage = setStage()
let sample: Sample
let folder = ''
const BIG = 100 * 1024 * 1024
const MANY = 50

beforeAll(async () => {
  sample = await createSample({ statement: null })
  folder = await mkdtemp(join(tmpdir(), 'many-'))
  await mkdir(join(folder, 'contracts', '2026'), { recursive: true })
  const broken = overwrite(sample.secured, sample.secured.indexOf(0x33, 400), Uint8Array.of(0x39))
  for (let index = 1; index <= 9; index++) await writeFile(join(folder, 'contracts', index > 6 ? '2026' : '.', `good-${index}.pdf`), sample.secured)
  await writeFile(join(folder, 'contracts', '2026', 'broken.pdf'), broken)
  await writeFile(join(folder, 'contracts', 'unsigned.pdf'), sample.base)
  await writeFile(join(folder, 'contracts', 'notes.txt'), 'no PDF')
  const heavy = buildPdf({ ...contractObjects(['Buyer'], 'BT /F1 12 Tf 50 700 Td (Heavy) Tj ET'), 30: concatBytes(encodeLatin1(`<</Length ${BIG}>>\nstream\n`), new Uint8Array(BIG).fill(0x20), encodeLatin1('\nendstream')) })
  await writeFile(join(folder, 'heavy.pdf'), await secureSample(sample.authority, await signSample({ authority: sample.authority, base: heavy, statement: null })))
  let signed = buildPdf(contractObjects(Array.from({ length: MANY }, (_, index) => `Party${index}`), 'BT /F1 12 Tf 50 700 Td (Many) Tj ET'))
  const signatory = await sample.authority.issueSignatory({ email: 'lan@example.com' })
  for (let index = 0; index < MANY; index++) signed = await signSample({ authority: sample.authority, base: signed, field: `Party${index}`, signatory, statement: null })
  await writeFile(join(folder, 'fifty.pdf'), await secureSample(sample.authority, signed))
}, 240_000)
afterAll(() => rm(folder, { recursive: true, force: true }))

test('a whole folder is judged into one table: sorted, filtered, as CSV, each file a press away', async () => {
  const auditor = await stage.enter({ language: 'vi', device: 'desk' })
  const { page, say } = auditor
  const heard = await listen(page)
  await page.goto(`${stage.app.address}/verify`)
  await trust(auditor, 'root.cer', sample.authority.anchors[0]!)
  await page.getByText('Test root').first().waitFor()
  await page.locator('input[webkitdirectory]').first().setInputFiles(join(folder, 'contracts'))
  await page.getByText(say('verify_left_out', { count: '1' })).waitFor()
  await rowOf(auditor, 'contracts/2026/broken.pdf').getByText('TOTAL-FAILED', { exact: true }).waitFor()
  await rowOf(auditor, 'contracts/unsigned.pdf').getByText('NO_SIGNATURE', { exact: true }).waitFor()
  for (let index = 1; index <= 9; index++) await rowOf(auditor, `contracts/${index > 6 ? '2026/' : ''}good-${index}.pdf`).getByText('TOTAL-PASSED', { exact: true }).waitFor()
  await checkState(auditor, 'table')
  expect(await heard()).toContain(say('verify_progress_said', { done: '11', count: '11', bad: '2' }))

  const names = () => page.locator('tbody th button').allInnerTexts()
  await page.getByRole('button', { name: say('verify_column_verdict'), exact: true }).click()
  expect((await names()).slice(0, 2)).toEqual(['contracts/2026/broken.pdf', 'contracts/unsigned.pdf'])
  expect(await page.locator('th[aria-sort="ascending"]').innerText()).toContain(say('verify_column_verdict'))
  await page.getByRole('button', { name: say('verify_column_file'), exact: true }).click()
  await page.getByRole('button', { name: say('verify_column_file'), exact: true }).click()
  expect((await names())[0]).toBe('contracts/unsigned.pdf')
  await page.getByLabel(say('verify_filter_words')).fill('2026')
  expect(await names()).toHaveLength(4)
  await page.locator('select').selectOption('pass')
  expect(await names()).toHaveLength(3)
  const table = await download(auditor, page.getByRole('button', { name: say('verify_download_csv') }))
  const lines = table.bytes.toString('utf8').trimEnd().split('\r\n')
  expect([table.name, lines.length, lines[0]?.startsWith('\ufefffile,')]).toEqual(['signatures.csv', 4, true])
  expect(lines[1]).toMatch(/^contracts\/2026\/good-\d\.pdf,\d+,[0-9a-f]{64},TOTAL-PASSED,,1,Nguyễn Thị Lan,2026-09-01T/)

  await page.locator('select').selectOption('all')
  await page.getByLabel(say('verify_filter_words')).fill('broken')
  await tabTo(page, rowOf(auditor, 'contracts/2026/broken.pdf').getByRole('button'))
  await page.keyboard.press('Enter')
  await resultOf(auditor).getByText('TOTAL-FAILED').first().waitFor()
  expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe(say('verify_result'))
  await checkState(auditor, 'a case of the table')
  checkQuiet(auditor)
})

test('on a phone the table fits the screen', async () => {
  const auditor = await stage.enter({ language: 'en', device: 'phone' })
  const { page } = auditor
  await page.goto(`${stage.app.address}/verify`)
  await give(auditor, pdf('a.pdf', sample.secured), pdf('b.pdf', sample.base), pdf('a-file-with-a-name-so-long-that-no-phone-could-ever-show-it-in-one-line.pdf', sample.signed))
  await rowOf(auditor, 'b.pdf').getByText('NO_SIGNATURE').waitFor()
  await rowOf(auditor, 'a.pdf').getByText('INDETERMINATE', { exact: true }).waitFor()
  await checkState(auditor, 'table')
  expect(await page.getByRole('row').count()).toBe(4)
  checkQuiet(auditor)
})

/** How long the page was deaf at a stretch, in milliseconds, as the browser itself saw it; and how long a press took to be seen. */
async function watch({ page }: Party) {
  await page.evaluate(() => {
    const seen: number[] = []
    Object.assign(globalThis, { seenTasks: seen })
    new PerformanceObserver((list) => seen.push(...list.getEntries().map(({ duration }) => duration))).observe({ entryTypes: ['longtask'] })
  })
  return {
    longest: () => page.evaluate(() => Math.max(0, ...(globalThis as unknown as { seenTasks: number[] }).seenTasks)),
    press: async (): Promise<number> => {
      const start = Date.now()
      const before = await page.evaluate(() => document.documentElement.lang)
      await page.getByRole('button', { name: before === 'vi' ? 'English' : 'Tiếng Việt' }).click()
      await page.waitForFunction((lang) => document.documentElement.lang !== lang, before)
      return Date.now() - start
    },
  }
}

test.each([['100 MB', 'heavy.pdf'], ['50 signatures', 'fifty.pdf']] as const)('a file of %s leaves the page in the hands of its reader, and can be stopped', async (_name, file) => {
  const auditor = await stage.enter({ language: 'vi', device: 'desk' })
  const { page } = auditor
  await page.goto(`${stage.app.address}/verify`)
  await trust(auditor, 'root.cer', sample.authority.anchors[0]!)
  await page.getByText('Test root').first().waitFor()
  const { longest, press } = await watch(auditor)
  await give(auditor, join(folder, file))
  const presses = [await press(), await press(), await press(), await press()]
  await page.getByText('TOTAL-PASSED').first().waitFor({ timeout: 90_000 })
  process.stdout.write(`${file}: longest task ${Math.round(await longest())} ms, presses ${presses.join(', ')} ms\n`)
  expect(await longest(), 'no stretch without an ear').toBeLessThan(3000)
  expect(Math.max(...presses)).toBeLessThan(6000)
  const report = await download(auditor, page.getByRole('button', { name: auditor.say('verify_download_json') }))
  const { sha256 } = (JSON.parse(report.bytes.toString('utf8')) as { file: { sha256: string } }).file
  expect(sha256, 'the file’s own hash is there by the time the report is kept').toBe(createHash('sha256').update(await readFile(join(folder, file))).digest('hex'))
  // fifty signatories are not fifty screens
  expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBeLessThan(12_000)
  checkQuiet(auditor)

  await page.getByRole('button', { name: auditor.say('verify_clear') }).click()
  await give(auditor, join(folder, file), join(folder, 'heavy.pdf'), join(folder, 'fifty.pdf'))
  await page.getByRole('button', { name: auditor.say('verify_cancel_all') }).click()
  await page.getByText('CANCELLED').first().waitFor()
  await rowOf(auditor, 'heavy.pdf').first().getByRole('button').first().click()
  await resultOf(auditor).getByRole('button', { name: auditor.say('ui_retry') }).click()
  await resultOf(auditor).getByText('TOTAL-PASSED').first().waitFor({ timeout: 90_000 })
})
