import { mkdtempSync, rmSync } from 'node:fs'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { commitBuild, encodeEntry, ENTRY_SCHEMA } from '../core/evidence/entry.ts'
import { encodeUtf8 } from '../core/bytes/text.ts'
import { Frontier } from '../core/log/frontier.ts'
import { hashLeaf } from '../core/log/merkle.ts'
import { openTestService, type TestService } from '../server/fixture/service.ts'
import { askCosignature } from '../server/log/witness.ts'
import { nextNumber } from '../server/storage/database.ts'
import { TestTree } from '../testing/log/tree.ts'
import { followLog, runMonitor } from './monitor.ts'
import { openWitness } from './witness.ts'

let service: TestService
let address: string
const folder = mkdtempSync(join(tmpdir(), 'monitor-'))
beforeAll(async () => {
  service = await openTestService()
  address = `${await service.app.listen({ host: '127.0.0.1', port: 0 })}/log`
})
afterAll(async () => {
  await service.close()
  rmSync(folder, { recursive: true, force: true })
})

async function append(count: number, entry = (position: number) => encodeEntry({ schema: ENTRY_SCHEMA, kind: 'build', commitment: commitBuild(String(position)) })): Promise<void> {
  await service.parts.store.transaction().execute(async (access) => {
    const first = await nextNumber(access, 'log_entry', count)
    await access.insertInto('log_entry').values(Array.from({ length: count }, (_, at) => ({ position: first + at, entry: entry(first + at), at: 0 }))).execute()
  })
  await service.parts.log.advance()
}

test('a right edge alone gives every root that the whole tree gives', async () => {
  const tree = new TestTree()
  let frontier = new Frontier()
  for (const count of [1, 2, 253, 1, 300, 0, 455]) {
    await tree.grow(count)
    for (let at = frontier.size; at < tree.size; at++) frontier.append(hashLeaf(TestTree.entry(at)))
    expect(frontier.root()).toEqual(tree.root)
    frontier = new Frontier(frontier.size, frontier.hashes)
  }
  expect(() => new Frontier(3, [])).toThrow(expect.objectContaining({ code: 'LOG_RANGE_REFUSED' }))
})

test('the monitor follows a growing log, and tells a rewritten one, one out of form and one that is gone', async () => {
  const state = join(folder, 'state.json')
  const look = (at = address): Promise<number> => runMonitor([at, '--state', state])
  await append(400)
  expect(await look()).toBe(0)
  await append(30)
  expect(await look()).toBe(0)
  expect(await look()).toBe(0)
  expect(await look('http://127.0.0.1:9/log')).toBe(2)
  expect(await runMonitor([address, '--state', state, '--key', 'nonsense'])).toBe(1)
  expect(await runMonitor(['nonsense'])).toBe(64)
  // An entry that nobody has the form of: refused by its index.
  const fetchLog = async (path: string): Promise<Uint8Array> => new Uint8Array((await service.ask('GET', `/log/${path}`)).rawPayload)
  const fresh = { verifier: service.parts.log.verifier, frontier: new Frontier(), kinds: {} }
  const whole = await followLog(fresh, fetchLog)
  expect([whole.frontier.size, whole.kinds]).toEqual([430, { build: 430 }])
  await append(1, () => encodeUtf8('{"name":"Lan"}'))
  await expect(followLog(fresh, fetchLog)).rejects.toMatchObject({ code: 'MONITOR_ENTRY_MALFORMED', details: { index: 430 } })
  // The seventh entry is replaced after it was read: whoever reads it all again finds the root does not fit.
  await service.parts.store.updateTable('log_entry').set({ entry: encodeEntry({ schema: ENTRY_SCHEMA, kind: 'build', commitment: commitBuild('other') }) }).where('position', '=', 7).execute()
  await service.parts.store.updateTable('log_entry').set({ entry: encodeEntry({ schema: ENTRY_SCHEMA, kind: 'build', commitment: commitBuild('431') }) }).where('position', '=', 431).execute()
  await expect(followLog(fresh, fetchLog)).rejects.toMatchObject({ code: 'LOG_INCONSISTENT' })
})

test('the witness keeps what it cosigned over a restart, and says where it is', async () => {
  const key = service.parts.log.verifier
  const { parseNoteKey } = await import('../core/log/note.ts')
  const open = () => openWitness({ name: 'w.example/1', logs: [parseNoteKey(key)], data: join(folder, 'witness') }, service.parts.clock)
  const first = await open()
  first.server.listen(0, '127.0.0.1')
  await once(first.server, 'listening')
  const at = `http://127.0.0.1:${(first.server.address() as AddressInfo).port}`
  const witness = { key: first.key, address: at }
  expect(await askCosignature(service.parts.store, service.parts.log, witness, service.parts.clock)).toBe(true)
  first.server.close()
  const again = await open()
  expect(again.key).toEqual(first.key)
  again.server.listen(0, '127.0.0.1')
  await once(again.server, 'listening')
  const next = `http://127.0.0.1:${(again.server.address() as AddressInfo).port}`
  const checkpoint = await service.parts.log.readCheckpoint()
  const answer = await fetch(`${next}/add-checkpoint`, { method: 'POST', body: `old 0\n\n${checkpoint}` })
  expect([answer.status, answer.headers.get('content-type'), await answer.text()]).toEqual([409, 'text/x.tlog.size', '431\n'])
  expect((await fetch(`${next}/`)).status).toBe(404)
  again.server.close()
})
