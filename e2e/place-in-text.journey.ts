import { beforeAll, expect, test } from 'vitest'
import { openAgreement } from './agreement.ts'
import { type Client, offer, openSeller } from './client.ts'
import { checkQuiet } from './journey.ts'
import { hearEnd, atEnd } from './long-text.ts'
import type { Party } from './party.ts'
import { setStage } from './stage.ts'
import { readText, type Text, withText } from './text.ts'

const stage = setStage()
let seller: Client
beforeAll(async () => {
  seller = await openSeller(stage.app)
})

/** Answers of the service come late; the page that it sent does not. */
async function slowDown({ page }: Party): Promise<() => void> {
  let release = () => {}
  const released = new Promise<void>((done) => (release = done))
  await page.route('**/api/**', async (route) => {
    await released
    await route.continue().catch(() => {})
  })
  return release
}

/** Words of a heading in the middle of the text. */
const middleOf = ({ sections }: Text): string => (sections[Math.floor(sections.length / 2)]?.heading ?? '').replace(/^(Điều )?\d+[.:] /u, '')

/** How far below the top of the screen that heading stands. */
const placeOf = ({ page }: Party, words: string): Promise<number> => page.evaluate((said) => [...document.querySelectorAll('h2')].findLast((heading) => heading.textContent.includes(said))?.getBoundingClientRect().top ?? Number.NaN, words)

/** Waits for the page that the service sent, and scrolls to that heading in it. */
async function readOn(reader: Party, words: string): Promise<number> {
  await reader.page.locator('h2').filter({ hasText: words }).first().waitFor()
  await reader.page.evaluate((top) => scrollTo({ top: top + scrollY - 100, behavior: 'instant' }), await placeOf(reader, words))
  return placeOf(reader, words)
}

test.each([['?version=1.0', 'phone'], ['?ask', 'desk'], ['', 'phone']] as const)('who reads terms (%s, %s) before the app has come keeps the place in the text when it comes', async (query, device) => {
  const long = await readText('travel-conditions', 'vi')
  const { agreement } = await openAgreement(seller, long.title, 'vi', [], (draft) => ({ ...withText(draft, long), presentation: 'inline' }))
  const reader = await stage.enter({ language: 'vi', device })
  const { page, app } = reader
  const release = await slowDown(reader)
  await page.goto(`${app.address}/a/${agreement}${query}`)
  const before = await readOn(reader, middleOf(long))
  const watch = page.evaluate(() => new Promise<number>((done) => {
    let shortest = document.documentElement.scrollHeight
    const served = document.querySelector('#root h2')
    const look = (): void => {
      shortest = Math.min(shortest, document.documentElement.scrollHeight)
      if (!served?.isConnected) setTimeout(() => done(Math.min(shortest, document.documentElement.scrollHeight)), 500)
      else requestAnimationFrame(look)
    }
    look()
  }))
  release()
  expect(await watch, 'the page was never empty').toBeGreaterThan(10_000)
  expect(Math.abs((await placeOf(reader, middleOf(long))) - before), 'the same heading on the same screen').toBeLessThan(100)
  checkQuiet(reader)
})

test('End pressed before the app has come counts when it has: the tab that asks hears that the end was shown', async () => {
  const long = await readText('travel-conditions', 'vi')
  const { agreement } = await openAgreement(seller, long.title, 'vi', [], (draft) => ({ ...withText(draft, long), presentation: 'link' }))
  const reader = await stage.enter({ language: 'vi', device: 'phone' })
  const { page, app, context } = reader
  await page.goto(`${app.address}/a/${agreement}?ask`)
  const heard = hearEnd(page, `${agreement} 1.0`)
  const terms = await context.newPage()
  const release = await slowDown({ ...reader, page: terms })
  await terms.goto(`${app.address}/a/${agreement}?version=1.0`)
  await terms.locator('h2').filter({ hasText: middleOf(long) }).waitFor()
  while (!(await atEnd(terms, null)())) await terms.keyboard.press('End')
  release()
  expect(await heard).toBe(true)
  checkQuiet(reader)
})

test('who reads an offer before the app has come keeps the place in the text', async () => {
  const long = await readText('hosting-agreement', 'en')
  const offered = await offer(seller, { template: 'services', language: 'en', email: 'place@example.com', change: (draft) => withText(draft, long) })
  const reader = await stage.enter({ language: 'en', device: 'phone' })
  const release = await slowDown(reader)
  await reader.page.goto(offered.link)
  const before = await readOn(reader, middleOf(long))
  release()
  await reader.page.locator('[data-part="forward"]').waitFor()
  expect(Math.abs((await placeOf(reader, middleOf(long))) - before)).toBeLessThan(100)
  checkQuiet(reader)
})
