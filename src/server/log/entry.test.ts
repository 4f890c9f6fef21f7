import { afterAll, beforeAll, expect, test } from 'vitest'
import { decodeUtf8 } from '../../core/bytes/text.ts'
import { ENTRY_KINDS, parseEntry, type LogEntry } from '../../core/evidence/entry.ts'
import type { ContractDetail } from '../../protocol/contract.ts'
import { click, openAgreement } from '../fixture/agreement.ts'
import { certifyKept, changeState } from '../fixture/kept.ts'
import { BUYER, offerSample, publishSample, SELLER, signAsParty } from '../fixture/party.ts'
import { openTestService, signIn, type TestService } from '../fixture/service.ts'
import { keepOf } from '../retention/rule.ts'
import { runRetention } from '../retention/run.ts'
import { logBuild } from './build.ts'

let service: TestService
beforeAll(async () => {
  service = await openTestService()
})
afterAll(() => service.close())

const EMAIL = 'an.bi.mat@example.com'

/** Every act that the public log is about, done once. */
async function doEverything(): Promise<void> {
  const { parts } = service
  await logBuild(parts.store, parts.clock, 'a build')
  const cookie = await signIn(service, SELLER)
  const detail = await publishSample(service, cookie, 'sale-of-goods', (draft) => ({ ...draft, withdrawal: { days: 14, text: 'Bạn có thể rút khỏi hợp đồng trong 14 ngày.' } }))
  const sent = (await service.ask('POST', `/api/contracts/${detail.summary.id}/offers`, { email: BUYER, name: 'Trần Thị Lan' }, { headers: { cookie } })).json<ContractDetail>()
  await parts.mailer.settle()
  const token = sent.offers[0]!.link.split('/').at(-1)!
  await signAsParty(service, token, BUYER)
  expect((await service.ask('POST', `/api/offers/${token}/withdrawal`, { reason: null })).statusCode).toBe(200)
  const agreement = await openAgreement(service)
  await click(service, agreement.id)
  await click(service, agreement.id, { event: 'declined' })
  const holder = await certifyKept(service, EMAIL)
  for (const state of ['suspended', 'good', 'revoked']) expect((await changeState(service, holder, state)).status, state).toBe(200)
  await offerSample(service, EMAIL)
  service.advance(keepOf('concluded') + 86_400_000)
  await runRetention(parts)
}

test('everything that matters becomes an entry of its kind: a salted commitment and nothing else, never the same twice, and each is in the tree', async () => {
  await doEverything()
  const { store, log } = service.parts
  const rows = await store.selectFrom('log_entry').select(['position', 'entry']).orderBy('position').execute()
  const entries = rows.map(({ entry }) => parseEntry(new Uint8Array(entry)) as LogEntry)
  expect(new Set(entries.map(({ kind }) => kind))).toEqual(new Set(ENTRY_KINDS))
  for (const entry of entries) expect([Object.keys(entry).toSorted(), entry.schema]).toEqual([['commitment', 'kind', 'schema'], 'countersign/entry/2'])
  expect(new Set(entries.map(({ commitment }) => commitment)).size).toBe(entries.length)
  const all = rows.map(({ entry }) => decodeUtf8(new Uint8Array(entry))).join('')
  for (const secret of [EMAIL, BUYER, SELLER, 'Lan']) expect(all).not.toContain(secret)
  // Numbered without gaps, in order of commit, and all of them taken in.
  expect(rows.map(({ position }) => position)).toEqual(rows.map((_, at) => at + 1))
  expect((await log.advance()).size).toBe(rows.length)
}, 60_000)
