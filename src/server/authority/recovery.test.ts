import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { decodeBase64 } from '../../core/bytes/base64.ts'
import { signCheckpoint } from '../../core/log/checkpoint.ts'
import { parseCertificate } from '../../core/pki/certificate.ts'
import { parseCrl, verifyCrl } from '../../core/pki/crl.ts'
import { createOcspRequest, verifyOcspResponse } from '../../core/pki/ocsp.ts'
import { validatePath } from '../../core/pki/path.ts'
import { makeBackup } from '../backup/backup.ts'
import { restoreFrom } from '../backup/place.ts'
import { createTestDatabase, type TestDatabase } from '../fixture/database.ts'
import { certifyKept, changeState, type KeptHolder } from '../fixture/kept.ts'
import { openTestService, type TestService } from '../fixture/service.ts'
import { openLogSigner } from '../log/key.ts'
import type { Parts } from '../parts.ts'
import { openParts } from '../serve.ts'
import { parseSettings } from '../settings.ts'
import { openAuthority } from './authority.ts'
import { exportRoot, openRootFile } from './custody.ts'

const ROOT = join(import.meta.dirname, '..', '..', '..')
const PASSPHRASE = 'ba mươi chữ cái trong két sắt'
const folder = mkdtempSync(join(tmpdir(), 'recovery-'))
let service: TestService
let database: TestDatabase
let file: Uint8Array
let lost: KeptHolder
let held: KeptHolder
let restored: Parts

beforeAll(async () => {
  service = await openTestService()
  const { store, vault, settings } = service.parts
  lost = await certifyKept(service, 'lost@example.com')
  held = await certifyKept(service, 'held@example.com')
  await changeState(service, lost, 'revoked', 'keyCompromise')
  await changeState(service, held, 'suspended')
  await exportRoot({ ...service.parts, publicAddress: settings.publicAddress }, PASSPHRASE, (bytes) => {
    file = bytes
    return Promise.resolve(bytes)
  })
  const signTree = async (head: { size: number; root: Uint8Array }): Promise<string> => signCheckpoint(await openLogSigner(vault, await store.selectFrom('log_tree').selectAll().executeTakeFirstOrThrow()), head)
  await makeBackup({ ...service.parts, signTree }, join(folder, 'backup'))
  database = await createTestDatabase()
  const data = join(folder, 'restored')
  cpSync(join(service.folder, 'master.key'), join(data, 'master.key'))
  const again = parseSettings({ COUNTERSIGN_DATA: data, COUNTERSIGN_PUBLIC_ADDRESS: settings.publicAddress, ...(database.url ? { DATABASE_URL: database.url } : {}) })
  await restoreFrom(again, join(folder, 'backup'), [])
  restored = await openParts(ROOT, again, null, 'test', { logLevel: 'silent' })
})
afterAll(async () => {
  await restored.log.settle()
  await restored.store.destroy()
  await database.drop()
  await service.close()
  rmSync(folder, { recursive: true, force: true })
})

describe('the machine is gone: a backup, the master key and the root’s file bring the authority back, and nothing that was revoked is good again', () => {
  it('the same certificates, and every status as it was', async () => {
    const [before, after] = [service.parts.authority, restored.authority]
    expect([after.root, after.issuing, after.timestampUnit]).toEqual([before.root, before.issuing, before.timestampUnit])
    const list = await after.getCrl('issuing')
    expect((await verifyCrl({ crl: list, issuer: after.issuing, time: restored.clock() })).isValid).toBe(true)
    expect(parseCrl(list).crlNumber! >= parseCrl(await before.getCrl('issuing')).crlNumber!, 'numbers never go back').toBe(true)
    for (const [holder, reason] of [[lost, 'keyCompromise'], [held, 'certificateHold']] as const) {
      expect(parseCrl(list).entries).toContainEqual(expect.objectContaining({ serialNumber: holder.kept.serial, reason }))
      const certificate = decodeBase64(holder.kept.certificate)
      const response = await after.answerOcsp(await createOcspRequest({ certificate, issuer: after.issuing }))
      const { isValid, answer } = await verifyOcspResponse({ response, certificate, issuer: after.issuing, time: restored.clock() })
      expect([isValid, answer?.status]).toMatchObject([true, { kind: 'revoked', reason }])
    }
  })

  it('whoever has the machine and not the root’s file makes no other issuing authority; with it a new one issues, and the old one’s status goes on', async () => {
    const parts = { ...restored, publicAddress: restored.settings.publicAddress }
    await expect(openAuthority({ ...parts, renew: ['issuing'] })).rejects.toMatchObject({ code: 'ROOT_KEY_ABSENT' })
    const next = await openAuthority({ ...parts, rootKey: await openRootFile(file, PASSPHRASE), renew: ['issuing'] })
    expect(next.intermediates).toEqual([next.issuing, service.parts.authority.issuing])
    const { spki } = parseCertificate(decodeBase64(held.kept.certificate))
    const issued = await next.issueSignatory({ spki, email: 'held@example.com', demo: true, kept: { organisation: null } })
    const path = await validatePath({ certificate: issued.certificate, intermediates: issued.chain, anchors: [service.parts.authority.root], time: restored.clock(), purpose: 'document-signing' })
    expect(path.isValid, 'to the root that everybody trusts already').toBe(true)
    expect(parseCrl(await next.getCrl('issuing')).entries.map(({ serialNumber }) => serialNumber)).toEqual(expect.arrayContaining([lost.kept.serial, held.kept.serial]))
  })
})
