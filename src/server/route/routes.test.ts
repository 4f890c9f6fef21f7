import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { redactUrl } from '../app.ts'
import { offerSample, publishSample, SELLER } from '../fixture/party.ts'
import { ADDRESS, openTestService, readCode, signIn, type TestService } from '../fixture/service.ts'

let service: TestService
let cookie: string
let contract: string
let offer: string

beforeAll(async () => {
  service = await openTestService()
  ;({ cookie, contract, offer } = await offerSample(service))
})
afterAll(() => service.close())

const codeOf = (answer: { body: string }): unknown => (JSON.parse(answer.body) as { error?: { code: string } }).error?.code
const HASH = 'a'.repeat(64)
type Ask = readonly ['GET' | 'POST' | 'PUT' | 'DELETE', string, (object | undefined)?]
const SELLER_ROUTES: readonly Ask[] = [
  ['GET', '/api/session'],
  ['GET', '/api/contracts'],
  ['POST', '/api/contracts', { template: 'services', language: 'vi' }],
  ['GET', '/api/contracts/ID'],
  ['DELETE', '/api/contracts/ID'],
  ['PUT', '/api/contracts/ID/draft', { revision: 0, document: '{}' }],
  ['POST', '/api/contracts/ID/publication', { revision: 0 }],
  ['POST', '/api/contracts/ID/publication/certificate', { documentHash: HASH, request: '' }],
  ['PUT', '/api/contracts/ID/publication', { document: '{}', signature: '' }],
  ['POST', '/api/contracts/ID/offers', { email: 'a@example.com', name: null }],
  ['DELETE', '/api/contracts/ID/offers/OFFER'],
  ['GET', '/api/contracts/ID/records'],
  ['GET', '/api/contracts/ID/retention'],
  ['PUT', '/api/contracts/ID/retention', { until: null }],
  ['GET', '/api/contracts/ID/offers/OFFER/file'],
]
const ACCOUNT_ROUTES: readonly Ask[] = [
  ['GET', '/api/passkeys'],
  ['POST', '/api/passkeys/challenge'],
  ['POST', '/api/passkeys', { clientData: '', attestation: '', label: 'x' }],
  ['PUT', `/api/passkeys/${HASH}`, { label: 'x' }],
  ['DELETE', `/api/passkeys/${HASH}`],
]
const HOLDER_ROUTES: readonly Ask[] = [
  ['GET', ''],
  ['POST', '/seen', { event: 'displayed' }],
  ['POST', '/challenge', { keyThumbprint: 'A'.repeat(43) }],
  ['PUT', `/intents/${HASH}`, { statement: '{}', values: {}, salt: HASH, claims: {}, claimsSalt: HASH }],
  ['POST', `/intents/${HASH}/code`],
  ['POST', `/intents/${HASH}/certificate`, { code: '123456', request: '' }],
  ['POST', '/refusal', { statement: '{}', claims: {}, claimsSalt: HASH }],
  ['GET', '/receipt'],
  ['GET', '/file'],
]
const fill = (path: string): string => path.replace('ID', contract).replace('OFFER', offer)

describe('strangers: every route of a seller or a holder must refuse them', () => {
  it.each([...SELLER_ROUTES, ...ACCOUNT_ROUTES].map((ask) => ({ name: `${ask[0]} ${ask[1]}`, ask })))('$name needs a session', async ({ ask: [method, path, body] }) => {
    const answer = await service.ask(method, fill(path), body)
    expect([answer.statusCode, codeOf(answer)]).toEqual([401, 'SESSION_REQUIRED'])
  })

  it('another seller finds nothing of this one’s', async () => {
    const stranger = await signIn(service, 'stranger@example.com')
    for (const [method, path, body] of SELLER_ROUTES.slice(3)) {
      expect([path, codeOf(await service.ask(method, fill(path), body, { headers: { cookie: stranger } }))]).toEqual([path, 'CONTRACT_NOT_FOUND'])
    }
    expect((await service.ask('GET', '/api/contracts', undefined, { headers: { cookie: stranger } })).json()).toEqual({ contracts: [] })
  })

  it.each(HOLDER_ROUTES.map((ask) => ({ name: `${ask[0]} /api/offers/:token${ask[1]}`, ask })))('$name needs the link', async ({ ask: [method, path, body] }) => {
    for (const token of ['A'.repeat(43), 'x', '%00']) {
      const answer = await service.ask(method, `/api/offers/${token}${path}`, body)
      expect([answer.statusCode, codeOf(answer)]).toEqual([404, 'OFFER_NOT_FOUND'])
    }
  })
})

describe('what comes from elsewhere, or is too much, or malformed', () => {
  it('is refused from another origin, or from none', async () => {
    for (const origin of ['https://evil.example', 'null', '']) {
      const answer = await service.ask('POST', '/api/contracts', { template: 'services', language: 'vi' }, { headers: { cookie, origin } })
      expect([answer.statusCode, codeOf(answer)]).toEqual([403, 'ORIGIN_REFUSED'])
    }
  })

  it('is refused in the reader’s language, without details of the server', async () => {
    const ask = (language: string) => service.ask('POST', '/api/session', { email: 'no address', code: '1' }, { headers: { 'accept-language': language } })
    expect((await ask('en-GB,en;q=0.9,vi;q=0.5')).json()).toMatchObject({ error: { code: 'BODY_MALFORMED', sentence: /^What was sent/ } })
    expect((await ask('de')).json()).toMatchObject({ error: { sentence: /^Dữ liệu/ } })
    expect((await service.ask('GET', '/api/nothing?lang=en')).json()).toMatchObject({ error: { code: 'NOT_FOUND', sentence: /^There is nothing/ } })
  })

  it('is refused as a wrong media type', async () => {
    const answer = await service.ask('POST', '/api/session', 'a=b', { headers: { 'content-type': 'application/x-www-form-urlencoded' } })
    expect([answer.statusCode, codeOf(answer)]).toEqual([415, 'MEDIA_TYPE_REFUSED'])
  })

  it('is cut off while it streams', async () => {
    const address = await service.app.listen({ port: 0, host: '127.0.0.1' })
    const { port } = new URL(address)
    const { text, sent } = await new Promise<{ text: string; sent: number }>((done, failed) => {
      const socket = connect(Number(port), '127.0.0.1')
      const chunk = Buffer.alloc(16 * 1024, 0x20)
      let [answer, count, open] = ['', 0, true]
      socket.write(`POST /api/session HTTP/1.1\r\nhost: x\r\norigin: ${ADDRESS}\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n`)
      const push = (): void => {
        if (!open) return
        count += chunk.length
        socket.write(`${chunk.length.toString(16)}\r\n`)
        socket.write(chunk)
        socket.write('\r\n', () => setTimeout(push, 1))
      }
      push()
      socket.on('data', (data) => (answer += data.toString()))
      socket.on('error', () => (open = false))
      socket.on('close', () => {
        open = false
        done({ text: answer, sent: count })
      })
      setTimeout(() => failed(new Error('never cut off')), 10_000).unref()
    })
    expect(text).toMatch(/^HTTP\/1.1 413/)
    expect(text).toContain('BODY_TOO_LARGE')
    expect(sent).toBeLessThan(32 * 1024 * 1024)
  })

  it.each(['{"email":"a@example.com","language":"vi","extra":{"__proto__":1}', '[]', '"x"', '{"email":["a"],"language":"vi"}'])('never breaks the server: %s', async (payload) => {
    const answer = await service.ask('POST', '/api/session/code', undefined, { payload, headers: { 'content-type': 'application/json' } })
    expect(codeOf(answer)).toBe('BODY_MALFORMED')
  })
})

describe('sessions: only who reads the mailbox may enter', () => {
  it('answer the same for known and unknown addresses, and a code works once', async () => {
    const shape = async (email: string): Promise<string[]> => Object.keys((await service.ask('POST', '/api/session/code', { email, language: 'en' })).json<object>())
    expect(await shape('nobody@example.com')).toEqual(await shape(SELLER))
    const code = await readCode(service, 'nobody@example.com')
    expect((await service.ask('POST', '/api/session', { email: 'nobody@example.com', code })).statusCode).toBe(200)
    const second = await service.ask('POST', '/api/session', { email: 'nobody@example.com', code })
    expect([second.statusCode, codeOf(second)]).toEqual([403, 'CODE_REFUSED'])
  })

  it('lock a code after five wrong attempts, also in parallel', async () => {
    await service.ask('POST', '/api/session/code', { email: 'mai@example.com', language: 'vi' })
    const code = await readCode(service, 'mai@example.com')
    const wrong = code === '000000' ? '000001' : '000000'
    const answers = await Promise.all(Array.from({ length: 8 }, () => service.ask('POST', '/api/session', { email: 'mai@example.com', code: wrong })))
    expect(answers.map(codeOf).sort()).toEqual([...Array<string>(3).fill('CODE_EXHAUSTED'), ...Array<string>(5).fill('CODE_REFUSED')])
    expect(codeOf(await service.ask('POST', '/api/session', { email: 'mai@example.com', code }))).toBe('CODE_EXHAUSTED')
  })

  it('end: codes after ten minutes, sessions on signing out', async () => {
    await service.ask('POST', '/api/session/code', { email: 'late@example.com', language: 'vi' })
    const code = await readCode(service, 'late@example.com')
    service.advance(10 * 60_000 + 1)
    expect(codeOf(await service.ask('POST', '/api/session', { email: 'late@example.com', code }))).toBe('CODE_REFUSED')
    const own = await signIn(service, 'late@example.com')
    expect(own).toMatch(/^countersign=/)
    expect((await service.ask('GET', '/api/session', undefined, { headers: { cookie: own } })).json()).toMatchObject({ email: 'late@example.com', demo: true })
    expect((await service.ask('DELETE', '/api/session', undefined, { headers: { cookie: own } })).statusCode).toBe(204)
    expect((await service.ask('GET', '/api/session', undefined, { headers: { cookie: own } })).statusCode).toBe(401)
  })
})

describe('drafts and publication: what is published cannot change', () => {
  it('saves over the revision it was read at, and tells letters that cannot be printed', async () => {
    const headers = { cookie }
    const made = (await service.ask('POST', '/api/contracts', { template: 'services', language: 'vi' }, { headers })).json<{ summary: { id: string }; draft: string }>()
    const path = `/api/contracts/${made.summary.id}/draft`
    expect((await service.ask('PUT', path, { revision: 0, document: made.draft }, { headers })).json()).toEqual({ revision: 1 })
    expect(codeOf(await service.ask('PUT', path, { revision: 0, document: made.draft }, { headers }))).toBe('DRAFT_CONFLICT')
    const title = /"title":"[^"]+","total"/
    expect(made.draft).toMatch(title)
    const odd = await service.ask('PUT', path, { revision: 1, document: made.draft.replace(title, '"title":"契約","total"') }, { headers })
    expect(odd.json()).toMatchObject({ error: { code: 'LETTER_REFUSED', details: { letter: 'U+5951' } } })
    expect(codeOf(await service.ask('PUT', path, { revision: 1, document: made.draft.replace(title, '"title":"a\u202eb","total"') }, { headers }))).toBe('LETTER_REFUSED')
    expect(codeOf(await service.ask('POST', `/api/contracts/${made.summary.id}/publication`, { revision: 1 }, { headers }))).toBe('DRAFT_INCOMPLETE')
    expect((await service.ask('DELETE', `/api/contracts/${made.summary.id}`, undefined, { headers })).statusCode).toBe(204)
    expect(codeOf(await service.ask('GET', `/api/contracts/${made.summary.id}`, undefined, { headers }))).toBe('CONTRACT_NOT_FOUND')
  })

  it('refuses to edit, delete or republish, and to offer twice', async () => {
    const headers = { cookie }
    const { summary, published } = await publishSample(service, cookie)
    const path = `/api/contracts/${summary.id}`
    expect(summary).toMatchObject({ state: 'published', number: /^\d{4}\/\d\d-\d{4}$/, version: '1.0', total: { amount: '37000000', currency: 'VND' } })
    expect(codeOf(await service.ask('PUT', `${path}/draft`, { revision: 1, document: '{}' }, { headers }))).toBe('STATE_REFUSED')
    expect(codeOf(await service.ask('DELETE', path, undefined, { headers }))).toBe('STATE_REFUSED')
    expect(codeOf(await service.ask('PUT', `${path}/publication`, { document: `${published!.document} `, signature: published!.publication }, { headers }))).toBe('STATE_REFUSED')
    expect((await service.ask('PUT', `${path}/publication`, { document: published!.document, signature: published!.publication }, { headers })).statusCode).toBe(200)
    expect((await service.ask('POST', `${path}/offers`, { email: 'a@example.com', name: null }, { headers })).json()).toMatchObject({ summary: { state: 'offered' } })
    expect(codeOf(await service.ask('POST', `${path}/offers`, { email: 'b@example.com', name: null }, { headers }))).toBe('STATE_REFUSED')
  })
})

describe('logs', () => {
  it('tell routes and statuses, and nobody’s address, link or words', async () => {
    const lines: string[] = []
    const spy = vi.spyOn(process.stderr, 'write').mockImplementation((line) => lines.push(String(line)) > 0)
    const logged = await openTestService({}, (parts) => ({ ...parts, logLevel: 'info' }))
    try {
      const sample = await offerSample(logged)
      await logged.ask('GET', `/api/offers/${sample.token}`)
      await logged.ask('GET', `/o/${sample.token}?email=lan@example.com`)
      await logged.ask('POST', '/api/session', { email: 'lan@example.com', code: '123456' })
      const text = lines.join('')
      expect(text).toContain('"route":"/api/offers/:token"')
      for (const secret of [sample.token, sample.cookie.split('=')[1]!, 'example.com', 'Lan', '127.0.0.1', 'Mộc An', sample.contract]) expect(text).not.toContain(secret)
    } finally {
      spy.mockRestore()
      await logged.close()
    }
  })

  it('hold no link and no long token', () => {
    expect(redactUrl('/o/abc123?lang=vi')).toBe('/o/…')
    expect(redactUrl(`/api/offers/${'t'.repeat(43)}/receipt`)).toBe('/api/offers/…/receipt')
    expect(redactUrl(`/x/${'t'.repeat(43)}`)).not.toContain('ttt')
  })
})
