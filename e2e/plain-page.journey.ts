import { inflateSync } from 'node:zlib'
import { beforeAll, describe, expect, test } from 'vitest'
import { decodeContractDocument } from '../src/core/contract/document.ts'
import { renderPlainText } from '../src/core/contract/plain-text.ts'
import { offerViewSchema } from '../src/protocol/offer.ts'
import { checkWidth } from './axe.ts'
import { type Client, offer, openClient, openSeller, publish } from './client.ts'
import { type Offered, fillBuyer, readToEnd, signIn } from './journey.ts'
import type { Language } from './message.ts'
import type { Party } from './party.ts'
import { setStage } from './stage.ts'

const stage = setStage()
let seller: Client
const offers = new Map<Language, Offered>()
beforeAll(async () => {
  seller = await openSeller(stage.app)
  for (const language of ['vi', 'en'] as const) offers.set(language, await offer(seller, { template: 'sale-of-goods', language, email: `plain-${language}@example.com` }))
})

function offerIn(language: Language): Offered {
  const found = offers.get(language)
  if (!found) throw new Error('no offer')
  return found
}

async function readDocument({ token }: Offered) {
  return decodeContractDocument(offerViewSchema.parse(JSON.parse((await openClient(stage.app).ask('GET', `/api/offers/${token}`)).text)).document)
}

const collapse = (text: string): string => text.replaceAll(/\s+/g, ' ').trim()
const ENTITIES: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'" }
/** The words of a page as they came over the line, before any browser has looked at them. */
const wordsOf = (html: string): string => collapse(html.replaceAll(/<[^>]+>/g, ' ').replaceAll(/&\w+;|&#39;/g, (entity) => ENTITIES[entity] ?? entity))
/** Spaces around punctuation follow the tags, so the letters alone are compared. */
const lettersOf = (text: string): string => text.replaceAll(/\s+/g, '')

/** The luminance of a PNG’s pixels in 0 to 255, one in `step`: enough to see whether anything is drawn. */
function samplePixels(png: Buffer, step = 7): number[] {
  const [width, colours] = [png.readUInt32BE(16), png[25] === 6 ? 4 : 3]
  const parts: Buffer[] = []
  for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at)) if (png.toString('latin1', at + 4, at + 8) === 'IDAT') parts.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)))
  const raw = inflateSync(Buffer.concat(parts))
  const stride = width * colours
  const line = Buffer.alloc(stride)
  const found: number[] = []
  for (let row = 0; row * (stride + 1) < raw.length; row++) {
    const [filter, start] = [raw[row * (stride + 1)] ?? 0, row * (stride + 1) + 1]
    const above = Buffer.from(line)
    for (let i = 0; i < stride; i++) {
      const [left, up, corner] = [i < colours ? 0 : (line[i - colours] ?? 0), above[i] ?? 0, i < colours ? 0 : (above[i - colours] ?? 0)]
      const guess = left + up - corner
      const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)]
      const predicted = [0, left, up, (left + up) >> 1, a <= b && a <= c ? left : b <= c ? up : corner][filter] ?? 0
      line[i] = ((raw[start + i] ?? 0) + predicted) & 255
    }
    if (row % step === 0) for (let i = 0; i < stride; i += colours * step) found.push(line[i + 1] ?? 0)
  }
  return found
}

describe.each(['vi', 'en'] as const)('the terms in %s without any script', (language) => {
  test('are in the page as it is sent, every word of them, and on the screen and on paper', async () => {
    const offered = offerIn(language)
    const document = await readDocument(offered)
    const html = await (await fetch(offered.link)).text()
    const sent = lettersOf(wordsOf(html))
    for (const line of renderPlainText(document, {}).split('\n').filter(Boolean)) expect(sent, line).toContain(lettersOf(line))
    expect(html).not.toMatch(/<script(?![^>]*\bsrc=)[^>]*>|\son\w+=|style="/)

    const reader = await stage.enter({ language, device: 'phone', scripting: false })
    const { page } = reader
    await page.goto(offered.link)
    const shown = lettersOf(await page.locator('main').innerText())
    for (const line of renderPlainText(document, {}).split('\n').filter(Boolean)) expect(shown, line).toContain(lettersOf(line))
    const note = page.locator('noscript')
    expect(await note.isVisible()).toBe(true)
    expect(await note.innerHTML()).toContain(language === 'vi' ? 'hãy bật JavaScript' : 'please turn JavaScript on')
    expect(await page.locator('main').first().getAttribute('lang')).toBe(language)
    const jump = page.locator('a.term').first()
    await jump.click()
    expect(new URL(page.url()).hash, 'defined terms lead to their meaning').toMatch(/^#term-\d+$/)

    await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
    const pixels = samplePixels(await page.screenshot())
    const dark = pixels.filter((value) => value < 96).length / pixels.length
    expect(pixels.filter((value) => value > 224).length / pixels.length, 'paper is white, also for who reads in the dark').toBeGreaterThan(0.6)
    expect(dark, 'and there is ink on it').toBeGreaterThan(0.01)
    const pdf = await page.pdf({ format: 'A4' })
    const pages = pdf.toString('latin1').match(/\/Type\s*\/Page\b(?!s)/g)?.length ?? 0
    expect(pages, 'all of it, not one screen').toBeGreaterThan(2)
    expect(reader.complaints).toEqual([])
  })

  test('print whole from the running page, too, without its bars', async () => {
    const reader = await stage.enter({ language, device: 'desk' })
    const { page, say } = reader
    await page.goto(offerIn(language).link)
    const next = page.getByRole('button', { name: say('sign_to_details') })
    await next.waitFor()
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
    expect(await next.isVisible()).toBe(false)
    const pixels = samplePixels(await page.screenshot())
    expect(pixels.filter((value) => value > 224).length / pixels.length).toBeGreaterThan(0.6)
    expect(pixels.filter((value) => value < 96).length / pixels.length).toBeGreaterThan(0.005)
    expect((await page.pdf({ format: 'A4' })).toString('latin1').match(/\/Type\s*\/Page\b(?!s)/g)?.length ?? 0).toBeGreaterThan(2)
  })
})

test('switching the language back and forth changes the interface and no letter of the contract, on every step', async () => {
  const offered = offerIn('vi')
  const buyer = await stage.enter({ language: 'vi', device: 'phone' })
  const { page, say } = buyer
  const text = async (): Promise<string> => (await page.locator('article, main label[lang="vi"], [data-part]:not([data-part="forward"])').allInnerTexts()).join('\n')
  const flip = async (what: string): Promise<void> => {
    const before = await text()
    expect(before.length, what).toBeGreaterThan(20)
    await page.getByRole('button', { name: 'English', exact: true }).click()
    await expect.poll(() => page.locator('html').getAttribute('lang')).toBe('en')
    expect(await text(), what).toBe(before)
    await page.getByRole('button', { name: 'Tiếng Việt', exact: true }).click()
    await expect.poll(() => page.locator('html').getAttribute('lang')).toBe('vi')
    expect(await text(), what).toBe(before)
  }
  await page.goto(offered.link)
  await page.getByRole('button', { name: say('sign_to_details') }).waitFor()
  await flip('terms')
  await readToEnd(page)
  await page.getByRole('button', { name: say('sign_to_details') }).click()
  await fillBuyer(buyer, offered)
  await page.getByRole('button', { name: say('sign_to_review') }).click()
  await page.getByRole('heading', { name: say('sign_review_heading') }).waitFor()
  await page.locator('input[type="checkbox"]').first().check()
  await flip('review')
  expect(await page.locator('input[type="checkbox"]:checked').count(), 'what was ticked stays ticked').toBe(1)
})

describe('a screen that is small, or enlarged', () => {
  /** Every page that people come to, with something on it to wait for. */
  async function visitAll({ page }: Party, paths: readonly string[]): Promise<readonly string[]> {
    const seen: string[] = []
    for (const path of paths) {
      await page.goto(path.startsWith('http') ? path : `${stage.app.address}${path}`)
      await page.getByRole('heading').first().waitFor()
      await page.waitForLoadState('networkidle')
      for (const size of SIZES) {
        await page.setViewportSize(size)
        const state = `${path} at ${size.width} × ${size.height}`
        await checkWidth(page, state)
        const covering = await page.evaluate(() => [...document.querySelectorAll('main section')].filter((part) => getComputedStyle(part).position === 'sticky' && part.getBoundingClientRect().height > innerHeight / 2).length)
        if (covering > 0) throw new Error(`${state}: a bar that stays hides most of the screen`)
        seen.push(state)
      }
    }
    return seen
  }
  /** A desk’s screen at 200 % and at 400 %, a phone, and a phone on its side. */
  const SIZES = [{ width: 640, height: 400 }, { width: 320, height: 256 }, { width: 360, height: 740 }, { width: 740, height: 360 }] as const

  test.each(['vi', 'en'] as const)('shows every page in %s without scrolling sideways', async (language) => {
    const visitor = await stage.enter({ language, device: 'desk' })
    const notice = await publish(seller, { template: 'terms-of-service', language, change: (draft) => ({ ...draft, presentation: 'browse-wrap' }) })
    const drafted = JSON.parse((await seller.ask('POST', '/api/contracts', { template: 'sale-of-goods', language })).text) as { summary: { id: string } }
    const offered = offerIn(language)
    const open = await visitAll(visitor, ['/', '/sign-in', '/verify', '/outbox', '/no-such-page', offered.link, `${offered.link}?step=details`, `/o/${'A'.repeat(43)}`, `/notice/${notice.published?.versionId ?? ''}`])
    await visitor.page.setViewportSize({ width: 1280, height: 800 })
    await signIn(visitor)
    const own = await visitAll(visitor, ['/contracts', `/contracts/${offered.contract}`, `/contracts/${drafted.summary.id}`, `/contracts/${notice.summary.id}`])
    expect([...open, ...own]).toHaveLength(13 * SIZES.length)
  })

  test('moves nothing for who wants no motion', async () => {
    const { page, say } = await stage.enter({ language: 'vi', device: 'phone' })
    for (const [path, name] of [['/verify', say('verify_title')], ['/', say('start_title')]] as const) {
      await page.goto(`${stage.app.address}${path}`)
      await page.getByRole('heading', { name }).first().waitFor()
      const moving = await page.evaluate(() => document.getAnimations().filter(({ effect }) => Number(effect?.getComputedTiming().duration ?? 0) > 20 && effect?.getComputedTiming().iterations !== 1).length)
      expect(moving, path).toBe(0)
    }
    const durations = await page.evaluate(() => {
      const probe = document.createElement('span')
      probe.className = 'animate-spin'
      document.body.append(probe)
      const { animationDuration, animationIterationCount } = getComputedStyle(probe)
      return [Number.parseFloat(animationDuration), animationIterationCount, getComputedStyle(document.documentElement).scrollBehavior]
    })
    expect(durations[0], `${durations.join(' ')}: a turning ring stands still`).toBeLessThan(0.05)
    expect(durations[2]).toBe('auto')
  })
})
