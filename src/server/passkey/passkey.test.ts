import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { assert, asyncProperty, integer, nat } from 'fast-check'
import { decodeBase64, encodeBase64 } from '../../core/bytes/base64.ts'
import type { PasskeyChallenge, Passkeys, PasskeyWish } from '../../protocol/passkey.ts'
import type { Session } from '../../protocol/session.ts'
import { createAuthenticator, type Mischief } from '../fixture/authenticator.ts'
import { openTestService, signIn, type TestService } from '../fixture/service.ts'

let service: TestService
let cookie: string
beforeAll(async () => {
  service = await openTestService()
  cookie = await signIn(service, 'holder@example.com')
})
afterAll(() => service.close())

type Answer = { body: string; statusCode: number }
const problemOf = ({ body, statusCode }: Answer): unknown[] => {
  const { error } = JSON.parse(body) as { error?: { code: string; details?: { problem?: string } } }
  return [statusCode, error?.code, error?.details?.problem]
}
const refused = (problem: string): unknown[] => [403, 'PASSKEY_REFUSED', problem]
let asked = 0
/** Each from an address of its own, so that the limit by address is not what is tested. */
const post = (path: string, body?: object, as = '') => service.ask('POST', path, body, { headers: { cookie: as }, remoteAddress: `10.0.${(asked >> 8) & 255}.${asked++ & 255}` })
const wish = async (as = cookie) => (await post('/api/passkeys/challenge', undefined, as)).json<PasskeyWish>()
const challenge = async () => (await post('/api/session/passkey/challenge')).json<PasskeyChallenge>()
const register = (body: object, as = cookie) => post('/api/passkeys', body, as)
const show = (body: object) => post('/api/session/passkey', body)

async function holdOne(kind: 'ES256' | 'RS256' = 'ES256', email = 'one@example.com') {
  const as = await signIn(service, email)
  const device = createAuthenticator(kind)
  const { challenge: number, user } = await wish(as)
  const { passkeys } = (await register(device.register(number, 'Điện thoại'), as)).json<Passkeys>()
  return { as, device, user, passkeys }
}

describe('signing in with a passkey', () => {
  test.each(['ES256', 'RS256'] as const)('%s: registered after the mailed code, then it opens the same account, with what was proven and no more', async (kind) => {
    const { device, user, passkeys } = await holdOne(kind, `${kind.toLowerCase()}@example.com`)
    expect(passkeys).toMatchObject([{ label: 'Điện thoại', usedAt: null }])
    const answer = await show(device.assert((await challenge()).challenge, user))
    expect(answer.json<Session>()).toMatchObject({ email: `${kind.toLowerCase()}@example.com`, person: user, demo: true })
    const opened = String(answer.headers['set-cookie']).split(';')[0]!
    expect((await service.ask('GET', '/api/session', undefined, { headers: { cookie: opened } })).json()).toMatchObject({ person: user, demo: true })
    const list = (await service.ask('GET', '/api/passkeys', undefined, { headers: { cookie: opened } })).json<Passkeys>()
    expect(list.passkeys[0]?.usedAt).not.toBeNull()
  })

  test('several are listed, named and removed apart; a removed one opens nothing, and the person is told of each by mail', async () => {
    const { as, device, user } = await holdOne('ES256', 'several@example.com')
    const other = createAuthenticator()
    const second = await wish(as)
    expect(second.known).toEqual([device.id])
    const { passkeys } = (await register(other.register(second.challenge, 'Khóa dự phòng'), as)).json<Passkeys>()
    expect(passkeys.map(({ label }) => label)).toEqual(['Điện thoại', 'Khóa dự phòng'])
    const headers = { cookie: as }
    const named = await service.ask('PUT', `/api/passkeys/${passkeys[0]!.name}`, { label: 'Máy cũ' }, { headers })
    expect(named.json<Passkeys>().passkeys.map(({ label }) => label)).toEqual(['Máy cũ', 'Khóa dự phòng'])
    expect((await service.ask('DELETE', `/api/passkeys/${passkeys[0]!.name}`, undefined, { headers })).json<Passkeys>().passkeys).toHaveLength(1)
    expect(problemOf(await show(device.assert((await challenge()).challenge, user)))).toEqual(refused('unknown'))
    expect((await show(other.assert((await challenge()).challenge, user))).statusCode).toBe(200)
    const { mails } = await service.parts.mailer.readOutbox()
    expect(mails.filter(({ to, subject }) => to === 'several@example.com' && subject.includes('passkey'))).toHaveLength(2)
  })

  test('another person can neither see, name nor remove it', async () => {
    const { passkeys } = await holdOne('ES256', 'owner@example.com')
    const stranger = { cookie: await signIn(service, 'other@example.com') }
    expect((await service.ask('GET', '/api/passkeys', undefined, { headers: stranger })).json()).toEqual({ passkeys: [] })
    expect(problemOf(await service.ask('DELETE', `/api/passkeys/${passkeys[0]!.name}`, undefined, { headers: stranger }))[1]).toBe('NOT_FOUND')
    expect(problemOf(await service.ask('PUT', `/api/passkeys/${passkeys[0]!.name}`, { label: 'mine' }, { headers: stranger }))[1]).toBe('NOT_FOUND')
  })
})

describe('hostile answers: each is refused by name, opens nothing and stores nothing', () => {
  const MISCHIEF: readonly (readonly [string, Mischief, string])[] = [
    ['another ceremony', { type: 'webauthn.other' }, 'ceremony'],
    ['another origin', { origin: 'https://evil.example' }, 'origin'],
    ['the same host on another port', { origin: 'http://localhost:3001' }, 'origin'],
    ['a frame of another page', { crossOrigin: true }, 'origin'],
    ['another relying party', { relyingParty: 'evil.example' }, 'relying-party'],
    ['nobody there', { flags: 0x44 }, 'presence'],
    ['nobody verified', { flags: 0x41 }, 'verification'],
    ['backed up without being able to', { flags: 0x55 }, 'flags'],
    ['reserved bits', { flags: 0x47 }, 'flags'],
  ]
  test.each(MISCHIEF)('%s', async (_, mischief, problem) => {
    const device = createAuthenticator()
    const before = (await service.ask('GET', '/api/passkeys', undefined, { headers: { cookie } })).json()
    expect(problemOf(await register(device.register((await wish()).challenge, 'x', mischief)))).toEqual(refused(problem))
    expect((await service.ask('GET', '/api/passkeys', undefined, { headers: { cookie } })).json()).toEqual(before)
    const held = await holdOne('ES256', 'hostile@example.com')
    const answer = await show(held.device.assert((await challenge()).challenge, held.user, { ...mischief, ...(mischief.flags === undefined ? {} : { flags: mischief.flags & ~0x40 }) }))
    expect(problemOf(answer)).toEqual(refused(problem))
    expect(answer.headers['set-cookie']).toBeUndefined()
    await service.ask('DELETE', `/api/passkeys/${held.passkeys.at(-1)!.name}`, undefined, { headers: { cookie: held.as } })
  })

  test('a challenge serves one answer, its own ceremony and its own person, for five minutes', async () => {
    const { device, user } = await holdOne('ES256', 'challenge@example.com')
    const { challenge: used } = await challenge()
    const answer = device.assert(used, user)
    expect((await show(answer)).statusCode).toBe(200)
    expect(problemOf(await show(answer))).toEqual(refused('challenge'))
    expect(problemOf(await show(device.assert((await wish()).challenge, user)))).toEqual(refused('challenge'))
    expect(problemOf(await register(createAuthenticator().register((await challenge()).challenge, 'x')))).toEqual(refused('challenge'))
    expect(problemOf(await register(createAuthenticator().register((await wish()).challenge, 'x'), await signIn(service, 'thief@example.com')))).toEqual(refused('challenge'))
    const { challenge: old } = await challenge()
    service.advance(6 * 60_000)
    expect(problemOf(await show(device.assert(old, user)))).toEqual(refused('challenge'))
    const { challenge: burnt } = await challenge()
    expect(problemOf(await show(device.assert(burnt, user, { stranger: true })))).toEqual(refused('signature'))
    expect(problemOf(await show(device.assert(burnt, user)))).toEqual(refused('challenge'))
  })

  test('two answers to one challenge at once open one session', async () => {
    const { device, user } = await holdOne('ES256', 'twice@example.com')
    const answer = device.assert((await challenge()).challenge, user)
    const both = await Promise.all([show(answer), show(answer)])
    expect(both.map(({ statusCode }) => statusCode).toSorted()).toEqual([200, 403])
  })

  test('another key’s signature, another account’s handle, a changed octet', async () => {
    const { device, user } = await holdOne('ES256', 'forged@example.com')
    expect(problemOf(await show(device.assert((await challenge()).challenge, user, { stranger: true })))).toEqual(refused('signature'))
    expect(problemOf(await show(device.assert((await challenge()).challenge, user, { user: (await wish()).user })))).toEqual(refused('user'))
    const touch = (data: Uint8Array): Uint8Array => data.with(36, 1)
    expect(problemOf(await show(device.assert((await challenge()).challenge, user, { touch })))).toEqual(refused('signature'))
    expect(problemOf(await show(createAuthenticator().assert((await challenge()).challenge, user)))).toEqual(refused('unknown'))
  })

  test('a counter that does not grow: the key was copied', async () => {
    const { device, user } = await holdOne('ES256', 'copied@example.com')
    const at = async (counter: number) => show(device.assert((await challenge()).challenge, user, { counter }))
    expect((await at(7)).statusCode).toBe(200)
    expect(problemOf(await at(7))).toEqual(refused('counter'))
    expect(problemOf(await at(0))).toEqual(refused('counter'))
    expect((await at(8)).statusCode).toBe(200)
  })

  test('keys that are none, or too weak, or off their curve', async () => {
    const device = createAuthenticator()
    const ask = async (key: Parameters<typeof device.register>[3]) => problemOf(await register(device.register((await wish()).challenge, 'x', {}, key)))
    const octets = (length: number, value = 1): Uint8Array => new Uint8Array(length).fill(value)
    expect(await ask(new Map<number, Uint8Array | number>([[1, 2], [3, -7], [-1, 1], [-2, octets(32)], [-3, octets(32)]]))).toEqual(refused('key'))
    expect(await ask(new Map<number, Uint8Array | number>([[1, 2], [3, -7], [-1, 2], [-2, octets(48)], [-3, octets(48)]]))).toEqual(refused('key'))
    expect(await ask(new Map<number, Uint8Array | number>([[1, 3], [3, -257], [-1, octets(128, 0xff)], [-2, Uint8Array.of(1, 0, 1)]]))).toEqual(refused('key'))
    expect(await ask(new Map<number, Uint8Array | number>([[1, 1], [3, -8], [-1, 6], [-2, octets(32)]]))).toEqual(refused('key'))
  })

  test('one passkey belongs to one account', async () => {
    const { device, as } = await holdOne('ES256', 'first@example.com')
    expect(problemOf(await register(device.register((await wish(as)).challenge, 'again'), as))).toEqual(refused('known'))
    expect(problemOf(await register(device.register((await wish()).challenge, 'mine now')))).toEqual(refused('known'))
  })

  test('any changed octet of a registration is refused with the code, or registers nothing else than the same key', async () => {
    const sample = createAuthenticator()
    await assert(asyncProperty(nat(), integer({ min: 1, max: 255 }), async (place, change) => {
      const honest = sample.register((await wish()).challenge, 'x')
      const bytes = decodeBase64(honest.attestation)
      const at = place % bytes.length
      bytes[at]! ^= change
      const answer = await register({ ...honest, attestation: encodeBase64(bytes) })
      const names = answer.statusCode === 200 ? answer.json<Passkeys>().passkeys.map(({ name }) => name) : []
      for (const name of names) await service.ask('DELETE', `/api/passkeys/${name}`, undefined, { headers: { cookie } })
      expect([[200, undefined], [403, 'PASSKEY_REFUSED']]).toContainEqual(problemOf(answer).slice(0, 2))
    }), { numRuns: 25 })
  })
})

test('an old proof of the mailbox certifies nobody: the mailed code renews it, for the passkeys too', async () => {
  const { device, user } = await holdOne('ES256', 'old@example.com')
  service.advance(31 * 86_400_000)
  const enter = async (): Promise<string> => String((await show(device.assert((await challenge()).challenge, user))).headers['set-cookie']).split(';')[0]!
  const { createCertificateRequest } = await import('../../core/pki/request.ts')
  const keys = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify'])
  const request = encodeBase64(await createCertificateRequest(keys, 'old@example.com'))
  const certify = async (as: string) => service.ask('POST', '/api/certificates', { request, onBehalf: false, replaces: null }, { headers: { cookie: as } })
  expect(problemOf(await certify(await enter())).slice(0, 2)).toEqual([403, 'PROOF_STALE'])
  await signIn(service, 'old@example.com')
  expect((await certify(await enter())).statusCode).toBe(200)
})
