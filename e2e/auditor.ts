import { readFile } from 'node:fs/promises'
import type { Locator } from 'playwright'
import type { Party } from './party.ts'

/** A file for the page’s own inputs. */
export const pdf = (name: string, bytes: Uint8Array) => ({ name, mimeType: 'application/pdf', buffer: Buffer.from(bytes) })

/** Gives files to the page by its own button. */
export async function give({ page }: Party, ...files: Parameters<Locator['setInputFiles']>[0] extends infer Given ? readonly Given[] : never): Promise<void> {
  await page.locator('input[accept^="application/pdf"]').first().setInputFiles(files as never)
}

/** Adds a root that this page is to trust. */
export async function trust({ page }: Party, name: string, bytes: Uint8Array): Promise<void> {
  await page.locator('input[accept*="x-x509"]').setInputFiles({ name, mimeType: 'application/pkix-cert', buffer: Buffer.from(bytes) })
}

/** The part of the page that tells of one file. */
export const resultOf = ({ page, say }: Party): Locator => page.getByRole('region', { name: say('verify_result') })

/** A row of the table of files. */
export const rowOf = ({ page }: Party, name: string): Locator => page.getByRole('row').filter({ has: page.getByRole('button', { name, exact: true }) })

/** What a press of the button hands over. */
export async function download({ page }: Party, button: Locator): Promise<{ readonly name: string; readonly bytes: Buffer }> {
  const [handed] = await Promise.all([page.waitForEvent('download'), button.click()])
  return { name: handed.suggestedFilename(), bytes: await readFile(await handed.path()) }
}
