import { expect, test } from 'vitest'
import { type Offered, checkQuiet, giveConsent, goToConsent, keepReceipt, proveAddress, publishAndOffer, readEvents } from './journey.ts'
import type { Party } from './party.ts'
import { setStage } from './stage.ts'

const stage = setStage()

async function prepare(name: string): Promise<{ seller: Party; buyer: Party; offered: Offered; start: number }> {
  const seller = await stage.enter({ language: 'vi', device: 'desk' })
  const offered = await publishAndOffer(seller, { template: 'services', language: 'vi', email: `${name}@example.com` })
  const buyer = await stage.enter({ language: 'vi', device: 'phone' })
  const start = Date.now() - 1000
  await goToConsent(buyer, offered)
  await giveConsent(buyer, offered)
  return { seller, buyer, offered, start }
}

test('an acceptance that was answered is there after the server was killed at that moment', async () => {
  const { seller, buyer, offered, start } = await prepare('answered')
  await buyer.page.route('**/acceptance/*', async (route) => {
    const answer = await route.fetch()
    await stage.app.kill()
    await route.fulfill({ response: answer })
  })
  await proveAddress(buyer, offered, start)
  await buyer.page.getByRole('heading', { name: buyer.say('sign_receipt_title') }).waitFor()
  stage.app = await stage.app.restart()

  const { receipt, file } = await keepReceipt(buyer, offered)
  expect(receipt.event).toBe('agreed')
  expect(file.length).toBe(receipt.fileSize)
  expect((await readEvents(seller, offered)).filter((event) => event === 'agreed')).toHaveLength(1)
})

test('an acceptance whose answer was lost is found again and never made twice', async () => {
  const { seller, buyer, offered, start } = await prepare('unanswered')
  const uploads = new Set<string>()
  let isFirst = true
  await buyer.page.route('**/acceptance/*', async (route, request) => {
    uploads.add(request.postDataBuffer()?.toString('base64') ?? '')
    if (!isFirst) return route.continue()
    isFirst = false
    await route.fetch()
    await stage.app.kill()
    return route.abort('connectionreset')
  })
  await proveAddress(buyer, offered, start)
  const retry = buyer.page.getByRole('button', { name: buyer.say('ui_retry') })
  await buyer.page.getByText(buyer.say('sign_repeating')).waitFor()
  stage.app = await stage.app.restart()
  const receiptTitle = buyer.page.getByRole('heading', { name: buyer.say('sign_receipt_title') })
  await retry.or(receiptTitle).first().waitFor({ timeout: 60_000 })
  if (await retry.isVisible()) await retry.click() // it took longer to come back than the page asks by itself

  const { receipt } = await keepReceipt(buyer, offered)
  expect(receipt.event).toBe('agreed')
  expect(uploads.size, 'the same bytes, however often').toBe(1)
  const events = await readEvents(seller, offered)
  expect(events.filter((event) => event === 'agreed')).toHaveLength(1)
  expect(events.filter((event) => event === 'certificate-issued'), 'the seller’s and the buyer’s').toHaveLength(2)
  checkQuiet(seller)
})
