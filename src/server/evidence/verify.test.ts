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

test('one changed byte in a part of any kind is status 1, and the part is named', async () => {
  // Of parts that are alike, one is enough here; the test beside this one takes every one.
  const kinds = new Map(files.map((file, at) => [file.name.replace(/\d{4}.*$|[0-9a-f]{16,}.*$/, ''), { ...file, at }]))
  const chosen = [...kinds.values()]
  expect(chosen.length).toBeGreaterThan(15)
  await Promise.all(chosen.map(async ({ name, bytes, at }) => {
    const changed = bytes.slice()
    changed[changed.length >> 1]! ^= 1
    await writeFile(join(folder, `changed-${at}.asice`), encodeZip(files.with(at, { name, bytes: changed })))
  }))
  const { code, stdout } = await verify(...chosen.map(({ at }) => `changed-${at}.asice`), '--trust', 'root.pem')
  expect(code).toBe(1)
  const told = stdout.split(/^(?=changed-\d+\.asice$)/m)
  expect(told).toHaveLength(chosen.length)
  for (const [place, { name, at }] of chosen.entries()) {
    expect(told[place], name).toContain(`changed-${at}.asice\n  TOTAL-FAILED\n`)
    expect(told[place], name).toContain(`  ${name}: `)
  }
}, 240_000)
