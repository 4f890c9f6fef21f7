import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parseCertificate } from '../core/pki/certificate.ts'
import { parseCrl } from '../core/pki/crl.ts'
import { createOcspRequest, verifyOcspResponse } from '../core/pki/ocsp.ts'
import { validatePath } from '../core/pki/path.ts'
import { decodeBase64 } from '../core/bytes/base64.ts'
import { certifyKept, changeState, type KeptHolder } from '../server/fixture/kept.ts'
import { openTestService, signIn, type TestService } from '../server/fixture/service.ts'
import { acquireLock } from '../server/lock.ts'
import { run } from '../testing/process.ts'

const ROOT_PASSPHRASE = 'twelve letters or more'
let service: TestService
let holder: KeptHolder
const away = mkdtempSync(join(tmpdir(), 'root-'))
const file = join(away, 'root.p12')

beforeAll(async () => {
  service = await openTestService()
  holder = await certifyKept(service, 'held@example.com')
})
afterAll(async () => {
  await service.close()
  rmSync(away, { recursive: true, force: true })
})

/** The command as an operator types it, on the data folder of the service that runs beside it. */
async function type(...words: string[]): Promise<{ code: number; out: string; err: string }> {
  const { databaseUrl, publicAddress } = service.parts.settings
  const env = { COUNTERSIGN_DATA: service.folder, COUNTERSIGN_PUBLIC_ADDRESS: publicAddress, COUNTERSIGN_ROOT_PASSPHRASE: ROOT_PASSPHRASE, ...(databaseUrl === null ? {} : { DATABASE_URL: databaseUrl }) }
  const { code, stdout, stderr } = await run('node', ['src/cli/main.ts', ...words], { env, timeout: 60_000 })
  return { code, out: stdout, err: stderr }
}

async function statusOf(serial: string) {
  const { certificate } = holder.kept
  const subject = decodeBase64(certificate)
  const issuer = service.parts.authority.issuing
  const request = await createOcspRequest({ certificate: subject, issuer })
  const answer = await service.ask('POST', '/pki/ocsp', request, { headers: { 'content-type': 'application/ocsp-request' } })
  const result = await verifyOcspResponse({ response: new Uint8Array(answer.rawPayload), certificate: subject, issuer, time: service.parts.clock() })
  const list = parseCrl(new Uint8Array((await service.ask('GET', '/pki/crl/issuing.crl')).rawPayload))
  return { ocsp: result.isValid ? result.answer?.status : null, crl: list.entries.find((entry) => entry.serialNumber === serial)?.reason ?? null }
}

describe('countersign certificate, typed beside a running service: everybody learns of it at once', () => {
  test('shown, suspended, restored, revoked with its reason, never restored after', async () => {
    const { serial } = holder.kept
    expect(await type('certificate', 'show', serial)).toMatchObject({ code: 0, out: expect.stringMatching(/^state {7}good$/m) })
    expect(await statusOf(serial)).toMatchObject({ ocsp: { kind: 'good' }, crl: null })
    expect(await type('certificate', 'suspend', serial)).toMatchObject({ code: 0, out: expect.stringMatching(/^state {7}suspended/m) })
    expect(await statusOf(serial)).toMatchObject({ ocsp: { kind: 'revoked', reason: 'certificateHold' }, crl: 'certificateHold' })
    expect(await type('certificate', 'restore', serial)).toMatchObject({ code: 0 })
    expect(await statusOf(serial)).toMatchObject({ ocsp: { kind: 'good' }, crl: null })
    expect(await type('certificate', 'revoke', serial)).toMatchObject({ code: 64 })
    expect(await statusOf(serial)).toMatchObject({ ocsp: { kind: 'good' } })
    const revoked = await type('certificate', 'revoke', serial, '--reason', 'keyCompromise')
    expect(revoked).toMatchObject({ code: 0, out: expect.stringMatching(/^state {7}revoked \(keyCompromise\)$/m) })
    expect(revoked.out).toMatch(/revoked by operator \(keyCompromise\)/)
    expect(await statusOf(serial)).toMatchObject({ ocsp: { kind: 'revoked', reason: 'keyCompromise' }, crl: 'keyCompromise' })
    expect(await type('certificate', 'restore', serial)).toMatchObject({ code: 1, err: expect.stringContaining('CERTIFICATE_STATE_REFUSED') })
    expect(await type('certificate', 'show', 'ab'.repeat(16))).toMatchObject({ code: 1, err: expect.stringContaining('CERTIFICATE_NOT_FOUND') })
    const { mails } = await service.parts.mailer.readOutbox()
    expect(mails.filter(({ to, subject }) => to === 'held@example.com' && subject.includes('was')).length, 'the holder is told of each change').toBeGreaterThanOrEqual(3)
  }, 120_000)

  test('an organisation is attested and taken back; a malformed identifier is not', async () => {
    const cookie = await signIn(service, 'giamdoc@example.com')
    const organisation = async () => (await service.ask('GET', '/api/certificates', undefined, { headers: { cookie } })).json<{ organisation: unknown }>().organisation
    expect(await type('certificate', 'attest', 'giamdoc@example.com', '--name', 'Công ty TNHH Hoa Sen', '--identifier', 'VATVN-0101234567')).toMatchObject({ code: 0 })
    expect(await organisation()).toEqual({ name: 'Công ty TNHH Hoa Sen', identifier: 'VATVN-0101234567', by: 'operator' })
    expect(await type('certificate', 'attest', 'giamdoc@example.com', '--name', 'X', '--identifier', 'VATVN-1')).toMatchObject({ code: 1, err: expect.stringContaining('ORGANISATION_REFUSED') })
    expect(await type('certificate', 'unattest', 'giamdoc@example.com')).toMatchObject({ code: 0 })
    expect(await organisation()).toBeNull()
    expect(await type('certificate', 'unattest', 'giamdoc@example.com')).toMatchObject({ code: 1 })
  }, 60_000)
})

describe('countersign authority: the root leaves, the rest goes on, and everything comes back', () => {
  const lines = (out: string): string[][] => out.trim().split('\n').map((line) => line.split(/\s{2,}|\s(?=key)/))

  test('status, export, rotation with the file only, status of the root renewed, import', async () => {
    const serial = expect.stringMatching(/^[0-9a-f]{32}$/) as unknown
    expect(lines((await type('authority', 'status')).out)).toEqual([['issuing', 'key here', serial], ['root', 'key here', serial], ['timestamp', 'key here', serial]])
    const lost = await certifyKept(service, 'lost@example.com')
    await changeState(service, lost, 'revoked', 'keyCompromise')
    const lock = acquireLock(service.folder)
    expect(await type('authority', 'status'), 'not beside a service that uses the keys').toMatchObject({ code: 1, out: '' })
    lock.release()
    const first = service.parts.authority.issuing
    expect(await type('authority', 'export-root', file)).toMatchObject({ code: 0, out: expect.stringMatching(/^root +key elsewhere$/m) })
    expect(statSync(file).mode & 0o077, 'nobody else may read the file').toBe(0)
    expect(await type('authority', 'export-root', file)).toMatchObject({ code: 1 })
    expect(await type('authority', 'rotate', 'issuing')).toMatchObject({ code: 1, err: expect.stringContaining('ROOT_KEY_ABSENT') })
    expect(await type('authority', 'rotate', 'issuing', '--root', file)).toMatchObject({ code: 0, out: expect.stringMatching(/^issuing-?\w* +key here$/m) })
    expect(await type('authority', 'rotate', 'timestamp', '--root', file)).toMatchObject({ code: 0 })
    expect(await type('authority', 'renew-root-status', '--root', file)).toMatchObject({ code: 0 })
    const { serialNumber } = parseCertificate(first)
    expect(await type('authority', 'revoke', serialNumber, '--reason', 'keyCompromise'), 'the root’s key is needed').toMatchObject({ code: 1, err: expect.stringContaining('ROOT_KEY_ABSENT') })
    expect(await type('authority', 'revoke', serialNumber, '--reason', 'keyCompromise', '--root', file)).toMatchObject({ code: 0 })
    expect(await type('certificate', 'show', serialNumber)).toMatchObject({ code: 0, out: expect.stringMatching(/^state +revoked \(keyCompromise\)$/m) })

    const { openAuthority } = await import('../server/authority/authority.ts')
    const { store, vault, clock, random, settings } = service.parts
    const next = await openAuthority({ store, vault, clock, random, publicAddress: settings.publicAddress })
    expect(Buffer.compare(next.issuing, first), 'a new issuing authority').not.toBe(0)
    const { isValid } = await validatePath({ certificate: next.issuing, intermediates: [], anchors: [next.root], time: clock(), purpose: 'any' })
    expect(isValid).toBe(true)
    const earlier = next.issuers.find(({ certificate }) => Buffer.compare(certificate, first) === 0)
    expect(parseCrl(await next.getCrl(earlier!.slug)).entries.map(({ serialNumber }) => serialNumber), 'the earlier one goes on publishing status').toContain(lost.kept.serial)
    expect(parseCertificate(next.timestampUnit).issuer.text, 'a new unit under the new one').toBe(parseCertificate(next.issuing).subject.text)

    expect(await type('authority', 'import-root', file)).toMatchObject({ code: 0, out: expect.stringMatching(/^root +key here$/m) })
    expect(await type('authority', 'frobnicate')).toMatchObject({ code: 64 })
  }, 180_000)
})
