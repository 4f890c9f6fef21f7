import { createHmac } from 'node:crypto'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parseStatement } from '../../core/consent/statement.ts'
import { checkChain, parseRecord } from '../../core/evidence/record.ts'
import { parseJws, parsePublicJwk, verifyJws } from '../../core/pki/jws.ts'
import type { AcceptanceSummary, AcceptanceView, AgreementDetail, AgreementView, ClickReceipt, Standing } from '../../protocol/agreement.ts'
import { activate, click, openAgreement, prepareClick, publishVersion, sendClick, signSubject, type TestAgreement } from '../fixture/agreement.ts'
import { openTestService, signIn, type TestService } from '../fixture/service.ts'
import { isPrivateAddress } from './webhook-address.ts'
import { sendWebhooks, signDelivery } from './webhook.ts'

let service: TestService
let agreement: TestAgreement
beforeAll(async () => {
  service = await openTestService({ COUNTERSIGN_WEBHOOK_LOCAL: 'on' })
  agreement = await openAgreement(service, (draft) => ({ ...draft, withdrawal: { days: 14, text: 'Bạn có thể rút khỏi hợp đồng trong 14 ngày.' } }))
}, 60_000)
afterAll(() => service.close())

const codeOf = (answer: Awaited<ReturnType<TestService['ask']>>) => answer.json<{ error?: { code: string } }>().error?.code ?? null
const view = async (token: string) => (await service.ask('GET', `/api/acceptances/${token}`)).json<AcceptanceView>()
const token = (sub: string, more: Readonly<Record<string, unknown>> = {}) => signSubject(agreement.secret.hostSecret, { sub, ...more }, service.parts.clock())
const standing = async (subject: string) => (await service.ask('POST', `/api/agreements/${agreement.id}/standing`, { subject, origin: null })).json<Standing>()

describe('a click that stands by itself', () => {
  test('is signed by a key of its own, kept with what was shown, and receipted under a published key', async () => {
    const receipt = await click(service, agreement.id, { subject: token('user-1', { aud: 'shop' }) })
    const kept = await view(receipt.token)
    const jws = parseJws(kept.jws!)
    expect(await verifyJws(jws, parsePublicJwk(jws.header['jwk']))).toBe(true)
    expect([parseStatement(jws.payload).documentHash, kept.snapshot]).toEqual([kept.documentHash, '<section>…</section>'])
    expect([kept.presentation, kept.act, kept.identity, kept.subject]).toEqual(['scroll-wrap', 'key-signed-click', 'asserted-by-host', 'user-1'])
    const { keys } = (await service.ask('GET', '/.well-known/jwks.json')).json<{ keys: ({ kid: string } & Record<string, unknown>)[] }>()
    const signed = parseJws(receipt.receipt)
    expect(signed.header['kid']).toBe(keys[0]!.kid)
    expect(await verifyJws(signed, parsePublicJwk(keys[0]))).toBe(true)
    expect(JSON.parse(signed.payload)).toMatchObject({ sub: 'user-1', aud: 'shop', nonce: 'nonce-12345678', agreement: agreement.id, version: '1.0', event: 'agreed', documentHash: kept.documentHash, statementHash: kept.statementHash, recordHash: kept.recordHash })
  })

  test('stands in the version’s record chain without personal data', async () => {
    const receipt = await click(service, agreement.id, { subject: token('chain-user') })
    const { versions } = (await service.ask('GET', `/api/agreements/${agreement.id}/detail`, undefined, { headers: { cookie: agreement.cookie } })).json<AgreementDetail>()
    const { records } = (await service.ask('GET', `/api/contracts/${versions.at(-1)!.contract}/records`, undefined, { headers: { cookie: agreement.cookie } })).json<{ records: { hash: string; record: string }[] }>()
    expect(() => checkChain(records.map(({ record }) => record))).not.toThrow()
    const own = records.find(({ hash }) => hash === JSON.parse(parseJws(receipt.receipt).payload).recordHash)
    expect(parseRecord(own!.record)).toMatchObject({ event: 'agreed', presentation: 'scroll-wrap', act: 'key-signed-click', evidence: null, observations: null })
    expect(own!.record).not.toContain('chain-user')
  })

  test('sent twice, by a double press or a lost answer, gives one acceptance; so do two tabs', async () => {
    const request = (await prepareClick(service, agreement.id, { subject: token('twice') }))!
    const answers = await Promise.all([sendClick(service, agreement.id, request), sendClick(service, agreement.id, request)])
    const later = await sendClick(service, agreement.id, request)
    const ids = [...answers, later].map((answer) => answer.json<ClickReceipt>().acceptance)
    expect(new Set(ids).size).toBe(1)
    const otherTab = await click(service, agreement.id, { subject: token('twice') })
    expect(otherTab.acceptance).toBe(ids[0])
  })

  test('saying no is as short, signed by nobody, and never an acceptance', async () => {
    const receipt = await click(service, agreement.id, { event: 'declined', subject: token('no-thanks') })
    expect(receipt.event).toBe('declined')
    expect((await standing(token('no-thanks'))).isAsked).toBe(true)
  })
})

describe('what is refused, each with its code, and nothing stored', () => {
  const refused = async (choice: Parameters<typeof prepareClick>[2], change: (request: NonNullable<Awaited<ReturnType<typeof prepareClick>>>) => unknown = (request) => request) => {
    const request = await prepareClick(service, agreement.id, choice)
    return codeOf(await sendClick(service, agreement.id, change(request!) as never))
  }

  test('an altered statement', async () => {
    expect(await refused({}, (request) => ({ ...request, jws: request.jws!.replace(/\.(.)/, (_, letter: string) => `.${letter === 'e' ? 'f' : 'e'}`) }))).toBe('JWS_REFUSED')
    expect(await refused({}, (request) => ({ ...request, jws: `${request.jws!.slice(0, -4)}AAAA` }))).toBe('JWS_REFUSED')
  })

  test('a statement of another text, another sentence, an open box, another total, another snapshot', async () => {
    expect(await refused({ change: (statement) => ({ ...statement, documentHash: 'ab'.repeat(32) }) })).toBe('VERSION_STALE')
    expect(await refused({ change: (statement) => ({ ...statement, advisal: `${statement.advisal} ` }) })).toBe('STATEMENT_REFUSED')
    expect(await refused({ change: (statement) => ({ ...statement, controls: statement.controls.map((control) => ({ ...control, final: false })) }) })).toBe('STATEMENT_REFUSED')
    expect(await refused({ change: (statement) => ({ ...statement, total: { amount: '1', currency: 'VND' } }) })).toBe('STATEMENT_REFUSED')
    expect(await refused({}, (request) => ({ ...request, snapshot: 'something else' }))).toBe('STATEMENT_REFUSED')
    expect(await refused({}, (request) => ({ ...request, snapshot: 'x'.repeat(200_000) }))).toBe('BODY_MALFORMED')
  })

  test('a challenge of another subject, or one used before', async () => {
    expect(await refused({ subject: token('a') }, (request) => ({ ...request, subject: token('b') }))).toBe('CHALLENGE_REFUSED')
    expect(await refused({ change: (statement) => ({ ...statement, challenge: 'A'.repeat(43) }) })).toBe('CHALLENGE_REFUSED')
  })

  test('a forged origin, a forged, stale or tricky subject', async () => {
    const ask = async (subject: string | null, origin: string | null) => codeOf(await service.ask('POST', `/api/agreements/${agreement.id}/standing`, { subject, origin }))
    expect(await ask(null, 'https://evil.example')).toBe('HOST_REFUSED')
    expect(await ask(signSubject('another secret', { sub: 'x' }, service.parts.clock()), null)).toBe('SUBJECT_REFUSED')
    expect(await ask(token('x', { exp: 1 }), null)).toBe('SUBJECT_REFUSED')
    expect(await ask(token('ad\u200bmin'), null)).toBe('SUBJECT_REFUSED')
    expect(await ask(token('nimda\u202e'), null)).toBe('SUBJECT_REFUSED')
    expect(await ask('no.token', null)).toBe('SUBJECT_REFUSED')
    const foreign = await service.ask('POST', `/api/agreements/${agreement.id}/standing`, { subject: null, origin: null }, { headers: { origin: 'https://evil.example', 'content-type': 'application/json' } })
    expect(codeOf(foreign)).toBe('ORIGIN_REFUSED')
  })

  test('letters that show nothing or turn others round, wherever somebody may write them: a name, a place, an order, a title, a reason', async () => {
    for (const trick of ['ad\u200bmin', 'nimda\u202e', '\u2066Lan\u2069', 'La\u00adn']) {
      expect(await refused({ change: (statement) => ({ ...statement, party: { ...statement.party, name: trick } }) }), trick).toBe('LETTER_REFUSED')
      expect(await refused({ change: (statement) => ({ ...statement, party: { ...statement.party, place: trick } }) }), trick).toBe('LETTER_REFUSED')
      const order = { lines: [{ name: trick, quantity: '1', price: '1' }], delivery: null, payment: null, total: { amount: '1', currency: 'VND' } }
      const asked = await service.ask('POST', `/api/agreements/${agreement.id}/standing`, { subject: token('buyer', { order }), origin: null })
      expect(asked.json<{ error: { code: string; details: object } }>().error, trick).toMatchObject({ code: 'SUBJECT_REFUSED', details: { problem: 'LETTERS' } })
      expect(codeOf(await service.ask('POST', '/api/agreements', { title: trick, language: 'vi' }, { headers: { cookie: agreement.cookie } })), trick).toBe('LETTER_REFUSED')
    }
    expect(codeOf(await service.ask('POST', '/api/agreements', { title: '   ', language: 'vi' }, { headers: { cookie: agreement.cookie } }))).toBe('BODY_MALFORMED')
    const receipt = await click(service, agreement.id, { subject: token('plain') })
    expect(codeOf(await service.ask('POST', `/api/acceptances/${receipt.token}/withdrawal`, { reason: 'xin\u202e' }))).toBe('LETTER_REFUSED')
    expect((await view(receipt.token)).withdrawal?.at).toBe(null)
  })

  test('a statement replayed under another subject or for another agreement: nothing is stored, and no answer given away', async () => {
    const request = (await prepareClick(service, agreement.id, { subject: token('owner') }))!
    const first = (await sendClick(service, agreement.id, request)).json<ClickReceipt>()
    const other = await openAgreement(service)
    const before = await service.parts.store.selectFrom('acceptance').select('id').execute()
    const replayed = [
      await sendClick(service, agreement.id, { ...request, subject: token('thief') }),
      await sendClick(service, agreement.id, { ...request, subject: null }),
      await sendClick(service, other.id, { ...request, subject: null }),
    ]
    expect(replayed.map(codeOf)).toEqual(['CHALLENGE_REFUSED', 'CHALLENGE_REFUSED', 'CHALLENGE_REFUSED'])
    for (const { body } of replayed) expect(body).not.toContain(first.token)
    expect(await service.parts.store.selectFrom('acceptance').select('id').execute()).toEqual(before)
    expect((await sendClick(service, agreement.id, { ...request, subject: token('owner') })).json<ClickReceipt>().token).toBe(first.token)
  })

  test('a clock that is years off is a claim and nothing more: the answer says by how much', async () => {
    const receipt = await click(service, agreement.id, { change: (statement) => ({ ...statement, claimedTime: '2019-01-01T00:00:00Z' }) })
    const kept = await view(receipt.token)
    expect(kept.clockDifference).toBeLessThan(-200_000_000)
    expect(Date.parse(kept.at)).toBeGreaterThan(Date.parse('2026-01-01'))
  })

  test('strangers see no list and no look-up', async () => {
    expect(codeOf(await service.ask('GET', `/api/agreements/${agreement.id}/acceptances`))).toBe('SESSION_REQUIRED')
    const other = await signIn(service, 'other@example.com')
    expect(codeOf(await service.ask('GET', `/api/agreements/${agreement.id}/acceptances`, undefined, { headers: { cookie: other } }))).toBe('AGREEMENT_NOT_FOUND')
    expect(codeOf(await service.ask('GET', `/api/agreements/${agreement.id}/look-up?subject=user-1`))).toBe('HOST_REFUSED')
    expect(codeOf(await service.ask('GET', `/api/acceptances/${'x'.repeat(43)}`))).toBe('ACCEPTANCE_NOT_FOUND')
  })
})

test('the host’s server looks up by subject, by statement and by agreement, page by page without a gap; a statement’s hash of another agreement finds nothing', async () => {
  const own = await openAgreement(service)
  const ask = async (query: string, of = own) => (await service.ask('GET', `/api/agreements/${of.id}/look-up?${query}`, undefined, { headers: { authorization: `Bearer ${of.secret.hostSecret}` } })).json<{ acceptances: AcceptanceSummary[] }>().acceptances
  for (let index = 0; index < 23; index++) {
    await click(service, own.id, { subject: signSubject(own.secret.hostSecret, { sub: `page-${index}` }, service.parts.clock()) })
    service.advance(1000)
  }
  expect((await ask('')).map(({ subject }) => subject)).toEqual(Array.from({ length: 20 }, (_, index) => `page-${22 - index}`))
  // All in one millisecond: a page ends among them.
  await service.parts.store.updateTable('acceptance').set({ at: service.parts.clock() }).where('agreement', '=', own.id).execute()
  const first = await ask('')
  const second = await ask(`before=${first.at(-1)!.acceptance}`)
  expect([first.length, second.length]).toEqual([20, 3])
  expect([...first, ...second].map(({ subject }) => subject).sort()).toEqual(Array.from({ length: 23 }, (_, index) => `page-${index}`).sort())
  expect((await ask('subject=page-5')).map(({ subject }) => subject)).toEqual(['page-5'])
  const { statementHash, subject } = first[3]!
  expect((await ask(`statementHash=${statementHash}`)).map((one) => one.subject)).toEqual([subject])
  expect(await ask(`statementHash=${statementHash}`, agreement)).toEqual([])
  expect((await service.ask('GET', `/api/agreements/${own.id}/look-up?before=nobody`, undefined, { headers: { authorization: `Bearer ${own.secret.hostSecret}` } })).statusCode).toBe(404)
}, 60_000)

describe('versions', () => {
  test('a minor one asks nobody, a major one asks again, and no acceptance moves to another text', async () => {
    const own = await openAgreement(service)
    const as = (sub: string) => signSubject(own.secret.hostSecret, { sub }, service.parts.clock())
    const first = await click(service, own.id, { subject: as('reader') })
    const next = (kind: string) => service.ask('POST', `/api/agreements/${own.id}/versions`, { kind }, { headers: { cookie: own.cookie } })
    const asked = async () => (await service.ask('POST', `/api/agreements/${own.id}/standing`, { subject: as('reader'), origin: null })).json<Standing>()
    await next('minor')
    expect(codeOf(await next('minor')), 'one draft at a time').toBe('STATE_REFUSED')
    expect(codeOf(await activate(service, own, '1.1')), 'nothing is in force before it is published').toBe('STATE_REFUSED')
    expect(await publishVersion(service, own)).toBe('1.1')
    await activate(service, own, '1.1')
    expect(await asked()).toMatchObject({ isAsked: false, accepted: { number: '1.0' } })
    await next('major')
    await publishVersion(service, own, (draft) => ({ ...draft, title: `${draft.title} mới` }))
    const soon = new Date(service.parts.clock() + 60_000).toISOString()
    expect((await activate(service, own, '2.0', soon)).json<AgreementDetail>().versions.map(({ number, state }) => [number, state])).toEqual([['2.0', 'scheduled'], ['1.1', 'active'], ['1.0', 'retired']])
    const stale = await prepareClick(service, own.id, { number: '1.1', subject: as('late') })
    service.advance(61_000)
    expect((await asked()).isAsked).toBe(true)
    expect(codeOf(await sendClick(service, own.id, { ...stale!, subject: as('late') })), 'the version in force is another one by now').toBe('VERSION_STALE')
    expect(codeOf(await service.ask('POST', `/api/agreements/${own.id}/challenge`, { number: '1.1', keyThumbprint: 'A'.repeat(43), subject: null, origin: null }))).toBe('VERSION_NOT_ACTIVE')
    const again = await click(service, own.id, { number: '2.0', subject: as('reader'), event: 're-accepted' })
    const [before, after] = [await view(first.token), await view(again.token)]
    expect([before.number, after.number]).toEqual(['1.0', '2.0'])
    expect(before.documentHash).not.toBe(after.documentHash)
    const open = (await service.ask('GET', `/api/agreements/${own.id}`)).json<AgreementView>()
    expect(open.versions.map(({ number, state }) => [number, state])).toEqual([['2.0', 'active'], ['1.1', 'retired'], ['1.0', 'retired']])
    const { acceptances } = (await service.ask('GET', `/api/agreements/${own.id}/look-up?subject=reader`, undefined, { headers: { authorization: `Bearer ${own.secret.hostSecret}` } })).json<{ acceptances: AcceptanceSummary[] }>()
    expect(acceptances.map(({ number, event }) => [number, event])).toEqual([['2.0', 're-accepted'], ['1.0', 'agreed']])
    await service.ask('POST', `/api/agreements/${own.id}/versions/2.0/retirement`, undefined, { headers: { cookie: own.cookie } })
    expect((await asked()).isAsked).toBe(false)
  }, 60_000)
})

describe('withdrawing', () => {
  test('is a record of its own with an acknowledgement; the acceptance stays what it was; afterwards the terms are asked again', async () => {
    const receipt = await click(service, agreement.id, { subject: token('leaver') })
    const gone = (await service.ask('POST', `/api/acceptances/${receipt.token}/withdrawal`, { reason: 'Không cần nữa' })).json<ClickReceipt>()
    expect(gone.event).toBe('withdrawn')
    expect(JSON.parse(parseJws(gone.receipt).payload)).toMatchObject({ event: 'withdrawn', reason: 'Không cần nữa', jti: receipt.acceptance })
    const repeated = (await service.ask('POST', `/api/acceptances/${receipt.token}/withdrawal`, { reason: null })).json<ClickReceipt>()
    expect([repeated.at, repeated.receipt]).toEqual([gone.at, gone.receipt])
    const kept = await view(receipt.token)
    expect([kept.event, kept.receipt, kept.withdrawal?.receipt]).toEqual(['agreed', receipt.receipt, gone.receipt])
    expect((await standing(token('leaver'))).isAsked).toBe(true)
  })

  test('after the period it is refused, and the acceptance stands', async () => {
    const receipt = await click(service, agreement.id, { subject: token('late-leaver') })
    service.advance(15 * 86_400_000)
    expect(codeOf(await service.ask('POST', `/api/acceptances/${receipt.token}/withdrawal`, { reason: null }))).toBe('WITHDRAWAL_REFUSED')
    agreement = { ...agreement, cookie: await signIn(service, 'seller@example.com') }
  })
})

describe('news for the host’s server', () => {
  test('is signed, repeated under the same id until it is taken, and then forgotten', async () => {
    const heard: { headers: IncomingHttpHeaders; body: string }[] = []
    const host = createServer((request, response) => {
      let body = ''
      request.on('data', (part: Buffer) => (body += part.toString()))
      request.on('end', () => {
        heard.push({ headers: request.headers, body })
        response.writeHead(heard.length === 1 ? 503 : 204).end()
      })
    })
    await new Promise<void>((done) => void host.listen(0, '127.0.0.1', done))
    const address = host.address()
    const port = typeof address === 'object' && address ? address.port : 0
    const saved = await service.ask('PUT', `/api/agreements/${agreement.id}/settings`, { origins: [], webhook: `http://127.0.0.1:${port}/hook` }, { headers: { cookie: agreement.cookie } })
    expect(saved.statusCode).toBe(200)
    const receipt = await click(service, agreement.id, { subject: token('hooked') })
    await expect.poll(() => heard.length).toBe(1)
    await expect.poll(async () => {
      service.advance(60_000)
      await sendWebhooks(service.parts)
      return heard.length
    }).toBe(2)
    const [first, second] = heard
    expect(second!.headers['webhook-id']).toBe(first!.headers['webhook-id'])
    const timestamp = Number(second!.headers['webhook-timestamp'])
    expect(second!.headers['webhook-signature']).toBe(signDelivery(agreement.secret.webhookSecret, String(second!.headers['webhook-id']), timestamp, second!.body))
    const again = createHmac('sha256', Buffer.from(agreement.secret.webhookSecret, 'base64url')).update(`${String(second!.headers['webhook-id'])}.${timestamp}.${second!.body}`).digest('base64')
    expect(second!.headers['webhook-signature']).toBe(`v1,${again}`)
    expect(JSON.parse(second!.body)).toMatchObject({ type: 'acceptance.agreed', data: { acceptance: receipt.acceptance, receipt: receipt.receipt } })
    await expect.poll(async () => (await service.parts.store.selectFrom('webhook_delivery').select('state').execute()).map(({ state }) => state)).toEqual(['sent'])
    host.close()
  })

  test('never goes to a private network unless development allows it', async () => {
    for (const address of ['10.1.2.3', '127.0.0.1', '169.254.169.254', '192.168.1.1', '172.20.0.1', '::1', 'fe80::1', 'fd00::1', '::ffff:10.0.0.1', '::ffff:a00:1', '0.0.0.0', '100.64.0.1', 'not an address']) expect(isPrivateAddress(address), address).toBe(true)
    for (const address of ['8.8.8.8', '2606:4700::1111']) expect(isPrivateAddress(address), address).toBe(false)
    const strict = await openTestService()
    try {
      const own = await openAgreement(strict)
      for (const webhook of ['http://example.com/', 'https://127.0.0.1/', 'https://[::1]/', 'https://user:secret@example.com/', 'https://no-such-host.invalid/']) {
        const answer = await strict.ask('PUT', `/api/agreements/${own.id}/settings`, { origins: [], webhook }, { headers: { cookie: own.cookie } })
        expect(codeOf(answer), webhook).toBe('WEBHOOK_REFUSED')
      }
    } finally {
      await strict.close()
    }
  })
})
