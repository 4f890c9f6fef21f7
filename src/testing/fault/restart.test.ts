import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { followLog, followRestart, type MonitorState } from '../../cli/monitor.ts'
import { verifyContractLog } from '../../core/evidence/contract-proof.ts'
import { examine } from '../../core/evidence/examine/examine.ts'
import { checkLog } from '../../core/evidence/succession.ts'
import { decodeUtf8 } from '../../core/bytes/text.ts'
import { openCheckpoint } from '../../core/log/checkpoint.ts'
import type { FetchLog } from '../../core/log/continuity.ts'
import { Frontier } from '../../core/log/frontier.ts'
import { parseNoteKey } from '../../core/log/note.ts'
import { computeCertificateThumbprint } from '../../core/pki/thumbprint.ts'
import type { ContractLog } from '../../protocol/log.ts'
import { makeBackup } from '../../server/backup/backup.ts'
import { restoreFrom } from '../../server/backup/place.ts'
import { createApp } from '../../server/app.ts'
import { certify, closeStatement, offerSample, sign, upload } from '../../server/fixture/party.ts'
import { openTestService, type TestService } from '../../server/fixture/service.ts'
import { recheckAll } from '../../server/integrity/recheck.ts'
import { openParts } from '../../server/serve.ts'
import { parseSettings, type Settings } from '../../server/settings.ts'
import { signCheckpoint } from '../../core/log/checkpoint.ts'
import type { Parts } from '../../server/parts.ts'
import { openLogSigner } from '../../server/log/key.ts'
import { restartLog } from '../../server/log/restart.ts'

const ROOT = join(import.meta.dirname, '..', '..', '..')
const folder = mkdtempSync(join(tmpdir(), 'restart-'))
const data = join(folder, 'data')
let service: TestService
let settings: Settings
let parts: Parts
let contract: string
let cookie: string
let file: Uint8Array
let before: { readonly monitor: MonitorState; readonly checkpoint: string; readonly verifier: string; readonly proofs: ContractLog['entries'] }

/** A signed contract, a backup; then more is signed and lost: what the world saw is ahead of the backup. */
beforeAll(async () => {
  service = await openTestService()
  const offered = await offerSample(service)
  ;({ contract, cookie } = offered)
  const buyer = await closeStatement(service, offered.token)
  await upload(service, buyer, await sign(service, buyer, await certify(service, buyer)))
  await service.parts.mailer.settle()
  file = new Uint8Array((await service.ask('GET', `/api/offers/${offered.token}/file`)).rawPayload)
  await service.parts.log.advance()
  const signTree = async (head: { size: number; root: Uint8Array }): Promise<string> => signCheckpoint(await openLogSigner(service.parts.vault, await service.parts.store.selectFrom('log_tree').selectAll().executeTakeFirstOrThrow()), head)
  await makeBackup({ ...service.parts, signTree }, join(folder, 'backup'))
  await offerSample(service, 'an@example.com')
  await service.parts.log.advance()
  const fetchLog = async (path: string): Promise<Uint8Array> => new Uint8Array((await service.ask('GET', `/log/${path}`)).rawPayload)
  const { verifier } = service.parts.log
  const proofs = (await service.ask('GET', `/api/contracts/${contract}/log`, undefined, { headers: { cookie } })).json<ContractLog>().entries
  before = { verifier, proofs, monitor: await followLog({ verifier, frontier: new Frontier(), kinds: {} }, fetchLog), checkpoint: (await service.parts.log.readCheckpoint())! }
  const from = readFileSync(join(service.folder, 'master.key'))
  settings = parseSettings({ COUNTERSIGN_DATA: data })
  const { mkdirSync } = await import('node:fs')
  mkdirSync(data)
  writeFileSync(join(data, 'master.key'), from)
  await restoreFrom(settings, join(folder, 'backup'), [])
}, 60_000)
afterAll(async () => {
  await parts?.store.destroy()
  await service.close()
  rmSync(folder, { recursive: true, force: true })
})

test('what was signed after the backup is known from a kept checkpoint: the restored log does not open, and only the operator begins a new one', async () => {
  // A witness that cannot be asked how far the log had come: after a restore that is reason enough.
  const witnesses = [{ key: parseNoteKey(before.verifier), address: 'http://127.0.0.1:9' }]
  await expect(openParts(ROOT, { ...settings, witnesses }, null, 'test')).rejects.toMatchObject({ code: 'LOG_WITNESS_SILENT' })
  writeFileSync(join(data, 'log-checkpoint'), before.checkpoint)
  await expect(openParts(ROOT, settings, null, 'test')).rejects.toMatchObject({ code: 'LOG_ROLLED_BACK' })
  const { openDatabase } = await import('../../server/storage/database.ts')
  const { createVault } = await import('../../server/vault/vault.ts')
  const { loadMasterKey } = await import('../../server/vault/master-key.ts')
  const store = await openDatabase(data, null)
  const clock = (): number => Date.now()
  const order = { store, vault: createVault(loadMasterKey(data, null), clock), clock, publicAddress: settings.publicAddress, folder: data }
  // A checkpoint that this log's key never signed is refused.
  await expect(restartLog(order, [before.checkpoint.replace(/\n\d+\n/, '\n99999\n')])).rejects.toMatchObject({ code: 'LOG_NOTE_UNSIGNED' })
  const made = await restartLog(order, [before.checkpoint])
  const { size } = await openCheckpoint(before.checkpoint, parseNoteKey(before.verifier))
  expect([made.origin, made.previousOrigin, made.known]).toEqual(['localhost:3000/log/2', 'localhost:3000/log', size])
  expect(made.kept).toBeLessThan(size)
  await store.destroy()
  parts = await openParts(ROOT, settings, null, 'test', { logLevel: 'silent' })
  expect([parts.log.verifiers.length, parts.log.verifiers[1]]).toEqual([2, before.verifier])
  expect(await recheckAll(parts)).toEqual([])
})

test('old proofs verify under the old key, records of the old log are proven still, and the judge accepts both', async () => {
  const app = await createApp(parts)
  const entries = (await app.inject({ method: 'GET', url: `/api/contracts/${contract}/log`, headers: { cookie } })).json<ContractLog>().entries
  for (const proofs of [before.proofs, entries]) {
    const { records } = await verifyContractLog(proofs, parts.log.verifiers)
    expect(new Set(records.map(({ state, origin }) => `${state} ${origin}`))).toEqual(new Set(['proven localhost:3000/log']))
  }
  const trust = { root: computeCertificateThumbprint(parts.authority.root), verifiers: parts.log.verifiers, since: parts.log.since }
  const { report } = await examine(file, { anchors: [parts.authority.root], logs: [trust], time: parts.clock() })
  expect([report.verdict.indication, report.signatures[0]?.checks.find(({ id }) => id === 'certificate-log')?.result]).toEqual(['TOTAL-PASSED', 'PASSED'])
  await app.close()
})

test('pages and monitors understand the change of origin; one that owns to less is told as rewritten', async () => {
  const app = await createApp(parts)
  const from: FetchLog = async (path) => {
    const answer = await app.inject({ method: 'GET', url: `/log/${path}` })
    return answer.statusCode === 200 ? new Uint8Array(answer.rawPayload) : null
  }
  const oldKey = parseNoteKey(before.verifier)
  const earlier = await openCheckpoint(before.checkpoint, oldKey)
  const state = await checkLog(earlier, oldKey, parts.log.verifiers, from)
  expect(state).toMatchObject({ state: 'restarted', succession: { origin: 'localhost:3000/log/2', previousOrigin: 'localhost:3000/log', previous: { size: earlier.size } } })
  // Somebody saw more of the old log than the new one owns to; somebody saw another tree of that size.
  expect((await checkLog({ ...earlier, size: earlier.size + 1 }, oldKey, parts.log.verifiers, from)).state).toBe('rewritten')
  expect((await checkLog({ ...earlier, root: new Uint8Array(32) }, oldKey, parts.log.verifiers, from)).state).toBe('rewritten')
  // A new key that nobody vouches for is no successor.
  expect((await checkLog(earlier, oldKey, [before.verifier], from)).state).toBe('rewritten')
  const fetchLog = async (path: string): Promise<Uint8Array> => (await from(path))!
  const next = await followRestart(before.monitor, fetchLog)
  expect([next?.verifier, next?.ended]).toEqual([parts.log.verifier, [{ verifier: before.verifier, size: before.monitor.frontier.size }]])
  expect((await followLog(next!, fetchLog)).kinds).toMatchObject({ 'log-start': 1 })
  const ahead = new Frontier(before.monitor.frontier.size, before.monitor.frontier.hashes)
  ahead.append(new Uint8Array(32))
  await expect(followRestart({ ...before.monitor, frontier: ahead }, fetchLog)).rejects.toMatchObject({ code: 'LOG_INCONSISTENT' })
  expect(await followRestart(next!, fetchLog)).toBeNull()
  expect(decodeUtf8((await from('1/checkpoint'))!).startsWith('localhost:3000/log\n')).toBe(true)
  await app.close()
})
