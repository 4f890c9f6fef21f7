import { createServer, type Server } from 'node:http'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sha256 } from '../../core/bytes/sha256.ts'
import { verifyTimestampToken, issueTimestampResponse } from '../../core/cms/timestamp.ts'
import { parseCertificate } from '../../core/pki/certificate.ts'
import { issueTimestampUnit } from '../../core/pki/profile.ts'
import { createTimestampRequest, parseTimestampRequest, parseTimestampResponse } from '../../core/pki/timestamp.ts'
import { createTestAuthority, type TestAuthority } from '../../testing/pki/authority.ts'
import { openTestService } from '../fixture/service.ts'
import { createExternalSource } from './source.ts'

/** An authority of its own behind a real socket, answering as told. */
interface Elsewhere {
  readonly url: string
  asked: number
  answer: (request: Uint8Array) => Promise<Uint8Array | number>
  server: Server
}

async function open(answer: Elsewhere['answer']): Promise<Elsewhere> {
  const place: Partial<Elsewhere> & { asked: number } = { asked: 0, answer }
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      place.asked++
      void place.answer!(new Uint8Array(Buffer.concat(parts))).then((given) => {
        response.writeHead(typeof given === 'number' ? given : 200, { 'content-type': 'application/timestamp-reply' })
        response.end(typeof given === 'number' ? '' : Buffer.from(given))
      })
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  return Object.assign(place, { server, url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/tsr` }) as Elsewhere
}

let trusted: TestAuthority
let stranger: TestAuthority
const imprint = sha256(Uint8Array.of(1))
const nonce = new Uint8Array(16).fill(0x81)
const request = createTimestampRequest({ imprint, nonce })
const grant = (authority: TestAuthority) => (bytes: Uint8Array) =>
  issueTimestampResponse({ request: parseTimestampRequest(bytes), signer: authority.timestampUnit, genTime: authority.now, serialNumber: authority.random(16), policy: '1.3.6.1.4.1.99999.1' })

const places: Elsewhere[] = []
const at = async (answer: Elsewhere['answer']): Promise<Elsewhere> => {
  const place = await open(answer)
  places.push(place)
  return place
}

beforeAll(async () => {
  trusted = await createTestAuthority({ now: Date.now() })
  stranger = await createTestAuthority({ now: Date.now() })
})
afterAll(() => Promise.all(places.map((place) => new Promise((done) => (place.server.closeAllConnections(), place.server.close(done))))))

describe('external timestamp authorities', () => {
  it('are asked in the order given, and the first sound answer is passed on', async () => {
    const [first, second] = [await at(grant(trusted)), await at(grant(trusted))]
    const source = createExternalSource([first.url, second.url], trusted.anchors, () => undefined, { clock: Date.now })
    const token = parseTimestampResponse(await source.answer(request))
    expect((await verifyTimestampToken({ token, imprint, nonce, ...source.trust })).isValid).toBe(true)
    expect([first.asked, second.asked]).toEqual([1, 0])
  })

  it('that fail, lie or are strangers are passed over, each named', async () => {
    const replay = await grant(trusted)(createTimestampRequest({ imprint, nonce: Uint8Array.of(1) }))
    const other = await grant(trusted)(createTimestampRequest({ imprint: sha256(Uint8Array.of(2)), nonce }))
    const bad = [await at(() => Promise.resolve(500)), await at(grant(stranger)), await at(() => Promise.resolve(replay)), await at(() => Promise.resolve(other)), await at(() => Promise.resolve(new Uint8Array(100_000)))]
    const good = await at(grant(trusted))
    const lines: string[] = []
    const source = createExternalSource([...bad, good].map(({ url }) => url), trusted.anchors, (line) => lines.push(line), { clock: Date.now })
    expect(parseTimestampResponse(await source.answer(request)).length).toBeGreaterThan(500)
    expect(lines.map((line) => line.replace(/^.*?:\d+: /, ''))).toEqual(['answered 500', 'TIMESTAMP_PATH', 'TIMESTAMP_NONCE', 'TIMESTAMP_IMPRINT', 'answered too much'])
  })

  it('that are slow, send elsewhere, have another time, or whose certificate has ended, are passed over, and asked for no longer than they are given', async () => {
    const good = await at(grant(trusted))
    const elsewhere = createServer((_request, response) => void response.writeHead(307, { location: good.url }).end())
    await new Promise<void>((done) => elsewhere.listen(0, '127.0.0.1', done))
    const { port } = elsewhere.address() as { port: number }
    const off = (by: number) => (bytes: Uint8Array) => issueTimestampResponse({ request: parseTimestampRequest(bytes), signer: trusted.timestampUnit, genTime: Date.now() + by, serialNumber: trusted.random(16), policy: '1.2.3' })
    const { spki } = parseCertificate(trusted.timestampUnit.certificate)
    const ended = await issueTimestampUnit({ spki, name: { commonName: 'Ended' }, serialNumber: trusted.random(16), notBefore: Date.now() - 2 * 86_400_000, notAfter: Date.now() - 86_400_000, issuer: trusted.root, addresses: trusted.addresses })
    const over = (bytes: Uint8Array) => issueTimestampResponse({ request: parseTimestampRequest(bytes), signer: { ...trusted.timestampUnit, certificate: ended, sign: (data) => trusted.timestampUnit.sign(data) }, genTime: Date.now(), serialNumber: trusted.random(16), policy: '1.2.3' })
    const bad = [await at(() => new Promise(() => undefined)), { url: `http://127.0.0.1:${port}/` }, await at(off(-120_000)), await at(off(120_000)), await at(over)]
    const lines: string[] = []
    const source = createExternalSource([...bad, good].map(({ url }) => url), trusted.anchors, (line) => lines.push(line), { clock: Date.now, patience: 300 })
    expect(parseTimestampResponse(await source.answer(request)).length).toBeGreaterThan(500)
    expect(lines.map((line) => line.replace(/^.*?:\d+: /, ''))).toEqual([expect.stringContaining('timeout'), 'fetch failed', 'TIMESTAMP_TIME', 'TIMESTAMP_TIME', 'TIMESTAMP_PATH'])
    expect(good.asked, 'a redirection is not followed').toBe(1)
    await new Promise((done) => elsewhere.close(done))
  })

  it('that are all silent are never replaced by a clock of this service’s own', async () => {
    const silent = await at(() => Promise.resolve(503))
    await expect(createExternalSource([silent.url], trusted.anchors, () => undefined, { clock: Date.now }).answer(request)).rejects.toMatchObject({ code: 'TIMESTAMP_UNAVAILABLE' })
  })

  it('are not troubled with what is no request', async () => {
    const place = await at(grant(trusted))
    const answer = await createExternalSource([place.url], trusted.anchors, () => undefined, { clock: Date.now }).answer(new Uint8Array(5))
    expect(() => parseTimestampResponse(answer)).toThrow(expect.objectContaining({ code: 'TIMESTAMP_REFUSED' }) as Error)
    expect(place.asked).toBe(0)
  })

  it('serve the whole service by setting, and when they stop, it says so', async () => {
    const place = await at(grant(trusted))
    const anchors = join(mkdtempSync(join(tmpdir(), 'anchors-')), 'tsa.pem')
    writeFileSync(anchors, `-----BEGIN CERTIFICATE-----\n${Buffer.from(trusted.root.certificate).toString('base64')}\n-----END CERTIFICATE-----\n`)
    const service = await openTestService({ COUNTERSIGN_TSA_URLS: place.url, COUNTERSIGN_TSA_ANCHORS: anchors })
    try {
      const post = () => service.ask('POST', '/pki/tsa', request, { headers: { 'content-type': 'application/timestamp-query' } })
      const token = parseTimestampResponse(new Uint8Array((await post()).rawPayload))
      expect((await verifyTimestampToken({ token, imprint, nonce, anchors: trusted.anchors })).isValid).toBe(true)
      place.answer = () => Promise.resolve(500)
      const refused = await post()
      expect([refused.statusCode, refused.json().error.code]).toEqual([503, 'TIMESTAMP_UNAVAILABLE'])
    } finally {
      await service.close()
    }
  })
})
