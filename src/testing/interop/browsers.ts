import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type App, startApp } from '../../../e2e/app.ts'
import { download, give, pdf } from '../../../e2e/auditor.ts'
import { checkQuiet, publishAndOffer, signOffer } from '../../../e2e/journey.ts'
import { type Party, type PartyChoice, openParty, openWebKitParty } from '../../../e2e/party.ts'
import { launchFirefox } from '../browser/firefox.ts'
import { launchWebKit } from '../browser/webkit/launch.ts'
import { askPdfsig } from './judges.ts'

/** A browser that is not Chromium, with profiles of their own for everybody. */
interface Other {
  readonly version: string
  enter(app: App, choice: PartyChoice): Promise<Party>
  close(): Promise<void>
}

export const OTHERS = {
  Firefox: async (): Promise<Other> => {
    const browser = await launchFirefox()
    return { version: browser.version(), enter: (app, choice) => openParty(browser, app, choice), close: () => browser.close() }
  },
  WebKitGTK: async (): Promise<Other> => {
    const browser = await launchWebKit()
    return { get version() { return browser.version }, enter: (app, choice) => openWebKitParty(browser, app, choice), close: () => browser.close() }
  },
} as const

/** The judgement of a file that is given to the open check page, and its pages drawn. */
async function judge({ page }: Party, file: Uint8Array): Promise<void> {
  await give({ page } as Party, pdf('signed.pdf', file))
  await page.getByText('TOTAL-PASSED').first().waitFor({ timeout: 60_000 })
  await page.locator('canvas').first().waitFor({ timeout: 60_000 })
}

/**
 * In a browser that is not Chromium: a seller publishes with a key of the browser, a buyer reads, signs and keeps the copy, pdfsig judges it, and an
 * auditor checks it on the page, and on the page as one file from disk. What a page complains of fails.
 */
async function play(name: keyof typeof OTHERS, folder: string): Promise<string> {
  await mkdir(folder, { recursive: true })
  await using app = await startApp()
  const browser = await OTHERS[name]()
  try {
    const seller = await browser.enter(app, { language: 'en', device: 'desk' })
    const offered = await publishAndOffer(seller, { template: 'sale-of-goods', language: 'vi', email: `${name.toLowerCase()}@example.com` })
    const buyer = await browser.enter(app, { language: 'vi', device: 'phone' })
    const { file } = await signOffer(buyer, offered)
    const path = join(folder, `${name}.pdf`)
    await writeFile(path, file)
    const verdict = await askPdfsig({ file: path })
    if (!verdict.passed) throw new Error(verdict.remark)
    const auditor = await browser.enter(app, { language: 'vi', device: 'desk' })
    await auditor.page.goto(`${app.address}/verify`)
    await auditor.page.getByText(auditor.say('verify_anchors_own')).waitFor()
    await judge(auditor, file)
    const alone = await download(auditor, auditor.page.getByRole('link', { name: /\d.MB/ }))
    await writeFile(join(folder, alone.name), alone.bytes)
    await auditor.page.goto(pathToFileURL(join(folder, alone.name)).href)
    await judge(auditor, file)
    for (const party of [seller, buyer, auditor]) checkQuiet(party)
    await Promise.all([seller, buyer, auditor].map(({ context }) => context.close()))
    return `${browser.version}, ${verdict.remark}`
  } finally {
    await browser.close()
  }
}

/** Once more when it fails, as every journey is; that it took two is said. */
export async function checkBrowser(name: keyof typeof OTHERS, folder: string): Promise<string> {
  try {
    return await play(name, folder)
  } catch (error) {
    return `${await play(name, folder)}; at the second try (${error instanceof Error ? error.message.slice(0, 200) : String(error)})`
  }
}
