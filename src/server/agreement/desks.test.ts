import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { checkChain } from '../../core/evidence/record.ts'
import { decodeUtf8 } from '../../core/bytes/text.ts'
import type { AcceptanceRequest, ClickReceipt } from '../../protocol/agreement.ts'
import { openAgreement, prepareClick, sendClick, signSubject, type TestAgreement } from '../fixture/agreement.ts'
import { openTestService, type TestService } from '../fixture/service.ts'
import { readRecords } from '../record/append.ts'
import { openShared, shareKey } from '../vault/vault.ts'
import { listDesks } from './accept.ts'
import { deskGrounds, readGrounds } from './check.ts'
import type { Chain, Sheet } from './desk-sheet.ts'
import { Desks } from './desks.ts'
import { prepareReceipts } from './receipt.ts'

let service: TestService
let agreement: TestAgreement
let desks: Desks
beforeAll(async () => {
  service = await openTestService()
  agreement = await openAgreement(service)
  desks = new Desks({ vault: service.parts.vault.share(), receipts: await prepareReceipts(service.parts) })
}, 60_000)
afterAll(async () => {
  await desks.close()
  await service.close()
})

const prepare = async (sub: string): Promise<AcceptanceRequest> => (await prepareClick(service, agreement.id, { subject: signSubject(agreement.secret.hostSecret, { sub }, service.parts.clock()) }))!
const encode = (value: unknown): Uint8Array => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value))
const observations = { receivedAt: '2026-11-26T08:00:00.000Z', address: '10.0.0.1', agent: null, secure: true, requestHash: null }

async function drawUp(bodies: readonly Uint8Array[]): Promise<{ sheet: Sheet; chain: Omit<Chain, 'clicks'> }> {
  const { parts } = service
  const grounds = await readGrounds(parts, new Set([agreement.id]))
  const ground = grounds.get(agreement.id)!
  if (ground.status === 'rejected') throw ground.reason
  const { active, published } = ground.value
  return {
    sheet: { now: parts.clock(), grounds: deskGrounds(grounds), arrivals: bodies.map((body) => ({ agreement: agreement.id, body, observations })) },
    chain: {
      link: { contract: active!.contract, sequence: 7, previous: 'ab'.repeat(32), at: parts.clock(), kept: null }, key: shareKey(published!.key), agreement: agreement.id, number: active!.number,
      version: published!.row.version, documentHash: published!.row.document_hash,
    },
  }
}

/** A sheet of clicks that a thread is sure to take. */
async function layInThread(sheet: Sheet) {
  ;(await desks.lay(sheet)).clear()
  await vi.waitFor(() => expect(desks.workers.length).toBeGreaterThan(0), { timeout: 20_000 })
  return desks.lay(sheet)
}

describe('clicks that are read in a thread', () => {
  test('are judged as they are here, whatever is sent', async () => {
    const [good, other] = [await prepare('good'), await prepare('other')]
    const bodies = [
      encode(good), encode({ ...good, jws: other.jws!.replace(/.{6}$/, 'AAAAAA') }), encode({ ...good, salt: 'cd'.repeat(32) }), encode({ ...good, subject: `${good.subject!.slice(0, -3)}AAA` }), encode({ ...good, origin: 'https://elsewhere.example' }),
      encode(''), encode('null'), encode('[]'), encode('{"jws":'), encode({ ...good, salt: 1 }), Uint8Array.of(0xff, 0xfe, 0x7b), encode('['.repeat(200_000)), encode(`\uFEFF${JSON.stringify(good)}`),
      encode(JSON.stringify(good).replace('{', '{"__proto__":{"salt":1},')), encode(JSON.stringify(good).replace('{', '{"\\u005f_proto__" : 1,')), encode({ ...good, jws: null }), encode({ ...good, snapshot: 'x' }),
    ]
    const { sheet } = await drawUp(bodies)
    const [there, here] = [await layInThread(sheet), desks.layHere(sheet)]
    expect(there.outcomes).toEqual(here.outcomes)
    const ends = there.outcomes.map(({ opened, fault }) => fault?.code ?? opened?.refused?.code ?? opened?.misfit?.code ?? 'fits')
    expect(ends).toEqual([
      'fits', 'JWS_REFUSED', 'STATEMENT_REFUSED', 'SUBJECT_REFUSED', 'HOST_REFUSED', 'BODY_MALFORMED', 'BODY_MALFORMED', 'BODY_MALFORMED', 'BODY_MALFORMED', 'BODY_MALFORMED', 'BODY_MALFORMED', 'BODY_MALFORMED', 'fits',
      'BODY_MALFORMED', 'BODY_MALFORMED', 'STATEMENT_MALFORMED', 'STATEMENT_REFUSED',
    ])
  })

  test('give records that follow one another and open under the contract’s key, and answers with the receipt', async () => {
    const requests = await Promise.all(['a', 'b', 'c', 'd', 'e', 'f'].map(prepare))
    const { sheet, chain } = await drawUp(requests.map(encode))
    const laid = await layInThread(sheet)
    const made = await laid.make(sheet.now, [{ ...chain, clicks: [4, 0, 2] }])
    const key = openShared(chain.link.contract, chain.key)
    const records = made.map(({ record, sequence }) => JSON.parse(key.openText(`record/record/${chain.link.contract}/${sequence}`, record)) as { previous: string; sequence: number; statementHash: string })
    expect(made.map(({ index }) => index)).toEqual([4, 0, 2])
    expect(records.map(({ sequence }) => sequence)).toEqual([7, 8, 9])
    expect(records.map(({ previous }) => previous)).toEqual([chain.link.previous, made[0]!.recordHash, made[1]!.recordHash])
    expect(records.map(({ statementHash }) => statementHash)).toEqual([4, 0, 2].map((index) => laid.outcomes[index]!.opened!.statementHash))
    for (const { id, answer, receipt, entry } of made) {
      expect(JSON.parse(answer)).toMatchObject({ acceptance: id, receipt, event: 'agreed', agreement: agreement.id })
      expect(decodeUtf8(entry)).toContain('"kind":"consent"')
    }
    laid.clear()
  })

  test('are made here when their thread has ended since, and another thread takes its place', async () => {
    const requests = await Promise.all(['g', 'h', 'i', 'j'].map(prepare))
    const { sheet, chain } = await drawUp(requests.map(encode))
    const laid = await layInThread(sheet)
    const [worker] = desks.workers
    const making = laid.make(sheet.now, [{ ...chain, clicks: [0, 1, 2, 3] }])
    await worker!.terminate()
    expect((await making).map(({ index }) => index)).toEqual([0, 1, 2, 3])
    expect((await laid.make(sheet.now, [{ ...chain, clicks: [2] }])).map(({ index }) => index)).toEqual([2])
    laid.clear()
    expect((await desks.lay(sheet)).outcomes.map(({ fault }) => fault)).toEqual([null, null, null, null])
  })
})

test('a thread that is killed under load loses no click: each is answered once, with a record of its own', async () => {
  const { store, vault } = service.parts
  const count = 240
  const requests = await Promise.all(Array.from({ length: count }, (_, index) => prepare(`killed-${index}`)))
  const own = await listDesks(service.parts)
  await Promise.all(requests.slice(0, 8).map((request) => sendClick(service, agreement.id, request)))
  await vi.waitFor(() => expect(own.workers.length).toBeGreaterThan(0), { timeout: 20_000 })
  let killed = 0
  const answered = Promise.all(requests.map(async (request, index) => {
    const answer = await sendClick(service, agreement.id, request, `10.0.1.${index % 200}`)
    const [worker] = own.workers
    if (worker && index > 8 && killed === 0) {
      killed++
      void worker.terminate()
    }
    return answer
  }))
  const answers = await answered
  expect(answers.map(({ statusCode }) => statusCode)).toEqual(requests.map(() => 200))
  const again = await Promise.all(requests.map((request, index) => sendClick(service, agreement.id, request, `10.0.2.${index % 200}`)))
  expect(again.map(({ body }) => body)).toEqual(answers.map(({ body }) => body))
  const rows = await store.selectFrom('acceptance').select(['id', 'contract', 'record_hash']).where('agreement', '=', agreement.id).execute()
  expect(rows.map(({ id }) => id).toSorted()).toEqual(answers.map((answer) => answer.json<ClickReceipt>().acceptance).toSorted())
  const { contract } = rows[0]!
  const records = await readRecords(store, await vault.loadKey(store, contract), contract)
  expect(() => checkChain(records.map(({ record }) => record))).not.toThrow()
  expect(killed).toBeGreaterThan(0)
}, 60_000)
