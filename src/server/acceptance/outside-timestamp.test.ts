import { createServer, type Server } from 'node:http'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { encodeOctetString, encodeSequence } from '../../core/bytes/der.ts'
import { issueTimestampResponse } from '../../core/cms/timestamp.ts'
import { readPdf } from '../../core/pdf/reader.ts'
import { findSignatures } from '../../core/pdf/signature.ts'
import { extractFacts } from '../../core/validation/facts.ts'
import { validate } from '../../core/validation/validate.ts'
import { parseTimestampRequest } from '../../core/pki/timestamp.ts'
import { createTestAuthority } from '../../testing/pki/authority.ts'
import { buildPdf, contractObjects } from '../../testing/pdf/builder.ts'
import { offerOwnFile, signOwnFile, stateOwnFile, uploadAppended } from '../fixture/own-file.ts'
import { certify, closeStatement, emailOf, offerSample, sign, upload } from '../fixture/party.ts'
import { openTestService, type TestService } from '../fixture/service.ts'

let service: TestService
let server: Server
/** Bytes of the certificates that the authority's tokens carry besides. */
let weight = 0
/** How far from the time its next answers are, in seconds. */
const steps: number[] = []

beforeAll(async () => {
  const authority = await createTestAuthority({ now: Date.now() })
  const unit = authority.timestampUnit
  server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      const chain = [...unit.chain, encodeSequence(encodeOctetString(new Uint8Array(weight)))]
      void issueTimestampResponse({ request: parseTimestampRequest(new Uint8Array(Buffer.concat(parts))), signer: { ...unit, chain }, genTime: (Math.floor(Date.now() / 1000) + (steps.shift() ?? 0)) * 1000, serialNumber: authority.random(16), policy: '1.3.6.1.4.1.99999.1' })
        .then((answer) => response.writeHead(200, { 'content-type': 'application/timestamp-reply' }).end(Buffer.from(answer)))
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  const anchors = join(mkdtempSync(join(tmpdir(), 'anchors-')), 'tsa.pem')
  writeFileSync(anchors, `-----BEGIN CERTIFICATE-----\n${Buffer.from(authority.root.certificate).toString('base64')}\n-----END CERTIFICATE-----\n`)
  service = await openTestService({ COUNTERSIGN_TSA_URLS: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/tsr`, COUNTERSIGN_TSA_ANCHORS: anchors })
})
afterAll(async () => {
  await service.close()
  await new Promise((done) => server.close(done))
})

describe('a token larger than nearly all: otherwise a signature that was proven by code ends without its place', () => {
  it.each([0, 7000, 9000, 15_500, 40_000, 60_000])('of %i bytes more is embedded all the same, and the same file is derived here', async (more) => {
    weight = more
    const { token } = await offerSample(service)
    const buyer = await closeStatement(service, token)
    const file = await sign(service, buyer, await certify(service, buyer))
    const answer = await upload(service, buyer, file)
    expect([answer.statusCode, answer.json()]).toMatchObject([200, { event: 'agreed' }])
    const [signature] = findSignatures(readPdf(file)).filter(({ value }) => value !== null)
    expect(signature!.value!.contents!.length).toBeGreaterThan(more)
    // nobody pays for the room that others need
    expect(more > 0 || signature!.value!.contents!.length < 24_000).toBe(true)
  })
  it('in a seller’s own file at two places of one party, and in the document timestamp and the service’s seal behind it', async () => {
    weight = 12_000
    const { tokens } = await offerOwnFile(service, buildPdf(contractObjects([])), ['buyer'], 'B-LTA', 2)
    const { buyer, signer } = await stateOwnFile(service, tokens['buyer']!, emailOf('buyer'))
    const answer = await uploadAppended(service, buyer, await signOwnFile(service, buyer, signer, 'buyer'))
    expect([answer.statusCode, answer.json()]).toMatchObject([200, { event: 'agreed' }])
    const stored = readPdf(new Uint8Array((await service.ask('GET', `/api/offers/${tokens['buyer']}/file`)).rawPayload))
    expect(findSignatures(stored).map(({ name, value }) => [name, value!.contents!.length > weight])).toEqual([['signature-buyer', true], ['signature-buyer_2', true], ['timestamp-1', true]])
    const sheet = await service.ask('GET', `/api/offers/${tokens['buyer']}/trail.pdf?language=vi`)
    expect([sheet.statusCode, findSignatures(readPdf(new Uint8Array(sheet.rawPayload)))[0]!.value!.contents!.length > weight]).toEqual([200, true])
  })
})

describe('an authority whose clock is set back', () => {
  it('times no document before its signatures: otherwise the whole file fails for good; the same upload is taken as soon as it can be', async () => {
    weight = 0
    const { tokens } = await offerOwnFile(service, buildPdf(contractObjects([])), ['buyer'], 'B-LTA')
    const { buyer, signer } = await stateOwnFile(service, tokens['buyer']!, emailOf('buyer'))
    const signed = await signOwnFile(service, buyer, signer, 'buyer')
    steps.push(-30)
    const refused = await uploadAppended(service, buyer, signed)
    expect([refused.statusCode, refused.json()]).toMatchObject([503, { error: { code: 'TIMESTAMP_UNAVAILABLE' } }])
    expect((await service.ask('GET', `/api/offers/${tokens['buyer']}/file`)).statusCode).not.toBe(200)
    expect((await uploadAppended(service, buyer, signed)).statusCode).toBe(200)
    const { parts } = service
    const file = new Uint8Array((await service.ask('GET', `/api/offers/${tokens['buyer']}/file`)).rawPayload)
    const report = await validate(extractFacts(file), { anchors: [parts.authority.root, ...parts.timestamps.trust.anchors] }, Date.now() + 1000)
    // of an authority that publishes no lists more is not known
    expect(report.signatures.map(({ indication, subIndication }) => [indication, subIndication])).toEqual([['TOTAL-PASSED', null], ['INDETERMINATE', 'TRY_LATER']])
  })
})
