import { X509Certificate } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { App } from '../../../e2e/app.ts'
import { type Language, type Template, openParty, publishAndOffer, readRecords, signOffer } from '../../../e2e/journey.ts'
import { launchChromium } from '../browser/chromium.ts'

export interface SampleFile {
  /** Path inside the folder. */
  readonly file: string
  readonly journey: string
  readonly language: Language
  readonly level: string
  readonly signatures: number
  /** The signature timestamp's time, ISO 8601. */
  readonly signedAt: string
  /** Path of the acceptance's record inside the folder. */
  readonly record: string
}

export interface Sample {
  readonly folder: string
  readonly index: { readonly root: string; readonly files: readonly SampleFile[] }
}

export interface SampleChoice {
  readonly templates?: readonly Template[]
  readonly languages?: readonly Language[]
}

const TEMPLATES: readonly Template[] = ['sale-of-goods', 'services', 'terms-of-service']
const LANGUAGES: readonly Language[] = ['vi', 'en']

async function writeRoot(app: App, folder: string): Promise<string> {
  const answer = await fetch(`${app.address}/pki/ca/root.cer`)
  if (!answer.ok) throw new Error(`no root certificate: ${answer.status}`)
  await writeFile(join(folder, 'root.pem'), new X509Certificate(Buffer.from(await answer.arrayBuffer())).toString())
  return 'root.pem'
}

/** Levels as the file itself shows them: a security store makes B-LT of B-T, a document timestamp B-LTA of that. */
function nameLevel(file: Buffer): string {
  const has = (text: string): boolean => file.includes(text)
  if (has('/DocTimeStamp')) return 'PAdES-BASELINE-LTA'
  return has('/DSS') ? 'PAdES-BASELINE-LT' : 'PAdES-BASELINE-T'
}

/**
 * Plays seller and buyer in a headless browser against the app, once for each template and language, and leaves the signed
 * files, the records, the root certificate and `index.json` in the folder.
 */
export async function makeSample(folder: string, app: App, choice: SampleChoice = {}): Promise<Sample> {
  await mkdir(join(folder, 'records'), { recursive: true })
  const files: SampleFile[] = []
  const browser = await launchChromium()
  try {
    for (const template of choice.templates ?? TEMPLATES) {
      for (const language of choice.languages ?? LANGUAGES) {
        const journey = `${template}-${language}`
        const seller = await openParty(browser, app, { language, device: 'desk' })
        const buyer = await openParty(browser, app, { language, device: 'phone' })
        const offer = await publishAndOffer(seller, { template, language, email: `${journey}@example.com` })
        const { receipt, file } = await signOffer(buyer, offer)
        const records = await readRecords(seller, offer)
        const acceptance = records.find(({ hash }) => hash === receipt.recordHash)
        if (!acceptance || !receipt.timestampTime) throw new Error(`${journey}: the receipt names a record that is not there`)
        await writeFile(join(folder, `${journey}.pdf`), file)
        const record = join('records', `${journey}.json`)
        await writeFile(join(folder, record), acceptance.record)
        await writeFile(join(folder, 'records', `${journey}-all.json`), JSON.stringify(records))
        files.push({ file: `${journey}.pdf`, journey, language, level: nameLevel(file), signatures: 1, signedAt: receipt.timestampTime, record })
        await Promise.all([seller, buyer].map((party) => party.context.close()))
      }
    }
  } finally {
    await browser.close()
  }
  const index = { root: await writeRoot(app, folder), files }
  await writeFile(join(folder, 'index.json'), `${JSON.stringify(index, null, 2)}\n`)
  return { folder, index }
}
