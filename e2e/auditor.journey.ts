import { beforeAll, describe, expect, test } from 'vitest'
import { readPdf } from '../src/core/pdf/reader.ts'
import { extractText } from '../src/core/pdf/text.ts'
import { LATER_ATTACKS } from '../src/testing/attack/later.ts'
import { createSample, secureSample, signSample } from '../src/testing/attack/sample.ts'
import type { Sample } from '../src/testing/attack/sample.ts'
import { download, give, pdf, resultOf, trust } from './auditor.ts'
import { checkState } from './axe.ts'
import { checkQuiet } from './journey.ts'
import { pattern } from './message.ts'
import { setStage } from './stage.ts'

const stage = setStage()
let sample: Sample
const files = new Map<string, Uint8Array>()
const bytesOf = (name: string): Uint8Array => files.get(name) ?? new Uint8Array(0)
const attack = async (name: string): Promise<Uint8Array> => {
  const found = LATER_ATTACKS.find((one) => one.name === name)
  if (!found) throw new Error(`no attack ${name}`)
  return found.make(sample)
}

beforeAll(async () => {
  sample = await createSample({ statement: null })
  files.set('field.pdf', await attack('form overlay: text field replaced'))
  files.set('page.pdf', await attack('full update: page content replaced'))
  files.set('two.pdf', await secureSample(sample.authority, await signSample({ authority: sample.authority, base: sample.signed, field: 'Seller', email: 'minh@example.com', statement: null })))
})

describe('an auditor with one file', () => {
  test('sees what was changed after signing: in words, layer by layer, side by side and marked on the page; keeps the file as it was signed and the report', async () => {
    const auditor = await stage.enter({ language: 'vi', device: 'desk' })
    const { page, say } = auditor
    await page.goto(`${stage.app.address}/verify`)
    await page.getByText(say('verify_anchors_own')).waitFor()
    await checkState(auditor, 'empty')
    await trust(auditor, 'root.cer', sample.authority.anchors[0]!)
    await page.getByText('Test root').first().waitFor()
    await give(auditor, pdf('field.pdf', bytesOf('field.pdf')))
    const result = resultOf(auditor)
    await result.getByRole('heading', { name: 'Tệp đã bị thay đổi sau chữ ký này mà không ai cho phép từ trước.' }).waitFor()
    await result.getByText(say('verify_remedy')).waitFor()

    const strata = page.getByRole('region', { name: say('verify_strata') })
    expect(await strata.getByRole('listitem').count()).toBe(4)
    expect(await strata.locator('del').innerText()).toContain('30')
    expect(await strata.locator('ins').innerText()).toContain('90')

    const comparison = page.getByRole('region', { name: say('verify_comparison', { number: '4' }) })
    await comparison.getByText(say('verify_pages_differ', { pages: '1' })).waitFor()
    expect(await comparison.locator('canvas').count()).toBe(2)
    expect(await comparison.locator('svg rect').count(), 'each side is marked').toBeGreaterThanOrEqual(2)
    await checkState(auditor, 'changed')

    await strata.getByRole('button', { name: new RegExp(`^${say('verify_layer_signature', { name: 'Nguyễn Thị Lan' })}`) }).click()
    await page.getByText(pattern('vi', 'verify_layer_shown')).waitFor()
    const kept = await download(auditor, strata.getByRole('button', { name: new RegExp(`^${say('verify_save_layer')}`) }).nth(1))
    expect(kept.name).toBe('field-2.pdf')
    expect(kept.bytes.equals(Buffer.from(sample.signed)), 'the layer is the file as it was signed').toBe(true)

    expect(await page.getByRole('img', { name: /Test root/ }).count()).toBe(1)
    await page.getByText(say('verify_report_title')).click()
    await page.getByRole('radio', { name: new RegExp(say('verify_result_undecided')) }).check({ force: true })
    const rows = page.getByRole('table').last().locator('tbody tr')
    expect(await rows.allInnerTexts()).toEqual([expect.stringContaining('changes-permitted')])
    await checkState(auditor, 'checks by result')

    const json = await download(auditor, page.getByRole('button', { name: say('verify_download_json') }))
    const report = JSON.parse(json.bytes.toString('utf8')) as { verdict: { indication: string }; signatures: { changes: { before?: string; after?: string }[] }[] }
    expect([json.name, report.verdict.indication]).toEqual(['field-report.json', 'INDETERMINATE'])
    expect(report.signatures.flatMap(({ changes }) => changes).some(({ before, after }) => before === '30' && after === '90')).toBe(true)
    const paper = await download(auditor, page.getByRole('button', { name: say('verify_download_pdf') }))
    expect(paper.name).toBe('field-report.pdf')
    const words = extractText(readPdf(new Uint8Array(paper.bytes))).map(({ content }) => content).join(' ').replace(/\s+/g, ' ')
    expect(words).toContain('Trường “Price” bị đổi từ “30” thành “90”.')
    checkQuiet(auditor)
  })

  test('sees a page whose drawing was replaced, though the file names no place for it, and each of two signatories', async () => {
    const auditor = await stage.enter({ language: 'en', device: 'phone' })
    const { page, say } = auditor
    await page.goto(`${stage.app.address}/verify`)
    await trust(auditor, 'root.cer', sample.authority.anchors[0]!)
    await give(auditor, pdf('page.pdf', bytesOf('page.pdf')))
    await page.getByRole('heading', { name: 'Do not rely on this file.' }).waitFor()
    const comparison = page.getByRole('region', { name: say('verify_comparison', { number: '4' }) })
    await comparison.getByText(say('verify_pages_differ', { pages: '1' })).waitFor()
    expect(await comparison.locator('svg rect[stroke-dasharray]').count(), 'what the eye sees is marked').toBeGreaterThanOrEqual(2)
    await checkState(auditor, 'page replaced')
    await page.getByRole('button', { name: say('verify_clear') }).click()
    await give(auditor, pdf('two.pdf', bytesOf('two.pdf')))
    await page.getByText('TOTAL-PASSED').first().waitFor()
    const signatories = page.getByRole('region', { name: say('verify_signatories') })
    expect(await signatories.getByRole('article').count()).toBe(2)
    await checkState(auditor, 'two signatures')
    checkQuiet(auditor)
  })

  test('has the roots they trust remembered on the device, can take one out and back, and each change is judged at once', async () => {
    const auditor = await stage.enter({ language: 'vi', device: 'desk' })
    const { page, say } = auditor
    await page.goto(`${stage.app.address}/verify`)
    await trust(auditor, 'root.cer', sample.authority.anchors[0]!)
    await page.getByText('Test root').first().waitFor()
    await page.reload()
    await page.getByText('Test root').first().waitFor()
    await give(auditor, pdf('secured.pdf', sample.secured))
    await page.getByText('TOTAL-PASSED').first().waitFor()
    await page.getByRole('button', { name: `${say('verify_anchors_remove')} Test root` }).click()
    await page.getByText('INDETERMINATE — NO_CERTIFICATE_CHAIN_FOUND').first().waitFor()
    await page.getByRole('button', { name: say('ui_undo') }).click()
    await page.getByText('TOTAL-PASSED').first().waitFor()
    await trust(auditor, 'no.pem', new TextEncoder().encode('nothing'))
    await page.getByText(say('verify_anchors_failed', { name: 'no.pem' })).waitFor()
    expect(await page.getByText('Test root').count(), 'what is no root changes nothing').toBeGreaterThan(0)
    checkQuiet(auditor)
  })

  test('is told what is missing; nothing is fetched before they agree, private addresses never are, and a file of theirs serves as well', async () => {
    const auditor = await stage.enter({ language: 'vi', device: 'desk' })
    const { page, say, context } = auditor
    const posted: string[] = []
    context.on('request', (request) => request.method() !== 'GET' && posted.push(new URL(request.url()).pathname))
    await page.goto(`${stage.app.address}/verify`)
    await trust(auditor, 'root.cer', sample.authority.anchors[0]!)
    await give(auditor, pdf('signed.pdf', sample.signed))
    await page.getByText('INDETERMINATE — TRY_LATER').first().waitFor()
    const missing = page.getByRole('region', { name: say('verify_missing_title') })
    await missing.getByText('http://localhost/pki/').first().waitFor()
    await checkState(auditor, 'missing data')
    await missing.getByRole('button', { name: say('verify_fetch') }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('localhost').waitFor()
    await checkState(auditor, 'asks before it fetches')
    await dialog.getByRole('button', { name: say('ui_cancel') }).click()
    expect(posted).toEqual([])
    await missing.getByRole('button', { name: say('verify_fetch') }).click()
    await dialog.getByRole('button', { name: say('verify_fetch_go') }).click()
    await missing.getByRole('alert').getByText('dẫn vào mạng riêng').first().waitFor()
    expect([...new Set(posted)]).toEqual(['/api/relay'])
    const crls = await Promise.all([sample.authority.issueCrl({ by: 'root' }), sample.authority.issueCrl()])
    await page.locator('input[accept*="pkix-crl"]').setInputFiles(crls.map((crl, index) => ({ name: `${index}.crl`, mimeType: 'application/pkix-crl', buffer: Buffer.from(crl) })))
    await page.getByText('TOTAL-PASSED').first().waitFor()
    expect(auditor.complaints.filter((line) => !line.includes('/api/relay'))).toEqual([])
  })
})
