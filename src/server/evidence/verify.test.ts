import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { encodeZip, parseZip, type ZipFile } from '../../core/bytes/zip.ts'
import { encodePem } from '../authority/root-file.ts'
import { BUYER, offerSample, signAsParty } from '../fixture/party.ts'
import { openTestService } from '../fixture/service.ts'
import { run } from '../../testing/process.ts'

const MAIN = resolve(import.meta.dirname, '..', '..', 'cli', 'main.ts')
let folder = ''
let files: ZipFile[] = []

const verify = (...args: readonly string[]) => run('node', [MAIN, 'verify', ...args], { env: { INIT_CWD: folder, COUNTERSIGN_DATA: join(folder, 'data'), LANG: 'C' } })

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'verify-package-'))
  const service = await openTestService()
  try {
    const { cookie, contract, token } = await offerSample(service)
    await signAsParty(service, token, BUYER)
    const answer = await service.ask('GET', `/api/contracts/${contract}/evidence`, undefined, { headers: { cookie } })
    const bytes = new Uint8Array(answer.rawPayload)
    files = parseZip(bytes).map(({ name, bytes: content }) => ({ name, bytes: content! }))
    await writeFile(join(folder, 'whole.asice'), bytes)
    await writeFile(join(folder, 'root.pem'), encodePem(service.parts.authority.root))
  } finally {
    await service.close()
  }
}, 60_000)
afterAll(() => rm(folder, { recursive: true, force: true }))

test('a package that is whole passes with status 0; without its root there is no verdict but status 2', async () => {
  const { code, stdout } = await verify('whole.asice', '--trust', 'root.pem', '--json')
  const judged = JSON.parse(stdout) as { readonly path: string; readonly package: { readonly indication: string; readonly faults: unknown[]; readonly records: number; readonly proven: number } }
  expect([code, judged.path, judged.package.indication, judged.package.faults]).toEqual([0, 'whole.asice', 'TOTAL-PASSED', []])
  expect(judged.package.proven).toBe(judged.package.records)
  expect(judged.package.records).toBeGreaterThan(5)
  expect((await verify('whole.asice')).code).toBe(2)
}, 60_000)

test('one changed byte in any part is status 1, and the part is named: every part, one after the other', async () => {
  const others = await Promise.all(files.map(async ({ name, bytes }, at) => {
    const changed = bytes.slice()
    changed[changed.length >> 1]! ^= 1
    const path = `changed-${String(at).padStart(3, '0')}.asice`
    await writeFile(join(folder, path), encodeZip(files.with(at, { name, bytes: changed })))
    return path
  }))
  expect(others.length).toBeGreaterThan(40)
  const { code, stdout } = await verify(...others, '--trust', 'root.pem')
  expect(code).toBe(1)
  const told = stdout.split(/^(?=changed-\d{3}\.asice$)/m)
  expect(told).toHaveLength(files.length)
  for (const [at, { name }] of files.entries()) {
    expect(told[at], name).toMatch(/^changed-\d{3}\.asice\n {2}TOTAL-FAILED\n/)
    expect(told[at], name).toContain(`  ${name}: `)
  }
}, 240_000)
