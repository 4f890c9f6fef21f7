import { afterEach, beforeEach, expect, it } from 'vitest'
import type { ContractDetail, ContractSummary } from '../../protocol/contract.ts'
import { startMailReceiver, type MailReceiver } from '../../testing/mail/receiver.ts'
import { offerSample } from '../fixture/party.ts'
import { openTestService, type TestService } from '../fixture/service.ts'
import type { Mailer } from './mailer.ts'
import { createMailer } from './mailer.ts'
import { createSmtpTransport } from './transport.ts'

const BUYER = 'lan@example.com'
let service: TestService
let receiver: MailReceiver

beforeEach(async () => {
  receiver = await startMailReceiver()
  const transport = await createSmtpTransport(receiver.url, 'countersign@example.com')
  // Sign-in codes are read in the outbox; what goes to parties of a contract goes through the mail system.
  service = await openTestService({}, (parts) => {
    const smtp = createMailer({ ...parts, transport })
    const mailer: Mailer = { ...smtp, mode: 'outbox', readOutbox: parts.mailer.readOutbox, deliver: async (id) => ((await parts.store.selectFrom('mail').select('kind').where('id', '=', id).executeTakeFirst())?.kind === 'session-code' ? parts.mailer : smtp).deliver(id) }
    return { ...parts, mailer }
  })
})
afterEach(async () => {
  await service.close()
  await receiver[Symbol.asyncDispose]()
})

const read = async (contract: string, cookie: string) => (await service.ask('GET', `/api/contracts/${contract}`, undefined, { headers: { cookie } })).json<ContractDetail>()
const listed = async (cookie: string) => (await service.ask('GET', '/api/contracts', undefined, { headers: { cookie } })).json<{ contracts: ContractSummary[] }>().contracts[0]!.parties.map(({ unreached }) => unreached)
const remind = (contract: string, offer: string, cookie: string) => service.ask('POST', `/api/contracts/${contract}/offers/${offer}/reminder`, undefined, { headers: { cookie } })
const reasons = async (contract: string, cookie: string) => (await service.ask('GET', `/api/contracts/${contract}/trail`, undefined, { headers: { cookie } })).json<{ events: { event: string; reason: string | null }[] }>().events.flatMap(({ event, reason }) => (event === 'delivery-failed' || event === 'delivered' ? [[event, reason]] : []))

it('tells the seller at once of a recipient that is refused for good, and lets it send again', async () => {
  receiver.answer(BUYER, 550)
  const { contract, offer, cookie } = await offerSample(service, BUYER)
  expect((await read(contract, cookie)).offers[0]).toMatchObject({ state: 'sent', mail: { state: 'refused', reply: 550, nextAt: null } })
  expect(await listed(cookie)).toEqual([false, true])
  expect(await reasons(contract, cookie)).toEqual([['delivery-failed', 'offer, 127.0.0.1, 550']])
  service.advance(61_000)
  receiver.answer(BUYER, 250)
  expect((await remind(contract, offer, cookie)).statusCode).toBe(200)
  await service.parts.mailer.settle()
  expect(receiver.letters).toHaveLength(1)
  expect((await read(contract, cookie)).offers[0]?.mail).toBe(null)
  expect(await listed(cookie)).toEqual([false, false])
  service.advance(61_000)
  expect((await remind(contract, offer, cookie)).json()).toMatchObject({ error: { code: 'RATE_LIMITED' } })
})

it('goes on trying a recipient that is refused for the time being, and says so until it is taken', async () => {
  receiver.answer(BUYER, 450)
  const { contract, offer, cookie } = await offerSample(service, BUYER)
  const { mail } = (await read(contract, cookie)).offers[0]!
  expect(mail).toMatchObject({ state: 'trying', reply: 450 })
  expect(Date.parse(mail!.nextAt!)).toBeGreaterThan(service.parts.clock())
  expect(await reasons(contract, cookie)).toEqual([])
  expect((await remind(contract, offer, cookie)).json()).toMatchObject({ error: { code: 'STATE_REFUSED' } })
  receiver.answer(BUYER, 250)
  service.advance(120_000)
  await service.parts.mailer.deliverDue()
  expect(receiver.letters).toHaveLength(1)
  expect((await read(contract, cookie)).offers[0]?.mail).toBe(null)
  expect(await reasons(contract, cookie)).toEqual([['delivered', null]])
})

it('gives up after the last attempt, with the last reply', async () => {
  receiver.answer(BUYER, 451)
  const { contract, cookie } = await offerSample(service, BUYER)
  for (let attempt = 1; attempt < 8; attempt++) {
    service.advance(30_000 * 2 ** (attempt + 1))
    await service.parts.mailer.deliverDue()
  }
  expect((await read(contract, cookie)).offers[0]?.mail).toEqual({ state: 'given-up', reply: 451, nextAt: null })
  expect(await reasons(contract, cookie)).toEqual([['delivery-failed', 'offer, 127.0.0.1, 451']])
})

it('takes a letter refused whole for refused, and a mail system that is away for one to try again', async () => {
  receiver.answerLetter(554)
  const first = await offerSample(service, BUYER)
  expect((await read(first.contract, first.cookie)).offers[0]?.mail).toMatchObject({ state: 'refused', reply: 554 })
  await receiver[Symbol.asyncDispose]()
  const second = await offerSample(service, BUYER)
  expect((await read(second.contract, second.cookie)).offers[0]?.mail).toMatchObject({ state: 'trying', reply: null })
  receiver = await startMailReceiver()
})
