import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openTestService, type TestService } from '../fixture/service.ts'
import { createMailer, type Mailer } from './mailer.ts'
import type { Letter } from './transport.ts'

let service: TestService
let taken: Letter[]
let isDown: boolean
let mailer: Mailer

beforeEach(async () => {
  service = await openTestService()
  taken = []
  isDown = false
  const transport = {
    system: 'mail.example.com',
    send: (letter: Letter) => {
      if (isDown) return Promise.reject(new Error('down'))
      taken.push(letter)
      return Promise.resolve()
    },
  }
  mailer = createMailer({ ...service.parts, transport })
})
afterEach(() => service.close())

const content = { to: 'lan@example.com', subject: 'Chào', text: 'Thư', rule: 'vn-2023' as const, attachment: null }
const enqueue = async (kind: 'copy' | 'session-code'): Promise<string> => (await mailer.enqueue(service.parts.store, { kind, content, contract: null, offer: null }))[0]!
const stateOf = (id: string) => service.parts.store.selectFrom('mail').select(['state', 'content', 'attempts']).where('id', '=', id).executeTakeFirstOrThrow()

describe('mail: a copy that was promised must arrive, and a mail server’s failure must not stop a signature', () => {
  it('leaves once and forgets its words', async () => {
    const id = await enqueue('copy')
    expect(await Promise.all([mailer.deliver(id), mailer.deliver(id)])).toContain(true)
    await mailer.deliverDue()
    expect(taken).toEqual([{ to: 'lan@example.com', subject: 'Chào', text: 'Thư' }])
    expect(await stateOf(id)).toMatchObject({ state: 'sent', content: null })
  })

  it('is tried again later, but a code is not', async () => {
    isDown = true
    const [copy, code] = [await enqueue('copy'), await enqueue('session-code')]
    expect([await mailer.deliver(copy), await mailer.deliver(code)]).toEqual([false, false])
    expect([await stateOf(copy), await stateOf(code)]).toMatchObject([{ state: 'queued', attempts: 1 }, { state: 'failed', content: null }])
    isDown = false
    await mailer.deliverDue()
    expect(taken).toEqual([])
    service.advance(2 * 60_000)
    await mailer.deliverDue()
    expect(taken).toHaveLength(1)
  })

  it('is sealed while it waits', async () => {
    const id = await enqueue('copy')
    expect(Buffer.from((await stateOf(id)).content!).includes('lan@example.com')).toBe(false)
  })
})

describe('the outbox page', () => {
  it('shows mails on this machine, and does not exist for anybody else', async () => {
    await service.ask('POST', '/api/session/code', { email: 'lan@example.com', language: 'en' })
    expect((await service.ask('GET', '/api/outbox')).json()).toMatchObject({ mails: [{ to: 'lan@example.com', subject: /sign-in code/ }] })
    expect((await service.ask('GET', '/api/outbox', undefined, { remoteAddress: '203.0.113.9' })).statusCode).toBe(404)
  })
})
