import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { followLog } from '../../cli/monitor.ts'
import { examinePackage } from '../../core/evidence/examine/package.ts'
import { parseRecord, checkChain } from '../../core/evidence/record.ts'
import { Frontier } from '../../core/log/frontier.ts'
import { click, openAgreement } from '../../server/fixture/agreement.ts'
import { certify, closeStatement, offerSample, sign, upload } from '../../server/fixture/party.ts'
import { openTestService, type TestService } from '../../server/fixture/service.ts'
import { encodeCsv } from '../../server/export/csv.ts'
import { exportAll } from '../../server/export/export.ts'
import { appendRecords, VISITOR_ACTOR } from '../../server/record/append.ts'

let service: TestService
let contract: string
const folder = mkdtempSync(join(tmpdir(), 'export-'))
const out = join(folder, 'out')
beforeAll(async () => {
  service = await openTestService()
  const offered = await offerSample(service)
  contract = offered.contract
  const buyer = await closeStatement(service, offered.token)
  await upload(service, buyer, await sign(service, buyer, await certify(service, buyer)))
  await service.parts.mailer.settle()
  const agreement = await openAgreement(service)
  await click(service, agreement.id)
})
afterAll(async () => {
  await service.close()
  rmSync(folder, { recursive: true, force: true })
})

test('everything comes out in forms that others read: packages that verify, records that link, a log that any monitor follows', async () => {
  const { contracts, acceptances, bad } = await exportAll(service.parts, out)
  expect([contracts, acceptances, bad]).toEqual([2, 1, []])
  const below = join(out, 'contracts', contract)
  expect(readdirSync(below).toSorted()).toEqual(['contract.json', 'evidence.asice', 'records.jsonl', 'signed-01.pdf'])
  const report = await examinePackage(new Uint8Array(readFileSync(join(below, 'evidence.asice'))), { anchors: [service.parts.authority.root], time: service.parts.clock() })
  expect([report.faults, report.seal.indication]).toEqual([[], 'TOTAL-PASSED'])
  const records = readFileSync(join(below, 'records.jsonl'), 'utf8').trimEnd().split('\n')
  expect(() => checkChain(records)).not.toThrow()
  expect(records.map((text) => parseRecord(text).event)).toContain('agreed')
  const read = async (path: string): Promise<Uint8Array> => new Uint8Array(readFileSync(join(out, 'log', '1', path)))
  const { frontier } = await followLog({ verifier: service.parts.log.verifier, frontier: new Frontier(), kinds: {} }, read)
  expect(frontier.size).toBeGreaterThan(10)
  const index = readFileSync(join(out, 'index.csv'), 'utf8')
  expect([index.startsWith('\uFEFFcontract,'), index.includes(contract)]).toEqual([true, true])
  await expect(exportAll(service.parts, out)).rejects.toMatchObject({ code: 'EXPORT_EXISTS' })
  expect(existsSync(`${out}.partial-${process.pid}`)).toBe(false)
})

test('a contract with more records than fit a page comes out whole, and each record once, also where one is missing', async () => {
  const { parts } = service
  const key = await parts.vault.loadKey(parts.store, contract)
  const shown = Array.from({ length: 220 }, () => ({ event: 'displayed', actor: VISITOR_ACTOR }) as const)
  await parts.store.transaction().execute((access) => appendRecords(access, parts, key, contract, shown))
  const linesOf = async (name: string): Promise<string[]> => {
    await exportAll(parts, join(folder, name))
    return readFileSync(join(folder, name, 'contracts', contract, 'records.jsonl'), 'utf8').trimEnd().split('\n')
  }
  const whole = await linesOf('whole')
  expect(() => checkChain(whole)).not.toThrow()
  await parts.store.deleteFrom('record').where('contract', '=', contract).where('sequence', 'in', [7, 8, 205]).execute()
  const left = await linesOf('gaps')
  expect([left.length, new Set(left).size]).toEqual([whole.length - 3, whole.length - 3])
  expect(left).toEqual(whole.filter((_, sequence) => ![7, 8, 205].includes(sequence)))
}, 60_000)

test('a title cannot become a formula, and commas, quotes and lines stay in their cell', () => {
  expect(encodeCsv([['=1+1', 'a,b', 'c"d', 'e\nf', '-5']])).toBe('\uFEFF\'=1+1,"a,b","c""d","e\nf",\'-5\r\n')
})
