import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { click, openAgreement, signSubject } from '../fixture/agreement.ts'
import { certify, closeStatement, offerSample, sign, upload } from '../fixture/party.ts'
import { openTestService, type TestService } from '../fixture/service.ts'
import { checkContract } from './contract.ts'
import type { Damage } from './damage.ts'
import { checkLogs, listDamages, PERIOD, recheckDue } from './recheck.ts'
import { reportDamages } from './report.ts'

let service: TestService
let contract: string
let token: string
let blob: string
beforeAll(async () => {
  service = await openTestService({ COUNTERSIGN_OPERATOR_MAIL: 'operator@example.com', COUNTERSIGN_OPERATOR_TOKEN: 'operator-token-operator-token-12345' })
  const offered = await offerSample(service)
  contract = offered.contract
  token = offered.token
  const buyer = await closeStatement(service, token)
  await upload(service, buyer, await sign(service, buyer, await certify(service, buyer)))
  await service.parts.mailer.settle()
  const row = await service.parts.store.selectFrom('round').select('blob').where('contract', '=', contract).executeTakeFirstOrThrow()
  blob = row.blob!
})
afterAll(() => service.close())

const codesOf = (damages: readonly Damage[]): string[] => damages.map(({ code, name }) => `${code} ${name.split(' ')[0]}`)

/** Does harm, looks, and undoes it. */
async function harm(change: () => Promise<unknown>, undo: () => Promise<unknown>, look: () => Promise<readonly Damage[]> = () => checkContract(service.parts, contract)): Promise<readonly Damage[]> {
  await change()
  try {
    return await look()
  } finally {
    await undo()
  }
}

test('what nobody has touched is good', async () => {
  expect(await checkContract(service.parts, contract)).toEqual([])
  await service.parts.log.advance()
  expect(await checkLogs(service.parts)).toEqual([])
})

describe('a damaged file', () => {
  const path = (): string => join(service.folder, 'blobs', blob)
  let good: Buffer
  beforeEach(() => {
    good = readFileSync(path())
  })

  test.each([
    ['one changed byte', (bytes: Buffer) => Buffer.concat([bytes.subarray(0, 5000), Buffer.of(bytes[5000]! ^ 1), bytes.subarray(5001)])],
    ['cut off', (bytes: Buffer) => bytes.subarray(0, bytes.length - 100)],
    ['nothing left', () => Buffer.alloc(0)],
  ])('%s: found by name, and never given out', async (_name, change) => {
    const found = await harm(
      async () => writeFileSync(path(), change(good)),
      async () => writeFileSync(path(), good),
      async () => {
        const answer = await service.ask('GET', `/api/offers/${token}/file`)
        expect([answer.statusCode, answer.json<{ error: { code: string } }>().error.code]).toEqual([500, 'STORED_DAMAGED'])
        return checkContract(service.parts, contract)
      },
    )
    expect(found).toEqual([{ subject: contract, name: `file ${blob}`, code: 'FILE_DAMAGED' }])
    expect((await service.ask('GET', `/api/offers/${token}/file`)).statusCode).toBe(200)
  })

  test('removed: found by name, and the download says so', async () => {
    const found = await harm(
      async () => rmSync(path()),
      async () => writeFileSync(path(), good),
      async () => {
        expect((await service.ask('GET', `/api/offers/${token}/file`)).json<{ error: { code: string } }>().error.code).toBe('STORED_DAMAGED')
        return checkContract(service.parts, contract)
      },
    )
    expect(codesOf(found)).toEqual(['FILE_MISSING file'])
  })

  test('replaced by another of the same contract, properly sealed and named: its hash is not what was acknowledged', async () => {
    const { store, vault, blobs } = service.parts
    const offer = await store.selectFrom('answer').select(['offer', 'file_hash']).where('contract', '=', contract).executeTakeFirstOrThrow()
    const key = await vault.loadKey(store, contract)
    const other = await blobs.put(key.seal(`file/${contract}/${offer.offer}`, new Uint8Array(100)))
    const found = await harm(
      () => store.updateTable('round').set({ blob: other }).where('contract', '=', contract).execute(),
      () => store.updateTable('round').set({ blob }).where('contract', '=', contract).execute(),
    )
    expect(codesOf(found)).toContain('FILE_DIFFERS file')
  })
})

describe('a damaged row', () => {
  test.each<[string, string, (s: TestService) => Promise<() => Promise<unknown>>]>([
    ['a record’s text', 'ROW_UNREADABLE record', async ({ parts: { store: s } }) => {
      const row = await s.selectFrom('record').selectAll().where('contract', '=', contract).where('sequence', '=', 3).executeTakeFirstOrThrow()
      const changed = Uint8Array.from(row.record)
      changed[40]! ^= 1
      await s.updateTable('record').set({ record: changed }).where('contract', '=', contract).where('sequence', '=', 3).execute()
      return () => s.updateTable('record').set({ record: row.record }).where('contract', '=', contract).where('sequence', '=', 3).execute()
    }],
    ['a record’s hash', 'ROW_DIFFERS record', async ({ parts: { store: s } }) => {
      const row = await s.selectFrom('record').selectAll().where('contract', '=', contract).where('sequence', '=', 2).executeTakeFirstOrThrow()
      await s.updateTable('record').set({ hash: 'ab'.repeat(32) }).where('contract', '=', contract).where('sequence', '=', 2).execute()
      return () => s.updateTable('record').set({ hash: row.hash }).where('contract', '=', contract).where('sequence', '=', 2).execute()
    }],
    ['the last record gone', 'ROW_MISSING record', async ({ parts: { store: s } }) => {
      const row = await s.selectFrom('record').selectAll().where('contract', '=', contract).orderBy('sequence', 'desc').limit(1).executeTakeFirstOrThrow()
      await s.deleteFrom('record').where('contract', '=', contract).where('sequence', '=', row.sequence).execute()
      return () => s.insertInto('record').values(row).execute()
    }],
    ['a record in the middle gone', 'ROW_MISSING record', async ({ parts: { store: s } }) => {
      const row = await s.selectFrom('record').selectAll().where('contract', '=', contract).where('sequence', '=', 4).executeTakeFirstOrThrow()
      await s.deleteFrom('record').where('contract', '=', contract).where('sequence', '=', 4).execute()
      return () => s.insertInto('record').values(row).execute()
    }],
    ['an entry of the log', 'ENTRY_DIFFERS record', async ({ parts: { store: s } }) => {
      const { log_position: position } = await s.selectFrom('record').select('log_position').where('contract', '=', contract).where('sequence', '=', 1).executeTakeFirstOrThrow()
      const row = await s.selectFrom('log_entry').selectAll().where('position', '=', position!).executeTakeFirstOrThrow()
      await s.updateTable('log_entry').set({ entry: Buffer.from('{}') }).where('position', '=', position!).execute()
      return () => s.updateTable('log_entry').set({ entry: row.entry }).where('position', '=', position!).execute()
    }],
    ['the answer gone', 'ROW_MISSING answer', async ({ parts: { store: s } }) => {
      const row = await s.selectFrom('answer').selectAll().where('contract', '=', contract).executeTakeFirstOrThrow()
      await s.deleteFrom('answer').where('contract', '=', contract).execute()
      return () => s.insertInto('answer').values(row).execute()
    }],
    ['the published text', 'ROW_UNREADABLE contract_version', async ({ parts: { store: s } }) => {
      const row = await s.selectFrom('contract_version').selectAll().where('contract', '=', contract).executeTakeFirstOrThrow()
      await s.updateTable('contract_version').set({ document: row.publication }).where('contract', '=', contract).execute()
      return () => s.updateTable('contract_version').set({ document: row.document }).where('contract', '=', contract).execute()
    }],
    ['a certificate', 'ROW_DIFFERS certificate', async ({ parts: { store: s } }) => {
      const row = await s.selectFrom('certificate').selectAll().where('contract', '=', contract).where('purpose', '=', 'signature').executeTakeFirstOrThrow()
      await s.updateTable('certificate').set({ thumbprint: 'cd'.repeat(32) }).where('serial', '=', row.serial).execute()
      return () => s.updateTable('certificate').set({ thumbprint: row.thumbprint }).where('serial', '=', row.serial).execute()
    }],
  ])('%s: found by name', async (_name, wanted, change) => {
    const undo = await change(service)
    const found = await checkContract(service.parts, contract).finally(undo)
    expect(codesOf(found)).toContain(wanted)
    expect(await checkContract(service.parts, contract)).toEqual([])
  })

  test('an acceptance of a click', async () => {
    const agreement = await openAgreement(service)
    const receipt = await click(service, agreement.id, { subject: signSubject(agreement.secret.hostSecret, { sub: 'a' }, service.parts.clock()) })
    const { store: s } = service.parts
    const row = await s.selectFrom('acceptance').selectAll().where('id', '=', receipt.acceptance).executeTakeFirstOrThrow()
    expect(await checkContract(service.parts, row.contract)).toEqual([])
    await s.updateTable('acceptance').set({ statement_hash: 'ef'.repeat(32) }).where('id', '=', row.id).execute()
    expect(codesOf(await checkContract(service.parts, row.contract))).toEqual(['ROW_DIFFERS acceptance'])
    await s.updateTable('acceptance').set({ statement_hash: row.statement_hash }).where('id', '=', row.id).execute()
  })
})

test('the operator’s page says how much was checked, never that all is good before all was looked at', async () => {
  const { parts } = service
  const { store } = parts
  const headers = { authorization: `Basic ${Buffer.from('operator:operator-token-operator-token-12345').toString('base64')}`, accept: 'text/html' }
  const told = async (language = 'en', of = service): Promise<string> => /role="status" class="(\w+">[^<]*)/.exec((await of.ask('GET', '/operator', undefined, { headers: { ...headers, 'accept-language': language } })).body)?.[1] ?? ''
  await store.deleteFrom('integrity_check').execute()
  const count = (await store.selectFrom('contract').select('id').where('state', '!=', 'draft').execute()).length
  expect(count).toBeGreaterThan(1)
  expect(await told()).toBe(`open">Not checked yet: none of ${count} contracts. The public log is not checked yet.`)
  expect(await told('vi')).toBe(`open">Chưa kiểm tra hợp đồng nào trong ${count}. Sổ công khai chưa được kiểm tra.`)
  // A check of what is no contract any more counts for nothing.
  await store.insertInto('integrity_check').values({ subject: 'a-contract-that-is-gone', checked_at: parts.clock() }).execute()
  await recheckDue(parts, 1)
  expect(await told()).toBe(`open">1 of ${count} contracts checked: nothing damaged. The others are not checked yet. The public log is checked: nothing damaged.`)
  await recheckDue(parts, 50)
  expect(await told()).toBe(`good">All ${count} contracts checked: nothing damaged. The public log is checked: nothing damaged.`)
  const empty = await openTestService({ COUNTERSIGN_OPERATOR_TOKEN: 'operator-token-operator-token-12345' })
  expect(await told('en', empty)).toBe('open">There is no contract to check yet. The public log is not checked yet.')
  await empty.close()
})

test('on the schedule: told once and by name, shown by health and the operator’s page, and gone once it is mended', async () => {
  const { parts } = service
  while ((await recheckDue(parts)).length > 0 || (await parts.store.selectFrom('contract').leftJoin('integrity_check', 'subject', 'contract.id').select('contract.id').where('state', '!=', 'draft').where('checked_at', 'is', null).executeTakeFirst()));
  const path = join(service.folder, 'blobs', blob)
  const good = readFileSync(path)
  writeFileSync(path, good.subarray(1))
  expect(await recheckDue(parts)).toEqual([])
  service.advance(PERIOD + 1000)
  const told: Damage[] = []
  await reportDamages(parts, await recheckDue(parts, 50), (damage) => told.push(damage))
  expect(told).toEqual([{ subject: contract, name: `file ${blob}`, code: 'FILE_DAMAGED' }])
  await parts.mailer.settle()
  const [mail] = (await parts.mailer.readOutbox()).mails
  expect([mail?.to, mail?.text.includes(`FILE_DAMAGED  file ${blob}`)]).toEqual(['operator@example.com', true])
  expect((await service.ask('GET', '/api/health')).json()).toEqual({ ok: true, stored: 'damaged' })
  const page = await service.ask('GET', '/operator', undefined, { headers: { authorization: `Basic ${Buffer.from('operator:operator-token-operator-token-12345').toString('base64')}`, accept: 'text/html' } })
  expect([page.statusCode, page.body.includes(`file ${blob}`)]).toEqual([200, true])
  service.advance(2 * 3_600_000)
  expect(await recheckDue(parts, 50)).toEqual([])
  writeFileSync(path, good)
  service.advance(2 * 3_600_000)
  await recheckDue(parts, 50)
  expect([await listDamages(parts), (await service.ask('GET', '/api/health')).json()]).toEqual([[], { ok: true, stored: 'good' }])
  expect(readdirSync(join(service.folder, 'blobs'))).toContain(blob)
})
