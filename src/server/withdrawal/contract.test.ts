import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { checkChain, parseRecord } from '../../core/evidence/record.ts'
import type { ContractDraft } from '../../core/contract/document.ts'
import { parseJws, parsePublicJwk, verifyJws } from '../../core/pki/jws.ts'
import type { ContractDetail } from '../../protocol/contract.ts'
import type { ContractWithdrawal } from '../../protocol/withdrawal.ts'
import { BUYER, publishSample, SELLER, signAsParty } from '../fixture/party.ts'
import { openTestService, signIn, type TestService } from '../fixture/service.ts'

const DAY = 86_400_000
const HOUR = 3_600_000
let service: TestService
beforeAll(async () => {
  service = await openTestService()
})
afterAll(() => service.close())

async function offerWith(change: (draft: ContractDraft) => ContractDraft): Promise<{ cookie: string; contract: string; token: string; offer: string }> {
  const cookie = await signIn(service, SELLER)
  const detail = await publishSample(service, cookie, 'sale-of-goods', change)
  const sent = (await service.ask('POST', `/api/contracts/${detail.summary.id}/offers`, { email: BUYER, name: 'Trần Thị Lan' }, { headers: { cookie } })).json<ContractDetail>()
  await service.parts.mailer.settle()
  return { cookie, contract: detail.summary.id, offer: sent.offers[0]!.id, token: sent.offers[0]!.link.split('/').at(-1)! }
}
const withdrawable = (draft: ContractDraft): ContractDraft => ({ ...draft, withdrawal: { days: 14, text: 'Bạn có thể rút khỏi hợp đồng trong 14 ngày.' } })
const codeOf = (body: string): string => (JSON.parse(body) as { error: { code: string } }).error.code

describe('withdrawing from a signed contract: a consumer would lose a right, or a seller the proof', () => {
  test('within the period: a record of its own, acknowledged on the page and by mail to both, once', async () => {
    const { cookie, contract, token } = await offerWith(withdrawable)
    await signAsParty(service, token, BUYER)
    const before = (await service.ask('GET', `/api/offers/${token}/withdrawal`)).json<ContractWithdrawal>()
    expect([before.at, Date.parse(before.until!) > service.parts.clock() + 13 * DAY]).toEqual([null, true])
    const first = (await service.ask('POST', `/api/offers/${token}/withdrawal`, { reason: 'Đổi ý' })).json<ContractWithdrawal>()
    const second = (await service.ask('POST', `/api/offers/${token}/withdrawal`, { reason: null })).json<ContractWithdrawal>()
    expect(second).toEqual(first)
    const { keys } = (await service.ask('GET', '/.well-known/jwks.json')).json<{ keys: unknown[] }>()
    expect(await verifyJws(parseJws(first.receipt!), parsePublicJwk(keys[0]))).toBe(true)
    expect(JSON.parse(parseJws(first.receipt!).payload)).toMatchObject({ event: 'withdrawn', reason: 'Đổi ý', at: first.at })
    await service.parts.mailer.settle()
    const { mails } = await service.parts.mailer.readOutbox()
    expect(mails.filter(({ text }) => text.includes(`UTC: ${first.at!}`)).map(({ to }) => to).toSorted()).toEqual([BUYER, SELLER].toSorted())
    const { records } = (await service.ask('GET', `/api/contracts/${contract}/records`, undefined, { headers: { cookie } })).json<{ records: { record: string }[] }>()
    checkChain(records.map(({ record }) => record))
    expect(records.map(({ record }) => parseRecord(record)).filter(({ event }) => event === 'withdrawn').map(({ evidence }) => evidence?.reason)).toEqual(['Đổi ý'])
    expect((await service.ask('GET', `/api/offers/${token}/file`)).statusCode).toBe(200)
  })

  test('is refused, with a code, after the period, without such a right, and before anything was concluded', async () => {
    const { token } = await offerWith(withdrawable)
    expect(codeOf((await service.ask('POST', `/api/offers/${token}/withdrawal`, { reason: null })).body)).toBe('WITHDRAWAL_REFUSED')
    await signAsParty(service, token, BUYER)
    service.advance(15 * DAY)
    expect(codeOf((await service.ask('POST', `/api/offers/${token}/withdrawal`, { reason: null })).body)).toBe('WITHDRAWAL_REFUSED')
    const other = await offerWith((draft) => ({ ...draft, withdrawal: null }))
    await signAsParty(service, other.token, BUYER)
    expect((await service.ask('GET', `/api/offers/${other.token}/withdrawal`)).json()).toEqual({ until: null, at: null, receipt: null })
    expect(codeOf((await service.ask('POST', `/api/offers/${other.token}/withdrawal`, { reason: null })).body)).toBe('WITHDRAWAL_REFUSED')
  })
})

describe('reply deadlines', () => {
  const BUTTON = 'Ký và có nghĩa vụ thanh toán'
  const order = (draft: ContractDraft): ContractDraft => ({ ...draft, replyBy: null, consent: { ...draft.consent, button: BUTTON, advisal: `Khi bấm “${BUTTON}”, bạn đồng ý với hợp đồng.` } })

  test('an order without one lapses 12 hours after it was sent: a late answer is refused with the time, and everybody is told', async () => {
    const { token } = await offerWith(order)
    const view = (await service.ask('GET', `/api/offers/${token}`)).json<{ replyBy: string; state: string }>()
    expect(Math.round((Date.parse(view.replyBy) - service.parts.clock()) / HOUR)).toBe(12)
    service.advance(12 * HOUR + 1000)
    const late = await service.ask('POST', `/api/offers/${token}/challenge`, { keyThumbprint: 'k'.repeat(43) })
    expect([late.statusCode, late.json<{ error: { code: string; details: unknown } }>().error]).toMatchObject([410, { code: 'OFFER_LAPSED', details: { replyBy: view.replyBy } }])
    expect((await service.ask('GET', `/api/offers/${token}`)).json<{ state: string }>().state).toBe('lapsed')
  })

  test('a contract that is no order has none by itself', async () => {
    const { token } = await offerWith((draft) => ({ ...order(draft), consent: { ...draft.consent, button: 'Đồng ý và ký', advisal: 'Khi bấm “Đồng ý và ký”, bạn đồng ý với hợp đồng.' } }))
    expect((await service.ask('GET', `/api/offers/${token}`)).json<{ replyBy: string | null }>().replyBy).toBeNull()
  })

  test('letters name the deadline in the contract’s zone and in UTC; taking the offer back sends the notice', async () => {
    const { cookie, contract, token, offer } = await offerWith((draft) => draft)
    const { replyBy } = (await service.ask('GET', `/api/offers/${token}`)).json<{ replyBy: string }>()
    const mine = async () => (await service.parts.mailer.readOutbox()).mails.filter(({ to, text }) => to === BUYER && text.includes(token))
    expect((await mine())[0]!.text).toContain(`(GMT+7); UTC: ${new Date(Date.parse(replyBy)).toISOString()}`)
    await service.ask('DELETE', `/api/contracts/${contract}/offers/${offer}`, undefined, { headers: { cookie } })
    await service.parts.mailer.settle()
    expect((await mine()).map(({ subject }) => subject).filter((subject) => subject.startsWith('Đã rút lại: '))).toHaveLength(1)
  })
})
