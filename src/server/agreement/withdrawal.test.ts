import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { checkChain } from '../../core/evidence/record.ts'
import type { AgreementDetail, ClickReceipt } from '../../protocol/agreement.ts'
import { click, openAgreement, type TestAgreement } from '../fixture/agreement.ts'
import { openTestService, type TestService } from '../fixture/service.ts'
import { sendWebhooks } from './webhook.ts'

let service: TestService
let agreement: TestAgreement
beforeAll(async () => {
  service = await openTestService({ COUNTERSIGN_WEBHOOK_LOCAL: 'on' })
  agreement = await openAgreement(service, (draft) => ({ ...draft, withdrawal: { days: 14, text: 'Bạn có thể rút khỏi hợp đồng trong 14 ngày.' } }))
}, 60_000)
afterAll(() => service.close())

const withdraw = ({ token }: ClickReceipt, email: string | null = null) => service.ask('POST', `/api/acceptances/${token}/withdrawal`, { reason: 'Không cần nữa', email })
const recordsOf = async () => {
  const { versions } = (await service.ask('GET', `/api/agreements/${agreement.id}/detail`, undefined, { headers: { cookie: agreement.cookie } })).json<AgreementDetail>()
  return (await service.ask('GET', `/api/contracts/${versions[0]!.contract}/records`, undefined, { headers: { cookie: agreement.cookie } })).json<{ records: { record: string }[] }>().records.map(({ record }) => record)
}
const countOf = (records: readonly string[], event: string): number => records.filter((record) => (JSON.parse(record) as { event: string }).event === event).length

describe('two who withdraw from one click at the same moment', () => {
  test('are one withdrawal: one record, one acknowledgement for both, one letter, one piece of news', async () => {
    const heard: string[] = []
    const host = createServer((request, response) => {
      let body = ''
      request.on('data', (part: Buffer) => (body += part.toString()))
      request.on('end', () => {
        heard.push((JSON.parse(body) as { type: string }).type)
        response.writeHead(204).end()
      })
    }).listen(0, '127.0.0.1')
    await once(host, 'listening')
    const webhook = `http://127.0.0.1:${(host.address() as AddressInfo).port}/hook`
    expect((await service.ask('PUT', `/api/agreements/${agreement.id}/settings`, { origins: [], webhook }, { headers: { cookie: agreement.cookie } })).statusCode).toBe(200)
    const receipt = await click(service, agreement.id)
    const before = countOf(await recordsOf(), 'withdrawn')
    const answers = await Promise.all(Array.from({ length: 6 }, () => withdraw(receipt, 'leaver@example.com')))
    expect(answers.map(({ statusCode }) => statusCode)).toEqual(answers.map(() => 200))
    expect(new Set(answers.map((answer) => answer.json<ClickReceipt>().receipt)).size).toBe(1)
    const records = await recordsOf()
    expect(countOf(records, 'withdrawn')).toBe(before + 1)
    expect(() => checkChain(records)).not.toThrow()
    await service.parts.mailer.settle()
    expect((await service.parts.mailer.readOutbox()).mails.filter(({ to }) => to === 'leaver@example.com')).toHaveLength(1)
    await expect.poll(async () => {
      await sendWebhooks(service.parts)
      return heard.toSorted()
    }).toEqual(['acceptance.agreed', 'acceptance.withdrawn'])
    expect(await service.parts.store.selectFrom('webhook_delivery').select('id').where('agreement', '=', agreement.id).execute()).toHaveLength(2)
    host.close()
  })

  test('and who has it erased at that moment, never stand in each other’s way', async () => {
    for (let round = 0; round < 8; round++) {
      const receipt = await click(service, agreement.id)
      const [withdrawn, erased] = await Promise.all([withdraw(receipt), service.ask('POST', `/api/acceptances/${receipt.token}/erasure`, {})])
      expect(erased.statusCode, erased.body).toBe(200)
      expect([undefined, 'ACCEPTANCE_ERASED'], withdrawn.body).toContain(withdrawn.json<{ error?: { code: string } }>().error?.code)
    }
    const records = await recordsOf()
    expect(countOf(records, 'erased')).toBe(8)
    expect(() => checkChain(records)).not.toThrow()
  })
})
