import { afterAll, beforeAll, expect, test } from 'vitest'
import { encodeUtf8 } from '../../core/bytes/text.ts'
import { EMPTY_ROOT } from '../../core/log/merkle.ts'
import { parseNote, COSIGNATURE, type NoteSigner } from '../../core/log/note.ts'
import { parseCheckpoint, type TreeHead } from '../../core/log/checkpoint.ts'
import { verifyCosignature } from '../../core/log/cosignature.ts'
import { answerWitness } from '../../core/log/witness.ts'
import { parseNoteKey } from '../../core/log/note.ts'
import { createTestSigner } from '../../testing/log/signer.ts'
import { openTestService, type TestService } from '../fixture/service.ts'
import { nextNumber } from '../storage/database.ts'
import { askCosignature, askWitnessedSize, type PostWitness } from './witness.ts'
import { openLogSigner } from './key.ts'
import { readTree } from './tree.ts'

let service: TestService
let signer: NoteSigner
beforeAll(async () => {
  service = await openTestService()
  signer = await createTestSigner('w.example', COSIGNATURE)
})
afterAll(() => service.close())

/** A witness in memory, as `countersign witness` is one on disk. */
function createWitness(): { readonly post: PostWitness; latest: TreeHead } {
  const witness = {
    latest: { size: 0, root: EMPTY_ROOT } as TreeHead,
    post: async (_address: string, body: string) => {
      const answer = await answerWitness(body, parseNoteKey(service.parts.log.verifier), witness.latest, signer, service.parts.clock())
      witness.latest = answer.next ?? witness.latest
      return answer
    },
  }
  return witness
}

async function append(count: number): Promise<void> {
  await service.parts.store.transaction().execute(async (access) => {
    const first = await nextNumber(access, 'log_entry', count)
    await access.insertInto('log_entry').values(Array.from({ length: count }, (_, at) => ({ position: first + at, entry: encodeUtf8(`{"entry":${first + at}}`), at: 0 }))).execute()
  })
  await service.parts.log.advance()
}

const ask = (post: PostWitness) => askCosignature(service.parts.store, service.parts.log, { key: signer.key, address: 'http://w.example' }, service.parts.clock, post)

test('a witness cosigns what continues, and its line is served with the checkpoint', async () => {
  const witness = createWitness()
  await append(3)
  expect(await ask(witness.post)).toBe(true)
  expect(await ask(witness.post)).toBe(false)
  await append(300)
  expect(await ask(witness.post)).toBe(true)
  const served = (await service.ask('GET', '/log/checkpoint')).body
  expect(parseCheckpoint(served).size).toBe(303)
  expect(await verifyCosignature(parseNote(served), signer.key)).toBeGreaterThan(0)
  // One that forgot what it told us is caught up from where it says it is.
  await append(5)
  witness.latest = { size: 0, root: EMPTY_ROOT }
  expect(await ask(witness.post)).toBe(true)
  const tree = await readTree(service.parts.store)
  expect(await askWitnessedSize(await openLogSigner(service.parts.vault, tree!), { key: signer.key, address: '' }, witness.post)).toBe(308)
})

test('a witness that lies or is gone costs nothing: its line is not served, and the log goes on', async () => {
  await append(1)
  const before = (await service.ask('GET', '/log/checkpoint')).body
  const stranger = await createTestSigner('w.example', COSIGNATURE)
  const forged: PostWitness = async (_address, body) => answerWitness(body, parseNoteKey(service.parts.log.verifier), { size: 308, root: (await service.parts.log.proveConsistency(1, 308)).head.root }, stranger, 0)
  await expect(ask(forged)).rejects.toMatchObject({ code: 'WITNESS_REFUSED' })
  await expect(ask(async () => ({ status: 200, body: 'yes\n' }))).rejects.toMatchObject({ code: 'WITNESS_REFUSED' })
  await expect(ask(async () => ({ status: 409, body: '1000000\n' }))).rejects.toMatchObject({ code: 'WITNESS_AHEAD' })
  await expect(ask(async () => ({ status: 409, body: 'x' }))).rejects.toMatchObject({ code: 'WITNESS_REFUSED' })
  await expect(ask(() => Promise.reject(new Error('gone')))).rejects.toThrow('gone')
  expect((await service.ask('GET', '/log/checkpoint')).body).toBe(before)
})

test('a witness refuses a fork, another size, a stranger’s log and a stranger’s signature', async () => {
  const witness = createWitness()
  await ask(witness.post).catch(() => undefined)
  const { latest } = witness
  expect(latest.size).toBeGreaterThan(300)
  const key = parseNoteKey(service.parts.log.verifier)
  const checkpoint = (await service.parts.log.readCheckpoint())!
  const post = (text: string, log: typeof key | null = key, seen = latest) => answerWitness(text, log, seen, signer, 0).then(({ status, body }) => [status, body])
  expect(await post('nonsense')).toEqual([400, 'LOG_PROOF_MALFORMED\n'])
  expect((await post(`old ${latest.size}\n\n${checkpoint}`, null))[0]).toBe(404)
  expect((await post(`old ${latest.size}\n\n${checkpoint}`, (await createTestSigner(key.name)).key))[0]).toBe(403)
  expect((await post(`old ${latest.size + 1}\n\n${checkpoint}`))[0]).toBe(400)
  expect(await post(`old 3\n\n${checkpoint}`)).toEqual([409, `${latest.size}\n`])
  expect((await post(`old ${latest.size}\n\n${checkpoint}`, key, { size: latest.size, root: EMPTY_ROOT }))[0]).toBe(409)
  expect((await post(`old 3\n\n${checkpoint}`, key, { size: 3, root: EMPTY_ROOT }))[0]).toBe(422)
  expect((await post(`old ${latest.size}\n\n${checkpoint}`))[0]).toBe(200)
})
