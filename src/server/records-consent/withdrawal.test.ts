import { once } from 'node:events'
import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { extractText } from '../../core/pdf/text.ts'
import { readPdf } from '../../core/pdf/reader.ts'
import { checkChain, parseRecord } from '../../core/evidence/record.ts'
import { dropRecordsConsent } from '../../core/contract/electronic-records.ts'
import type { ContractDraft } from '../../core/contract/document.ts'
import { parseJws, parsePublicJwk, verifyJws } from '../../core/pki/jws.ts'
import type { AcceptanceView } from '../../protocol/agreement.ts'
import type { ContractDetail } from '../../protocol/contract.ts'
import type { RecordsConsent } from '../../protocol/records-consent.ts'
import { click, openAgreement } from '../fixture/agreement.ts'
import { BUYER, publishSample, SELLER, signAsParty } from '../fixture/party.ts'
import { openTestService, signIn, type TestService } from '../fixture/service.ts'

let service: TestService
const heard: string[] = []
/** A host's server. */
const host = createServer((request, response) => {
  void text(request).then((body) => {
    heard.push(body)
    response.writeHead(204).end()
  })
})
beforeAll(async () => {
  service = await openTestService({ COUNTERSIGN_WEBHOOK_LOCAL: 'on' })
  host.listen(0, '127.0.0.1')
  await once(host, 'listening')
})
afterAll(async () => {
  host.close()
  await service.close()
})

const codeOf = (body: string): string => (JSON.parse(body) as { error: { code: string } }).error.code

async function offerWith(change: (draft: ContractDraft) => ContractDraft): Promise<{ cookie: string; contract: string; token: string }> {
  const cookie = await signIn(service, SELLER)
  const detail = await publishSample(service, cookie, 'sale-of-goods', change)
  const sent = (await service.ask('POST', `/api/contracts/${detail.summary.id}/offers`, { email: BUYER, name: 'Trần Thị Lan' }, { headers: { cookie } })).json<ContractDetail>()
  await service.parts.mailer.settle()
  return { cookie, contract: detail.summary.id, token: sent.offers[0]!.link.split('/').at(-1)! }
}

async function expectReceipt(receipt: string): Promise<unknown> {
  const { keys } = (await service.ask('GET', '/.well-known/jwks.json')).json<{ keys: unknown[] }>()
  expect(await verifyJws(parseJws(receipt), parsePublicJwk(keys[0]))).toBe(true)
  return JSON.parse(parseJws(receipt).payload)
}

async function readRecords(cookie: string, contract: string) {
  const { records } = (await service.ask('GET', `/api/contracts/${contract}/records`, undefined, { headers: { cookie } })).json<{ records: { record: string }[] }>()
  checkChain(records.map(({ record }) => record))
  return records.map(({ record }) => parseRecord(record))
}

const readSheet = async (url: string): Promise<string> => {
  const answer = await service.ask('GET', url)
  expect(answer.statusCode).toBe(200)
  return extractText(readPdf(new Uint8Array(answer.rawPayload))).map(({ content }) => content).join(' ').replaceAll(/\s+/g, ' ')
}

describe('taking consent to electronic records back: a person would be held to mail they no longer read, or a seller would not know to send paper', () => {
  test('under a signed contract: a record, an acknowledgement, letters to both; the contract stands, and every paper of it says so', async () => {
    const { cookie, contract, token } = await offerWith((draft) => draft)
    const url = `/api/offers/${token}/records-consent`
    expect((await service.ask('GET', url)).json()).toEqual({ givenAt: null, at: null, receipt: null })
    expect(codeOf((await service.ask('POST', url, {})).body)).toBe('RECORDS_CONSENT_REFUSED')
    await signAsParty(service, token, BUYER)
    const before = (await service.ask('GET', url)).json<RecordsConsent>()
    expect([typeof before.givenAt, before.at]).toEqual(['string', null])
    const [first, again] = (await Promise.all([1, 2].map(() => service.ask('POST', url, {})))).map((answer) => answer.json<RecordsConsent>())
    expect(again).toEqual(first)
    expect(await expectReceipt(first!.receipt!)).toMatchObject({ event: 'records-consent-withdrawn', contract, at: first!.at, givenAt: before.givenAt })
    await service.parts.mailer.settle()
    const { mails } = await service.parts.mailer.readOutbox()
    expect(mails.filter((mail) => mail.text.includes(`UTC: ${first!.at!}`)).map(({ to }) => to).toSorted()).toEqual([BUYER, SELLER].toSorted())
    const events = (await readRecords(cookie, contract)).map(({ event }) => event)
    expect(events.filter((event) => event === 'records-consent-withdrawn')).toHaveLength(1)
    expect(events).not.toContain('withdrawn')
    const detail = (await service.ask('GET', `/api/contracts/${contract}`, undefined, { headers: { cookie } })).json<ContractDetail>()
    expect(detail.offers[0]!.state).toBe('accepted')
    expect((await service.ask('GET', `/api/offers/${token}/file`)).statusCode).toBe(200)
    for (const [language, words] of [['vi', 'Đã rút lại lúc'], ['en', 'Taken back on']] as const) expect(await readSheet(`/api/offers/${token}/record.pdf?lang=${language}`)).toContain(words)
    expect((await service.ask('GET', `/api/offers/${token}/record.json`)).json<{ recordsWithdrawnAt: string }>().recordsWithdrawnAt).toBe(first!.at)
    expect(await readSheet(`/api/offers/${token}/certificate.pdf?lang=en`), 'the contract itself stands').toContain('no withdrawal is recorded')
  })

  test('with a click: the host’s server is told, the history and the look-up tell it, and erasing takes the acknowledgement with it', async () => {
    const { id, cookie, secret } = await openAgreement(service)
    await service.ask('PUT', `/api/agreements/${id}/settings`, { origins: [], webhook: `http://127.0.0.1:${(host.address() as { port: number }).port}/news` }, { headers: { cookie } })
    const { token, acceptance } = await click(service, id)
    const url = `/api/acceptances/${token}/records-consent`
    const before = (await service.ask('GET', url)).json<RecordsConsent>()
    expect(before).toMatchObject({ at: null, receipt: null })
    const taken = (await service.ask('POST', url, { email: 'lan@example.com' })).json<RecordsConsent>()
    expect((await service.ask('POST', url, {})).json()).toEqual(taken)
    expect(await expectReceipt(taken.receipt!)).toMatchObject({ event: 'records-consent-withdrawn', agreement: id, jti: acceptance })
    const view = (await service.ask('GET', `/api/acceptances/${token}`)).json<AcceptanceView>()
    expect(view.recordsConsent).toEqual(taken)
    expect(view.event).toBe('agreed')
    expect(view.history.map(({ event, isThis }) => [event, isThis])).toEqual([['agreed', true], ['records-consent-withdrawn', true]])
    await expect.poll(() => heard.map((body) => JSON.parse(body) as { type: string; data: unknown })).toMatchObject([{ type: 'acceptance.agreed' }, { type: 'records-consent.withdrawn', data: { acceptance, receipt: taken.receipt } }])
    await service.parts.mailer.settle()
    const { mails } = await service.parts.mailer.readOutbox()
    expect(mails.filter((mail) => mail.text.includes(`UTC: ${taken.at!}`)).map(({ to }) => to).toSorted()).toEqual(['lan@example.com', SELLER].toSorted())
    const found = (await service.ask('GET', `/api/agreements/${id}/look-up`, undefined, { headers: { authorization: `Bearer ${secret.hostSecret}` } })).json<{ acceptances: { recordsWithdrawnAt: string | null }[] }>()
    expect(found.acceptances.map(({ recordsWithdrawnAt }) => recordsWithdrawnAt)).toEqual([taken.at])
    expect(await readSheet(`/api/acceptances/${token}/record.pdf?lang=vi`)).toContain('Rút lại sự đồng ý dùng tài liệu điện tử')
    await service.ask('POST', `/api/acceptances/${token}/erasure`, {})
    expect(codeOf((await service.ask('GET', url)).body)).toBe('ACCEPTANCE_ERASED')
    const row = await service.parts.store.selectFrom('records_withdrawal').select('content').where('id', '=', acceptance).executeTakeFirstOrThrow()
    expect(row.content).toHaveLength(0)
  })

  test('where no box asked for it, or no one agreed, there is nothing to take back', async () => {
    const { id } = await openAgreement(service, dropRecordsConsent)
    const { token } = await click(service, id)
    expect((await service.ask('GET', `/api/acceptances/${token}/records-consent`)).json()).toEqual({ givenAt: null, at: null, receipt: null })
    expect(codeOf((await service.ask('POST', `/api/acceptances/${token}/records-consent`, {})).body)).toBe('RECORDS_CONSENT_REFUSED')
    const asked = await openAgreement(service)
    const declined = await click(service, asked.id, { event: 'declined' })
    expect(codeOf((await service.ask('POST', `/api/acceptances/${declined.token}/records-consent`, {})).body)).toBe('RECORDS_CONSENT_REFUSED')
    for (const kind of ['offers', 'acceptances']) expect((await service.ask('POST', `/api/${kind}/${'x'.repeat(43)}/records-consent`, {})).statusCode).toBe(404)
  })
})

test('a certificate of a contract that its party withdrew from never says that it stands', async () => {
  const { token } = await offerWith((draft) => ({ ...draft, withdrawal: { days: 14, text: 'Bạn có thể rút khỏi hợp đồng trong 14 ngày.' } }))
  await signAsParty(service, token, BUYER)
  expect(await readSheet(`/api/offers/${token}/certificate.pdf?lang=en`)).toContain('no withdrawal is recorded')
  await service.ask('POST', `/api/offers/${token}/withdrawal`, { reason: null })
  const said = await readSheet(`/api/offers/${token}/certificate.pdf?lang=en`)
  expect(said).not.toContain('no withdrawal is recorded')
  expect(said).toContain('Withdrawn on')
})
