import type { Browser, BrowserContext, Page } from 'playwright'
import * as z from 'zod'
import { writeAsTyped } from '../src/testing/browser/firefox.ts'
import type { WebKitBrowser } from '../src/testing/browser/webkit/launch.ts'
import type { App } from './app.ts'
import { type Language, say } from './message.ts'

export type Device = 'phone' | 'desk'

const DEVICES = {
  phone: { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 },
  desk: { viewport: { width: 1280, height: 800 } },
} as const

/** A person with a browser of their own: one profile, one page, one interface language. */
export interface Party {
  readonly app: App
  readonly context: BrowserContext
  readonly page: Page
  readonly language: Language
  /** Errors that the page threw or printed, and requests that left this machine; empty in a good journey. */
  readonly complaints: readonly string[]
  readonly say: (key: string, values?: Readonly<Record<string, string>>) => string
}

export interface PartyChoice {
  readonly language: Language
  readonly device: Device
  readonly scripting?: boolean
}

/** Chromium prints every refusal; that nobody is signed in yet is an answer, not a fault. */
const isExpected = (text: string, url: string): boolean => text.includes('401') && url.endsWith('/api/session')

/** Opens a new profile in a browser and watches everything that its page complains of. */
export async function openParty(browser: Browser, app: App, { language, device, scripting = true }: PartyChoice): Promise<Party> {
  const { isMobile, ...screen } = { isMobile: false, ...DEVICES[device] }
  const context = await browser.newContext({
    ...screen,
    // Chromium alone has a phone's page; the others show a narrow window.
    ...(browser.browserType().name() === 'chromium' ? { isMobile } : {}),
    locale: language === 'vi' ? 'vi-VN' : 'en-GB',
    timezoneId: 'Asia/Ho_Chi_Minh',
    reducedMotion: 'reduce',
    javaScriptEnabled: scripting,
    acceptDownloads: true,
  })
  context.setDefaultTimeout(30_000)
  if (browser.browserType().name() === 'firefox') await context.addInitScript(writeAsTyped)
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`))
  page.on('console', (message) => {
    if (message.type() === 'error' && !isExpected(message.text(), message.location().url)) complaints.push(`console: ${message.text()} ${message.location().url}`)
  })
  context.on('request', (request) => {
    const url = new URL(request.url())
    if (url.protocol.startsWith('http') && url.origin !== app.address) complaints.push(`asked a stranger: ${request.url()}`)
  })
  return { app, context, page, language, complaints, say: (key, values) => say(language, key, values) }
}

/** The same in WebKitGTK: `page` and `context` can there what the journeys ask of them, and fail by name at anything else. */
export async function openWebKitParty(browser: WebKitBrowser, app: App, { language, device }: PartyChoice): Promise<Party> {
  const { page, complaints, readCookies, close } = await browser.open(DEVICES[device].viewport)
  await page.goto(`${app.address}/api/service`)
  await page.evaluate((tag: string) => localStorage.setItem('countersign.language', tag), language)
  const get = async (address: string) => {
    const answer = await fetch(address, { headers: { cookie: await readCookies() } })
    return { ok: () => answer.ok, status: () => answer.status, json: () => answer.json() as Promise<unknown>, text: () => answer.text() }
  }
  const context = { close, on: () => undefined, request: { get } }
  return { app, context: context as unknown as BrowserContext, page: page as unknown as Page, language, complaints, say: (key, values) => say(language, key, values) }
}

const outboxSchema = z.object({ mails: z.array(z.object({ to: z.string(), text: z.string(), sentAt: z.string() })) })

async function readOutbox(app: App): Promise<z.infer<typeof outboxSchema>['mails']> {
  const answer = await fetch(`${app.address}/api/outbox`)
  if (!answer.ok) throw new Error(`/api/outbox answered ${answer.status}`)
  return outboxSchema.parse(await answer.json()).mails
}

/** The newest mail to an address whose text fits the pattern, waited for; the pattern's first group. */
export async function readMail(app: App, email: string, wanted: RegExp, after = 0): Promise<string> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const mails = app.mails ? app.mails() : await readOutbox(app)
    for (const mail of mails.filter(({ to, sentAt }) => to.includes(email) && Date.parse(sentAt) >= after)) {
      const found = wanted.exec(mail.text)?.[1]
      if (found) return found
    }
    await new Promise((done) => setTimeout(done, 100))
  }
  throw new Error(`no mail to ${email} like ${wanted}`)
}

/** The six digits last sent to an address. */
export const readCode = (app: App, email: string, after = 0): Promise<string> => readMail(app, email, /(?<!\d)(\d{6})(?!\d)/, after)
