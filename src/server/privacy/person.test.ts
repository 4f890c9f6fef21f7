import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { decodeUtf8 } from '../../core/bytes/text.ts'
import { parseZip } from '../../core/bytes/zip.ts'
import { checkChain } from '../../core/evidence/record.ts'
import type { ErasureAnswer } from '../../protocol/privacy.ts'
import { click, openAgreement, signSubject } from '../fixture/agreement.ts'
import { BUYER, offerSample, signAsParty, SNAPSHOT } from '../fixture/party.ts'
import { dueContracts } from '../retention/due.ts'
import { openTestService, signIn, type TestService } from '../fixture/service.ts'

let service: TestService
beforeAll(async () => {
  service = await openTestService()
})
afterAll(() => service.close())

const exportOf = async (cookie: string): Promise<Map<string, Uint8Array>> => {
  const answer = await service.ask('GET', '/api/privacy/export', undefined, { headers: { cookie } })
  expect(answer.headers['content-type']).toBe('application/zip')
  return new Map(parseZip(new Uint8Array(answer.rawPayload)).map(({ name, bytes }) => [name, bytes ?? new Uint8Array(0)]))
}

test('everything of a person comes in one archive, and what nothing obliges to keep is erased: the rest is named with its reason', async () => {
  const agreement = await openAgreement(service)
  const [signed, open, over] = [await offerSample(service), await offerSample(service), await offerSample(service)]
  await signAsParty(service, signed.token, BUYER)
  await service.ask('DELETE', `/api/contracts/${over.contract}/offers/${over.offer}`, undefined, { headers: { cookie: over.cookie } })
  await click(service, agreement.id, { subject: signSubject(agreement.secret.hostSecret, { sub: BUYER }, service.parts.clock()) })
  await service.parts.mailer.settle()
  expect((await service.ask('GET', '/api/privacy/export')).statusCode).toBe(401)
  const cookie = await signIn(service, BUYER)

  const files = await exportOf(cookie)
  const data = JSON.parse(decodeUtf8(files.get('data.json')!)) as { email: string; items: { kind: string; values: Record<string, unknown>; files: string[] }[] }
  expect([data.email, data.items.map(({ kind }) => kind)]).toEqual([BUYER, ['account', 'offer', 'offer', 'offer', 'acceptance']])
  expect(data.items[1]!.values).toMatchObject({ email: BUYER, state: 'accepted', receipt: { event: 'agreed' }, attempts: [{ state: 'accepted', particulars: expect.anything() as unknown, shown: SNAPSHOT }] })
  expect(data.items.flatMap((item) => item.files).every((name) => files.has(name))).toBe(true)
  expect(decodeUtf8(files.get(`contracts/${signed.offer}/signed.pdf`)!.subarray(0, 5))).toBe('%PDF-')
  expect(decodeUtf8(files.get('index.html')!)).toContain(BUYER)
  expect(JSON.stringify(data)).not.toContain('seller@example.com"')

  const { outcomes } = (await service.ask('POST', '/api/privacy/erasure', {}, { headers: { cookie } })).json<ErasureAnswer>()
  expect(outcomes.map(({ kind, outcome, reason }) => [kind, outcome, reason])).toEqual([
    ['acceptance', 'erased', null], ['offer', 'refused', 'CONCLUDED_CONTRACT'], ['offer', 'refused', 'OPEN_OFFER'], ['offer', 'erased', null],
  ])
  expect(Date.parse(outcomes[1]!.until!) > service.parts.clock() + 9 * 365 * 86_400_000).toBe(true)
  // What stays of an erased one in the contract's chain, until when and why, in both languages.
  const [, concluded, waiting, gone] = outcomes
  const day = (years: number): string => new Date(service.parts.clock() + years * 365 * 86_400_000).toISOString().slice(0, 10)
  expect(gone!.records).toMatchObject({ isHeld: false, basis: { vi: expect.stringContaining('Bộ luật Dân sự 2015') as unknown, en: expect.stringContaining('Civil Code') as unknown } })
  expect(gone!.records!.until!.slice(0, 10)).toBe(day(3))
  expect([concluded!.records!.until!.slice(0, 10), waiting!.records!.until, outcomes[0]!.records]).toEqual([day(10), null, null])
  const page = decodeUtf8(files.get('index.html')!)
  for (const part of [`được giữ ở dạng mã hóa đến ngày ${day(10)}`, `kept, encrypted, until ${day(10)}`, 'Law on Accounting']) expect(page).toContain(part)
  // The very day is the one on which the retention job destroys the key, and not before.
  const endsAt = Date.parse(gone!.records!.until!)
  const dueOn = async (at: number): Promise<boolean> => (await dueContracts(service.parts, at)).some(({ contract }) => contract === over.contract)
  expect([await dueOn(endsAt - 60_000), await dueOn(endsAt + 60_000)]).toEqual([false, true])
  const { items } = JSON.parse(decodeUtf8((await exportOf(cookie)).get('data.json')!)) as typeof data
  expect(items.map(({ kind }) => kind)).toEqual(['account', 'offer', 'offer'])
  expect((await service.ask('GET', `/api/offers/${over.token}`)).statusCode).toBe(404)
  expect((await service.ask('GET', `/api/offers/${open.token}`)).statusCode).toBe(200)
  const { records } = (await service.ask('GET', `/api/contracts/${over.contract}/records`, undefined, { headers: { cookie: over.cookie } })).json<{ records: { record: string }[] }>()
  expect(() => checkChain(records.map(({ record }) => record))).not.toThrow()
  expect(records.at(-1)!.record).toContain('"event":"erased"')
  expect((await service.ask('GET', `/api/contracts/${over.contract}`, undefined, { headers: { cookie: over.cookie } })).body).not.toContain(BUYER)
  expect(await service.parts.store.selectFrom('erasure').select(['outcome', 'reason']).orderBy('reason').execute()).toHaveLength(4)
})

test('a person’s archive comes as it is read: a signed file that is damaged is told by code before the first byte, and comes again when it is mended', async () => {
  const offered = await offerSample(service)
  await signAsParty(service, offered.token, BUYER)
  const cookie = await signIn(service, BUYER)
  const name = `contracts/${offered.offer}/signed.pdf`
  const before = (await exportOf(cookie)).get(name)!
  const { blob } = await service.parts.store.selectFrom('answer').select('blob').where('offer', '=', offered.offer).executeTakeFirstOrThrow()
  const path = join(service.folder, 'blobs', blob!)
  const sealed = readFileSync(path)
  writeFileSync(path, sealed.map((byte, at) => (at === sealed.length >> 1 ? byte ^ 1 : byte)))
  const refused = await service.ask('GET', '/api/privacy/export', undefined, { headers: { cookie } })
  expect([refused.statusCode, refused.json<{ error: { code: string } }>().error.code]).toEqual([500, 'STORED_DAMAGED'])
  writeFileSync(path, sealed)
  expect(Buffer.compare((await exportOf(cookie)).get(name)!, before)).toBe(0)
})
