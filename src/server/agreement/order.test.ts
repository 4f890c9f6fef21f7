import { afterAll, beforeAll, expect, test } from 'vitest'
import type { AcceptanceView, OrderReply } from '../../protocol/agreement.ts'
import { click, openAgreement, signSubject, type TestAgreement } from '../fixture/agreement.ts'
import { openTestService, type TestService } from '../fixture/service.ts'

const HOUR = 3_600_000
const BUTTON = 'Đặt hàng và có nghĩa vụ thanh toán'
const ORDER = { lines: [{ name: 'Đèn bàn', quantity: '1', price: '450000' }], delivery: null, payment: null, total: { amount: '450000', currency: 'VND' } }
let service: TestService
let agreement: TestAgreement
beforeAll(async () => {
  service = await openTestService()
  agreement = await openAgreement(service, (draft) => ({ ...draft, consent: { ...draft.consent, button: BUTTON, advisal: `Khi bấm “${BUTTON}”, bạn đặt hàng.` } }))
})
afterAll(() => service.close())

const order = (sub: string) => click(service, agreement.id, { subject: signSubject(agreement.secret.hostSecret, { sub, order: ORDER }, service.parts.clock()), order: ORDER })
const reply = (acceptance: string, accept: boolean, secret = agreement.secret.hostSecret) =>
  service.ask('POST', `/api/agreements/${agreement.id}/orders/${acceptance}/reply`, { accept }, { headers: { authorization: `Bearer ${secret}` } })
const codeOf = (body: string): string => (JSON.parse(body) as { error: { code: string } }).error.code
const view = async (token: string) => (await service.ask('GET', `/api/acceptances/${token}`)).json<AcceptanceView>()

test('an order waits 12 hours for the shop’s answer, which makes the contract; the same answer again is harmless, another is refused', async () => {
  const { acceptance, token, at } = await order('lan')
  expect((await view(token)).orderReply).toEqual({ until: new Date(Date.parse(at) + 12 * HOUR).toISOString(), isDefault: true, event: null, at: null })
  expect(codeOf((await reply(acceptance, true, 'wrong')).body)).toBe('HOST_REFUSED')
  const bare = (headers: Readonly<Record<string, string>>) => service.app.inject({ method: 'POST', url: `/api/agreements/${agreement.id}/orders/${acceptance}/reply`, payload: { accept: true }, headers })
  expect(codeOf((await bare({})).body), 'no secret and no origin').toBe('ORIGIN_REFUSED')
  expect(codeOf((await bare({ origin: 'https://evil.example', authorization: `Bearer ${agreement.secret.hostSecret}` })).body), 'a page of another site').toBe('ORIGIN_REFUSED')
  expect((await bare({ authorization: `Bearer ${agreement.secret.hostSecret}` })).statusCode, 'a host’s server').toBe(200)
  const first = (await reply(acceptance, true)).json<OrderReply>()
  expect((await reply(acceptance, true)).json()).toEqual(first)
  expect(codeOf((await reply(acceptance, false)).body)).toBe('ORDER_ANSWERED')
  expect((await view(token)).orderReply).toMatchObject({ event: 'accepted', at: first.at })
})

test('an answer after that is refused with a code: the order has lapsed', async () => {
  const { acceptance, token } = await order('hoa')
  service.advance(12 * HOUR + 1000)
  const late = await reply(acceptance, true)
  expect([late.statusCode, codeOf(late.body)]).toEqual([410, 'ORDER_LAPSED'])
  expect((await view(token)).orderReply?.event).toBe('lapsed')
})
