import { createHash } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { LATER_ATTACKS } from '../src/testing/attack/later.ts'
import { createSample } from '../src/testing/attack/sample.ts'
import type { Sample } from '../src/testing/attack/sample.ts'
import { download, give, pdf, resultOf, trust } from './auditor.ts'
import { checkState } from './axe.ts'
import { accept } from './buyer.ts'
import { offer, openClient, openSeller } from './client.ts'
import { checkQuiet } from './journey.ts'
import { setStage } from './stage.ts'

const stage = setStage()
let sample: Sample
let attacked: Uint8Array
let signed: Uint8Array
let folder = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'alone-'))
  sample = await createSample({ statement: null })
  attacked = await LATER_ATTACKS.find(({ name }) => name === 'full update: page content replaced')!.make(sample)
  const seller = await openSeller(stage.app)
  signed = await accept(openClient(stage.app), await offer(seller, { template: 'sale-of-goods', language: 'vi', email: 'offline@example.com' }))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

test('the page as one file opens from disk without any network, is what the service says it is, and judges good and bad files', async () => {
  const visitor = await stage.enter({ language: 'vi', device: 'desk' })
  await visitor.page.goto(`${stage.app.address}/verify`)
  const kept = await download(visitor, visitor.page.getByRole('link', { name: /3[.,]\d.MB|4[.,]\d.MB|\d+.MB/ }))
  expect(kept.name).toBe('countersign-verify.html')
  await visitor.page.getByText(createHash('sha256').update(kept.bytes).digest('hex')).waitFor()
  expect(kept.bytes.length, 'one file, but not a burden').toBeLessThan(6_000_000)
  const markup = kept.bytes.toString('utf8').replace(/<script[\s\S]*<\/script>/g, '')
  expect(markup.match(/(?:src|href)="(?!data:)[^"]*"/g) ?? [], 'it names no other file').toEqual([])
  const path = join(folder, 'verify.html')
  await writeFile(path, kept.bytes)

  const auditor = await stage.enter({ language: 'vi', device: 'desk' })
  const { page, context, say } = auditor
  const asked: string[] = []
  context.on('request', (request) => asked.push(request.url()))
  await context.route(/^https?:/, (route) => route.abort())
  await context.setOffline(true)
  await page.goto(pathToFileURL(path).href)
  await page.getByText(say('verify_anchors_own')).waitFor()
  await checkState(auditor, 'one file, empty')
  await give(auditor, pdf('signed.pdf', signed))
  await page.getByText('TOTAL-PASSED').first().waitFor()
  await page.locator('canvas').first().waitFor()
  await page.getByRole('button', { name: say('verify_derive') }).click()
  await page.getByText(say('verify_derived_alike')).waitFor({ timeout: 60_000 })
  const report = await download(auditor, page.getByRole('button', { name: say('verify_download_pdf') }))
  expect(report.bytes.subarray(0, 5).toString('latin1')).toBe('%PDF-')
  await checkState(auditor, 'one file, passed')

  await trust(auditor, 'root.cer', sample.authority.anchors[0]!)
  await page.getByRole('button', { name: say('verify_clear') }).click()
  await give(auditor, pdf('attacked.pdf', attacked))
  await resultOf(auditor).getByText('TOTAL-FAILED').first().waitFor()
  await page.getByRole('region', { name: say('verify_comparison', { number: '4' }) }).locator('canvas').nth(1).waitFor()
  await page.getByRole('button', { name: say('verify_clear') }).click()
  await give(auditor, pdf('missing.pdf', sample.signed))
  await page.getByText(say('verify_fetch_never')).waitFor()
  await page.getByRole('button', { name: say('verify_clear') }).click()
  await give(auditor, pdf('no.pdf', new TextEncoder().encode('no PDF')))
  await page.getByText('PDF_NOT_A_PDF').first().waitFor()

  expect(asked.filter((url) => !/^(file:|blob:|data:)/.test(url)), 'nothing was asked of any network').toEqual([])
  await context.unroute(/^https?:/)
  await context.setOffline(false)
  const reached = await page.evaluate(async (address) => {
    const ways = [
      () => fetch(address).then(() => true),
      () => {
        const script = document.createElement('script')
        script.append('globalThis.ran = true')
        document.body.append(script)
        return Promise.resolve('ran' in globalThis)
      },
      () => Promise.resolve(Boolean(document.body.appendChild(Object.assign(document.createElement('div'), { innerHTML: '<b>x</b>' })).firstChild)),
    ]
    return Promise.all(ways.map((way) => Promise.resolve().then(way).catch(() => false)))
  }, `${stage.app.address}/api/service`)
  expect(reached, 'its own policy forbids the network, other scripts and unchecked HTML').toEqual([false, false, false])
  expect(auditor.complaints.filter((line) => !/Content Security Policy|TrustedHTML|Trusted Type|trusted|Refused to connect|violates/i.test(line))).toEqual([])
})

test('after one visit the check page works with the service gone: roots, verdicts, pages and reports; no other page is held back', async () => {
  const auditor = await stage.enter({ language: 'vi', device: 'desk' })
  const { page, say } = auditor
  await page.goto(`${stage.app.address}/verify`)
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready
    while ((await navigator.serviceWorker.getRegistrations()).length < 2 || (await navigator.serviceWorker.getRegistrations()).some(({ active }) => active?.state !== 'activated')) await new Promise((done) => setTimeout(done, 50))
    if (!navigator.serviceWorker.controller) await new Promise((done) => navigator.serviceWorker.addEventListener('controllerchange', done, { once: true }))
  })
  const scopes = await page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).map(({ scope }) => new URL(scope).pathname))
  expect(scopes.toSorted(), 'the page, and the folder of its workers').toEqual(['/assets/', '/verify'])
  await page.evaluate(() => caches.open('countersign-check-older').then((cache) => cache.put('/x', new Response('x'))))
  checkQuiet(auditor)

  await stage.app.stop()
  await page.reload()
  await page.getByText(say('verify_anchors_own')).waitFor()
  await give(auditor, pdf('signed.pdf', signed))
  await page.getByText('TOTAL-PASSED').first().waitFor()
  await page.locator('canvas').first().waitFor()
  await page.getByRole('button', { name: say('verify_derive') }).click()
  await page.getByText(say('verify_derived_alike')).waitFor({ timeout: 60_000 })
  const report = await download(auditor, page.getByRole('button', { name: say('verify_download_pdf') }))
  expect(report.bytes.subarray(0, 5).toString('latin1')).toBe('%PDF-')
  await checkState(auditor, 'offline')
  await page.goto(`${stage.app.address}/verify?lang=en`)
  await page.getByRole('heading', { name: 'Check a signature' }).waitFor()
  await expect(page.goto(`${stage.app.address}/sign-in`), 'another page is as gone as the service').rejects.toThrow(/ERR_CONNECTION_REFUSED/)

  stage.app = await stage.app.restart()
  await page.goto(`${stage.app.address}/sign-in`)
  await page.getByRole('heading').first().waitFor()
  expect(await page.evaluate(() => navigator.serviceWorker.controller), 'the worker looks after its own page only').toBeNull()
})
