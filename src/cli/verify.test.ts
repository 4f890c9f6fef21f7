import { spawn } from 'node:child_process'
import { copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { swap } from '../testing/attack/edit.ts'
import { CEREMONY_TIME, createContractSample } from '../testing/ceremony/contract.ts'

const MAIN = resolve(import.meta.dirname, 'main.ts')
let folder = ''

async function verify(...args: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((done) => {
    const child = spawn(process.execPath, [MAIN, 'verify', ...args], { env: { ...process.env, INIT_CWD: folder, COUNTERSIGN_DATA: join(folder, 'data'), LANG: 'C' } })
    let [stdout, stderr] = ['', '']
    child.stdout.on('data', (part: Buffer) => (stdout += part.toString()))
    child.stderr.on('data', (part: Buffer) => (stderr += part.toString()))
    child.on('close', (code) => done({ code: code ?? -1, stdout, stderr }))
  })
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'verify-'))
  const { secured, base, authority } = await createContractSample({ demo: true })
  await writeFile(join(folder, 'signed.pdf'), secured)
  await writeFile(join(folder, 'unsigned.pdf'), base)
  await writeFile(join(folder, 'changed.pdf'), swap(secured, '%PDF-1.7', '%PDF-1.6'))
  await writeFile(join(folder, 'not.pdf'), 'hello')
  const pem = Buffer.from(authority.anchors[0]!).toString('base64').replace(/(.{64})/g, '$1\n')
  await writeFile(join(folder, 'root.pem'), `-----BEGIN CERTIFICATE-----\n${pem}\n-----END CERTIFICATE-----\n`)
})

afterAll(() => rm(folder, { recursive: true, force: true }))

test('a good file passes with status 0, as JSON that programs rely on, paths seen from where the command was typed', async () => {
  const { code, stdout } = await verify('signed.pdf', '--trust', 'root.pem', '--json')
  const { path, report } = JSON.parse(stdout)
  expect(code).toBe(0)
  expect(path).toBe('signed.pdf')
  expect(report.verdict).toMatchObject({ indication: 'TOTAL-PASSED', sentence: expect.stringContaining('demo identity') })
  expect(report.file).toMatchObject({ name: 'signed.pdf', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) })
  expect(report.signatures).toHaveLength(1)
  expect(report.signatures[0]).toMatchObject({
    field: 'signature-buyer', type: 'signature', subFilter: 'ETSI.CAdES.detached', signatory: 'buyer@example.vn', bestSignatureTime: new Date(CEREMONY_TIME).toISOString(),
    level: 'PAdES-BASELINE-LT', indication: 'TOTAL-PASSED', subIndication: null, cryptography: 'PASSED', trust: 'PASSED', byteRange: 'CLEAN', coverage: 'ENTIRE-REVISION', changesAfter: 'LTA-UPDATE',
  })
  for (const check of report.signatures[0].checks) expect(check).toMatchObject({ id: expect.any(String), clause: expect.any(String), result: expect.any(String), sentence: expect.any(String) })
})

test('without a root there is no verdict but status 2; a changed file is 1; no signature, no PDF, no file is 3; the worst counts', async () => {
  expect((await verify('signed.pdf')).code).toBe(2)
  expect((await verify('signed.pdf', 'changed.pdf', '--trust=root.pem')).code).toBe(1)
  const mixed = await verify('unsigned.pdf', 'not.pdf', 'missing.pdf', 'changed.pdf', '--trust', 'root.pem', '--json')
  expect(mixed.code).toBe(3)
  const lines = mixed.stdout.trim().split('\n').map((line) => JSON.parse(line))
  expect(lines.map(({ path, error, report }) => [path, error?.code ?? report.verdict.indication])).toEqual([
    ['unsigned.pdf', 'NO_SIGNATURE'], ['not.pdf', 'PDF_NOT_A_PDF'], ['missing.pdf', 'FILE_UNREADABLE'], ['changed.pdf', 'TOTAL-FAILED'],
  ])
})

test('a time and a policy file change what is judged: before its certificate, by a stricter rule, with what lies beside it', { timeout: 90_000 }, async () => {
  const at = (time: string) => verify('signed.pdf', '--trust', 'root.pem', '--at', time, '--json')
  expect((await at('2020-01-01')).code).not.toBe(0)
  expect(JSON.parse((await at(new Date(CEREMONY_TIME + 60_000).toISOString())).stdout).report).toMatchObject({ judgedAt: new Date(CEREMONY_TIME + 60_000).toISOString(), verdict: { indication: 'TOTAL-PASSED' } })
  const schema = 'countersign/judge-policy/1'
  await writeFile(join(folder, 'policy.json'), JSON.stringify({ schema, anchors: ['root.pem'] }))
  expect((await verify('signed.pdf', '--policy', 'policy.json')).code).toBe(0)
  await writeFile(join(folder, 'strict.json'), JSON.stringify({ schema, anchors: ['root.pem'], algorithms: { hashes: { 'SHA-256': '2020-01-01' } } }))
  const strict = await verify('signed.pdf', '--policy=strict.json', '--json')
  expect([strict.code, JSON.parse(strict.stdout).report.verdict.subIndication]).toEqual([2, 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE'])
  await writeFile(join(folder, 'wrong.json'), JSON.stringify({ schema, anchor: [] }))
  expect((await verify('signed.pdf', '--policy', 'wrong.json')).code).toBe(64)
})

test('a folder is every PDF in it and below', async () => {
  await mkdir(join(folder, 'many', 'below'), { recursive: true })
  await copyFile(join(folder, 'signed.pdf'), join(folder, 'many', 'below', 'one.PDF'))
  await copyFile(join(folder, 'unsigned.pdf'), join(folder, 'many', 'two.pdf'))
  await writeFile(join(folder, 'many', 'notes.txt'), 'no PDF')
  const { code, stdout } = await verify('many', '--trust', 'root.pem', '--json')
  expect([code, stdout.trim().split('\n').map((line) => JSON.parse(line).path)]).toEqual([3, ['many/below/one.PDF', 'many/two.pdf']])
})

test('a folder with nothing to judge in it is told and never passes; a link to a PDF is judged', async () => {
  await mkdir(join(folder, 'empty', 'below'), { recursive: true })
  const { code, stdout } = await verify('empty', '--trust', 'root.pem', '--json')
  expect([code, JSON.parse(stdout)]).toEqual([3, { path: 'empty', error: { code: 'FILE_UNREADABLE', sentence: expect.any(String) } }])
  await mkdir(join(folder, 'linked'))
  await symlink(join(folder, 'signed.pdf'), join(folder, 'linked', 'đường dẫn.pdf'))
  const linked = await verify('linked', '--trust', 'root.pem', '--json')
  expect([linked.code, JSON.parse(linked.stdout).path]).toEqual([0, 'linked/đường dẫn.pdf'])
})

test('what is not understood is status 64, with how to use it', { timeout: 90_000 }, async () => {
  for (const args of [[], ['--trust'], ['signed.pdf', '--nonsense'], ['signed.pdf', '--trust', 'signed.pdf'], ['signed.pdf', '--at', 'yesterday'], ['signed.pdf', '--policy', 'missing.json']]) expect((await verify(...args)).code).toBe(64)
  expect((await verify()).stderr).toContain('Usage: countersign verify')
})

test('in words, the sentence comes first', async () => {
  const { stdout } = await verify('changed.pdf', '--trust', 'root.pem')
  expect(stdout).toMatch(/^changed\.pdf\n\s+■ Do not rely on this file\. The signed bytes were changed after signing\./)
})
