import { afterAll, beforeAll, expect, test } from 'vitest'
import { checkContinuity } from '../../core/log/continuity.ts'
import { verifyContractLog } from '../../core/evidence/contract-proof.ts'
import { parseNoteKey } from '../../core/log/note.ts'
import { EMPTY_ROOT } from '../../core/log/merkle.ts'
import { verifyRecordProof } from '../../core/evidence/record-proof.ts'
import type { ContractLog, LogView } from '../../protocol/log.ts'
import type { Receipt } from '../../protocol/receipt.ts'
import { certify, closeStatement, offerSample, sign, upload } from '../fixture/party.ts'
import { openTestService, type TestService } from '../fixture/service.ts'
import { takeEntries } from './tree.ts'

let service: TestService
let offered: Awaited<ReturnType<typeof offerSample>>
let receipt: Receipt
beforeAll(async () => {
  service = await openTestService()
  offered = await offerSample(service)
  const buyer = await closeStatement(service, offered.token)
  receipt = (await upload(service, buyer, await sign(service, buyer, await certify(service, buyer)))).json<Receipt>()
})
afterAll(() => service.close())

const fetchLog = async (path: string): Promise<Uint8Array | null> => {
  const answer = await service.ask('GET', `/log/${path}`)
  return answer.statusCode === 200 ? new Uint8Array(answer.rawPayload) : null
}
const readProofs = async (): Promise<ContractLog> => (await service.ask('GET', `/api/contracts/${offered.contract}/log`, undefined, { headers: { cookie: offered.cookie } })).json()

test('every record of a contract is proven to be in the log, the receipt’s too, and strangers get none', async () => {
  const state = await verifyContractLog((await readProofs()).entries, service.parts.log.verifiers)
  expect(state.records.length).toBeGreaterThan(5)
  expect(state.records.every((record) => record.state === 'proven')).toBe(true)
  expect((await checkContinuity(state.newest!.head, state.newest!.key, fetchLog)).state).toBe('continues')

  const answer = await service.ask('GET', `/api/offers/${offered.token}/proof`)
  expect(answer.headers['content-disposition']).toMatch(/\.tlog-proof"$/)
  expect((await verifyRecordProof(answer.body, parseNoteKey(service.parts.log.verifier))).hash).toBe(receipt.recordHash)
  expect((await service.ask('GET', `/api/contracts/${offered.contract}/log`)).statusCode).toBe(401)
  expect((await service.ask('GET', `/api/offers/${'A'.repeat(43)}/proof`)).statusCode).toBe(404)
  const view = (await service.ask('GET', '/api/log')).json<LogView>()
  expect([view.origin, view.size > 5, view.growth.at(-1)?.size]).toEqual(['localhost:3000/log', true, view.size])
})

test('whoever rewrites the database, log and all, is found by a proof that somebody kept', async () => {
  const kept = await verifyContractLog((await readProofs()).entries, service.parts.log.verifiers)
  const { store, clock } = service.parts
  // A forger with the database and the log's key: one entry is another one, and the whole tree is made anew and signed.
  const offered = await store.selectFrom('record').select('log_position').where('event', '=', 'offered').limit(1).executeTakeFirstOrThrow()
  const at = offered.log_position!
  const victim = await store.selectFrom('log_entry').selectAll().where('position', '=', at).executeTakeFirstOrThrow()
  const other = await store.selectFrom('log_entry').selectAll().where('position', '=', at + 1).executeTakeFirstOrThrow()
  await store.updateTable('log_entry').set({ entry: other.entry }).where('position', '=', at).execute()
  await store.deleteFrom('log_tile').execute()
  await store.updateTable('log_tree').set({ size: 0, root: EMPTY_ROOT }).execute()
  await takeEntries(store, clock)
  expect((await checkContinuity(kept.newest!.head, kept.newest!.key, fetchLog)).state).toBe('rewritten')
  // And the record whose entry was replaced has no proof that holds.
  const forged = await verifyContractLog((await readProofs()).entries, service.parts.log.verifiers)
  expect(forged.records.filter(({ state }) => state === 'wrong')).toHaveLength(1)
  await store.updateTable('log_entry').set({ entry: victim.entry }).where('position', '=', at).execute()
})
