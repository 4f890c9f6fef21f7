import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { encodeBase64 } from '../../core/bytes/base64.ts'
import { createCertificateRequest } from '../../core/pki/request.ts'
import type { KeptCertificate } from '../../protocol/certificate.ts'
import { certifyKept, changeState } from '../fixture/kept.ts'
import { closeStatement, offerSample } from '../fixture/party.ts'
import { openTestService, readCode, signIn, type TestService } from '../fixture/service.ts'
import { noticeEndings } from './lifecycle.ts'

const TOKEN = 'operator-token-of-thirty-two-letters'
const DAY = 86_400_000
let service: TestService
beforeAll(async () => {
  service = await openTestService({ COUNTERSIGN_OPERATOR_TOKEN: TOKEN })
})
afterAll(() => service.close())

interface Told {
  readonly error?: { readonly code: string; readonly details?: { readonly problem?: string } }
}
const makeKeys = () => crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify'])
const requestOf = async (keys: CryptoKeyPair, email: string): Promise<string> => encodeBase64(await createCertificateRequest(keys, email))
const ask = (cookie: string, request: string) => service.ask('POST', '/api/certificates', { request, onBehalf: false, replaces: null }, { headers: { cookie } })
const operate = (serial: string, body: object) => service.ask('PUT', `/operator/certificates/${serial}/state`, body, { headers: { authorization: `Bearer ${TOKEN}` } })
const codeOf = (answer: Awaited<ReturnType<TestService['ask']>>): string | undefined => answer.json<Told>().error?.code
const count = async (table: 'kept_certificate' | 'log_entry' | 'certificate_event' | 'mail'): Promise<number> =>
  Number((await service.parts.store.selectFrom(table).select(({ fn }) => fn.countAll().as('count')).executeTakeFirstOrThrow()).count)

describe('a hold and a revocation hold: whoever has the key does not get round them', () => {
  it('no second certificate for a key on hold, not even for ten minutes', async () => {
    const holder = await certifyKept(service, 'held@example.com')
    await changeState(service, holder, 'suspended')
    expect(codeOf(await ask(holder.cookie, await requestOf(holder.keys, holder.email)))).toBe('CERTIFICATE_SUSPENDED')
    await changeState(service, holder, 'good')
    expect((await ask(holder.cookie, await requestOf(holder.keys, holder.email))).statusCode).toBe(200)
  })

  it.each([['suspended', 'CERTIFICATE_SUSPENDED'], ['revoked', 'CERTIFICATE_REVOKED']] as const)('a key whose certificate is %s signs no offer under a one-time one: the code is not spent', async (state, code) => {
    const email = `${state}@example.com`
    const { token } = await offerSample(service, email)
    const buyer = await closeStatement(service, token, email)
    const path = `/api/offers/${token}/intents/${buyer.statementHash}`
    await service.ask('PUT', path, buyer.request)
    const mailed = await readCode(service, email)
    const holder = await certifyKept(service, email, buyer.keys)
    await changeState(service, holder, state)
    const body = { code: mailed, request: await requestOf(buyer.keys, email) }
    expect(codeOf(await service.ask('POST', `${path}/certificate`, body))).toBe(code)
    const rows = await service.parts.store.selectFrom('intent').select(['state', 'attempts']).where('statement_hash', '=', buyer.statementHash).execute()
    expect(rows).toEqual([{ state: 'code-sent', attempts: 0 }])
  })

  it('what the operator has put on hold only the operator restores; the holder can still revoke', async () => {
    const holder = await certifyKept(service, 'watched@example.com')
    expect((await operate(holder.kept.serial, { state: 'suspended' })).json()).toMatchObject({ state: 'suspended', history: [{ event: 'issued' }, { event: 'suspended', by: 'operator' }] })
    expect((await changeState(service, holder, 'good')).body.error?.code).toBe('CERTIFICATE_HELD')
    expect((await operate(holder.kept.serial, { state: 'good' })).json()).toMatchObject({ state: 'good' })
    await changeState(service, holder, 'suspended')
    expect((await changeState(service, holder, 'good')).status, 'the holder’s own hold is the holder’s').toBe(200)
    await operate(holder.kept.serial, { state: 'suspended' })
    expect((await changeState(service, holder, 'revoked')).body).toMatchObject({ state: 'revoked' })
  })

  it('the operator revokes with a reason only', async () => {
    const holder = await certifyKept(service, 'why@example.com')
    for (const body of [{ state: 'revoked' }, { state: 'revoked', reason: 'removeFromCRL' }, { state: 'revoked', reason: '' }]) expect((await operate(holder.kept.serial, body)).statusCode).toBe(400)
    expect((await service.ask('GET', `/api/certificate/${holder.kept.serial}`)).json()).toMatchObject({ state: 'good' })
  })

  it('the same change asked for five times at once happens once', async () => {
    const holder = await certifyKept(service, 'twice@example.com')
    const answers = await Promise.all(Array.from({ length: 5 }, () => changeState(service, holder, 'revoked', 'keyCompromise')))
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200])
    const { history } = (await service.ask('GET', `/api/certificate/${holder.kept.serial}`)).json<{ history: { event: string }[] }>()
    expect(history.map(({ event }) => event)).toEqual(['issued', 'revoked'])
  })
})

describe('one proof, one certificate', () => {
  it('two people who ask for the same key at once do not both get it', async () => {
    const keys = await makeKeys()
    const people = ['first@example.com', 'second@example.com', 'third@example.com']
    const cookies = await Promise.all(people.map((email) => signIn(service, email)))
    const requests = await Promise.all(people.map((email) => requestOf(keys, email)))
    const answers = await Promise.all(cookies.map((cookie, index) => ask(cookie, requests[index]!)))
    expect(answers.map(({ statusCode }) => statusCode).toSorted()).toEqual([200, 422, 422])
    expect((await service.parts.store.selectFrom('kept_certificate').select('serial').where('key_thumbprint', '=', answers.find(({ statusCode }) => statusCode === 200)!.json<KeptCertificate>().keyThumbprint).execute()).length).toBe(1)
  })

  it('the same request ten times at once is one certificate', async () => {
    const cookie = await signIn(service, 'many@example.com')
    const request = await requestOf(await makeKeys(), 'many@example.com')
    const answers = await Promise.all(Array.from({ length: 10 }, () => ask(cookie, request)))
    expect(new Set(answers.map((answer) => answer.json<KeptCertificate>().serial)).size).toBe(1)
  })

  it('a sign-in code that was used, or was for another address, opens nothing', async () => {
    await service.ask('POST', '/api/session/code', { email: 'once@example.com', language: 'vi' })
    const code = await readCode(service, 'once@example.com')
    const open = (email: string) => service.ask('POST', '/api/session', { email, code })
    expect((await open('other@example.com')).statusCode).not.toBe(200)
    const both = await Promise.all([open('once@example.com'), open('once@example.com'), open('once@example.com')])
    expect(both.map(({ statusCode }) => statusCode === 200).filter(Boolean)).toHaveLength(1)
    expect((await open('once@example.com')).statusCode).not.toBe(200)
  })

  /** An intent with its mailed code: what a one-time certificate is bought with. */
  const prepare = async (email: string) => {
    const { token } = await offerSample(service, email)
    const buyer = await closeStatement(service, token, email)
    const path = `/api/offers/${token}/intents/${buyer.statementHash}`
    await service.ask('PUT', path, buyer.request)
    const code = await readCode(service, email)
    return { buyer, buy: (request: string) => service.ask('POST', `${path}/certificate`, { code, request }) }
  }
  const countOnce = async (): Promise<number[]> => {
    const { store } = service.parts
    return Promise.all((['certificate', 'log_entry', 'record'] as const).map(async (table) => Number((await store.selectFrom(table).select(({ fn }) => fn.countAll().as('count')).executeTakeFirstOrThrow()).count)))
  }

  it('a mailed code buys one certificate, however many requests of its key come with it at once', async () => {
    const { buyer, buy } = await prepare('burst@example.com')
    const requests = await Promise.all(Array.from({ length: 4 }, () => requestOf(buyer.keys, 'burst@example.com')))
    const before = await countOnce()
    const answers = await Promise.all(requests.map(buy))
    expect(answers.map(({ statusCode }) => statusCode).toSorted()).toEqual([200, 422, 422, 422])
    expect((await countOnce())[0]).toBe(before[0]! + 1)
  })

  it('wherever the store fails on the way, no certificate leaves and nothing is kept; the code still buys it after', async () => {
    const { buyer, buy } = await prepare('broken@example.com')
    const request = await requestOf(buyer.keys, 'broken@example.com')
    const before = await countOnce()
    const { random } = service.parts
    let failures = 0
    for (let place = 1; place < 20; place++) {
      let drawn = 0
      const failing = (length: number): Uint8Array => {
        if (++drawn === place) throw Object.assign(new Error('no space left'), { code: 'ENOSPC' })
        return random(length)
      }
      Object.assign(service.parts, { random: failing })
      const answer = await buy(request)
      Object.assign(service.parts, { random })
      if (answer.statusCode === 200) break
      failures++
      expect([codeOf(answer), answer.body.includes('"certificate":')]).toEqual(['STORAGE_FULL', false])
      expect(await countOnce(), `failed at ${place}`).toEqual(before)
    }
    expect(failures).toBeGreaterThan(1)
    expect((await countOnce())[0]).toBe(before[0]! + 1)
  })

  it('a store that fails between the key and the letter gives no certificate and keeps nothing; asked again, it does', async () => {
    const { mailer } = service.parts
    const cookie = await signIn(service, 'full@example.com')
    const request = await requestOf(await makeKeys(), 'full@example.com')
    const before = await Promise.all((['kept_certificate', 'log_entry', 'certificate_event', 'mail'] as const).map(count))
    const enqueue = mailer.enqueue.bind(mailer)
    // the last thing written in the transaction: everything before it was written already
    Object.assign(mailer, { enqueue: () => Promise.reject(Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' })) })
    const refused = await ask(cookie, request)
    Object.assign(mailer, { enqueue })
    expect([codeOf(refused), refused.body.includes('"certificate":')]).toEqual(['STORAGE_FULL', false])
    expect(await Promise.all((['kept_certificate', 'log_entry', 'certificate_event', 'mail'] as const).map(count))).toEqual(before)
    expect((await ask(cookie, request)).statusCode).toBe(200)
  })
})

describe('the end of a certificate is told once', () => {
  it('nobody looked for a month: one letter, for the nearest day, and none of a certificate that was given up', async () => {
    const [late, gone] = [await certifyKept(service, 'late@example.com'), await certifyKept(service, 'gone@example.com')]
    await changeState(service, gone, 'revoked')
    service.advance(360 * DAY)
    for (let turn = 0; turn < 3; turn++) await noticeEndings(service.parts)
    await service.parts.mailer.settle()
    const { mails } = await service.parts.mailer.readOutbox()
    const told = (email: string): string[] => mails.filter(({ to, subject }) => to === email && subject.includes('sắp hết hạn')).map(({ text }) => text)
    expect([told(late.email).length, told(gone.email).length]).toEqual([1, 0])
    const [day, month, year] = new Date(late.kept.notAfter).toISOString().slice(0, 10).split('-').toReversed()
    for (const part of [`${day}/${month}/${year}`, late.kept.serial, 'gia hạn', 'renew the certificate']) expect(told(late.email)[0], 'in both languages').toContain(part)
  })
})
