import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { execFileSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { encodeZip, parseZip } from '../../core/bytes/zip.ts'
import { sha256Hex } from '../../core/bytes/sha256.ts'
import { encodeUtf8 } from '../../core/bytes/text.ts'
import { findAttribute } from '../../core/cms/attribute.ts'
import { parseSignedData } from '../../core/cms/signed-data.ts'
import { OID_SIGNATURE_TIME_STAMP } from '../../core/pki/oids.ts'
import { assemblePackage, streamPackage } from '../../core/evidence/assemble/package.ts'
import { examinePackage, isPackage, readPackage } from '../../core/evidence/examine/package.ts'
import type { ExamineOptions } from '../../core/evidence/examine/examine.ts'
import { computeCertificateThumbprint } from '../../core/pki/thumbprint.ts'
import { encodePem } from '../authority/root-file.ts'
import { certify, closeStatement, offerSample, sign, SNAPSHOT, upload } from '../fixture/party.ts'
import { openTestService, type TestService } from '../fixture/service.ts'

let service: TestService
let bytes: Uint8Array
let options: ExamineOptions
const folder = mkdtempSync(join(tmpdir(), 'package-'))
beforeAll(async () => {
  service = await openTestService()
  const { cookie, contract, token } = await offerSample(service)
  const buyer = await closeStatement(service, token)
  await upload(service, buyer, await sign(service, buyer, await certify(service, buyer)))
  bytes = new Uint8Array((await service.ask('GET', `/api/contracts/${contract}/evidence`, undefined, { headers: { cookie } })).rawPayload)
  const { authority, log, clock } = service.parts
  options = { anchors: [authority.root], logs: [{ root: computeCertificateThumbprint(authority.root), verifiers: log.verifiers, since: log.since }], time: clock() }
})
afterAll(async () => {
  await service.close()
  rmSync(folder, { recursive: true, force: true })
})

test('an evidence package is whole: sealed, each record proven to be in the log, the PDF as signed', async () => {
  expect(isPackage(bytes)).toBe(true)
  const report = await examinePackage(bytes, options)
  expect(report.faults).toEqual([])
  expect([report.indication, report.seal.indication, report.files.length, report.proven]).toEqual(['TOTAL-PASSED', 'TOTAL-PASSED', 1, report.records])
  expect(report.records).toBeGreaterThan(5)
  const names = parseZip(bytes).map(({ name }) => name)
  expect(names.slice(0, 2)).toEqual(['mimetype', 'index.html'])
  for (const start of ['document/', 'signed/', 'records/', 'statements/', 'snapshots/', 'proofs/', 'log/checkpoint', 'certificates/', 'revocation/', 'timestamps/', 'schemas/', 'audit-trail.json', 'audit-trail.vi.pdf', 'audit-trail.en.pdf', 'META-INF/']) {
    expect(names.some((name) => name.startsWith(start)), start).toBe(true)
  }
})

test('one changed byte in any part is found and named; so is a part that is missing or was added', async () => {
  const files = parseZip(bytes).map((file) => ({ name: file.name, bytes: file.bytes! }))
  for (const [at, file] of files.entries()) {
    const changed = file.bytes.slice()
    changed[Math.floor(changed.length / 2)]! ^= 1
    const found = encodeZip(files.with(at, { ...file, bytes: changed }))
    expect(isPackage(found), file.name).toBe(true)
    const own = file.name.startsWith('META-INF/')
    const faults = own ? (await examinePackage(found, options)).faults : readPackage(found).faults
    // A digest changed in the manifest names its part too: which of the two was changed, the seal over the manifest tells.
    const told = own ? faults.filter(({ name }) => name === file.name) : faults
    expect(told, file.name).toEqual([{ name: file.name, fault: 'changed' }])
    // And without its checksum mended, as a bad disk would leave it.
    const raw = encodeZip(files)
    const place = Buffer.from(raw).indexOf(Buffer.from(file.name), 0) + file.name.length
    raw[place]! ^= 1
    expect(readPackage(raw).faults.map(({ name }) => name), file.name).toEqual([file.name])
  }
  const without = await examinePackage(encodeZip(files.filter(({ name }) => !name.startsWith('signed/'))), options)
  expect([without.indication, without.faults]).toEqual(['TOTAL-FAILED', [{ name: 'signed/01.pdf', fault: 'missing' }]])
  const more = await examinePackage(encodeZip([...files, { name: 'signed/02.txt', bytes: new Uint8Array(1) }]), options)
  expect(more.faults).toEqual([{ name: 'signed/02.txt', fault: 'unsigned' }])
  const manifest = files.findIndex(({ name }) => name === 'META-INF/ASiCManifest.xml')
  const other = files.with(manifest, { ...files[manifest]!, bytes: Buffer.from(Buffer.from(files[manifest]!.bytes).toString('utf8').replace('text/html', 'text/htmX')) })
  expect((await examinePackage(encodeZip(other), options)).seal).toMatchObject({ indication: 'TOTAL-FAILED', subIndication: 'HASH_FAILURE' })
}, 120_000)

test('the recorded screen is the one that the statement names: another under its name, or one that no statement names, is told by name', async () => {
  const files = parseZip(bytes).map((file) => ({ name: file.name, bytes: file.bytes! }))
  const shown = files.find(({ name }) => name.startsWith('snapshots/'))!
  expect(Buffer.from(shown.bytes).toString('utf8')).toBe(SNAPSHOT)
  // Sealed anew by somebody who can seal: the manifest fits, the statement does not.
  const forged = encodeUtf8(SNAPSHOT.replace('Tôi đồng ý', 'Tôi đọc'))
  for (const name of [shown.name, `snapshots/${sha256Hex(forged)}.txt`]) {
    const others = files.filter((file) => file !== shown && !file.name.startsWith('META-INF/') && file.name !== 'mimetype').map((file) => ({ ...file, mediaType: 'text/plain' }))
    const found = await assemblePackage([...others, { name, mediaType: 'text/plain', bytes: forged }], () => Promise.resolve(files.find((file) => file.name === 'META-INF/signature.p7s')!.bytes))
    expect((await examinePackage(found, options)).faults, name).toContainEqual({ name, fault: 'changed' })
  }
})

test('without the log’s key at hand, the package’s own is as good as its seal', async () => {
  const { logs: _, ...without } = options
  const report = await examinePackage(bytes, without)
  expect([report.indication, report.proven]).toEqual(['TOTAL-PASSED', report.records])
  const unsealed = await examinePackage(bytes, { ...without, anchors: [] })
  expect([unsealed.indication, unsealed.proven]).toEqual(['INDETERMINATE', 0])
})

test('the index is in plain Vietnamese and English, with every moment told in both', () => {
  const html = Buffer.from(parseZip(bytes).find(({ name }) => name === 'index.html')!.bytes!).toString('utf8')
  for (const sentence of ['Trần Thị Lan đồng ý và ký.', 'Trần Thị Lan agreed and signed.', 'tạo bản nháp.', 'created the draft.', 'UTC']) expect(html).toContain(sentence)
  expect(html).not.toMatch(/<script/)
  // Whatever it links to is in the package.
  const links = [...html.matchAll(/href="([^"]+)"/g)].map(([, name]) => name!)
  expect(links).toContain('signed/01.pdf')
  for (const name of links) expect(parseZip(bytes).map((file) => file.name)).toContain(name)
})

test('a byte changed in the zip itself never passes', async () => {
  for (let at = 0; at < bytes.length; at += Math.ceil(bytes.length / 20)) {
    const changed = bytes.slice()
    changed[at]! ^= 0x10
    const indication = await examinePackage(changed, { ...options, anchors: [] }).then((report) => report.indication, (error: { code?: string }) => error.code)
    expect(indication, String(at)).toMatch(/^(TOTAL-FAILED|ZIP_MALFORMED|PACKAGE_MALFORMED|UTF8_MALFORMED)$/)
  }
}, 120_000)

test('OpenSSL verifies the package’s signature and its timestamp', () => {
  const files = new Map(parseZip(bytes).map((file) => [file.name, file.bytes!]))
  const put = (name: string, content: Uint8Array | string): string => {
    const path = join(folder, name)
    writeFileSync(path, content)
    return path
  }
  const root = put('root.pem', encodePem(service.parts.authority.root))
  const manifest = put('manifest.xml', files.get('META-INF/ASiCManifest.xml')!)
  const signature = put('signature.p7s', files.get('META-INF/signature.p7s')!)
  const run = (content: string): string => execFileSync('openssl', ['cms', '-verify', '-binary', '-inform', 'DER', '-in', signature, '-content', content, '-CAfile', root, '-purpose', 'any', '-out', join(folder, 'out')], { encoding: 'utf8', stdio: 'pipe' })
  expect(() => run(manifest)).not.toThrow()
  expect(readFileSync(join(folder, 'out')).equals(readFileSync(manifest))).toBe(true)
  expect(() => run(put('other.xml', 'another'))).toThrow(/digest|failure/i)
  const [signer] = parseSignedData(files.get('META-INF/signature.p7s')!).signers
  const token = put('token.der', findAttribute(signer!.unsignedAttributes, OID_SIGNATURE_TIME_STAMP)!.values[0]!)
  const stamp = (imprint: string): string => execFileSync('openssl', ['ts', '-verify', '-digest', imprint, '-in', token, '-token_in', '-CAfile', root], { encoding: 'utf8', stdio: 'pipe' })
  expect(stamp(sha256Hex(signer!.signature))).toContain('Verification: OK')
  expect(() => stamp('00'.repeat(32))).toThrow(/mismatch|FAILED/i)
})

test('what is larger than a package can be is refused before its first byte, not in the middle of a download', async () => {
  const part = { name: 'signed/01.pdf', mediaType: 'application/pdf', size: 600_000_000, crc: 0, digest: new Uint8Array(32), open: () => { throw new Error('was read') } }
  await expect(streamPackage([part], () => Promise.resolve(new Uint8Array(1)))).rejects.toMatchObject({ code: 'ZIP_TOO_LARGE' })
})
