import { beforeAll, expect, test } from 'vitest'
import { openAgreement } from './agreement.ts'
import { type Client, offer, openSeller } from './client.ts'
import { checkQuiet } from './journey.ts'
import { hearEnd, atEnd } from './long-text.ts'
import type { Party } from './party.ts'
import { setStage } from './stage.ts'
import { readText, withText } from './text.ts'

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

/** How far below the top of the screen the middle heading of the text stands. */
const placeOf = ({ page }: Party): Promise<number> => page.evaluate(() => {
  const headings = [...document.querySelectorAll('article h2')]
  return headings[Math.floor(headings.length / 2)]?.getBoundingClientRect().top ?? Number.NaN
})

const scrollToMiddle = ({ page }: Party): Promise<void> => page.evaluate(() => {
  const headings = [...document.querySelectorAll('article h2')]
  scrollTo({ top: (headings[Math.floor(headings.length / 2)]?.getBoundingClientRect().top ?? 0) + scrollY - 100, behavior: 'instant' })
})

test.each([['?version=1.0', 'phone'], ['?ask', 'desk'], ['', 'phone']] as const)('who reads terms (%s, %s) before the app has come keeps the place in the text when it comes', async (query, device) => {
  const long = await readText('travel-conditions', 'vi')
  const { agreement } = await openAgreement(seller, long.title, 'vi', [], (draft) => ({ ...withText(draft, long), presentation: 'inline' }))
  const reader = await stage.enter({ language: 'vi', device })
  const { page, app } = reader
  const release = await slowDown(reader)
  await page.goto(`${app.address}/a/${agreement}${query}`)
  await page.getByRole('article').waitFor()
  await scrollToMiddle(reader)
  const before = await placeOf(reader)
  let least = Number.POSITIVE_INFINITY
  const watch = page.evaluate(() => new Promise<number>((done) => {
    let shortest = document.documentElement.scrollHeight
    const look = (): void => {
      shortest = Math.min(shortest, document.documentElement.scrollHeight)
      if (document.querySelector('header button, header select')) setTimeout(() => done(shortest), 500)
      else requestAnimationFrame(look)
    }
    look()
  }))
  release()
  least = await watch
  expect(least, 'the page was never empty').toBeGreaterThan(10_000)
  expect(Math.abs((await placeOf(reader)) - before), 'the same heading on the same screen').toBeLessThan(400)
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
  await terms.getByRole('article').waitFor()
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
  await reader.page.getByRole('article').waitFor()
  await scrollToMiddle(reader)
  const before = await placeOf(reader)
  release()
  await reader.page.locator('[data-part="forward"]').waitFor()
  expect(Math.abs((await placeOf(reader)) - before)).toBeLessThan(400)
  checkQuiet(reader)
})
