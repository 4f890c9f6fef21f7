import { X509Certificate } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { App } from '../../../e2e/app.ts'
import { accept } from '../../../e2e/buyer.ts'
import { expectAnswer, openClient, openSeller } from '../../../e2e/client.ts'
import { giveConsent, goToConsent, keepReceipt, type Language, type Offered, openParty, type Party, proveAddress, publishAndOffer, readRecords, type Signed, signIn, signOffer, type Template } from '../../../e2e/journey.ts'
import { createKey, makeKeyFile, PASSPHRASE, signWithFile } from '../../../e2e/kept-key.ts'
import { offerToAll } from '../../../e2e/parties.ts'
import { selectIdentity } from '../../core/pki/pkcs12-identity.ts'
import { parsePkcs12 } from '../../core/pki/pkcs12.ts'
import { recordsAnswerSchema } from '../../protocol/contract.ts'
import { receiptSchema } from '../../protocol/receipt.ts'
import { launchChromium } from '../browser/chromium.ts'
import { withSignatories } from '../ceremony/signatories.ts'
import { OPENSSL_OLD } from '../vectors/pkcs12.ts'

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
  /** Path of the anchors that this file is judged by, PEM, where they are others than all files': a brought key's issuer beside the service's root. */
  readonly root?: string
}

export interface Sample {
  readonly folder: string
  readonly index: { readonly root: string; readonly files: readonly SampleFile[] }
}

export interface SampleChoice {
  readonly templates?: readonly Template[]
  readonly languages?: readonly Language[]
  /** Also one signed with a kept key, two with keys brought along in files, one by two and one by ten signatories; so unless the choice is narrowed. */
  readonly others?: boolean
}

const TEMPLATES: readonly Template[] = ['sale-of-goods', 'services', 'terms-of-service']
const LANGUAGES: readonly Language[] = ['vi', 'en']

/** Writes the service's root, and others with it, as PEM; gives the name. */
async function writeRoot(app: App, folder: string, name = 'root.pem', others: readonly Uint8Array[] = []): Promise<string> {
  const answer = await fetch(`${app.address}/pki/ca/root.cer`)
  if (!answer.ok) throw new Error(`no root certificate: ${answer.status}`)
  const roots = [new Uint8Array(await answer.arrayBuffer()), ...others]
  await writeFile(join(folder, name), roots.map((der) => new X509Certificate(Buffer.from(der)).toString()).join(''))
  return name
}

/** Levels as the file itself shows them: a security store makes B-LT of B-T, a document timestamp B-LTA of that. */
function nameLevel(file: Buffer): string {
  const has = (text: string): boolean => file.includes(text)
  if (has('/DocTimeStamp')) return 'PAdES-BASELINE-LTA'
  return has('/DSS') ? 'PAdES-BASELINE-LT' : 'PAdES-BASELINE-T'
}

/** A buyer who makes a key on "My keys" and signs with it. */
async function signWithKept(buyer: Party, offer: Offered): Promise<Signed> {
  const { page, say } = buyer
  await signIn(buyer, offer.email)
  await createKey(buyer, 'Sample')
  const asked = Date.now() - 1000
  await goToConsent(buyer, offer)
  await page.getByText(`${say('keystore_choice')}:`).click()
  await page.getByRole('radio', { name: /Sample/ }).check()
  await giveConsent(buyer, offer)
  await proveAddress(buyer, offer, asked)
  await page.locator('input[name="passphrase"]').fill(PASSPHRASE)
  await page.getByRole('button', { name: say('keystore_open') }).click()
  return keepReceipt(buyer, offer)
}

type KeyKind = 'one-time' | 'kept' | 'old-file' | 'new-file'

/** The buyer's part with one kind of key; `issuer` is whom one that was brought along is trusted by. */
async function signWith(kind: KeyKind, buyer: Party, offer: Offered): Promise<Signed & { readonly issuer: Uint8Array | null }> {
  if (kind === 'one-time') return { ...(await signOffer(buyer, offer)), issuer: null }
  if (kind === 'kept') return { ...(await signWithKept(buyer, offer)), issuer: null }
  if (kind === 'new-file') {
    const { authority, vector } = await makeKeyFile(offer.email)
    return { ...(await signWithFile(buyer, offer, vector)), issuer: authority.anchors[0] ?? null }
  }
  // It comes without its issuer: it is trusted by itself.
  const { certificate } = await selectIdentity(await parsePkcs12(OPENSSL_OLD.file, OPENSSL_OLD.passphrase))
  return { ...(await signWithFile(buyer, offer, OPENSSL_OLD)), issuer: certificate }
}

/** A contract that several sign one after another, by programs that do what the browser does. */
async function signByAll(folder: string, app: App, count: number): Promise<SampleFile> {
  const seller = await openSeller(app)
  const offers = Object.values(await offerToAll(seller, 'vi', (draft) => withSignatories(draft, count)))
  for (const offer of offers) await accept(openClient(app), offer)
  const [last] = offers.slice(-1)
  if (!last) throw new Error('nobody was to sign')
  const journey = `co-ownership-${count}`
  const receipt = receiptSchema.parse(JSON.parse(expectAnswer(await openClient(app).ask('GET', `/api/offers/${last.token}/receipt`)).text))
  const file = Buffer.from(expectAnswer(await openClient(app).ask('GET', `/api/offers/${last.token}/file`)).bytes)
  const { records } = recordsAnswerSchema.parse(JSON.parse(expectAnswer(await seller.ask('GET', `/api/contracts/${last.contract}/records`)).text))
  const record = join('records', `${journey}.json`)
  await writeFile(join(folder, `${journey}.pdf`), file)
  await writeFile(join(folder, record), records.find(({ hash }) => hash === receipt.recordHash)?.record ?? '')
  await writeFile(join(folder, 'records', `${journey}-all.json`), JSON.stringify(records))
  return { file: `${journey}.pdf`, journey, language: 'vi', level: nameLevel(file), signatures: count, signedAt: receipt.timestampTime ?? '', record }
}

/**
 * Plays seller and buyer in a headless browser against the app, once for each template and language, and leaves the signed
 * files, the records, the root certificate and `index.json` in the folder; further those of a kept key, of keys from files and of several signatories.
 */
export async function makeSample(folder: string, app: App, choice: SampleChoice = {}): Promise<Sample> {
  await mkdir(join(folder, 'records'), { recursive: true })
  const files: SampleFile[] = []
  const others = choice.others ?? choice.templates === undefined
  const browser = await launchChromium()
  try {
    const acts = (choice.templates ?? TEMPLATES).flatMap((template) => (choice.languages ?? LANGUAGES).map((language) => ({ template, language, key: 'one-time' as KeyKind })))
    const own = others ? (['kept', 'old-file', 'new-file'] as const).map((key) => ({ template: 'sale-of-goods', language: 'vi', key }) as const) : []
    for (const { template, language, key } of [...acts, ...own]) {
      const journey = `${template}-${language}${key === 'one-time' ? '' : `-${key}`}`
      const seller = await openParty(browser, app, { language, device: 'desk' })
      const buyer = await openParty(browser, app, { language, device: 'phone' })
      const offer = await publishAndOffer(seller, { template, language, email: `${journey}@example.com` })
      const { receipt, file, issuer } = await signWith(key, buyer, offer)
      const records = await readRecords(seller, offer)
      const acceptance = records.find(({ hash }) => hash === receipt.recordHash)
      if (!acceptance || !receipt.timestampTime) throw new Error(`${journey}: the receipt names a record that is not there`)
      await writeFile(join(folder, `${journey}.pdf`), file)
      const record = join('records', `${journey}.json`)
      await writeFile(join(folder, record), acceptance.record)
      await writeFile(join(folder, 'records', `${journey}-all.json`), JSON.stringify(records))
      files.push({ file: `${journey}.pdf`, journey, language, level: nameLevel(file), signatures: 1, signedAt: receipt.timestampTime, record, ...(issuer ? { root: await writeRoot(app, folder, `${journey}-root.pem`, [issuer]) } : {}) })
      await Promise.all([seller, buyer].map((party) => party.context.close()))
    }
  } finally {
    await browser.close()
  }
  for (const count of others ? [2, 10] : []) files.push(await signByAll(folder, app, count))
  const index = { root: await writeRoot(app, folder), files }
  await writeFile(join(folder, 'index.json'), `${JSON.stringify(index, null, 2)}\n`)
  return { folder, index }
}
