import { closeSync, mkdirSync, mkdtempSync, openSync, readdirSync, rmSync, statSync, truncateSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { findFreePort, startApp, type App } from '../../../e2e/app.ts'
import { certify, closeStatement, sign, upload } from '../../../e2e/buyer.ts'
import { offer, openClient, openSeller } from '../../../e2e/client.ts'
import { click } from '../../server/fixture/agreement.ts'
import { isRoot, run } from '../process.ts'
import { asService, askAgain, findAcknowledged, openStand, type Acknowledged, type Stand } from '../load/load.ts'

/** Whether a file system of its own can be put somewhere: not without root, nor in most containers. */
async function canMount(): Promise<boolean> {
  if (!isRoot()) return false
  const place = mkdtempSync(join(tmpdir(), 'mount-'))
  const { code } = await run('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', place])
  if (code === 0) await run('umount', ['-l', place])
  rmSync(place, { recursive: true })
  return code === 0
}

/** File systems that can be put somewhere; where there are none it is said aloud what is not tried. */
const mounted = (await canMount()) ? ['tmpfs'] : []
if (mounted.length === 0) process.stderr.write('nothing can be mounted here: a full disk and one that cannot be written are not tried\n')

let folder: string
let mounts: string[]
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'disk-'))
  mounts = []
})
afterEach(async () => {
  for (const mount of mounts.toReversed()) await run('umount', ['-l', mount])
  rmSync(folder, { recursive: true, force: true })
})

async function mountSmall(path: string, options: string): Promise<boolean> {
  mkdirSync(path, { recursive: true })
  const { code } = await run('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', path])
  if (code === 0) mounts.push(path)
  return code === 0
}

const port = await findFreePort()
const start = (data: string, wrapper: readonly string[] = []): Promise<App> => startApp({ data, port, args: ['--no-pages'], wrapper, env: { COUNTERSIGN_DEMO: '0' } })
const clickOnce = async (app: App, stand: Stand, onRefusal?: (code: string) => void): Promise<Acknowledged> => ({ kind: 'click', token: (await askAgain(() => click(asService(app, onRefusal), stand.agreement))).token, contract: stand.contract, fileHash: null })

/** Clicks many times; gives what was acknowledged and the codes of what was refused. */
async function clickMany(app: App, stand: Stand, times: number): Promise<{ readonly acknowledged: Acknowledged[]; readonly refused: string[] }> {
  const acknowledged: Acknowledged[] = []
  const refused = new Set<string>()
  for (let tries = 0; tries < times; tries++) {
    await clickOnce(app, stand, (code) => void refused.add(code)).then((one) => acknowledged.push(one), () => undefined)
  }
  return { acknowledged, refused: [...refused] }
}

/** Takes all the room that is left. */
function fill(path: string): void {
  const file = openSync(path, 'w')
  for (const size of [1 << 20, 1 << 12, 1]) {
    try {
      for (;;) writeSync(file, Buffer.alloc(size))
    } catch {
      // Full, in pieces of this size.
    }
  }
  closeSync(file)
}

test.each(mounted)('the disk (%s) is full: refused by code, nothing lost, and the service goes on by itself once there is room', async () => {
  const data = join(folder, 'data')
  expect(await mountSmall(data, 'size=24m')).toBe(true)
  const app = await start(data)
  try {
    const stand = await openStand(app)
    const acknowledged = [await clickOnce(app, stand), await clickOnce(app, stand)]
    fill(join(data, 'filler'))
    const full = await clickMany(app, stand, 40)
    acknowledged.push(...full.acknowledged)
    expect(full.refused).toEqual(['STORAGE_FULL'])
    await findAcknowledged(app, acknowledged)
    rmSync(join(data, 'filler'))
    acknowledged.push(await clickOnce(app, stand))
    await findAcknowledged(app, acknowledged)
    await app.kill()
    const next = await start(data)
    await findAcknowledged(next, acknowledged)
    await next.stop()
  } finally {
    await app.kill()
  }
}, 180_000)

test('files may not grow (RLIMIT_FSIZE): refused by code, and found whole after a start without the limit', async () => {
  const data = join(folder, 'data')
  const first = await start(data)
  const stand = await openStand(first)
  const acknowledged = [await clickOnce(first, stand)]
  await first.stop()
  const blocks = Math.ceil(Math.max(...readdirSync(data).map((name) => statSync(join(data, name)).size)) / 1024) + 40
  const app = await start(data, ['bash', '-c', `trap '' XFSZ; ulimit -f ${blocks}; exec "$0" "$@"`])
  const limited = await clickMany(app, stand, 60).finally(() => app.kill())
  acknowledged.push(...limited.acknowledged)
  expect(limited.refused, app.output()).toEqual([expect.stringMatching(/^STORAGE_(FULL|REFUSED)$/)])
  const next = await start(data)
  try {
    await findAcknowledged(next, acknowledged)
    await clickOnce(next, stand)
  } finally {
    await next.stop()
  }
}, 180_000)

test.each(mounted)('the disk (%s) cannot be written, at the start: it does not start, and says why; while it runs: a signature is refused by code, and stored once it can be', async () => {
  const data = join(folder, 'data')
  expect(await mountSmall(data, 'size=64m')).toBe(true)
  const app = await start(data)
  try {
    const offered = await offer(await openSeller(app), { template: 'services', language: 'vi', email: 'disk@example.com' })
    const client = openClient(app)
    const closed = await closeStatement(client, offered)
    const file = await sign(client, closed, await certify(client, closed))
    // What is mounted over the files' folder cannot be written.
    expect(await mountSmall(join(data, 'blobs'), 'ro,size=1m')).toBe(true)
    const refused = await upload(client, closed, file)
    expect([refused.status, refused.code]).toEqual([507, 'STORAGE_REFUSED'])
    await run('umount', [mounts.pop()!])
    expect((await upload(client, closed, file)).status).toBe(200)
  } finally {
    await app.stop()
  }
  expect((await run('mount', ['-o', 'remount,ro', data])).code).toBe(0)
  await expect(start(data)).rejects.toThrow(/EROFS|SQLITE_(READONLY|CANTOPEN)|STORAGE_NOT_DURABLE/)
  expect((await run('mount', ['-o', 'remount,rw', data])).code).toBe(0)
  await (await start(data)).stop()
}, 180_000)

test('a disk that lied and lost what was synced is found: the service does not sign over the gap', async () => {
  const data = join(folder, 'data')
  const app = await start(data)
  const stand = await openStand(app)
  for (let at = 0; at < 5; at++) await clickOnce(app, stand)
  // The checkpoint's file is written within a second.
  await new Promise((later) => setTimeout(later, 2500))
  await app.kill()
  const wal = join(data, 'countersign.db-wal')
  truncateSync(wal, 0)
  await expect(start(data)).rejects.toThrow(/LOG_ROLLED_BACK|LOG_INCONSISTENT|LOG_FOREIGN/)
}, 120_000)
