import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { decodeBase64 } from '../src/core/bytes/base64.ts'
import { inflate } from '../src/core/bytes/deflate.ts'
import { describeError } from '../src/core/validation/sentence.ts'
import { ENCRYPTED_FILES, PASSWORD_FILE } from '../src/testing/vectors/encrypted-pdf.ts'
import { give, pdf, resultOf } from './auditor.ts'
import { checkState } from './axe.ts'
import { checkQuiet } from './journey.ts'
import type { Party } from './party.ts'
import { setStage } from './stage.ts'

const stage = setStage()
const vector = (name: string) => pdf(`${name}.pdf`, new Uint8Array(readFileSync(join(import.meta.dirname, '..', 'src', 'testing', 'vectors', 'pdf', `${name}.pdf`))))
const opened = (text: string) => inflate(decodeBase64(text), { maxBytes: 100_000 })

/** Puts a file on the page as a paste does. */
async function paste({ page }: Party, { name, mimeType, buffer }: ReturnType<typeof pdf>): Promise<void> {
  await page.evaluate(([title, type, base64]) => {
    const data = new DataTransfer()
    data.items.add(new File([Uint8Array.from(atob(base64!), (letter) => letter.charCodeAt(0))], title!, { type: type! }))
    dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
  }, [name, mimeType, buffer.toString('base64')])
}

async function enter(language: 'vi' | 'en', device: 'phone' | 'desk'): Promise<Party> {
  const auditor = await stage.enter({ language, device })
  await auditor.page.goto(`${stage.app.address}/verify`)
  await auditor.page.getByText(auditor.say('verify_anchors_own')).waitFor()
  return auditor
}

describe('an auditor with files that other programs signed', () => {
  test.each([
    ['pyhanko-signed-signed-new', 'vi', 'desk', 2], ['pdfbox-certified2-filled-signed', 'en', 'phone', 2], ['pyhanko-encrypted-signed', 'vi', 'phone', 1], ['pdfbox-encrypted-signed', 'en', 'desk', 1],
  ] as const)('%s: is told that the signature stands by itself and that nobody here trusts its root', async (name, language, device, count) => {
    const auditor = await enter(language, device)
    const { page, say } = auditor
    await give(auditor, vector(name))
    await resultOf(auditor).getByText('INDETERMINATE').first().waitFor()
    expect(await page.getByRole('region', { name: say('verify_signatories') }).getByRole('article').count()).toBe(count)
    await page.getByText('Vector Signer').first().waitFor()
    await checkState(auditor, name)
    checkQuiet(auditor)
  })

  test('a pasted file is judged as a dropped one is', async () => {
    const auditor = await enter('vi', 'desk')
    await paste(auditor, vector('pyhanko-signed'))
    await resultOf(auditor).getByText('INDETERMINATE').first().waitFor()
    expect(await auditor.page.getByText('Vector Signer').count()).toBeGreaterThan(0)
    checkQuiet(auditor)
  })

  test.each([['vi', 'phone'], ['en', 'desk']] as const)('a file that needs a password, or that nobody signed, is said to be that (%s)', async (language, device) => {
    const auditor = await enter(language, device)
    const { page, say } = auditor
    await give(auditor, pdf('secret.pdf', opened(PASSWORD_FILE)))
    await page.getByText('PDF_ENCRYPTED').first().waitFor()
    await page.getByText(describeError('PDF_ENCRYPTED', language)).first().waitFor()
    await checkState(auditor, 'password needed')
    await page.getByRole('button', { name: say('verify_clear') }).click()
    await give(auditor, pdf('open.pdf', opened(ENCRYPTED_FILES['AESV3, revision 6']!)))
    await page.getByText('NO_SIGNATURE').first().waitFor()
    expect(await page.getByText('PDF_ENCRYPTED').count()).toBe(0)
    checkQuiet(auditor)
  })
})
