import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { encodeHex } from '../../core/bytes/hex.ts'
import { encodeUtf8 } from '../../core/bytes/text.ts'
import { parseEntry } from '../../core/evidence/entry.ts'
import { parseBundle } from '../../core/log/bundle.ts'
import { openCheckpoint } from '../../core/log/checkpoint.ts'
import { computeRoot, hashLeaf } from '../../core/log/merkle.ts'
import { parseNoteKey } from '../../core/log/note.ts'
import { verifyProofFile } from '../../core/log/proof-file.ts'
import { tilePath } from '../../core/log/tile.ts'
import { verifyConsistency } from '../../core/log/tree.ts'
import { openTestService, type TestService } from '../fixture/service.ts'
import { nextNumber } from '../storage/database.ts'
import { openLog, type Log } from './log.ts'
import { restartLog } from './restart.ts'
import { takeEntries } from './tree.ts'

let service: TestService
beforeEach(async () => {
  service = await openTestService()
})
afterEach(() => service.close())

const entryOf = (position: number): Uint8Array => encodeUtf8(`{"entry":${position}}`)

/** Entries as acts append them: in a transaction, numbered without gaps. */
async function append(count: number): Promise<number> {
  return service.parts.store.transaction().execute(async (access) => {
    const first = await nextNumber(access, 'log_entry', count)
    const rows = Array.from({ length: count }, (_, at) => ({ position: first + at, entry: entryOf(first + at), at: service.parts.clock() }))
    for (let at = 0; at < count; at += 500) await access.insertInto('log_entry').values(rows.slice(at, at + 500)).execute()
    return first
  })
}

const open = (): Promise<Log> => openLog({ ...service.parts, publicAddress: service.parts.settings.publicAddress, folder: service.folder })
const key = () => parseNoteKey(service.parts.log.verifier)

test('entries that waited, also from before the log, are taken in order and proven', async () => {
  const first = await append(600)
  expect(first).toBe(1)
  const found = await service.parts.log.prove(300)
  const { index, head } = await verifyProofFile(found!.proof, entryOf(300), key())
  expect([index, head.size]).toEqual([299, 600])
  expect(encodeHex(head.root)).toBe(encodeHex(computeRoot(Array.from({ length: 600 }, (_, at) => hashLeaf(entryOf(at + 1))))))
  expect(await service.parts.log.prove(601)).toBeNull()
})

test('the tree served over HTTP is the one that was signed, with the right headers', async () => {
  await append(300)
  await service.parts.log.advance()
  const answer = await service.ask('GET', '/log/checkpoint')
  const checkpoint = await openCheckpoint(answer.body, key())
  expect([checkpoint.size, checkpoint.origin]).toEqual([300, 'localhost:3000/log'])
  expect([answer.headers['content-type'], answer.headers['cache-control'], answer.headers['access-control-allow-origin']]).toEqual(['text/plain; charset=utf-8', 'no-cache', '*'])
  const full = await service.ask('GET', `/log/${tilePath({ level: 0, index: 0, width: 256 })}`)
  expect([full.statusCode, full.rawPayload.length, full.headers['cache-control']]).toEqual([200, 8192, 'public, max-age=31536000, immutable'])
  const bundle = await service.ask('GET', '/log/tile/entries/001.p/44')
  expect(parseBundle(new Uint8Array(bundle.rawPayload), 44)[43]).toEqual(entryOf(300))
  const upper = await service.ask('GET', '/log/tile/1/000.p/1')
  expect([upper.statusCode, upper.rawPayload.length, upper.headers['cache-control']]).toEqual([200, 32, 'public, max-age=86400, immutable'])
  for (const path of ['tile/0/001', 'tile/0/001.p/45', 'tile/1/000', 'tile/2/000.p/1', 'tile/0/x000/001', 'tile/entries/002.p/1', '2/checkpoint', 'checkpoint/', '%2e%2e/key', 'tile/0/000.p/0']) {
    expect((await service.ask('GET', `/log/${path}`)).statusCode, path).toBe(404)
  }
  expect((await service.ask('GET', '/log/key')).body).toBe(`${service.parts.log.verifier}\n`)
})

test('two writers make one tree: the later one takes nothing and reads again', async () => {
  await append(10)
  const { store, clock } = service.parts
  const taken = await Promise.all([takeEntries(store, clock), takeEntries(store, clock), takeEntries(store, clock)])
  expect(taken.filter((count) => count > 0)).toEqual([10])
  const other = await open()
  await append(500)
  const [a, b] = await Promise.all([service.parts.log.advance(), other.advance()])
  expect([a.size, encodeHex(a.root)]).toEqual([b.size, encodeHex(b.root)])
  expect(await service.parts.log.readCheckpoint()).toBe(await other.readCheckpoint())
})

test('a grown log shows that it continues the smaller one', async () => {
  await append(77)
  const before = await service.parts.log.advance()
  await append(400)
  await service.parts.log.advance()
  const { head, proof } = await service.parts.log.proveConsistency(77)
  expect(() => verifyConsistency({ oldSize: before.size, oldRoot: before.root, size: head.size, root: head.root, proof })).not.toThrow()
})

test('a step that fails before it is durable leaves nothing, and the next one goes on', async () => {
  await append(5)
  await service.parts.log.advance()
  await append(5)
  const { store, clock } = service.parts
  const fail = (made: typeof store): typeof store => new Proxy(made, {
    get: (target, name: keyof typeof store) => {
      if (name === 'connection') return () => ({ execute: (act: (access: typeof store) => Promise<unknown>) => target.connection().execute((connection) => act(fail(connection))) })
      if (name === 'transaction') {
        return () => ({ execute: (act: (access: typeof store) => Promise<unknown>) => target.transaction().execute(async (access) => {
          await act(access)
          throw Object.assign(new Error('disk full'), { code: 'SQLITE_FULL' })
        }) })
      }
      const value: unknown = target[name]
      return typeof value === 'function' ? (value.bind(target) as unknown) : value
    },
  })
  const failing = fail(store)
  await expect(takeEntries(failing, clock)).rejects.toMatchObject({ code: 'SQLITE_FULL' })
  expect((await openCheckpoint((await service.parts.log.readCheckpoint())!, key())).size).toBe(5)
  expect((await service.parts.log.advance()).size).toBe(10)
  await expect(open()).resolves.toBeDefined()
})

test('a step that was durable although the database said otherwise is found as it is: nothing is taken twice', async () => {
  await append(5)
  const { store, clock, log } = service.parts
  const lying = new Proxy(store, {
    get(target, name: keyof typeof store) {
      const value: unknown = target[name]
      if (name !== 'connection' && name !== 'transaction') return typeof value === 'function' ? (value.bind(target) as unknown) : value
      return () => ({ execute: async (act: (access: typeof store) => Promise<unknown>) => {
        await (name === 'connection' ? target.connection() : target.transaction()).execute(act)
        throw Object.assign(new Error('the line broke after the commit'), { code: '08006' })
      } })
    },
  })
  await expect(takeEntries(lying, clock)).rejects.toMatchObject({ code: '08006' })
  expect((await store.selectFrom('log_tree').select('size').executeTakeFirstOrThrow()).size).toBe(5)
  await append(5)
  const head = await log.advance()
  expect([head.size, encodeHex(head.root)]).toEqual([10, encodeHex(computeRoot(Array.from({ length: 10 }, (_, at) => hashLeaf(entryOf(at + 1)))))])
  await expect(open()).resolves.toBeDefined()
})

test('an entry larger than a tile can hold is never signed: refused by code, what was there stays served, and the log goes on without it', async () => {
  const { store, log } = service.parts
  await append(5)
  await log.advance()
  const before = await log.readCheckpoint()
  const position = await append(1)
  await store.updateTable('log_entry').set({ entry: new Uint8Array(65_536) }).where('position', '=', position).execute()
  await expect(log.advance()).rejects.toMatchObject({ code: 'LOG_ENTRY_TOO_LARGE', details: { length: 65_536 } })
  expect(await log.readCheckpoint()).toBe(before)
  await store.updateTable('log_entry').set({ entry: new Uint8Array(65_535) }).where('position', '=', position).execute()
  expect((await log.advance()).size).toBe(6)
  expect(parseBundle((await log.readTile({ level: 'entries', index: 0, width: 6 }))!, 6)[5]).toHaveLength(65_535)
})

test.each([
  ['a changed entry', 'entry 6 is not the one', (s: TestService) => s.parts.store.updateTable('log_entry').set({ entry: entryOf(99) }).where('position', '=', 7).execute()],
  ['a removed entry', 'entry 6 is missing', (s: TestService) => s.parts.store.deleteFrom('log_entry').where('position', '=', 7).execute()],
  ['a torn tile', 'tile 0/0 is missing or cut off', (s: TestService) => s.parts.store.updateTable('log_tile').set({ hashes: new Uint8Array(32 * 100) }).where('level', '=', 0).where('place', '=', 0).execute()],
  ['a lost tile', 'tile 1/0 is missing or cut off', (s: TestService) => s.parts.store.deleteFrom('log_tile').where('level', '=', 1).execute()],
  ['a changed upper tile', 'tile 0/0 does not give', (s: TestService) => s.parts.store.updateTable('log_tile').set({ hashes: new Uint8Array(32) }).where('level', '=', 1).execute()],
  ['another root', 'do not give the root', (s: TestService) => s.parts.store.updateTable('log_tree').set({ root: new Uint8Array(32) }).execute()],
])('the log does not open on %s, and says where', async (_name, words, damage) => {
  await append(300)
  await service.parts.log.advance()
  await damage(service)
  await expect(open()).rejects.toMatchObject({ code: expect.stringMatching(/^LOG_(INCONSISTENT|INTAKE_DAMAGED)$/), message: expect.stringContaining(words) })
})

test('a forged database that fits together in itself is found by the checkpoint that was signed: the log was rewritten', async () => {
  await append(300)
  await service.parts.log.advance()
  await service.parts.log.settle()
  const { store, clock } = service.parts
  await store.updateTable('log_entry').set({ entry: entryOf(99) }).where('position', '=', 7).execute()
  await store.deleteFrom('log_tile').execute()
  const { EMPTY_ROOT } = await import('../../core/log/merkle.ts')
  await store.updateTable('log_tree').set({ size: 0, root: EMPTY_ROOT }).execute()
  await takeEntries(store, clock)
  await expect(open()).rejects.toMatchObject({ code: 'LOG_INCONSISTENT', message: expect.stringContaining('this log was rewritten') })
})

test('after a restore nothing is signed until the log is where it was', async () => {
  await append(20)
  await service.parts.log.advance()
  await service.parts.log.settle()
  const old = readFileSync(join(service.folder, 'log-checkpoint'), 'utf8')
  await append(20)
  await service.parts.log.advance()
  const { store } = service.parts
  await service.parts.log.settle()
  const newest = readFileSync(join(service.folder, 'log-checkpoint'), 'utf8')
  const tree = await store.selectFrom('log_tree').selectAll().executeTakeFirstOrThrow()
  const tiles = await store.selectFrom('log_tile').selectAll().execute()
  const restored = await openCheckpoint(old, key())
  const restore = async (): Promise<void> => {
    await store.updateTable('log_tree').set({ size: 20, root: restored.root }).execute()
    for (const { level, place, hashes } of tiles) await store.updateTable('log_tile').set({ hashes: hashes.subarray(0, 32 * 20) }).where('level', '=', level).where('place', '=', place).execute()
  }
  // The entries are all there: the tree is rebuilt and found to be the one that was signed.
  await restore()
  const log = await open()
  expect(await log.readCheckpoint()).toBe(newest)
  // Entries are lost too: nothing is signed.
  await restore()
  await store.deleteFrom('log_entry').where('position', '>', 20).execute()
  await expect(open()).rejects.toMatchObject({ code: 'LOG_ROLLED_BACK', details: { size: 20, signed: 40 } })
  // A checkpoint kept elsewhere says the same without the file.
  writeFileSync(join(service.folder, 'log-checkpoint'), old)
  await expect(openLog({ ...service.parts, publicAddress: service.parts.settings.publicAddress, folder: service.folder }, [newest])).rejects.toMatchObject({ code: 'LOG_ROLLED_BACK' })
  expect(tree.size).toBe(40)
})

test('an empty database beside the checkpoint of a log begins nothing: it says what to do, and only the operator begins a log, whose first entry names the lost one', async () => {
  await append(5)
  await service.parts.log.advance()
  await service.parts.log.settle()
  const path = join(service.folder, 'log-checkpoint')
  const { store } = service.parts
  // Somebody else's file beside a log that is whole: a folder from another machine.
  const own = readFileSync(path, 'utf8')
  const foreign = own.replace('localhost:3000/log\n', 'other.example.org/log\n').replace(/— \S+/, '— other.example.org/log')
  writeFileSync(path, foreign)
  await expect(open()).rejects.toMatchObject({ code: 'LOG_FOREIGN', details: { origin: 'other.example.org/log', size: 5 } })
  // The database is new, and the folder is not: of this origin, or of another.
  for (const table of ['log_tree', 'log_tile', 'log_entry'] as const) await store.deleteFrom(table).execute()
  for (const text of [own, foreign]) {
    writeFileSync(path, text)
    const refused = await open().catch((error: unknown) => error as Error & { code: string })
    expect([(refused as { code?: string }).code, (refused as Error).message.includes('countersign restore'), (refused as Error).message.includes('countersign log restart')]).toEqual(['LOG_FOREIGN', true, true])
    expect(await store.selectFrom('log_tree').selectAll().execute()).toEqual([])
  }
  writeFileSync(path, 'not a checkpoint')
  await expect(open()).rejects.toMatchObject({ code: /^LOG_/ })
  writeFileSync(path, own)
  const order = { ...service.parts, publicAddress: service.parts.settings.publicAddress, folder: service.folder }
  await expect(restartLog(order, [foreign])).rejects.toMatchObject({ code: 'LOG_INCONSISTENT' })
  expect(await restartLog(order, [])).toMatchObject({ origin: 'localhost:3000/log/2', previousOrigin: 'localhost:3000/log', kept: 0, known: 5 })
  const log = await open()
  const bundle = parseBundle((await log.readTile({ level: 'entries', index: 0, width: 1 }))!, 1)
  expect(parseEntry(bundle[0]!)).toMatchObject({ schema: 'countersign/log-start/1', previousOrigin: 'localhost:3000/log', previousCheckpoint: own })
  // The old file in place again, as if the machine had stopped before it was replaced: the log owns to it.
  writeFileSync(path, own)
  expect((await open()).origin).toBe('localhost:3000/log/2')
})
