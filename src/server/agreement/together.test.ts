import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ClickReceipt } from '../../protocol/agreement.ts'
import { openAgreement, prepareClick, signSubject, type TestAgreement } from '../fixture/agreement.ts'
import { openTestService, type TestService } from '../fixture/service.ts'

let service: TestService
let [terms, rules]: [TestAgreement, TestAgreement] = [] as never
beforeAll(async () => {
  service = await openTestService()
  ;[terms, rules] = [await openAgreement(service), await openAgreement(service)]
})
afterAll(() => service.close())

const prepare = async (agreement: TestAgreement, sub: string) => ({ agreement: agreement.id, request: (await prepareClick(service, agreement.id, { subject: signSubject(agreement.secret.hostSecret, { sub }, service.parts.clock()) }))! })
const send = (acceptances: readonly object[]) => service.ask('POST', '/api/acceptances', { acceptances })
const codeOf = (body: string): string => (JSON.parse(body) as { error: { code: string } }).error.code
const count = async (): Promise<number> => Number((await service.parts.store.selectFrom('acceptance').select((select) => select.fn.countAll<number | string>().as('count')).executeTakeFirstOrThrow()).count)

test('agreements asked at one place are accepted together, a statement each; the same again gives the same answers', async () => {
  const both = [await prepare(terms, 'lan'), await prepare(rules, 'lan')]
  const first = (await send(both)).json<{ receipts: ClickReceipt[] }>()
  expect(first.receipts.map(({ agreement, event }) => [agreement, event])).toEqual([[terms.id, 'agreed'], [rules.id, 'agreed']])
  expect((await send(both)).json()).toEqual(first)
  const statements = await service.parts.store.selectFrom('acceptance').select('statement_hash').execute()
  expect(new Set(statements.map(({ statement_hash }) => statement_hash)).size).toBe(2)
})

test('when one of them is refused, at the check or while writing, nothing of it is kept', async () => {
  const before = await count()
  const [good, other] = [await prepare(terms, 'hoa'), await prepare(rules, 'hoa')]
  expect(codeOf((await send([good, { ...other, request: { ...other.request, jws: `${other.request.jws!.slice(0, -4)}AAAA` } }])).body)).toBe('JWS_REFUSED')
  await service.parts.store.deleteFrom('click_challenge').where('agreement', '=', rules.id).execute()
  expect(codeOf((await send([good, other])).body)).toBe('CHALLENGE_REFUSED')
  expect(codeOf((await send([good, good])).body)).toBe('BODY_MALFORMED')
  expect(await count()).toBe(before)
  expect((await send([good, await prepare(rules, 'hoa')])).statusCode).toBe(200)
  expect(await count()).toBe(before + 2)
})
