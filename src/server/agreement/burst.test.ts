import { resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { checkChain } from '../../core/evidence/record.ts'
import type { AcceptanceRequest, ClickReceipt } from '../../protocol/agreement.ts'
import { createApp } from '../app.ts'
import { ADDRESS, openTestService, type TestService } from '../fixture/service.ts'
import { click, openAgreement, prepareClick, sendClick, signSubject, type ClickChoice, type TestAgreement } from '../fixture/agreement.ts'
import { readRecords } from '../record/append.ts'
import { openParts } from '../serve.ts'
import { openDatabase } from '../storage/database.ts'

let service: TestService
let agreement: TestAgreement
/** How many may be written together; whose key is not stored, by its turn when each is written alone. */
let fault: { most: number; turn: number } = { most: Infinity, turn: -1 }
/** Most that came to one transaction. */
let together = 0
beforeAll(async () => {
  service = await openTestService({}, (parts) => ({
    ...parts,
    vault: {
      ...parts.vault,
      storeKeys(access, kind, keys) {
        together = Math.max(together, keys.length)
        if (keys.length > fault.most || (keys.length === 1 && fault.turn-- === 0)) throw new Error('the disk refused')
        return parts.vault.storeKeys(access, kind, keys)
      },
    },
  }))
  agreement = await openAgreement(service)
}, 60_000)
afterAll(() => service.close())

const prepare = async (sub: string | null, choice: ClickChoice = {}): Promise<AcceptanceRequest> =>
  (await prepareClick(service, agreement.id, { subject: sub === null ? null : signSubject(agreement.secret.hostSecret, { sub }, service.parts.clock()), ...choice }))!
const send = (requests: readonly AcceptanceRequest[]) => Promise.all(requests.map((request) => sendClick(service, agreement.id, request)))
const endOf = (answer: Awaited<ReturnType<typeof sendClick>>): string => answer.statusCode === 200 ? answer.json<ClickReceipt>().event : answer.json<{ error: { code: string } }>().error.code
const idOf = (answer: Awaited<ReturnType<typeof sendClick>>): string => answer.json<ClickReceipt>().acceptance

/** What a request's statement says. */
const read = ({ jws }: AcceptanceRequest) => JSON.parse(Buffer.from(jws!.split('.')[1]!, 'base64url').toString()) as { challenge: string; keyThumbprint: string }

/** Every acceptance with its record in the chain, and every public entry, without a gap. */
async function takeStock(): Promise<{ acceptances: number; records: number }> {
  const { store, vault } = service.parts
  const acceptances = await store.selectFrom('acceptance').select(['id', 'contract', 'record_hash']).where('agreement', '=', agreement.id).execute()
  const { contract } = acceptances[0]!
  const records = await readRecords(store, await vault.loadKey(store, contract), contract)
  expect(() => checkChain(records.map(({ record }) => record))).not.toThrow()
  const own = records.filter(({ record }) => (JSON.parse(record) as { actor: { kind: string } }).actor.kind === 'visitor').map(({ hash }) => hash)
  expect(own.toSorted()).toEqual(acceptances.map(({ record_hash }) => record_hash).toSorted())
  const entries = await store.selectFrom('log_entry').select('position').orderBy('position').execute()
  expect(entries.map(({ position }) => position - entries[0]!.position)).toEqual(entries.map((_, index) => index))
  return { acceptances: acceptances.length, records: records.length }
}

test('of clicks that come at once each is refused or taken by itself, with a record and an entry for each that is taken', async () => {
  await click(service, agreement.id)
  const before = await takeStock()
  const used = await prepare('used-before')
  await service.parts.store.deleteFrom('click_challenge').where('key_thumbprint', '=', read(used).keyThumbprint).execute()
  const good = await prepare('good-0')
  const requests = [
    good, used, await prepare('good-1'),
    { ...(await prepare('forged')), jws: `${(await prepare('forged-too')).jws!.slice(0, -4)}AAAA` },
    await prepare('other-text', { change: (statement) => ({ ...statement, documentHash: 'ab'.repeat(32) }) }),
    await prepare('no', { event: 'declined' }), await prepare(null), { ...good, subject: signSubject(agreement.secret.hostSecret, { sub: 'thief' }, service.parts.clock()) }, await prepare('good-2'),
  ]
  expect((await send(requests)).map(endOf)).toEqual(['agreed', 'CHALLENGE_REFUSED', 'agreed', 'JWS_REFUSED', 'VERSION_STALE', 'declined', 'agreed', 'CHALLENGE_REFUSED', 'agreed'])
  expect(await takeStock()).toEqual({ acceptances: before.acceptances + 5, records: before.records + 5 })
})

test('the same statement, the same refusal, two tabs of one subject: sent at once, one record and equal answers', async () => {
  const before = await takeStock()
  const [twice, tab, otherTab, no] = [await prepare('twice'), await prepare('tabs'), await prepare('tabs'), await prepare('no-no', { event: 'declined' })]
  const answers = await send([twice, tab, no, twice, otherTab, no, twice])
  expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200, 200, 200, 200, 200])
  const bodies = answers.map(({ body }) => body)
  expect([bodies[3], bodies[6], bodies[4], bodies[5]]).toEqual([bodies[0], bodies[0], bodies[1], bodies[2]])
  expect(await takeStock()).toEqual({ acceptances: before.acceptances + 3, records: before.records + 3 })
})

test('a challenge that two statements name at once is used up by who it was given to', async () => {
  const before = await takeStock()
  const first = await prepare(null)
  const second = await prepare(null, { change: (statement) => ({ ...statement, challenge: read(first).challenge }) })
  expect((await send([second, first])).map(endOf)).toEqual(['CHALLENGE_REFUSED', 'agreed'])
  expect(await takeStock()).toEqual({ acceptances: before.acceptances + 1, records: before.records + 1 })
})

test('when the common transaction fails each is written by itself: nobody fails for another, and who failed may come again', async () => {
  const before = await takeStock()
  const requests = await Promise.all(['alone-0', 'alone-1', 'alone-2', 'alone-3', 'alone-4', 'alone-5'].map((sub) => prepare(sub)))
  together = 0
  fault = { most: 1, turn: 2 }
  const ends = (await send(requests)).map(endOf)
  fault = { most: Infinity, turn: -1 }
  expect(together).toBeGreaterThan(1)
  expect(ends.toSorted()).toEqual(['SERVICE_FAILED', ...Array.from({ length: 5 }, () => 'agreed')])
  expect(await takeStock()).toEqual({ acceptances: before.acceptances + 5, records: before.records + 5 })
  expect((await send(requests)).map(endOf)).toEqual(Array.from({ length: 6 }, () => 'agreed'))
  expect(await takeStock()).toEqual({ acceptances: before.acceptances + 6, records: before.records + 6 })
})

test('whoever has an answer finds it stored, whoever looks: nobody is answered before the common transaction has ended', async () => {
  const requests = await Promise.all(Array.from({ length: 70 }, (_, index) => prepare(`seen-${index}`)))
  const other = await openDatabase(service.folder, service.parts.settings.databaseUrl)
  try {
    const seen = await Promise.all(requests.map(async (request) => {
      const id = idOf(await sendClick(service, agreement.id, request))
      return (await other.selectFrom('acceptance').select('id').where('id', '=', id).execute()).length
    }))
    expect(seen).toEqual(requests.map(() => 1))
  } finally {
    await other.destroy()
  }
})

test('the same statements, sent to two groups at once in different order (of two processes, on PostgreSQL), give one record each and equal answers', async () => {
  const before = await takeStock()
  const requests = await Promise.all(Array.from({ length: 20 }, (_, index) => prepare(index % 2 === 0 ? null : `both-${index}`)))
  // A folder with SQLite is one process's own: there the other group stands in the same one.
  const other = process.env['TEST_DATABASE_URL'] ? await openParts(resolve(import.meta.dirname, '../../..'), service.parts.settings, null, 'test', { logLevel: 'silent' }) : null
  const app = await createApp(other ?? { ...service.parts })
  try {
    const sendOther = (request: AcceptanceRequest) => app.inject({ method: 'POST', url: `/api/agreements/${agreement.id}/acceptances`, headers: { origin: ADDRESS, 'content-type': 'application/json' }, payload: JSON.stringify(request) })
    const [one, two] = await Promise.all([send(requests), Promise.all(requests.toReversed().map(sendOther))])
    expect(one.map(({ statusCode }) => statusCode)).toEqual(requests.map(() => 200))
    expect(two.toReversed().map(({ body }) => body)).toEqual(one.map(({ body }) => body))
  } finally {
    await app.close()
    await other?.log.settle()
    await other?.store.destroy()
  }
  expect(await takeStock()).toEqual({ acceptances: before.acceptances + 20, records: before.records + 20 })
}, 60_000)
