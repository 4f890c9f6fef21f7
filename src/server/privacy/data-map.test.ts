import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { checkChain } from '../../core/evidence/record.ts'
import type { AgreementDetail } from '../../protocol/agreement.ts'
import { TABLE_NAMES } from '../../protocol/data-name.ts'
import { dataMapSchema } from '../../protocol/privacy.ts'
import { click, openAgreement, signSubject } from '../fixture/agreement.ts'
import { openTestService, type TestService } from '../fixture/service.ts'
import { readTables } from '../storage/migration.ts'
import { describeData, PURPOSES } from './data-map.ts'

let service: TestService
beforeAll(async () => {
  service = await openTestService()
})
afterAll(() => service.close())

describe('the data map', () => {
  test('describes every table that there is, and none that is not there', () => {
    const tables = Object.keys(readTables())
    expect(Object.keys(PURPOSES).toSorted()).toEqual(tables.toSorted())
    expect(describeData().map(({ table }) => table)).toEqual(tables)
  })

  test('is what anyone gets, with each column once', async () => {
    const { tables } = dataMapSchema.parse((await service.ask('GET', '/api/privacy/data-map')).json())
    expect(tables).toEqual(describeData())
    expect(tables.find(({ table }) => table === 'acceptance')).toMatchObject({ about: 'visitor', retention: 'until-erased', rules: [{ days: 3650, from: 'accepted', end: 'destroy-key' }], sealed: ['content', 'withdrawal'] })
  })
})

test('names for people are of tables that there are, in both languages', () => {
  const tables = Object.keys(readTables())
  expect(Object.keys(TABLE_NAMES).toSorted()).toEqual(tables.toSorted())
  for (const { vi, en } of Object.values(TABLE_NAMES)) expect([vi, en].every((name) => /^\p{Lu}[\p{L} ’,-]+$/u.test(name) && name.normalize('NFC') === name)).toBe(true)
  expect(new Set(Object.values(TABLE_NAMES).map(({ vi }) => vi)).size).toBe(Object.keys(TABLE_NAMES).length)
})

describe('erasing', () => {
  test('destroys the key: nothing of the person is readable any more, the history still checks, and it cannot be done twice', async () => {
    const agreement = await openAgreement(service)
    const subject = signSubject(agreement.secret.hostSecret, { sub: 'gone@example.com' }, service.parts.clock())
    const receipt = await click(service, agreement.id, { subject })
    expect((await service.ask('POST', `/api/acceptances/${receipt.token}/erasure`, {})).statusCode).toBe(200)
    expect((await service.ask('GET', `/api/acceptances/${receipt.token}`)).json<{ error: { code: string } }>().error.code).toBe('ACCEPTANCE_ERASED')
    expect((await service.ask('POST', `/api/acceptances/${receipt.token}/erasure`, {})).json<{ error: { code: string } }>().error.code).toBe('ACCEPTANCE_ERASED')
    const row = await service.parts.store.selectFrom('data_key').select(['wrapped', 'destroyed_at']).where('id', '=', receipt.acceptance).executeTakeFirstOrThrow()
    expect([row.wrapped, row.destroyed_at === null]).toEqual([null, false])
    const { versions } = (await service.ask('GET', `/api/agreements/${agreement.id}/detail`, undefined, { headers: { cookie: agreement.cookie } })).json<AgreementDetail>()
    const { records } = (await service.ask('GET', `/api/contracts/${versions[0]!.contract}/records`, undefined, { headers: { cookie: agreement.cookie } })).json<{ records: { record: string }[] }>()
    expect(() => checkChain(records.map(({ record }) => record))).not.toThrow()
    expect(records.some(({ record }) => record.includes('"event":"erased"'))).toBe(true)
    const { acceptances } = (await service.ask('GET', `/api/agreements/${agreement.id}/acceptances`, undefined, { headers: { cookie: agreement.cookie } })).json<{ acceptances: { subject: string | null }[] }>()
    expect(acceptances.map(({ subject: name }) => name)).toEqual([null])
  })
})
