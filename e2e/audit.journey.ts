import { expect, test } from 'vitest'
import { checkState } from './axe.ts'
import { checkQuiet, publishAndOffer, signOffer } from './journey.ts'
import type { Party } from './party.ts'
import { setStage } from './stage.ts'

const stage = setStage()

async function drop({ page, say }: Party, name: string, buffer: Buffer): Promise<void> {
  await page.goto(`${stage.app.address}/verify`)
  await page.locator('input[type="file"]').first().setInputFiles({ name, mimeType: 'application/pdf', buffer })
  await page.getByRole('region', { name: say('verify_result') }).getByRole('heading').first().waitFor()
}

test('a file is judged in the page alone: passed as signed, failed when a byte was changed, no signature when there is none', async () => {
  const seller = await stage.enter({ language: 'vi', device: 'desk' })
  const offered = await publishAndOffer(seller, { template: 'sale-of-goods', language: 'vi', email: 'audit@example.com' })
  const buyer = await stage.enter({ language: 'vi', device: 'phone' })
  const { file } = await signOffer(buyer, offered)

  const auditor = await stage.enter({ language: 'vi', device: 'desk' })
  const { page } = auditor
  const asked: string[] = []
  auditor.context.on('request', (request) => asked.push(`${request.method()} ${request.postDataBuffer()?.length ?? 0} ${new URL(request.url()).pathname}`))

  await drop(auditor, 'signed.pdf', file)
  await page.getByText('TOTAL-PASSED').first().waitFor()
  await checkState(auditor, 'passed')

  const changed = Buffer.from(file)
  changed.write('X', changed.indexOf('<x:xmpmeta') + 1)
  await drop(auditor, 'changed.pdf', changed)
  await page.getByText(/TOTAL-FAILED|INDETERMINATE/).first().waitFor()
  expect(await page.getByText('TOTAL-PASSED').count()).toBe(0)
  await checkState(auditor, 'failed')

  await drop(auditor, 'unsigned.pdf', file.subarray(0, file.indexOf('%%EOF') + 6))
  await page.getByText('Tệp này không có chữ ký nào.').first().waitFor()
  await checkState(auditor, 'no signature')

  await drop(auditor, 'no.pdf', Buffer.from('this is no PDF'))
  await page.getByText('PDF_').first().waitFor()
  await checkState(auditor, 'not a PDF')
  expect(asked.length).toBeGreaterThan(0)
  expect(asked.filter((line) => !line.startsWith('GET 0 ')), 'nothing is uploaded').toEqual([])
  checkQuiet(auditor)
})
