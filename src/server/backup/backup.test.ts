import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { click, openAgreement } from '../fixture/agreement.ts'
import { createTestDatabase } from '../fixture/database.ts'
import { certify, closeStatement, offerSample, sign, upload } from '../fixture/party.ts'
import { openTestService, type TestService } from '../fixture/service.ts'
import { recheckAll } from '../integrity/recheck.ts'
import { openLogSigner } from '../log/key.ts'
import { openParts } from '../serve.ts'
import { parseSettings } from '../settings.ts'
import { signCheckpoint } from '../../core/log/checkpoint.ts'
import { makeBackup } from './backup.ts'
import { restoreFrom } from './place.ts'
import { encodeRow, parseRow } from './row.ts'
import { packTar, unpackTar } from './tar.ts'

const ROOT = join(import.meta.dirname, '..', '..', '..')
const folder = mkdtempSync(join(tmpdir(), 'backup-unit-'))
let service: TestService
beforeAll(async () => {
  service = await openTestService()
  const { token } = await offerSample(service)
  const buyer = await closeStatement(service, token)
  await upload(service, buyer, await sign(service, buyer, await certify(service, buyer)))
})
afterAll(async () => {
  await service.close()
  rmSync(folder, { recursive: true, force: true })
})

const signTree = async (head: { size: number; root: Uint8Array }): Promise<string> =>
  signCheckpoint(await openLogSigner(service.parts.vault, await service.parts.store.selectFrom('log_tree').selectAll().executeTakeFirstOrThrow()), head)

test('what is written while the backup is taken is either whole in it or not at all; restored, everything is good', async () => {
  const agreement = await openAgreement(service)
  const ending = new AbortController()
  const clicking = (async () => {
    while (!ending.signal.aborted) await click(service, agreement.id)
  })()
  const manifest = await makeBackup({ ...service.parts, signTree }, join(folder, 'backup'))
  ending.abort()
  await clicking
  expect([manifest.damaged, manifest.blobs.length]).toEqual([[], 1])
  const database = await createTestDatabase()
  const data = join(folder, 'restored')
  try {
    cpSync(join(service.folder, 'master.key'), join(data, 'master.key'))
    const settings = parseSettings({ COUNTERSIGN_DATA: data, ...(database.url ? { DATABASE_URL: database.url } : {}) })
    await restoreFrom(settings, join(folder, 'backup'), [])
    const parts = await openParts(ROOT, settings, null, 'test', { logLevel: 'silent' })
    try {
      expect(await recheckAll(parts)).toEqual([])
      for (const [table, { rows }] of Object.entries(manifest.tables)) {
        if (['fact', 'integrity_check'].includes(table)) continue
        const { count } = await parts.store.selectFrom(table as 'record').select((query) => query.fn.countAll<number | string>().as('count')).executeTakeFirstOrThrow()
        expect([table, Number(count)]).toEqual([table, rows])
      }
    } finally {
      await parts.log.settle()
      await parts.store.destroy()
    }
    await expect(restoreFrom(settings, join(folder, 'backup'), [])).rejects.toMatchObject({ code: 'RESTORE_NOT_EMPTY' })
  } finally {
    await database.drop()
  }
})

test('a file that is missing here is named, and the rest is backed up', async () => {
  const [name] = readdirSync(join(service.folder, 'blobs'))
  cpSync(join(service.folder, 'blobs', name!), join(folder, 'kept'))
  rmSync(join(service.folder, 'blobs', name!))
  const manifest = await makeBackup({ ...service.parts, signTree }, join(folder, 'damaged.tar')).finally(() => cpSync(join(folder, 'kept'), join(service.folder, 'blobs', name!)))
  expect(manifest.damaged).toEqual([name])
  expect(readdirSync(folder).filter((entry) => entry.includes('partial'))).toEqual([])
})

test('rows of any content come back as they were', () => {
  const columns = { a: 'text', b: 'integer', c: 'bytes', d: 'bytes?' }
  fc.assert(fc.property(fc.string({ unit: 'binary' }), fc.maxSafeInteger(), fc.uint8Array(), fc.option(fc.uint8Array()), (a, b, c, d) => {
    fc.pre(a.isWellFormed())
    const line = encodeRow({ a, b, c, d }, columns)
    expect(line).not.toContain('\n')
    expect(parseRow(line, columns)).toEqual({ a, b, c: new Uint8Array(c), d: d && new Uint8Array(d) })
  }))
  for (const line of ['', '[]x', '{"a":1}', '{"b":"1"}', '{"c":"%"}', 'null']) expect(() => parseRow(line, columns), line).toThrow(Error)
})

test('files of any size come back from a tar; one that is cut off, changed or leads out of the folder is refused', () => {
  const [source, target] = [mkdtempSync(join(folder, 'source-')), mkdtempSync(join(folder, 'target-'))]
  for (const [name, size] of [['empty', 0], ['one', 1], ['block', 512], ['more', 1500]] as const) writeFileSync(join(source, name), Buffer.alloc(size, name))
  packTar(source, join(folder, 'all.tar'))
  unpackTar(join(folder, 'all.tar'), target)
  expect(readdirSync(target)).toEqual(readdirSync(source))
  fc.assert(fc.property(fc.nat(4000), fc.integer({ min: 1, max: 255 }), (at, flip) => {
    const bytes = Buffer.from(readTar())
    bytes[at]! ^= flip
    writeFileSync(join(folder, 'changed.tar'), bytes)
    const place = mkdtempSync(join(folder, 'changed-'))
    const found = codeOf(() => unpackTar(join(folder, 'changed.tar'), place))
    rmSync(place, { recursive: true })
    expect(found).toMatch(/^(none|BACKUP_DAMAGED|EEXIST)$/)
  }), { numRuns: 50 })
  writeFileSync(join(folder, 'short.tar'), readTar().subarray(0, 2000))
  expect(() => unpackTar(join(folder, 'short.tar'), mkdtempSync(join(folder, 'short-')))).toThrow(expect.objectContaining({ code: 'BACKUP_DAMAGED' }))
})

function codeOf(act: () => void): string {
  try {
    act()
    return 'none'
  } catch (error) {
    return String((error as { code?: string }).code)
  }
}

const readTar = (): Buffer => readFileSync(join(folder, 'all.tar'))
