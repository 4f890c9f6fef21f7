import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as z from 'zod'
import { readPdf } from '../src/core/pdf/reader.ts'
import { readPages } from '../src/core/pdf/page.ts'
import { changeWord, forgeContract } from '../src/testing/attack/contract.ts'
import { freshNumber, objectText, overwrite, update } from '../src/testing/attack/edit.ts'
import { createContractSample, signPublication } from '../src/testing/ceremony/contract.ts'
import { createTestAuthority } from '../src/testing/pki/authority.ts'
import { run } from '../src/testing/process.ts'
import { checkState } from './axe.ts'
import { accept } from './buyer.ts'
import { offer, openClient, openSeller } from './client.ts'
import { setStage } from './stage.ts'

const stage = setStage()
const HOUR = 3_600_000
const files = new Map<string, Uint8Array>()
let folder = ''

/** A revision more that puts a square over the first page: well formed, and nobody signed it. */
function appendOverlay(bytes: Uint8Array): Uint8Array {
  const page = readPages(readPdf(bytes))[0]?.id.number
  if (page === undefined) throw new Error('no page')
  const fresh = freshNumber(bytes)
  const text = objectText(bytes, page)
  const square = `<</Type /Annot /Subtype /Square /Rect [60 600 500 700] /IC [1 1 1] /C [1 1 1] /F 4>>`
  return update(bytes, { [fresh]: square, [page]: /\/Annots\s*\[/.test(text) ? text.replace(/\/Annots\s*\[/, `/Annots [${fresh} 0 R `) : text.replace(/>>\s*$/, ` /Annots [${fresh} 0 R]>>`) })
}

/** A byte of what is signed, another one: in the middle of the longest stream, where it breaks nothing but the words. */
function changeByte(bytes: Uint8Array): Uint8Array {
  const text = Buffer.from(bytes).toString('latin1')
  const streams = [...text.matchAll(/stream\r?\n([\s\S]*?)endstream/g)].map(({ index, 1: content = '' }) => ({ index, length: content.length }))
  const longest = streams.reduce((one, other) => (other.length > one.length ? other : one))
  const at = longest.index + Math.floor(longest.length / 2)
  return overwrite(bytes, at, Uint8Array.of((bytes[at] ?? 0) ^ 1))
}

async function forge(): Promise<Uint8Array> {
  const drawn = await createContractSample({ number: 0 })
  const authority = await createTestAuthority({ now: Date.now() - HOUR })
  const sample = { ...drawn, authority, publication: await signPublication(authority, drawn.document) }
  files.set('resigned-honest.pdf', await forgeContract(sample, {}))
  files.set('resigned-document.pdf', await forgeContract(sample, { document: changeWord }))
  files.set('resigned-text.pdf', await forgeContract(sample, { text: changeWord }))
  files.set('resigned-statement.pdf', await forgeContract(sample, {
    statement: (statement) => ({ ...statement, controls: statement.controls.map((control, index) => (index === 0 ? { ...control, label: `${control.label} CHANGED` } : control)) }),
  }))
  return authority.anchors[0]!
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tamper-'))
  const seller = await openSeller(stage.app)
  const signed = await accept(openClient(stage.app), await offer(seller, { template: 'sale-of-goods', language: 'vi', email: 'tamper@example.com' }))
  files.set('signed.pdf', signed)
  files.set('byte.pdf', changeByte(signed))
  files.set('overlay.pdf', appendOverlay(signed))
  files.set('tail.pdf', Buffer.concat([signed, Buffer.from('%PDF-1.7\nmore\n')]))
  files.set('unsigned.pdf', signed.subarray(0, Buffer.from(signed).indexOf('%%EOF') + 6))
  files.set('no.pdf', Buffer.from('Xin chào, đây không phải là PDF.'))
  files.set('root.cer', await forge())
  for (const [name, bytes] of files) await writeFile(join(folder, name), bytes)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** A part of the page itself, asked for without sending anything. */
const STATIC = /^GET 0 (https?:\/\/[^/]+\/((assets|fonts|icons)\/[\w.?-]+|verify|api\/service|check-worker\.js|manifest\.webmanifest)|blob:.*)$/

const bufferOf = (name: string) => ({ name, mimeType: 'application/pdf', buffer: Buffer.from(files.get(name) ?? []) })

/** Drops a file anywhere on the page, as a hand does. */
async function drop(page: Page, name: string): Promise<void> {
  const transfer = await page.evaluateHandle(({ title, base64 }) => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.codePointAt(0) ?? 0)
    const data = new DataTransfer()
    data.items.add(new File([bytes], title, { type: 'application/pdf' }))
    return data
  }, { title: name, base64: bufferOf(name).buffer.toString('base64') })
  for (const event of ['dragover', 'drop']) await page.dispatchEvent('main', event, { dataTransfer: transfer })
}

/** What each file comes out as, with the service’s root and the test’s root trusted, and the part that the page must name. */
const EXPECTED = [
  { name: 'signed.pdf', word: 'TOTAL-PASSED' },
  { name: 'byte.pdf', word: 'TOTAL-FAILED' },
  { name: 'overlay.pdf', word: 'TOTAL-FAILED' },
  { name: 'tail.pdf', word: 'TOTAL-FAILED' },
  { name: 'unsigned.pdf', word: 'NO_SIGNATURE' },
  { name: 'no.pdf', word: 'PDF_NOT_A_PDF' },
  { name: 'resigned-honest.pdf', word: 'TOTAL-PASSED' },
  { name: 'resigned-document.pdf', word: 'INDETERMINATE', odd: 'document' },
  { name: 'resigned-text.pdf', word: 'INDETERMINATE', odd: 'text' },
  { name: 'resigned-statement.pdf', word: 'INDETERMINATE', odd: 'statement' },
] as const
const PARTS = { statement: 'verify_part_statement', document: 'verify_part_document', text: 'verify_part_text' } as const

describe('an auditor at the check page', () => {
  test('learns of every file what it is, which part was changed, and sends nothing anywhere', async () => {
    const auditor = await stage.enter({ language: 'vi', device: 'desk' })
    const { page, say, context } = auditor
    const asked: string[] = []
    context.on('request', (request) => asked.push(`${request.method()} ${request.postDataBuffer()?.length ?? 0} ${request.url()}`))
    await page.goto(`${stage.app.address}/verify`)
    await page.getByText('SHA-256').first().waitFor()
    await page.waitForLoadState('networkidle')
    const before = asked.length
    expect(before).toBeGreaterThan(3)

    await drop(page, 'signed.pdf')
    await page.getByText('TOTAL-PASSED').first().waitFor()
    await page.locator('canvas').first().waitFor()
    await page.waitForLoadState('networkidle')
    expect(asked.slice(before).filter((line) => !STATIC.test(line)), 'after the drop only parts of the page itself are fetched').toEqual([])
    expect(asked.filter((line) => !line.startsWith('GET 0 '))).toEqual([])

    await context.setOffline(true)
    const since = asked.length
    await page.locator('input[accept^="application/pdf"]').setInputFiles(EXPECTED.filter(({ name }) => name !== 'signed.pdf').map(({ name }) => bufferOf(name)))
    const row = (name: string) => page.getByRole('row').filter({ has: page.getByRole('button', { name, exact: true }) })
    await row('resigned-honest.pdf').getByText('INDETERMINATE').waitFor()
    await page.locator('input[accept*="x-x509"]').setInputFiles({ name: 'root.cer', mimeType: 'application/pkix-cert', buffer: Buffer.from(files.get('root.cer') ?? []) })
    await page.getByText('Test root').first().waitFor()
    await row('resigned-honest.pdf').getByText('TOTAL-PASSED').waitFor()
    for (const { name, word } of EXPECTED) await row(name).getByText(word, { exact: true }).waitFor({ timeout: 10_000 })
    await checkState(auditor, 'many files')

    const result = page.getByRole('region', { name: say('verify_result') })
    for (const expected of EXPECTED) {
      await row(expected.name).getByRole('button').first().click()
      await result.getByText(expected.name).first().waitFor()
      await result.getByText(expected.word).first().waitFor()
      if (!('odd' in expected)) continue
      for (const [part, message] of Object.entries(PARTS)) {
        const line = result.getByRole('listitem').filter({ hasText: `${say(message)}:` }).first()
        expect(await line.innerText(), `${expected.name}: ${part}`).toContain(say(part === expected.odd ? 'verify_differs' : 'verify_agrees'))
      }
      await result.locator('ins', { hasText: 'CHANGED' }).first().waitFor()
      await checkState(auditor, expected.name)
    }
    expect(asked.slice(since).filter((line) => !STATIC.test(line)), 'without any network the answers are the same').toEqual([])
    expect(auditor.complaints.filter((line) => !line.includes('ERR_INTERNET_DISCONNECTED'))).toEqual([])
  })

  test('reads on a phone what is wrong with a file, in English, too', async () => {
    const auditor = await stage.enter({ language: 'en', device: 'phone' })
    const { page } = auditor
    await page.goto(`${stage.app.address}/verify`)
    for (const name of ['overlay.pdf', 'byte.pdf', 'unsigned.pdf', 'no.pdf'] as const) {
      await page.locator('input[accept^="application/pdf"]').setInputFiles(bufferOf(name))
      await page.getByText(EXPECTED.find((one) => one.name === name)?.word ?? '').first().waitFor()
      await checkState(auditor, name)
      await page.getByRole('button', { name: auditor.say('verify_clear') }).click()
    }
    expect(auditor.complaints).toEqual([])
  })
})

const lineSchema = z.object({
  path: z.string(),
  error: z.optional(z.object({ code: z.string(), sentence: z.string() })),
  report: z.optional(z.object({
    verdict: z.object({ indication: z.string(), subIndication: z.nullable(z.string()), sentence: z.string() }),
    signatures: z.array(z.object({ checks: z.array(z.object({ id: z.string(), result: z.string(), sentence: z.string() })) })),
  })),
})

test('the terminal says the same of the same files, with its exit status', async () => {
  const names = EXPECTED.map(({ name }) => name)
  const verify = (...args: readonly string[]) => run('node', ['src/cli/main.ts', 'verify', ...args], { env: { COUNTERSIGN_DATA: stage.app.data, INIT_CWD: folder } })
  const own = join(stage.app.data, 'authority', 'root.pem')
  const all = await verify(...names, '--trust', 'root.cer', '--trust', own, '--json')
  expect(all.code, all.stderr).toBe(3)
  const lines = all.stdout.trim().split('\n').map((line) => lineSchema.parse(JSON.parse(line)))
  expect(lines.map(({ path, error, report }) => [path, error?.code ?? report?.verdict.indication])).toEqual(EXPECTED.map(({ name, word }) => [name, word]))
  expect(lines.find(({ path }) => path === 'byte.pdf')?.report?.verdict.subIndication).toBe('HASH_FAILURE')
  for (const { name } of EXPECTED.filter((expected) => 'odd' in expected)) {
    const checks = lines.find(({ path }) => path === name)?.report?.signatures.flatMap((signature) => signature.checks) ?? []
    expect(checks.find(({ id, result }) => id === 'statement-agreement' && result !== 'PASSED')?.sentence, name).toContain('CHANGED')
  }
  const statuses = await Promise.all((['signed.pdf', 'byte.pdf', 'overlay.pdf', 'unsigned.pdf'] as const).map(async (name) => [name, (await verify(name, '--json')).code]))
  expect(Object.fromEntries(statuses), 'without --trust the data folder’s root is trusted').toEqual({ 'signed.pdf': 0, 'byte.pdf': 1, 'overlay.pdf': 1, 'unsigned.pdf': 3 })
})
