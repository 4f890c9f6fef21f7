import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { composeStatement } from '../../core/ceremony/statement.ts'
import { hashStatement } from '../../core/consent/statement.ts'
import { parseRecord, type ContractRecord } from '../../core/evidence/record.ts'
import type { Receipt } from '../../protocol/receipt.ts'
import { closeStatement, createClaims, offerSample, publishSample } from '../fixture/party.ts'
import { openTestService, signIn, type TestService } from '../fixture/service.ts'
import { lapseOffers } from '../contract/lapse.ts'

let service: TestService
beforeAll(async () => {
  service = await openTestService()
})
afterAll(() => service.close())

async function readHistory(contract: string, cookie: string): Promise<ContractRecord[]> {
  const { records } = (await service.ask('GET', `/api/contracts/${contract}/records`, undefined, { headers: { cookie } })).json<{ records: { record: string }[] }>()
  return records.map(({ record }) => parseRecord(record))
}
const codeOf = (answer: { body: string }): unknown => (JSON.parse(answer.body) as { error?: { code: string } }).error?.code

describe('an offer', () => {
  it('tells when it was opened, as notice and never as assent', async () => {
    const { token, contract, cookie } = await offerSample(service)
    for (const event of ['accessed', 'displayed', 'displayed']) expect((await service.ask('POST', `/api/offers/${token}/seen`, { event })).statusCode).toBe(204)
    const history = await readHistory(contract, cookie)
    expect(history.slice(-3).map((record) => [record.event, record.act, record.actor.kind])).toEqual([['accessed', null, 'visitor'], ['displayed', null, 'visitor'], ['displayed', null, 'visitor']])
    expect(history.at(-3)?.evidence?.received?.rule).toBe('vn-2023')
    expect((await service.ask('GET', `/api/offers/${token}`)).json()).toMatchObject({ state: 'opened', email: 'lan@example.com', seller: 'Công ty TNHH Mộc An', demo: true })
  })

  it('can be declined as easily, once, and the reason is kept', async () => {
    const { token, contract, cookie } = await offerSample(service)
    const { document } = await closeStatement(service, token)
    const [claims, claimsSalt] = [createClaims(service), 'b'.repeat(64)]
    const statement = composeStatement({
      document, party: 'buyer', values: {}, salt: 'a'.repeat(64), id: 'decline-1', event: 'declined', act: 'none', baseRevision: null,
      person: { name: 'Trần Thị Lan', capacity: 'self', place: null }, controls: [], review: { shown: false, edits: 0, confirmed: false }, reason: 'Giá cao quá', snapshotHash: null,
      conspicuousness: [], claims, claimsSalt, appBuild: 'test', keyThumbprint: null, challenge: null, claimedTime: claims.clock,
    })
    const decline = () => service.ask('POST', `/api/offers/${token}/refusal`, { statement, claims, claimsSalt })
    const [first, second] = await Promise.all([decline(), decline()])
    expect([first.statusCode, second.body]).toEqual([200, first.body])
    expect(first.json<Receipt>()).toMatchObject({ event: 'declined', act: 'none', identity: { method: 'none' }, statementHash: hashStatement(statement), fileHash: null })
    expect(codeOf(await service.ask('POST', `/api/offers/${token}/challenge`, { keyThumbprint: 'A'.repeat(43) }))).toBe('OFFER_ANSWERED')
    const history = await readHistory(contract, cookie)
    expect(history.find((record) => record.event === 'declined')).toMatchObject({ act: 'none', evidence: { reason: 'Giá cao quá', certificate: null } })
    expect((await service.ask('GET', `/api/contracts/${contract}`, undefined, { headers: { cookie } })).json()).toMatchObject({ summary: { state: 'declined' } })
    expect((await service.ask('GET', `/api/offers/${token}/file`)).statusCode).toBe(404)
  })

  it('refuses particulars and statements that do not fit it', async () => {
    const { token } = await offerSample(service)
    const buyer = await closeStatement(service, token)
    const put = (request: object, hash = buyer.statementHash) => service.ask('PUT', `/api/offers/${token}/intents/${hash}`, { ...buyer.request, ...request })
    const changed = (from: string, to: string): [object, string] => {
      const statement = buyer.statement.replace(from, to)
      return [{ statement }, hashStatement(statement)]
    }
    expect(codeOf(await put({ values: { ...buyer.values, 'buyer-phone': 'x' } }))).toBe('PARTICULARS_REFUSED')
    expect(codeOf(await put({ values: { ...buyer.values, 'buyer-email': 'else@example.com' } }))).toBe('PARTICULARS_REFUSED')
    expect(codeOf(await put({ values: { ...buyer.values, 'buyer-address': '契 phố' } }))).toBe('LETTER_REFUSED')
    expect(codeOf(await put({ values: { ...buyer.values, 'buyer-phone': '+84 90 000 0001' } }))).toBe('STATEMENT_REFUSED')
    expect(codeOf(await put(...changed('"final":true', '"final":false')))).toBe('STATEMENT_REFUSED')
    expect(codeOf(await put(...changed('"version":"1.0"', '"version":"1.1"')))).toBe('VERSION_STALE')
    expect(codeOf(await put({ statement: `${buyer.statement} ` }))).toBe('STATEMENT_MALFORMED')
    expect(codeOf(await put({}, 'c'.repeat(64)))).toBe('STATEMENT_REFUSED')
    expect(codeOf(await put({ claims: { ...buyer.request.claims, agent: 'other' } }))).toBe('STATEMENT_REFUSED')
    expect((await put({})).json()).toMatchObject({ state: 'code-sent', maskedEmail: 'l•••@example.com' })
  })

  it('lapses at its deadline, and history says so', async () => {
    const { token, contract, cookie } = await offerSample(service)
    service.advance(86_400_000 + 8 * 3_600_000)
    expect((await service.ask('GET', `/api/offers/${token}`)).json()).toMatchObject({ state: 'lapsed' })
    expect(codeOf(await service.ask('POST', `/api/offers/${token}/challenge`, { keyThumbprint: 'A'.repeat(43) }))).toBe('OFFER_LAPSED')
    await lapseOffers(service.parts)
    await lapseOffers(service.parts)
    const signedIn = await signIn(service, 'seller@example.com')
    expect(cookie).not.toBe(signedIn)
    expect((await readHistory(contract, signedIn)).filter((record) => record.event === 'lapsed')).toHaveLength(1)
  })
})

describe('a browse-wrap notice', () => {
  it('records display and access with no assent', async () => {
    const cookie = await signIn(service, 'seller@example.com')
    const { summary, published } = await publishSample(service, cookie, 'terms-of-service')
    const path = `/api/notices/${published!.versionId}`
    expect((await service.ask('GET', path)).json()).toMatchObject({ version: published!.versionId, documentHash: published!.documentHash, seller: 'Công ty TNHH Mộc An' })
    expect((await service.ask('POST', `${path}/events`, { event: 'displayed', inView: false })).statusCode).toBe(204)
    expect((await readHistory(summary.id, cookie)).at(-1)).toMatchObject({ event: 'displayed', presentation: 'notice-only', act: 'none', evidence: { notice: { inView: false, assent: false }, statement: null } })
    expect((await service.ask('GET', '/api/notices/unknown')).statusCode).toBe(404)
  })
})
