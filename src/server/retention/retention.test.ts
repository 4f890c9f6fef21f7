import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Trail } from '../../core/evidence/trail.ts'
import type { ContractSummary } from '../../protocol/contract.ts'
import type { RetentionView } from '../../protocol/retention.ts'
import { checkChain, parseRecord } from '../../core/evidence/record.ts'
import { outlineTrail } from '../trail/outline.ts'
import { click, openAgreement } from '../fixture/agreement.ts'
import { certify, closeStatement, offerSample, sign, upload } from '../fixture/party.ts'
import { openTestService, signIn, type TestService } from '../fixture/service.ts'
import { checkContract } from '../integrity/contract.ts'
import { checkLogs } from '../integrity/recheck.ts'
import { listHolds, placeHold, releaseHold } from './hold.ts'
import { keepUntil } from './keep.ts'
import { DAY, keepOf, renderRetentionTable } from './rule.ts'
import { planRetention, runRetention, runRetentionDue } from './run.ts'

let service: TestService
beforeEach(async () => {
  service = await openTestService()
})
afterEach(() => service.close())

async function signContract(): Promise<{ contract: string; token: string; cookie: string }> {
  const offered = await offerSample(service)
  const buyer = await closeStatement(service, offered.token)
  expect((await upload(service, buyer, await sign(service, buyer, await certify(service, buyer)))).statusCode).toBe(200)
  await service.parts.mailer.settle()
  return offered
}

const countOf = async (table: 'session' | 'challenge' | 'session_code' | 'intent'): Promise<number> => Number((await service.parts.store.selectFrom(table).select((query) => query.fn.countAll<number | string>().as('count')).executeTakeFirstOrThrow()).count)

test('the README and the data map tell the same numbers as the rules that run', () => {
  expect(readFileSync(join(import.meta.dirname, '..', '..', '..', 'README.md'), 'utf8')).toContain(renderRetentionTable())
})

test('a concluded contract is kept ten years, then erased: nothing readable is left, and its history still stands in the log', async () => {
  const { parts } = service
  const { contract, token } = await signContract()
  service.advance(keepOf('concluded') - DAY)
  expect((await planRetention(parts, parts.clock())).items).toEqual([])
  expect((await planRetention(parts, parts.clock() + 2 * DAY)).items).toMatchObject([{ rule: 'concluded', contract, isHeld: false }])
  expect((await runRetention(parts)).get('concluded') ?? 0).toBe(0)
  const hashes = await parts.store.selectFrom('record').select(['sequence', 'hash', 'log_position']).where('contract', '=', contract).orderBy('sequence').execute()
  service.advance(2 * DAY)
  expect((await runRetention(parts)).get('concluded')).toBe(1)
  const key = await parts.store.selectFrom('data_key').selectAll().where('id', '=', contract).executeTakeFirstOrThrow()
  expect([key.wrapped, readdirSync(join(service.folder, 'blobs'))]).toEqual([null, []])
  const answer = await service.ask('GET', `/api/offers/${token}`)
  expect([answer.statusCode, answer.json<{ error: { code: string } }>().error.code]).toEqual([410, 'DATA_ERASED'])
  const list = (await service.ask('GET', '/api/contracts', undefined, { headers: { cookie: await signIn(service, 'seller@example.com') } })).json<{ contracts: ContractSummary[] }>()
  expect(list.contracts.map(({ id }) => id)).not.toContain(contract)
  // Its records keep hashes and entries; one more says that it was erased, and the log has it.
  const after = await parts.store.selectFrom('record').select(['sequence', 'hash', 'log_position', 'event']).where('contract', '=', contract).orderBy('sequence').execute()
  expect(after.slice(0, hashes.length)).toMatchObject(hashes)
  expect(after.at(-1)).toMatchObject({ event: 'erased' })
  const entry = await parts.store.selectFrom('log_entry').select('entry').where('position', '=', after.at(-1)!.log_position!).executeTakeFirstOrThrow()
  expect(Buffer.from(entry.entry).toString('utf8')).toContain('"kind":"erasure"')
  expect(await parts.log.prove(after.at(-1)!.log_position!)).not.toBeNull()
  expect([await checkLogs(parts), await checkContract(parts, contract)]).toEqual([[], []])
  expect((await runRetention(parts)).get('concluded') ?? 0).toBe(0)
}, 30_000)

test('a legal hold stops every rule for its contract until it is released; a contract’s own time goes before the rule', async () => {
  const { parts } = service
  const { contract } = await signContract()
  await placeHold(parts, contract, 'vụ kiện 12/2036')
  expect(await listHolds(parts)).toMatchObject([{ contract, reason: 'vụ kiện 12/2036' }])
  const stored = await parts.store.selectFrom('legal_hold').select('reason').executeTakeFirstOrThrow()
  expect(Buffer.from(stored.reason).toString('utf8')).not.toContain('vụ kiện')
  service.advance(keepOf('concluded') + DAY)
  expect((await planRetention(parts, parts.clock())).items).toMatchObject([{ contract, isHeld: true }])
  expect((await runRetention(parts)).get('concluded') ?? 0).toBe(0)
  expect([await releaseHold(parts, contract), await releaseHold(parts, contract)]).toEqual([true, false])
  await keepUntil(parts, contract, parts.clock() + 100 * DAY)
  expect((await runRetention(parts)).get('concluded') ?? 0).toBe(0)
  service.advance(101 * DAY)
  expect((await runRetention(parts)).get('concluded')).toBe(1)
  await expect(placeHold(parts, contract, 'too late')).rejects.toMatchObject({ code: 'CONTRACT_NOT_FOUND' })
}, 30_000)

test('the seller sees when a contract is erased and by which rule, keeps it longer and never for less; each change is a linked record with its entry, told in both languages', async () => {
  const { parts } = service
  const { contract, token, cookie } = await signContract()
  const headers = { headers: { cookie } }
  const path = `/api/contracts/${contract}/retention`
  const view = (await service.ask('GET', path, undefined, headers)).json<RetentionView>()
  const agreed = await parts.store.selectFrom('answer').select('received_at').where('contract', '=', contract).executeTakeFirstOrThrow()
  const ruleEnd = new Date(agreed.received_at + keepOf('concluded')).toISOString()
  expect(view).toMatchObject({ rule: { id: 'concluded', days: 3650 }, erasedAt: ruleEnd, ruleEnd, earliest: ruleEnd, ownUntil: null, heldSince: null, isOpen: false })
  // For less than the rule, for ever, or on no day: refused, and nothing is written.
  const records = async () => (await service.ask('GET', `/api/contracts/${contract}/records`, undefined, headers)).json<{ records: { record: string }[] }>().records.map(({ record }) => record)
  const before = await records()
  const day = (ahead: number) => new Date(agreed.received_at + keepOf('concluded') + ahead * DAY).toISOString().slice(0, 10)
  for (const [until, code] of [[day(-2), 'RETENTION_REFUSED'], ['2999-01-01', 'RETENTION_REFUSED'], ['2040-13-01', 'BODY_MALFORMED']]) expect((await service.ask('PUT', path, { until }, headers)).json(), until).toMatchObject({ error: { code } })
  expect(await records()).toEqual(before)
  const longer = (await service.ask('PUT', path, { until: day(400) }, headers)).json<RetentionView>()
  expect([longer.erasedAt, longer.ruleEnd]).toEqual([`${day(400)}T23:59:59.999Z`, ruleEnd])
  await service.ask('PUT', path, { until: day(400) }, headers)
  await placeHold(parts, contract, 'vụ kiện')
  expect((await service.ask('GET', path, undefined, headers)).json<RetentionView>()).toMatchObject({ erasedAt: null })
  await releaseHold(parts, contract)
  await keepUntil(parts, contract, null)
  const after = await records()
  const added = after.slice(before.length).map(parseRecord)
  expect(added.map(({ event, retainUntil, actor }) => [event, retainUntil, actor.kind])).toEqual([
    ['retention-changed', longer.erasedAt, 'party'], ['hold-placed', longer.erasedAt, 'service'], ['hold-released', longer.erasedAt, 'service'], ['retention-changed', ruleEnd, 'service'],
  ])
  expect(added[0]?.evidence?.identityProof?.method).toBe('mail-code')
  expect(() => checkChain(after)).not.toThrow()
  // Until when each is kept: nothing is known while an offer is open, the rule's day from the conclusion on.
  const known = before.map(parseRecord).map(({ event, retainUntil }) => [event, retainUntil] as const)
  for (const [event, until] of [['drafted', null], ['offered', null], ['agreed', ruleEnd], ['validation-data-added', ruleEnd]] as const) expect(known, event).toContainEqual([event, until])
  const trail = (await service.ask('GET', `/api/contracts/${contract}/trail`, undefined, headers)).json<Trail>()
  expect(trail.events.slice(-4).every(({ proof }) => proof !== null)).toBe(true)
  for (const [language, words] of [['vi', ['lệnh giữ theo yêu cầu pháp lý', 'Lệnh giữ theo yêu cầu pháp lý được gỡ', 'thay đổi thời hạn lưu giữ hợp đồng: ít nhất đến ngày', 'vụ kiện']], ['en', ['placed a legal hold', 'legal hold was released', 'changed how long the contract is kept: until', 'vụ kiện']]] as const) {
    for (const word of words) expect(JSON.stringify(outlineTrail(trail, language))).toContain(word)
  }
  // Why it is held is not for the other party.
  const held = (await service.ask('GET', `/api/offers/${token}/trail`)).json<Trail>()
  expect([held.events.some(({ event }) => event === 'hold-placed'), JSON.stringify(held).includes('vụ kiện')]).toEqual([true, false])
  expect(await checkContract(parts, contract)).toEqual([])
}, 30_000)

test('what was never concluded goes after three years, an abandoned draft after two, an open offer never', async () => {
  const { parts } = service
  const { contract } = await offerSample(service)
  const draft = (await service.ask('POST', '/api/contracts', { template: 'services', language: 'en' }, { headers: { cookie: await signIn(service, 'seller@example.com') } })).json<{ summary: { id: string } }>().summary.id
  await parts.store.updateTable('round').set({ reply_by: null }).where('contract', '=', contract).execute()
  service.advance(keepOf('unconcluded') + DAY)
  const done = await runRetention(parts)
  expect([done.get('draft'), done.get('unconcluded') ?? 0]).toEqual([1, 0])
  expect(await parts.store.selectFrom('contract').select('id').where('id', '=', draft).executeTakeFirst()).toBeUndefined()
  await parts.store.updateTable('round').set({ state: 'lapsed', ended_at: parts.clock() }).where('contract', '=', contract).execute()
  service.advance(keepOf('unconcluded') + DAY)
  expect((await runRetention(parts)).get('unconcluded')).toBe(1)
}, 30_000)

test('an acceptance by a click loses what is personal after ten years; the agreement’s text stays', async () => {
  const { parts } = service
  const agreement = await openAgreement(service)
  const { token, acceptance } = await click(service, agreement.id)
  service.advance(keepOf('acceptance') + DAY)
  expect((await runRetention(parts)).get('acceptance')).toBe(1)
  expect((await service.ask('GET', `/api/acceptances/${token}`)).json<{ error: { code: string } }>().error.code).toBe('ACCEPTANCE_ERASED')
  const row = await parts.store.selectFrom('acceptance').selectAll().where('id', '=', acceptance).executeTakeFirstOrThrow()
  expect([row.content.length, row.erased_at === null]).toEqual([0, false])
  expect((await service.ask('GET', `/api/agreements/${agreement.id}`)).statusCode).toBe(200)
  expect(await checkContract(parts, row.contract)).toEqual([])
}, 30_000)

test('codes, sessions, challenges, letters and abandoned orders go by their dates, and not before', async () => {
  const { parts } = service
  const { token } = await offerSample(service)
  const buyer = await closeStatement(service, token)
  await service.ask('PUT', `/api/offers/${token}/intents/${buyer.statementHash}`, buyer.request)
  await parts.mailer.settle()
  const letters = async (): Promise<number> => (await parts.store.selectFrom('mail').select('id').where('content', 'is not', null).execute()).length
  const before = [await countOf('session'), await countOf('intent'), await letters()]
  expect(before.every((count) => count > 0)).toBe(true)
  await runRetention(parts)
  expect([await countOf('session'), await countOf('intent'), await letters()]).toEqual(before)
  service.advance(keepOf('mail') + DAY)
  const planned = (await planRetention(parts, parts.clock())).rules.filter(({ count }) => count > 0).map(({ rule }) => rule)
  expect(planned).toEqual(expect.arrayContaining(['code', 'challenge', 'abandoned-intent', 'code-mail', 'mail']))
  await runRetention(parts)
  expect([await countOf('session_code'), await countOf('challenge'), await countOf('intent'), await letters()]).toEqual([0, 0, 0, 0])
  expect((await parts.store.selectFrom('retention_run').selectAll().execute()).length).toBeGreaterThan(3)
  // Once an hour, by whichever process comes first.
  await runRetentionDue(parts)
  const runs = (await parts.store.selectFrom('fact').select('value').where('name', '=', 'retention-run').executeTakeFirstOrThrow()).value
  await runRetentionDue(parts)
  expect((await parts.store.selectFrom('fact').select('value').where('name', '=', 'retention-run').executeTakeFirstOrThrow()).value).toBe(runs)
}, 30_000)
