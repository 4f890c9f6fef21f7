import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { buildPdf, buildStream } from '../src/testing/pdf/builder.ts'
import { checkState } from './axe.ts'
import { checkQuiet, signIn } from './journey.ts'
import type { Device, Party } from './party.ts'
import { drag } from './pointer.ts'
import { setStage } from './stage.ts'

const stage = setStage()
const folder = mkdtempSync(join(tmpdir(), 'own-places-'))
const WIDTH = 595

/** A file of so many pages, each with its number on it. */
function writeFile(pages: number): string {
  const objects: Record<number, string | Uint8Array> = { 1: '<</Type /Catalog /Pages 2 0 R>>', 3: '<</Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding>>' }
  const kids = Array.from({ length: pages }, (_, index) => 4 + 2 * index)
  for (const [index, id] of kids.entries()) {
    objects[id] = `<</Type /Page /Parent 2 0 R /MediaBox [0 0 ${WIDTH} 842] /Resources <</Font <</F1 3 0 R>>>> /Contents ${id + 1} 0 R>>`
    objects[id + 1] = buildStream('', `BT /F1 12 Tf 60 760 Td (Page ${index + 1}) Tj ET`)
  }
  objects[2] = `<</Type /Pages /Kids [${kids.map((id) => `${id} 0 R`).join(' ')}] /Count ${pages}>>`
  const path = join(folder, `${pages}.pdf`)
  writeFileSync(path, buildPdf(objects, { kind: 'stream' }))
  return path
}

async function openFile(seller: Party, pages: number): Promise<void> {
  const { page, say } = seller
  await signIn(seller)
  await page.getByRole('button', { name: say('contracts_new_own_file') }).first().click()
  await page.getByRole('dialog').getByRole('button', { name: say('contracts_create') }).click()
  await page.waitForURL(/\/contracts\/[\w-]+$/)
  await page.locator('input[type="file"]').setInputFiles(writeFile(pages))
  await page.getByText(say('own_facts_unsigned')).waitFor({ timeout: 60_000 })
}

/** Left, foot, width and height of the first field in points, as the list of fields has them. */
async function readPlace({ page, say }: Party): Promise<readonly number[]> {
  const names = ['own_place_x', 'own_place_y', 'own_place_width', 'own_place_height']
  return Promise.all(names.map(async (name) => Number(await page.getByLabel(say(name)).first().inputValue())))
}

const expectNear = (found: readonly number[], wanted: readonly number[], what: string): void => {
  for (const [index, one] of wanted.entries()) expect(Math.abs((found[index] ?? NaN) - one), `${what}: ${found.join(' ')} for ${wanted.join(' ')}`).toBeLessThanOrEqual(1.5)
}

const cases: readonly (readonly ['vi' | 'en', Device])[] = [['en', 'desk'], ['vi', 'phone']]
test.each(cases)('a field is moved and stretched by pointer, finger and keys, stays on its page, and each step is undone by itself (%s, %s)', async (language, device) => {
  const seller = await stage.enter({ language, device })
  const { page, say } = seller
  await openFile(seller, 2)
  const field = page.locator('[data-place="buyer 1"]')
  const shown = page.locator('figure[data-page="2"]')
  await shown.scrollIntoViewIfNeeded()
  await field.waitFor()
  for (const details of await page.locator('details').all()) await details.evaluate((element) => element.setAttribute('open', ''))
  const first = await readPlace(seller)
  const [x = 0, y = 0, width = 0, height = 0] = first
  const scale = (await shown.locator('canvas').first().evaluate((canvas) => canvas.getBoundingClientRect().width)) / WIDTH

  await field.scrollIntoViewIfNeeded()
  const scrolled = await page.evaluate(() => scrollY)
  await drag(seller, field, [30, -60])
  const moved = [x + 30 / scale, y + 60 / scale, width, height]
  await expect.poll(() => readPlace(seller)).not.toEqual(first)
  expectNear(await readPlace(seller), moved, 'moved')
  expect(await page.evaluate(() => scrollY), 'a finger that moves a field does not scroll the page').toBe(scrolled)
  const kept = await readPlace(seller)
  await drag(seller, page.locator('.cursor-nwse-resize').first(), [24, 18])
  await expect.poll(() => readPlace(seller)).not.toEqual(kept)
  const [left = 0, foot = 0] = kept
  expectNear(await readPlace(seller), [left, foot - 18 / scale, width + 24 / scale, height + 18 / scale], 'stretched')
  await checkState(seller, 'a field that was dragged and stretched')

  const undo = page.getByRole('button', { name: say('ui_undo'), exact: true })
  await undo.click()
  expect(await readPlace(seller), 'the stretching is undone, the move is not').toEqual(kept)
  await undo.click()
  expect(await readPlace(seller), 'the move is undone').toEqual(first)

  await drag(seller, field, [4000, 0])
  await expect.poll(async () => (await readPlace(seller))[0]).toBe(WIDTH - width)
  await field.focus()
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('Shift+ArrowUp')
  await expect.poll(() => readPlace(seller)).toEqual([WIDTH - width - 4, y + 2, width, height - 2])
  await page.getByRole('heading', { name: say('own_places') }).click()
  await page.keyboard.press('Control+z')
  expect(await readPlace(seller), 'presses of keys are one step').toEqual([WIDTH - width, y, width, height])

  await page.getByText(say('draft_saved')).waitFor()
  await page.reload()
  await field.waitFor()
  for (const details of await page.locator('details').all()) await details.evaluate((element) => element.setAttribute('open', ''))
  expect(await readPlace(seller), 'after a reload the field is where it was put').toEqual([WIDTH - width, y, width, height])
  checkQuiet(seller)
})

test('in a file of 2,000 pages a field is put on the last one, and the page answers all the while', async () => {
  const seller = await stage.enter({ language: 'vi', device: 'desk' })
  const { page, say } = seller
  await page.addInitScript(() => {
    const seen: number[] = []
    Object.assign(globalThis, { seenTasks: seen })
    new PerformanceObserver((list) => seen.push(...list.getEntries().map(({ duration }) => duration))).observe({ entryTypes: ['longtask'] })
  })
  await openFile(seller, 2000)
  await expect.poll(() => page.locator('figure[data-page]').count(), { timeout: 30_000 }).toBe(2000)
  await page.getByRole('spinbutton', { name: say('own_place_page_number'), exact: true }).last().fill('1000')
  await page.getByRole('button', { name: say('own_add') }).click()
  const field = page.locator('[data-place="buyer 2"]')
  await field.waitFor()
  await page.locator('details').last().evaluate((element) => element.setAttribute('open', ''))
  const left = async (): Promise<number> => Number(await page.getByLabel(say('own_place_x')).last().inputValue())
  const x = await left()
  const start = Date.now()
  await field.focus()
  await page.keyboard.press('ArrowRight')
  await expect.poll(left).toBe(x + 2)
  const press = Date.now() - start
  await drag(seller, field, [60, -40])
  await expect.poll(left).toBeGreaterThan(x + 20)
  const tasks = await page.evaluate(() => Math.max(0, ...(globalThis as unknown as { seenTasks: number[] }).seenTasks))
  process.stdout.write(`2,000 pages: longest task ${Math.round(tasks)} ms, a key seen after ${press} ms\n`)
  expect(tasks, 'no stretch without an ear').toBeLessThan(3000)
  expect(press).toBeLessThan(3000)
  checkQuiet(seller)
})
