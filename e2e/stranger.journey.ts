import { request as ask } from 'node:http'
import { connect } from 'node:net'
import { beforeAll, describe, expect, test } from 'vitest'
import { encodeBase64 } from '../src/core/bytes/base64.ts'
import { encodeCanonicalJson } from '../src/core/bytes/canonical-json.ts'
import { type Statement, hashStatement } from '../src/core/consent/statement.ts'
import { composeStatement } from '../src/core/ceremony/statement.ts'
import { createCertificateRequest } from '../src/core/pki/request.ts'
import { REFUSALS, type RefusalCode } from '../src/protocol/error.ts'
import { type Answer, type Client, offer, openClient, openSeller, publish, readHistory } from './client.ts'
import { askCertificate, certify, closeStatement, sign, upload } from './buyer.ts'
import type { Offered } from './journey.ts'
import { readCode } from './party.ts'
import { setStage } from './stage.ts'

const stage = setStage()
let seller: Client
let stranger: Client
beforeAll(async () => {
  seller = await openSeller(stage.app)
  stranger = openClient(stage.app)
})

const makeOffer = (email: string): Promise<Offered> => offer(seller, { template: 'sale-of-goods', language: 'vi', email })
const eventsOf = async (offered: Offered): Promise<string[]> => (await readHistory(seller, offered.contract)).map(({ event }) => event)

/** A refusal by the protocol’s table: status, code, and the sentence in the language that was asked for. */
function expectRefusal(answer: Answer, code: RefusalCode, language: 'vi' | 'en' = 'vi'): void {
  expect([answer.code, answer.status, answer.sentence], answer.text.slice(0, 300)).toEqual([code, REFUSALS[code].status, REFUSALS[code][language]])
  expect(answer.headers.get('cache-control')).toBe('no-store')
  expect(answer.text).not.toMatch(/node_modules|\.ts:|SQLITE|stack/i)
}

describe('another site, or nobody', () => {
  test('cannot act through a person’s browser, and is told so in the person’s language', async () => {
    const offered = await makeOffer('origin@example.com')
    const path = `/api/offers/${offered.token}/seen`
    for (const origin of ['https://evil.example', 'null', `${stage.app.address}.evil.example`, stage.app.address.replace('http:', 'https:')]) {
      expectRefusal(await stranger.ask('POST', path, { event: 'accessed' }, { origin, 'accept-language': 'en-GB,en;q=0.9' }), 'ORIGIN_REFUSED', 'en')
      expectRefusal(await seller.ask('DELETE', `/api/contracts/${offered.contract}/offers/x`, undefined, { origin, 'accept-language': 'vi' }), 'ORIGIN_REFUSED')
    }
    const open = await stranger.ask('GET', `/api/offers/${offered.token}`, undefined, { origin: 'https://evil.example' })
    expect([...open.headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([])
    expect((await stranger.ask('OPTIONS', path, undefined, { origin: 'https://evil.example', 'access-control-request-method': 'POST' })).headers.get('access-control-allow-origin')).toBeNull()
    expect(await eventsOf(offered)).not.toContain('accessed')
  })

  test('gets the same answer for a token that never was, is malformed, or is huge', async () => {
    for (const token of ['A'.repeat(43), 'x', '%00', '..%2f..%2fetc%2fpasswd', 'é', 'a'.repeat(199)]) {
      expectRefusal(await stranger.ask('GET', `/api/offers/${token}`), 'OFFER_NOT_FOUND')
      expectRefusal(await stranger.ask('GET', `/api/offers/${token}/file`, undefined, { 'accept-language': 'en' }), 'OFFER_NOT_FOUND', 'en')
    }
    const page = await stranger.ask('GET', `/o/${'A'.repeat(43)}`, undefined, { accept: 'text/html' })
    expect([page.status, page.headers.get('content-type'), page.headers.get('referrer-policy')]).toEqual([404, 'text/html; charset=utf-8', 'no-referrer'])
    expect((await stranger.ask('GET', `/api/offers/${'a'.repeat(4000)}`)).status).toBeGreaterThanOrEqual(404)
    expect((await stranger.ask('GET', '/api/health')).status).toBe(200)
  })

  test('cannot tell who has been here before', async () => {
    const shape = async (email: string) => {
      const answer = await stranger.ask('POST', '/api/session/code', { email, language: 'vi' })
      return [answer.status, Object.keys(JSON.parse(answer.text) as object), [...answer.headers.keys()].sort()]
    }
    expect(await shape('never.seen@example.com')).toEqual(await shape('seller@example.com'))
    const wrong = async (email: string) => expectRefusal(await stranger.ask('POST', '/api/session', { email, code: '000000' }), 'CODE_REFUSED')
    await wrong('nobody.at.all@example.com')
    await wrong('never.seen@example.com')
    for (const email of ['a@example.com\r\nBcc: b@example.com', 'a@b', '"<script>"@example.com', `${'a'.repeat(300)}@example.com`]) {
      expectRefusal(await stranger.ask('POST', '/api/session/code', { email, language: 'vi' }), 'BODY_MALFORMED')
    }
  })
})

describe('bodies that are too much, or not what they say', () => {
  /** Streams without an end; gives the answer and how much was sent when the line closed. */
  function stream(path: string, type: string, bound: number): Promise<{ text: string; sent: number }> {
    const { hostname, port, host } = new URL(stage.app.address)
    return new Promise((done, failed) => {
      const socket = connect(Number(port), hostname)
      const chunk = Buffer.alloc(64 * 1024, 0x20)
      let [text, sent, open] = ['', 0, true]
      const end = (): void => {
        if (!open) return
        open = false
        clearTimeout(timer)
        done({ text, sent })
      }
      const timer = setTimeout(() => failed(new Error(`never cut off after ${sent} bytes`)), 20_000)
      socket.write(`PUT ${path} HTTP/1.1\r\nhost: ${host}\r\norigin: ${stage.app.address}\r\naccept-language: en\r\ncontent-type: ${type}\r\ntransfer-encoding: chunked\r\n\r\n`)
      const push = (): void => {
        if (!open || sent > bound) return
        sent += chunk.length
        socket.write(Buffer.concat([Buffer.from(`${chunk.length.toString(16)}\r\n`), chunk, Buffer.from('\r\n')]), () => setTimeout(push, 1))
      }
      push()
      socket.on('data', (data) => (text += data.toString()))
      socket.on('error', () => undefined)
      socket.on('close', end)
    })
  }

  test('are cut off while they stream, with a sentence, and the service stays as it was', async () => {
    const offered = await makeOffer('large@example.com')
    const bound = 1024 * 1024 * 1024
    const upload8 = await stream(`/api/offers/${offered.token}/acceptance/${'a'.repeat(64)}`, 'application/pdf', bound)
    expect(upload8.text).toMatch(/^HTTP\/1\.1 413/)
    expect(upload8.text).toContain(REFUSALS.BODY_TOO_LARGE.en)
    expect(upload8.sent).toBeGreaterThan(8_000_000)
    expect(upload8.sent).toBeLessThan(bound)
    const json = await stream(`/api/offers/${offered.token}/intents/${'a'.repeat(64)}`, 'application/json', bound)
    expect(json.text).toContain('BODY_TOO_LARGE')
    expect((await stranger.ask('GET', '/api/health')).status).toBe(200)
  })

  test('are refused at once when they announce too much', async () => {
    const answer = await new Promise<{ status: number; text: string }>((done, failed) => {
      const asked = ask(`${stage.app.address}/api/session/code`, { method: 'POST', headers: { origin: stage.app.address, 'content-type': 'application/json', 'content-length': '10000000000' } }, (response) => {
        let text = ''
        response.on('data', (part: Buffer) => (text += part.toString()))
        response.on('error', () => undefined)
        response.on('end', () => done({ status: response.statusCode ?? 0, text }))
      })
      asked.on('error', failed)
      asked.write('{')
    })
    expect([answer.status, answer.text.includes('BODY_TOO_LARGE')]).toEqual([413, true])
  })

  test('are refused as another kind of data, or none', async () => {
    const offered = await makeOffer('kind@example.com')
    const acceptance = `/api/offers/${offered.token}/acceptance/${'a'.repeat(64)}`
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'text/html', 'application/xml']) {
      expectRefusal(await stranger.ask('POST', '/api/session/code', new Uint8Array(4), { 'content-type': type, 'accept-language': 'en' }), 'MEDIA_TYPE_REFUSED', 'en')
      expectRefusal(await stranger.ask('PUT', acceptance, new Uint8Array(4), { 'content-type': type }), 'MEDIA_TYPE_REFUSED')
    }
    expectRefusal(await stranger.ask('PUT', acceptance, {}, { 'content-type': 'application/json' }), 'NOT_A_PDF')
    expectRefusal(await stranger.ask('PUT', acceptance, new Uint8Array(0)), 'INTENT_NOT_FOUND')
    for (const body of ['', '{', '[]', 'null', '{"__proto__":{"event":"accessed"}}', '\ufeff{}', '['.repeat(20_000)]) {
      expectRefusal(await stranger.ask('POST', `/api/offers/${offered.token}/seen`, Buffer.from(body), { 'content-type': 'application/json' }), 'BODY_MALFORMED')
    }
    expect(await eventsOf(offered)).not.toContain('accessed')
  })
})

const HOSTILE = [
  ['a bidi override', 'Nguyễn \u202eÁnh', 'U+202E'],
  ['a zero-width letter', 'Nguyễn\u200b Ánh', 'U+200B'],
  ['half a letter', 'Nguyễn \ud83d Ánh', 'U+D83D'],
  ['a letter that the fonts do not have', 'Nguyễn 契 Ánh', 'U+5951'],
  ['a line that is not one', 'Nguyễn\nBcc: Ánh', 'U+000A'],
] as const

describe('letters that hide or deceive', () => {
  test.each(HOSTILE)('%s cannot stand in the name of whom an offer is for', async (_what, name, letter) => {
    const { summary } = await publish(seller, { template: 'services', language: 'vi' })
    const answer = await seller.ask('POST', `/api/contracts/${summary.id}/offers`, { email: 'letters@example.com', name }, { 'accept-language': 'en' })
    expectRefusal(answer, 'LETTER_REFUSED', 'en')
    expect(answer.text).toContain(letter)
  })

  test('none of them can stand in a buyer’s particulars, place or reason', async () => {
    const offered = await makeOffer('hostile@example.com')
    for (const [what, text, letter] of HOSTILE) {
      const closed = await closeStatement(stranger, offered)
      const named = await stranger.ask('PUT', closed.path, { ...closed.intent, values: { ...closed.intent.values, 'buyer-address': text } })
      expect(['PARTICULARS_REFUSED', 'LETTER_REFUSED'], `${what}: ${named.text}`).toContain(named.code)

      // A place is in the statement alone. JSON may write half a letter as an escape.
      const placed = closed.statement.replace('"place":null', `"place":${JSON.stringify(text)}`)
      const answer = await stranger.ask('PUT', closed.path.replace(closed.statementHash, hashStatement(placed)), { ...closed.intent, statement: placed })
      const isWhole = text.isWellFormed()
      expect(answer.code, `${what}: ${answer.text}`).toBe(isWhole ? 'LETTER_REFUSED' : 'STATEMENT_MALFORMED')
      expect(answer.text).toContain(isWhole ? letter : '')
    }
    const closed = await closeStatement(stranger, offered)
    const said = (reason: string, name: string) => {
      const { claims, claimsSalt } = closed.intent
      const honest = JSON.parse(composeStatement({
        document: closed.document, party: 'buyer', values: {}, salt: '00'.repeat(32), id: 'no', event: 'declined', act: 'none', baseRevision: null,
        person: { name: 'x', capacity: 'self', place: null }, controls: [], review: { shown: false, edits: 0, confirmed: true }, reason: 'x', snapshotHash: null,
        conspicuousness: [], claims: claims as never, claimsSalt, appBuild: 'program', keyThumbprint: null, challenge: null, claimedTime: '2026-11-22T00:00:00Z',
      })) as Statement
      return stranger.ask('POST', `/api/offers/${offered.token}/refusal`, { statement: encodeCanonicalJson({ ...honest, reason, party: { ...honest.party, name } }), claims, claimsSalt })
    }
    expectRefusal(await said('Giá \u202ecao', 'Ánh'), 'LETTER_REFUSED')
    expectRefusal(await said('Giá cao', 'Ánh\u200b'), 'LETTER_REFUSED')
    expect(await eventsOf(offered), 'nothing of all this was stored').toEqual((await eventsOf(offered)).filter((event) => !['agreed', 'declined', 'code-sent'].includes(event)))
    expect((await said('Giá cao\nGiao chậm', 'Ánh')).status, 'an honest reason may have lines').toBe(200)
  })
})

describe('codes and certificates', () => {
  test('a code is refused when wrong, exhausted or replaced, and never buys a second certificate', async () => {
    const offered = await makeOffer('codes@example.com')
    const closed = await closeStatement(stranger, offered)
    expect((await stranger.ask('PUT', closed.path, closed.intent)).status).toBe(200)
    const first = await readCode(stage.app, offered.email)
    const wrong = first === '000000' ? '000001' : '000000'
    const answers = await Promise.all(Array.from({ length: 8 }, () => askCertificate(stranger, closed, wrong)))
    expect(answers.map(({ code }) => code).sort()).toEqual([...Array<string>(3).fill('CODE_EXHAUSTED'), ...Array<string>(5).fill('CODE_REFUSED')])
    expectRefusal(await askCertificate(stranger, closed, first), 'CODE_EXHAUSTED')

    const asked = Date.now() - 5
    expect((await stranger.ask('POST', `${closed.path}/code`, {})).status).toBe(200)
    const second = await readCode(stage.app, offered.email, asked)
    expect((await askCertificate(stranger, closed, wrong)).code, 'five more attempts').toBe('CODE_REFUSED')
    const [one, other] = await Promise.all([askCertificate(stranger, closed, second), askCertificate(stranger, closed, second)])
    expect([one.status, other.status].sort()[0]).toBe(200)
    const thief = await closeStatement(stranger, offered)
    const request = encodeBase64(await createCertificateRequest(thief.keys, offered.email))
    expectRefusal(await stranger.ask('POST', `${closed.path}/certificate`, { code: second, request }), 'REQUEST_REFUSED')
    expectRefusal(await askCertificate(stranger, { ...closed, path: thief.path }, second), 'INTENT_NOT_FOUND')
    expect((await eventsOf(offered)).filter((event) => event === 'certificate-issued')).toHaveLength(2)
  })

  test('what was signed for one offer is nothing for another', async () => {
    const [mine, theirs] = [await makeOffer('mine@example.com'), await makeOffer('theirs@example.com')]
    const [a, b] = [await closeStatement(stranger, mine), await closeStatement(stranger, theirs)]
    const signer = await certify(stranger, a)
    const file = await sign(stranger, a, signer)
    expectRefusal(await upload(stranger, { offered: theirs, statementHash: a.statementHash }, file), 'INTENT_NOT_FOUND')
    expectRefusal(await stranger.ask('PUT', `/api/offers/${theirs.token}/intents/${a.statementHash}`, { ...a.intent, values: b.intent.values }), 'VERSION_STALE')
    await certify(stranger, b)
    expectRefusal(await upload(stranger, b, file), 'BASE_REVISION_DIFFERS')
    expect(['CERTIFICATE_REFUSED', 'SIGNATURE_REVISION_DIFFERS'], 'the other party’s certificate').toContain((await upload(stranger, b, await sign(stranger, b, signer))).code)
    expect(await eventsOf(theirs)).not.toContain('agreed')

    const [once, again, changed] = [await upload(stranger, a, file), await upload(stranger, a, file), await upload(stranger, a, await sign(stranger, a, signer))]
    expect([once.status, again.text]).toEqual([200, once.text])
    expectRefusal(changed, 'OFFER_ANSWERED')
    expectRefusal(await stranger.ask('POST', `/api/offers/${mine.token}/challenge`, { keyThumbprint: 'A'.repeat(43) }, { 'accept-language': 'en' }), 'OFFER_ANSWERED', 'en')
    expect((await eventsOf(mine)).filter((event) => event === 'agreed')).toHaveLength(1)
  })

  test('nothing that is only shown as a notice can be offered, announced or signed', async () => {
    const published = await publish(seller, { template: 'terms-of-service', language: 'vi', change: (draft) => ({ ...draft, presentation: 'browse-wrap' }) })
    const { versionId = '' } = published.published ?? {}
    expectRefusal(await seller.ask('POST', `/api/contracts/${published.summary.id}/offers`, { email: 'notice@example.com', name: null }), 'STATE_REFUSED')
    for (const event of ['displayed', 'accessed']) expect((await stranger.ask('POST', `/api/notices/${versionId}/events`, { event, inView: true })).status).toBe(204)
    for (const event of ['agreed', 'accepted', 're-accepted']) expectRefusal(await stranger.ask('POST', `/api/notices/${versionId}/events`, { event, inView: true }), 'BODY_MALFORMED')
    expectRefusal(await stranger.ask('POST', `/api/offers/${versionId}/challenge`, { keyThumbprint: 'A'.repeat(43) }), 'OFFER_NOT_FOUND')
    const history = await readHistory(seller, published.summary.id)
    expect(history.map(({ event }) => event)).not.toContain('agreed')
    expect(history.slice(-2).map(({ presentation, act, statementHash, evidence }) => [presentation, act, statementHash, evidence?.notice?.assent])).toEqual([['notice-only', 'none', null, false], ['notice-only', 'none', null, false]])
  })
})

// Last of all: afterwards this machine is refused for a minute.
describe('too many', () => {
  test('codes and challenges for one offer, then requests at all, are refused until later, in both languages', async () => {
    const offered = await makeOffer('many@example.com')
    const closed = await closeStatement(stranger, offered)
    expect((await stranger.ask('PUT', closed.path, closed.intent)).status).toBe(200)
    const codes: (string | number)[] = []
    for (let i = 0; i < 5; i++) codes.push((await stranger.ask('POST', `${closed.path}/code`, {})).status)
    expect(codes).toEqual([200, 200, 200, 200, 429])
    const challenges = await Promise.all(Array.from({ length: 60 }, () => stranger.ask('POST', `/api/offers/${offered.token}/challenge`, { keyThumbprint: 'A'.repeat(43) })))
    expect(challenges.filter(({ status }) => status === 200).length).toBeLessThanOrEqual(50)
    expectRefusal(challenges.find(({ status }) => status !== 200) ?? challenges[0]!, 'RATE_LIMITED')

    let last: Answer | null = null
    for (let i = 0; i < 30 && last?.status !== 429; i++) [last = null] = (await Promise.all(Array.from({ length: 50 }, () => stranger.ask('GET', '/api/offers/x')))).filter(({ status }) => status === 429)
    expectRefusal(last!, 'RATE_LIMITED')
    expectRefusal(await stranger.ask('GET', '/api/offers/x', undefined, { 'accept-language': 'en' }), 'RATE_LIMITED', 'en')
    expect((await stranger.ask('GET', '/api/health')).status, 'who watches the service is not counted').toBe(200)
    expect(Number(last?.headers.get('retry-after'))).toBeGreaterThan(0)
    expect((await stranger.ask('GET', '/', undefined, { accept: 'text/html' })).status, 'pages cost nothing and are still there').toBe(200)
  })
})
