import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import type { Request } from 'playwright'
import { type App, findFreePort, startApp } from '../../../e2e/app.ts'
import { give, pdf } from '../../../e2e/auditor.ts'
import { checkQuiet, giveConsent, goToConsent, keepReceipt, type Offered, openParty, proveAddress, publishAndOffer, readEvents, sendOffer, type Signed } from '../../../e2e/journey.ts'
import type { Party } from '../../../e2e/party.ts'
import { parseS3Address } from '../../server/s3/address.ts'
import { launchChromium } from '../browser/chromium.ts'
import { readEnvironment } from '../deploy/compose.ts'
import { startMailReceiver } from '../mail/receiver.ts'
import { runOrFail } from '../process.ts'
import { type Caddy, startCaddy } from './caddy.ts'
import { askPdfsig } from './judges.ts'
import { startNames } from './names.ts'
import { startPostgres, type Postgres } from './postgres.ts'
import { type S3, startS3 } from './s3.ts'
import type { Tools } from './tools.ts'

interface Member {
  app: App
  /** Where it listens; its own address is the proxy's. */
  readonly at: string
}

const ADDRESSES = ['127.0.0.2', '127.0.0.3', '127.0.0.4']
const MAX_TRIES = 6
const OPERATOR_TOKEN = 'an-operator-token-of-this-run-only-0123'

function expectEqual(what: string, found: unknown, wanted: unknown): void {
  if (JSON.stringify(found) !== JSON.stringify(wanted)) throw new Error(`${what}: ${JSON.stringify(found)} instead of ${JSON.stringify(wanted)}`)
}

/** What the compose file and the image start an app with; only where its database is, and from where the proxy comes, is this machine's. */
function settingsOf(host: string, postgres: Postgres, s3: S3, mail: string): Record<string, string> {
  const { endpoint } = parseS3Address(s3.env['BLOBS'] ?? '')
  const given = readEnvironment({
    PUBLIC_HOST: host, KEY_PASSPHRASE: 'a passphrase of this run', SMTP_URL: mail, DATABASE_PASSWORD: 'notAskedFor', S3_ENDPOINT: endpoint.origin, S3_KEY: s3.env['AWS_ACCESS_KEY_ID'] ?? '', S3_SECRET: s3.env['AWS_SECRET_ACCESS_KEY'] ?? '',
    OPERATOR_TOKEN, OPERATOR_MAIL: 'operator@example.com',
  })
  const database = given['DATABASE_URL'] ?? ''
  if (!database.includes('@database/')) throw new Error(`the compose file names another database: ${database}`)
  return { ...given, DATABASE_URL: database.replace('@database/', `@${new URL(postgres.url).host}/`), TRUSTED_PROXIES: 'loopback' }
}

/** Everything that only production says and refuses, over https. */
async function checkFront(address: string, httpPort: number): Promise<void> {
  const health = await fetch(`${address}/api/health`)
  expectEqual('health', health.status, 200)
  if (!/max-age=\d{7,}/.test(health.headers.get('strict-transport-security') ?? '')) throw new Error('nothing says that only https is to be used')
  const plain = await fetch(`http://localhost:${httpPort}/`, { redirect: 'manual' })
  expectEqual('plain http', [plain.status, plain.headers.get('location')], [308, `https://${new URL(address).hostname}/`])
  expectEqual('the outbox', (await fetch(`${address}/api/outbox`)).status, 404)
  const forged = await fetch(`${address}/api/session/code`, { method: 'POST', headers: { origin: 'https://elsewhere.example', 'content-type': 'application/json' }, body: JSON.stringify({ email: 'a@example.com', language: 'en' }) })
  expectEqual('another site’s request', forged.status, 403)
  const operator = (token: string) => fetch(`${address}/operator`, { headers: { authorization: `Basic ${Buffer.from(`operator:${token}`).toString('base64')}` } }).then(({ status }) => status)
  expectEqual('the operator’s page, with the token and without', [await operator(OPERATOR_TOKEN), await operator('x'.repeat(40))], [200, 401])
}

/** Kills the process that is at work when the signed file is being uploaded. Gives its place, or null when the answer was quicker. */
function killAtUpload(buyer: Party, caddy: Caddy, members: readonly Member[]): Promise<Member | null> {
  return new Promise((done) => {
    const hunt = async (): Promise<void> => {
      for (let tries = 0; tries < 400; tries++) {
        const busy = await caddy.listBusy()
        const victim = members.find(({ at }) => busy.includes(at))
        if (!victim) continue
        process.kill(victim.app.pid, 'SIGKILL')
        await victim.app.kill()
        return done(victim)
      }
      done(null)
    }
    const look = (request: Request): void => {
      if (request.method() !== 'PUT' || !request.url().includes('/acceptance/')) return
      buyer.page.off('request', look)
      void hunt()
    }
    buyer.page.on('request', look)
  })
}

/** Nobody presses again: the page sends the same by itself until another process answers. */
async function waitUntilSigned({ page, say }: Party): Promise<void> {
  const alert = page.getByRole('alert')
  await page.getByRole('heading', { name: say('sign_receipt_title') }).or(alert).first().waitFor({ timeout: 60_000 })
  if (await alert.isVisible()) throw new Error(`whoever signs was asked to act: ${await alert.innerText()}`)
}

/**
 * A buyer signs; the process that has the signed file in hand is killed; another answers what the page sends again by itself. What goes to the dead one once
 * more is answered by the proxy, too. Null when the answer was there before the kill.
 */
async function signThroughKill(buyer: Party, offered: Offered, caddy: Caddy, members: readonly Member[]): Promise<Signed | null> {
  const { page } = buyer
  const statuses: number[] = []
  page.on('response', (response) => {
    if (response.request().method() === 'PUT' && response.url().includes('/acceptance/')) statuses.push(response.status())
  })
  const start = Date.now() - 1000
  await goToConsent(buyer, offered)
  await giveConsent(buyer, offered)
  const killed = killAtUpload(buyer, caddy, members)
  await proveAddress(buyer, offered, start)
  await waitUntilSigned(buyer)
  const signed = await keepReceipt(buyer, offered)
  const victim = await killed
  if (victim) victim.app = await victim.app.restart()
  if (statuses.length === 1) return null
  expectEqual('the proxy’s answers and the other process’s', statuses, [...statuses.slice(1).map(() => 502), 200])
  return signed
}

/** The file is judged by pdfsig and on the check page; every process tells the same; the contract has one answer. */
async function checkSigned(seller: Party, auditor: Party, offered: Offered, { file }: Signed, members: readonly Member[], folder: string): Promise<string> {
  const path = join(folder, 'production.pdf')
  await writeFile(path, file)
  const verdict = await askPdfsig({ file: path })
  if (!verdict.passed) throw new Error(verdict.remark)
  const receipts = await Promise.all(members.map(async ({ at }) => (await fetch(`http://${at}/api/offers/${offered.token}/receipt`)).text()))
  expectEqual('receipts of all processes', new Set(receipts).size, 1)
  expectEqual('acceptances', (await readEvents(seller, offered)).filter((event) => event === 'agreed').length, 1)
  await auditor.page.goto(`${auditor.app.address}/verify`)
  await auditor.page.getByText(auditor.say('verify_anchors_own')).waitFor()
  await give(auditor, pdf('signed.pdf', file))
  await auditor.page.getByText('TOTAL-PASSED').first().waitFor({ timeout: 60_000 })
  return verdict.remark
}

/**
 * Production as the deployment’s own files describe it: Caddy over https with its own certificate authority, three processes with NODE_ENV=production, PostgreSQL,
 * an S3 store with its lock, a mail server. A seller publishes, a buyer signs while the process at work is killed, an auditor checks, all in Chromium through the proxy.
 */
export async function checkProduction(tools: Tools, folder: string): Promise<string> {
  await mkdir(folder, { recursive: true })
  await using postgres = await startPostgres(tools)
  const { hostname, port: databasePort, username } = new URL(postgres.url)
  await runOrFail(join(tools.postgresPrograms, 'createdb'), ['-h', hostname, '-p', databasePort, '-U', username, 'countersign'])
  await using s3 = await startS3(tools.go)
  await using mail = await startMailReceiver()
  await using names = await startNames('app', ADDRESSES)
  const [httpsPort, httpPort, adminPort, appPort] = [await findFreePort(), await findFreePort(), await findFreePort(), await findFreePort()]
  const host = `localhost:${httpsPort}`
  await using caddy = await startCaddy({ host, httpPort, adminPort, appPort, names: names.address })
  setDefaultCACertificates([...getCACertificates('default'), caddy.root])
  const settings = settingsOf(host, postgres, s3, mail.url)
  const places = [await mkdtemp(join(tmpdir(), 'production-key-'))]
  const members: Member[] = []
  const browser = await launchChromium({ issuerPin: caddy.issuerPin })
  try {
    const start = async (address: string): Promise<Member> => {
      const data = await mkdtemp(join(tmpdir(), 'production-'))
      places.push(data)
      const env = { ...settings, HOST: address, PORT: String(appPort), COUNTERSIGN_DATA: data, COUNTERSIGN_KEY_FOLDER: places[0]! }
      return { app: await startApp({ data, port: appPort, env }), at: `${address}:${appPort}` }
    }
    members.push(...(await Promise.all(ADDRESSES.map(start))))
    const front: App = { ...members[0]!.app, address: `https://${host}`, mails: () => mail.letters }
    await checkFront(front.address, httpPort)
    const seller = await openParty(browser, front, { language: 'en', device: 'desk' })
    const auditor = await openParty(browser, front, { language: 'vi', device: 'desk' })
    const offered = await publishAndOffer(seller, { template: 'sale-of-goods', language: 'vi', email: 'buyer-0@example.com' })
    expectEqual('the session’s cookie', (await seller.context.cookies()).map(({ secure, httpOnly }) => [secure, httpOnly]), [[true, true]])
    let [signed, tries]: [Signed | null, number] = [null, 0]
    for (let next = offered; !signed; tries++) {
      if (tries === MAX_TRIES) throw new Error(`${tries} times the answer was there before the process could be killed`)
      if (tries > 0) next = { ...offered, email: `buyer-${tries}@example.com`, ...(await sendOffer(seller, `buyer-${tries}@example.com`)) }
      const buyer = await openParty(browser, front, { language: 'vi', device: 'phone' })
      signed = await signThroughKill(buyer, next, caddy, members)
      if (!mail.letters.some(({ to, text }) => to === next.email && text.includes(next.link))) throw new Error('the link did not come by mail')
      await buyer.context.close()
      if (signed) await checkSigned(seller, auditor, next, signed, members, folder)
    }
    for (const party of [seller, auditor]) checkQuiet(party)
    expectEqual('how processes end when they are told to', await Promise.all(members.map(({ app }) => app.stop())), [0, 0, 0])
    return `three processes behind Caddy, killed at the upload (try ${tries}), answered by another; ${mail.letters.length} letters by SMTP`
  } finally {
    await browser.close()
    await Promise.all(members.map(({ app }) => app.stop()))
    await Promise.all(places.map((place) => rm(place, { recursive: true, force: true })))
  }
}
