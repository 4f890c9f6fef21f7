import { afterAll, beforeAll, expect, test } from 'vitest'
import { type App, startApp } from '../../../e2e/app.ts'
import { expectAnswer, offer, openClient, openSeller } from '../../../e2e/client.ts'
import { openCheckpoint } from '../../core/log/checkpoint.ts'
import { parseNoteKey, type NoteKey } from '../../core/log/note.ts'
import { verifyRecordProof } from '../../core/evidence/record-proof.ts'
import type { AcceptanceView } from '../../protocol/agreement.ts'
import { contractDetailSchema } from '../../protocol/contract.ts'
import type { ContractLog } from '../../protocol/log.ts'
import type { Service } from '../../protocol/service.ts'
import { click } from '../../server/fixture/agreement.ts'
import { asService, openStand } from '../load/load.ts'

/** The service says a second; a machine at work on other things is given this many, and what was seen is said. */
const PATIENCE = 20_000
let app: App
let key: NoteKey
beforeAll(async () => {
  app = await startApp({ args: ['--no-pages'], env: { COUNTERSIGN_DEMO: '0' } })
  key = parseNoteKey((JSON.parse((await openClient(app).ask('GET', '/api/service')).text) as Service).log.verifiers[0]!)
}, 60_000)
afterAll(() => app[Symbol.asyncDispose]())

/** What anybody who follows the log sees, which makes nothing happen. */
async function readSize(): Promise<number> {
  return (await openCheckpoint((await openClient(app).ask('GET', '/log/checkpoint')).text, key)).size
}

async function waitForGrowth(before: number): Promise<{ readonly size: number; readonly waited: number }> {
  const start = performance.now()
  for (;;) {
    const size = await readSize()
    if (size > before) return { size, waited: performance.now() - start }
    if (performance.now() - start > PATIENCE) throw new Error(`the public log did not grow within ${PATIENCE} ms`)
    await new Promise((later) => setTimeout(later, 20))
  }
}

test('what was answered is in the public, signed tree without anybody asking for it', async () => {
  const seller = await openSeller(app)
  const waited: number[] = []
  for (let round = 0; round < 3; round++) {
    await offer(seller, { template: 'services', language: 'vi', email: `proof-${round}@example.com` })
    // Nothing else goes on: the log comes to rest, so that the next growth is this act's.
    for (let size = -1; size !== (await readSize()); ) {
      size = await readSize()
      await new Promise((later) => setTimeout(later, 1500))
    }
    const before = await readSize()
    const { summary } = contractDetailSchema.parse(JSON.parse(expectAnswer(await seller.ask('POST', '/api/contracts', { template: 'services', language: 'vi' })).text))
    const grown = await waitForGrowth(before)
    waited.push(grown.waited)
    // Asked only now: its place is in the tree that was there before anybody asked.
    const { entries } = JSON.parse(expectAnswer(await seller.ask('GET', `/api/contracts/${summary.id}/log`)).text) as ContractLog
    for (const { hash, proof } of entries) {
      const proven = await verifyRecordProof(proof!, key)
      expect(proven.hash).toBe(hash)
      expect(proven.index).toBeLessThan(grown.size)
    }
  }
  process.stdout.write(`in the signed tree after ${waited.map((ms) => `${Math.round(ms)} ms`).join(', ')}\n`)
}, 120_000)

test('who holds the link of what was clicked has its proof at the first look', async () => {
  const stand = await openStand(app)
  for (let round = 0; round < 5; round++) {
    const { token } = await click(asService(app), stand.agreement)
    const view = JSON.parse((await openClient(app).ask('GET', `/api/acceptances/${token}`)).text) as AcceptanceView
    const own = view.history.find(({ isThis, event }) => isThis && event === 'agreed')
    expect(own?.proof).toBeTruthy()
    const { hash, head, index } = await verifyRecordProof(own!.proof!, key)
    expect(hash).toBe(view.recordHash)
    expect(index).toBeLessThan(head.size)
    expect(await readSize()).toBeGreaterThanOrEqual(head.size)
  }
}, 120_000)
