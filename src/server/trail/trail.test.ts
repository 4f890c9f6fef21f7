import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { decodeUtf8, encodeUtf8 } from '../../core/bytes/text.ts'
import { EVENT_KINDS } from '../../core/evidence/event.ts'
import { verifyRecordProof } from '../../core/evidence/record-proof.ts'
import { trailSchema, type Trail } from '../../core/evidence/trail.ts'
import { describeEvent, GROUP_OF, weighEvent } from '../../core/evidence/trail-words.ts'
import { parseNoteKey } from '../../core/log/note.ts'
import { readAttachments } from '../../core/pdf/attachment.ts'
import { readPdf } from '../../core/pdf/reader.ts'
import { extractText } from '../../core/pdf/text.ts'
import { extractFacts } from '../../core/validation/facts.ts'
import { validate } from '../../core/validation/validate.ts'
import { encodeBase64 } from '../../core/bytes/base64.ts'
import { createCertificateRequest } from '../../core/pki/request.ts'
import { changeState, certifyKept } from '../fixture/kept.ts'
import { certify, closeStatement, offerParties, offerSample, sign, upload } from '../fixture/party.ts'
import { openTestService, readCode, type TestService } from '../fixture/service.ts'
import { createMailer } from '../mail/mailer.ts'

let service: TestService
let sample: Awaited<ReturnType<typeof offerSample>>
let trail: Trail
beforeAll(async () => {
  service = await openTestService()
  sample = await offerSample(service)
  const { token } = sample
  for (const event of ['displayed', 'accessed']) await service.ask('POST', `/api/offers/${token}/seen`, { event })
  const buyer = await closeStatement(service, token)
  const path = `/api/offers/${token}/intents/${buyer.statementHash}`
  await service.ask('PUT', path, buyer.request)
  const request = encodeBase64(await createCertificateRequest(buyer.keys, 'lan@example.com'))
  const wrong = (await readCode(service, 'lan@example.com')) === '111111' ? '222222' : '111111'
  for (let attempt = 0; attempt < 5; attempt++) await service.ask('POST', `${path}/certificate`, { code: wrong, request })
  await service.ask('POST', `${path}/code`)
  const signer = await certify(service, buyer)
  await upload(service, buyer, encodeUtf8('no file'))
  await upload(service, buyer, await sign(service, buyer, signer))
  await service.parts.mailer.settle()
  for (let time = 0; time < 3; time++) await service.ask('GET', `/api/offers/${token}/file`)
  await service.ask('GET', `/api/contracts/${sample.contract}/offers/${sample.offer}/file`, undefined, { headers: { cookie: sample.cookie } })
  trail = (await service.ask('GET', `/api/contracts/${sample.contract}/trail`, undefined, { headers: { cookie: sample.cookie } })).json<Trail>()
}, 120_000)
afterAll(() => service.close())

const fetchSheet = async (address: string, cookie?: string): Promise<Uint8Array> => {
  const answer = await service.ask('GET', address, undefined, cookie === undefined ? {} : { headers: { cookie } })
  expect(answer.statusCode).toBe(200)
  return new Uint8Array(answer.rawPayload)
}
const wordsOf = (pdf: Uint8Array): string => extractText(readPdf(pdf)).map(({ content }) => content).join(' ').replaceAll(/\s+/g, ' ')

test('the trail retells the contract from draft to download: who, shown how, on what, from where, when', () => {
  const kinds = trail.events.map(({ event }) => event)
  for (const kind of ['drafted', 'edited', 'certificate-issued', 'published', 'offered', 'delivered', 'displayed', 'accessed', 'key-made', 'code-sent', 'code-failed', 'code-locked', 'upload-refused', 'agreed', 'validation-data-added', 'copy-sent', 'downloaded'] as const) {
    expect(kinds, kind).toContain(kind)
  }
  expect(kinds.filter((kind) => kind === 'code-failed')).toHaveLength(5)
  expect(kinds.filter((kind) => kind === 'code-locked')).toHaveLength(1)
  // Three downloads within the hour by one taker are one moment; the seller's is another.
  expect(kinds.filter((kind) => kind === 'downloaded')).toHaveLength(2)
  const agreed = trail.events.find(({ event }) => event === 'agreed')!
  expect(agreed).toMatchObject({ party: 'buyer', identity: { method: 'mail-code', address: 'lan@example.com' }, version: '1.0', presentation: 'scroll-wrap', act: 'certificate-signature' })
  expect([agreed.from?.address, agreed.times.claimed, agreed.times.timestamped, agreed.documentHash, agreed.fileHash].every((one) => typeof one === 'string')).toBe(true)
  expect(trail.events.find(({ event }) => event === 'upload-refused')).toMatchObject({ reason: 'NOT_A_PDF', party: 'buyer' })
  for (const event of trail.events.filter(({ actor }) => actor.party === 'seller')) expect(event.identity, event.event).toMatchObject({ method: 'mail-code', address: 'seller@example.com' })
})

test('each entry names the one before and is proven to be in the public log', async () => {
  const key = parseNoteKey(trail.verifiers[0]!)
  for (const [at, event] of trail.events.entries()) {
    expect(event.previous).toBe(trail.events[at - 1]?.recordHash ?? null)
    expect((await verifyRecordProof(event.proof!, key)).hash).toBe(event.recordHash)
  }
})

test('a party has its own trail: nothing of another’s device, mailbox or person, and every hash', async () => {
  const held = (await service.ask('GET', `/api/offers/${sample.token}/trail`)).json<Trail>()
  expect(held.events.map(({ recordHash }) => recordHash)).toEqual(trail.events.map(({ recordHash }) => recordHash))
  const others = held.events.filter(({ party }) => party === 'seller')
  expect(others.length).toBeGreaterThan(3)
  for (const event of others) expect([event.from, event.identity?.address ?? null, event.actor.person, event.withheld]).toEqual([null, null, null, true])
  expect(held.events.find(({ event }) => event === 'agreed')?.from?.address).toBeTruthy()
  expect((await service.ask('GET', `/api/offers/${'A'.repeat(43)}/trail`)).statusCode).toBe(404)
  expect((await service.ask('GET', `/api/contracts/${sample.contract}/trail`)).statusCode).toBe(401)
})

test('among several, one party’s network address is never in another’s trail', async () => {
  const { tokens } = await offerParties(service)
  const [first = '', second = ''] = Object.keys(tokens)
  await service.ask('POST', `/api/offers/${tokens[first]}/seen`, { event: 'displayed' }, { remoteAddress: '203.0.113.77' })
  const look = async (party: string): Promise<string> => (await service.ask('GET', `/api/offers/${tokens[party]}/trail`)).body
  expect(await look(first)).toContain('203.0.113.77')
  const other = await look(second)
  expect(trailSchema.parse(JSON.parse(other)).events.map(({ event }) => event)).toContain('displayed')
  expect(other).not.toContain('203.0.113.77')
  expect(other).not.toContain(`${first}@example.com`)
})

test.each(['vi', 'en'] as const)('the sealed file in %s says what the page says, holds the data, and is sealed by the service alone', async (language) => {
  const pdf = await fetchSheet(`/api/contracts/${sample.contract}/trail.pdf?lang=${language}`, sample.cookie)
  if (process.env['SHEETS']) writeFileSync(join(process.env['SHEETS'], `trail-${language}.pdf`), pdf)
  const text = wordsOf(pdf)
  const names = { seller: trail.parties.find(({ id }) => id === 'seller')!.name!, buyer: 'Trần Thị Lan' }
  for (const { event, version } of trail.events.filter(({ event: kind }) => ['drafted', 'published', 'agreed'].includes(kind))) {
    expect(text).toContain(describeEvent({ event, version, name: event === 'agreed' ? names.buyer : names.seller, isNotice: false, isReceived: false, keptUntil: null }, language))
  }
  for (const { recordHash } of trail.events) expect(text.replaceAll(' ', '')).toContain(recordHash)
  const made = trail.events.filter(({ event }) => event === 'key-made')
  expect(made.length).toBeGreaterThan(0)
  for (const { reason } of made) {
    const sentence = language === 'vi' ? 'Dấu vân tay của khóa công khai là ' : 'The thumbprint of its public key is '
    expect(text.replaceAll(' ', '')).toContain(`${sentence}${reason!.slice(4)}.`.replaceAll(' ', ''))
  }
  expect(text, 'the service’s own word, in no language').not.toMatch(/: key [\w-]{10}/)
  expect(text).toContain(language === 'vi' ? 'Mã không đúng với mã đã gửi.' : 'The code was not the one that had been sent.')
  expect(text).toContain('UTC')
  const [attachment] = readAttachments(readPdf(pdf))
  expect(trailSchema.parse(JSON.parse(decodeUtf8(attachment!.bytes))).contract).toBe(trail.contract)
  const { authority, clock } = service.parts
  const report = await validate(extractFacts(pdf), { anchors: [authority.root] }, clock())
  expect(report.signatures.map(({ signatory, indication, level }) => [signatory, indication, level])).toEqual([['Countersign Seal', 'TOTAL-PASSED', 'PAdES-BASELINE-LT']])
  const changed = pdf.slice()
  changed[3000]! ^= 1
  const verdict = await validate(extractFacts(changed), { anchors: [authority.root] }, clock()).then(({ verdict: { indication } }) => indication, (error: { code: string }) => error.code)
  expect(verdict).not.toBe('TOTAL-PASSED')
}, 60_000)

test('every kind of event has its sentence in both languages, its group and its weight', () => {
  for (const event of EVENT_KINDS) {
    for (const language of ['vi', 'en'] as const) {
      const sentence = describeEvent({ event, name: 'Lan', version: '1.0', isNotice: false, isReceived: false, keptUntil: null }, language)
      expect(sentence, event).toMatch(/^\p{Lu}.*\.$/u)
      expect(sentence.normalize('NFC')).toBe(sentence)
    }
    expect([GROUP_OF[event], weighEvent(event)].every(Boolean)).toBe(true)
  }
})

test('a mail that the mail system refuses for good is in the trail', async () => {
  const { parts } = service
  const mailer = createMailer({ ...parts, transport: { system: 'mail.example.com', send: () => Promise.reject(new Error('no such mailbox')) } })
  const { contract, offer, cookie } = await offerSample(service)
  const content = { to: 'nobody@example.com', subject: 'Mã', text: '123456', rule: 'vn-2023' as const, attachment: null }
  const [mail = ''] = await mailer.enqueue(parts.store, { kind: 'code', contract, offer, content })
  expect(await mailer.deliver(mail)).toBe(false)
  const { events } = (await service.ask('GET', `/api/contracts/${contract}/trail`, undefined, { headers: { cookie } })).json<Trail>()
  expect(events.at(-1)).toMatchObject({ event: 'delivery-failed', reason: 'code, mail.example.com', party: 'buyer' })
})

test('what becomes of a kept certificate is told to every contract in which it was used', async () => {
  const holder = await certifyKept(service, 'kept@example.com')
  const { token, contract, cookie } = await offerSample(service, 'kept@example.com')
  const buyer = await closeStatement(service, token, 'kept@example.com', holder.keys)
  await service.ask('PUT', `/api/offers/${token}/intents/${buyer.statementHash}`, buyer.request)
  const presented = { certificate: holder.kept.certificate, chain: [] }
  const code = await readCode(service, 'kept@example.com')
  expect((await service.ask('POST', `/api/offers/${token}/intents/${buyer.statementHash}/certificate`, { code, presented })).statusCode).toBe(200)
  expect((await changeState(service, holder, 'suspended')).status).toBe(200)
  expect((await changeState(service, holder, 'revoked', 'keyCompromise')).status).toBe(200)
  const { events } = (await service.ask('GET', `/api/contracts/${contract}/trail`, undefined, { headers: { cookie } })).json<Trail>()
  expect(events.slice(-2).map(({ event, party, reason }) => [event, party, reason])).toEqual([['certificate-suspended', 'buyer', null], ['certificate-revoked', 'buyer', 'keyCompromise']])
})
