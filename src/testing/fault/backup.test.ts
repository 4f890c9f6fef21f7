import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findFreePort, startApp, type App } from '../../../e2e/app.ts'
import { openStand, proveAcknowledged, startLoad, type Acknowledged, type Stand } from '../load/load.ts'
import { ROOT, run } from '../process.ts'

const folder = mkdtempSync(join(tmpdir(), 'backup-'))
const [data, empty] = [join(folder, 'data'), join(folder, 'empty')]
const port = await findFreePort()
const ADDRESS = `http://localhost:${port}`
const cli = (args: readonly string[], dataFolder: string) => run('node', ['src/cli/main.ts', ...args], { cwd: ROOT, env: { COUNTERSIGN_DATA: dataFolder, COUNTERSIGN_PUBLIC_ADDRESS: ADDRESS, INIT_CWD: undefined }, timeout: 120_000 })
const start = (dataFolder: string): Promise<App> => startApp({ data: dataFolder, port, args: ['--no-pages'], env: { COUNTERSIGN_DEMO: '0' } })

let stand: Stand
let backedUp: Acknowledged[]
beforeAll(async () => {
  const app = await start(data)
  try {
    stand = await openStand(app)
    const load = await startLoad(app, stand)
    while (load.acknowledged.filter(({ kind }) => kind === 'signature').length < 2) await new Promise((later) => setTimeout(later, 50))
    const before = load.acknowledged.length
    const [asFolder, asFile] = [await cli(['backup', join(folder, 'first')], data), await (async () => {
      backedUp = [...load.acknowledged]
      return cli(['backup', join(folder, 'second.tar')], data)
    })()]
    if (asFolder.code !== 0 || asFile.code !== 0 || before === 0) throw new Error(asFolder.output + asFile.output)
    await app.kill()
    await load.stop()
  } finally {
    await app.kill()
  }
}, 180_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const bringKey = (target: string): void => {
  mkdirSync(target, { recursive: true })
  cpSync(join(data, 'master.key'), join(target, 'master.key'))
}

test('taken under load, the server killed, restored into an empty folder: everything acknowledged before the backup is there and proven', async () => {
  bringKey(empty)
  const restored = await cli(['restore', join(folder, 'second.tar')], empty)
  expect(restored.code, restored.output).toBe(0)
  expect(restored.stdout).toContain('checked: records, files, signatures and the log are whole')
  const app = await start(empty)
  try {
    expect((await proveAcknowledged(app, stand.cookie, backedUp)).acknowledged).toBe(backedUp.length)
  } finally {
    await app.stop()
  }
  // Nothing is overwritten: neither what was restored nor a backup.
  const again = await cli(['restore', join(folder, 'first')], empty)
  expect([again.code, again.stderr.split(':')[0]]).toEqual([1, 'RESTORE_NOT_EMPTY'])
  const twice = await cli(['backup', join(folder, 'first')], empty)
  expect([twice.code, twice.stderr.split(':')[0]]).toEqual([1, 'BACKUP_EXISTS'])
}, 120_000)

test('a backup holds no key in clear: without the master key nothing is restored', async () => {
  const master = readFileSync(join(data, 'master.key'), 'utf8')
  const { key } = JSON.parse(master) as { key: string }
  const names = readdirSync(join(folder, 'first', 'database'))
  for (const name of names) {
    const text = readFileSync(join(folder, 'first', 'database', name), 'latin1')
    for (const secret of [key, Buffer.from(key, 'hex').toString('base64'), 'PRIVATE KEY', 'load-0@example.com']) expect(text.includes(secret), name).toBe(false)
  }
  expect(existsSync(join(folder, 'first', 'master.key'))).toBe(false)
  const target = join(folder, 'keyless')
  const refused = await cli(['restore', join(folder, 'first')], target)
  expect([refused.code, refused.stderr.split(':')[0]]).toEqual([1, 'MASTER_KEY_MISSING'])
}, 60_000)

test.each<[string, string, (backup: string) => void]>([
  ['a changed row', 'BACKUP_DAMAGED', (backup) => writeFileSync(join(backup, 'database', 'record.jsonl'), readFileSync(join(backup, 'database', 'record.jsonl'), 'utf8').replace('drafted', 'Drafted'))],
  ['a lost table', 'BACKUP_DAMAGED', (backup) => rmSync(join(backup, 'database', 'answer.jsonl'))],
  ['a changed file', 'BACKUP_DAMAGED', (backup) => {
    const path = join(backup, 'blobs', readdirSync(join(backup, 'blobs'))[0]!)
    writeFileSync(path, readFileSync(path).subarray(1))
  }],
  ['one that was not finished', 'BACKUP_UNREADABLE', (backup) => rmSync(join(backup, 'manifest.json'))],
  ['one of a newer program', 'BACKUP_NEWER', (backup) => writeFileSync(join(backup, 'manifest.json'), readFileSync(join(backup, 'manifest.json'), 'utf8').replace('"0001-first"', '"9999-future"'))],
])('%s is refused by name, and nothing is written', async (_name, code, damage) => {
  const [backup, target] = [mkdtempSync(join(folder, 'damaged-')), mkdtempSync(join(folder, 'target-'))]
  cpSync(join(folder, 'first'), backup, { recursive: true })
  damage(backup)
  bringKey(target)
  const refused = await cli(['restore', backup], target)
  expect([refused.code, refused.stderr.split(':')[0]], refused.output).toEqual([1, code])
  expect(existsSync(join(target, 'countersign.db'))).toBe(false)
}, 60_000)

test('an older backup does not bring back what was erased since: the list beside the master key erases it again', async () => {
  const target = join(folder, 'erased')
  bringKey(target)
  const gone = backedUp.find(({ kind }) => kind === 'click')!
  const rows = readFileSync(join(folder, 'first', 'database', 'acceptance.jsonl'), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as { id: string })
  const first = await cli(['restore', join(folder, 'first')], target)
  expect(first.code, first.output).toBe(0)
  writeFileSync(join(target, 'erased-keys'), `${rows[0]!.id}\n`)
  const app = await start(target)
  try {
    const answers = await Promise.all(backedUp.filter(({ kind }) => kind === 'click').map(async ({ token }) => (await fetch(`${app.address}/api/acceptances/${token}`)).status))
    expect(answers.filter((status) => status === 410 || status === 404)).not.toEqual([])
    expect(gone.contract).toBe(stand.contract)
  } finally {
    await app.stop()
  }
}, 120_000)

test('a newer checkpoint that somebody kept: the older backup is not signed over', async () => {
  const target = join(folder, 'rolled-back')
  bringKey(target)
  const newer = join(folder, 'newer-checkpoint')
  cpSync(join(empty, 'log-checkpoint'), newer)
  const refused = await cli(['restore', join(folder, 'first'), '--checkpoint', newer], target)
  expect([refused.code, refused.stderr.includes('LOG_ROLLED_BACK'), refused.stderr.includes('countersign log restart')], refused.output).toEqual([1, true, true])
  await expect(start(target)).rejects.toThrow('LOG_ROLLED_BACK')
}, 120_000)
