import type { Browser } from 'playwright'
import { afterAll, afterEach, beforeAll } from 'vitest'
import { launchChromium } from '../src/testing/browser/chromium.ts'
import { launchFirefox } from '../src/testing/browser/firefox.ts'
import { type WebKitBrowser, launchWebKit } from '../src/testing/browser/webkit/launch.ts'
import { type App, startApp } from './app.ts'
import { type Party, type PartyChoice, openParty, openWebKitParty } from './party.ts'

/** A real app on an empty folder and a real browser, for all the journeys of one file. */
export interface Stage {
  app: App
  browser: Browser
  /** A person with a browser profile of their own, closed after the test. */
  enter(choice: PartyChoice): Promise<Party>
}

/** What a person had on the screen when a journey failed. */
async function describe({ page, complaints }: Party): Promise<string> {
  const text = await page.locator('body').innerText({ timeout: 2000 }).catch(() => '(nothing)')
  return [`-- ${page.url()}`, ...complaints.slice(0, 5), text.replaceAll(/\s+/g, ' ').slice(0, 800)].join('\n')
}

/** `COUNTERSIGN_BROWSER` may name `firefox` or `webkit` instead of Chromium. Sets the stage before the first journey of a file and clears it after the last. */
export function setStage(): Stage {
  const open: Party[] = []
  const set: { app?: App; browser?: Browser; webKit?: WebKitBrowser } = {}
  const have = <Value>(value: Value | undefined): Value => {
    if (!value) throw new Error('the stage is not set yet')
    return value
  }
  beforeAll(async () => {
    set.app = await startApp()
    const named = process.env['COUNTERSIGN_BROWSER']
    if (named === 'webkit') set.webKit = await launchWebKit()
    else set.browser = await (named === 'firefox' ? launchFirefox() : launchChromium())
  })
  afterEach(async ({ task }) => {
    for (const party of open.splice(0)) {
      if (task.result?.state === 'fail') process.stderr.write(`${await describe(party)}\n`)
      await party.context.close()
    }
  })
  afterAll(async () => {
    await set.browser?.close()
    await set.webKit?.close()
    await set.app?.[Symbol.asyncDispose]()
  })
  return {
    get app() {
      return have(set.app)
    },
    set app(app) {
      set.app = app
    },
    get browser() {
      return have(set.browser)
    },
    async enter(choice) {
      const party = await (set.webKit ? openWebKitParty(set.webKit, have(set.app), choice) : openParty(have(set.browser), have(set.app), choice))
      open.push(party)
      return party
    },
  }
}
