import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { decodeBase64, encodeBase64 } from '../../core/bytes/base64.ts'
import { readDocumentSecurityStore } from '../../core/pdf/validation-data.ts'
import { readPdf } from '../../core/pdf/reader.ts'
import { parseCrl } from '../../core/pki/crl.ts'
import { parseCertificate } from '../../core/pki/certificate.ts'
import { parseOcspResponse } from '../../core/pki/ocsp.ts'
import { issueSignatory } from '../../core/pki/signatory.ts'
import { createSigner } from '../../core/pki/signer.ts'
import { issueTimestampResponse } from '../../core/cms/timestamp.ts'
import { OID_POLICY_TIMESTAMP } from '../../core/pki/oids.ts'
import { issueTimestampUnit } from '../../core/pki/profile.ts'
import { parseTimestampRequest } from '../../core/pki/timestamp.ts'
import { createExternalSource } from '../timestamp/source.ts'
import type { CertificateAnswer } from '../../protocol/service.ts'
import { createTestAuthority, generateTestKeys, type TestAuthority } from '../../testing/pki/authority.ts'
import { closeStatement, offerSample, sign, upload } from '../fixture/party.ts'
import { openTestService, readCode, type TestService } from '../fixture/service.ts'
import { NETWORK, type ExchangePorts } from './exchange.ts'
import { createOutside } from './outside.ts'

const EMAIL = 'lan@example.com'
const local: ExchangePorts = { ...NETWORK, resolve: () => Promise.resolve(['127.0.0.1']), isAllowed: (address) => address.endsWith('127.0.0.1'), isAllowedPort: () => true }

let authority: TestAuthority
let server: Server
let own: TestService
let base: string
/** What the other authority serves, by path; what is not here is not found. */
const pages = new Map<string, Uint8Array | ((request: Uint8Array) => Promise<Uint8Array>)>()
let asked: string[] = []

beforeAll(async () => {
  authority = await createTestAuthority({ now: Date.now() })
  server = createServer((request, response) => {
    const chunks: Uint8Array[] = []
    asked.push(request.url ?? '')
    request.on('data', (chunk: Uint8Array) => chunks.push(chunk))
    request.on('end', () => {
      const page = pages.get(request.url ?? '')
      if (!page) return response.writeHead(404).end()
      return void Promise.resolve(page instanceof Uint8Array ? page : page(Buffer.concat(chunks))).then((bytes) => response.end(bytes))
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  base = `http://ca.example.com:${address.port}`
  own = await openTestService({}, (parts) => ({ ...parts, outside: createOutside({ clock: parts.clock, ports: local }) }))
})
afterAll(async () => {
  server.close().closeAllConnections()
  await own.close()
})
beforeEach(() => {
  pages.clear()
  asked = []
})

async function issue() {
  const keys = await generateTestKeys()
  const spki = new Uint8Array(await crypto.subtle.exportKey('spki', keys.publicKey))
  const now = Date.now()
  const addresses = { ocsp: `${base}/ocsp`, crl: `${base}/issuing.crl`, ca: `${base}/issuing.cer` }
  const certificate = await issueSignatory({ spki, email: EMAIL, demo: false, revocable: true, serialNumber: authority.random(16), notBefore: now - 60_000, notAfter: now + 86_400_000, issuer: authority.issuing, addresses })
  return { keys, certificate, serial: parseCertificate(certificate).serialNumber }
}

/** One signs with a certificate of another authority; gives the binding's answer, and the file when it came so far. */
async function signWith({ keys, certificate }: Awaited<ReturnType<typeof issue>>, service: TestService = own) {
  const { token, contract, cookie } = await offerSample(service)
  const buyer = await closeStatement(service, token, EMAIL, keys)
  const path = `/api/offers/${token}/intents/${buyer.statementHash}`
  expect((await service.ask('PUT', path, buyer.request)).statusCode).toBe(200)
  const presented = { certificate: encodeBase64(certificate), chain: [encodeBase64(authority.issuing.certificate)] }
  const bound = await service.ask('POST', `${path}/certificate`, { code: await readCode(service, EMAIL), presented })
  const answer = bound.json<CertificateAnswer & { error?: { code: string; details?: { problem: string } } }>()
  if (bound.statusCode !== 200) return { error: answer.error, store: null, reason: null }
  const signer = await createSigner(keys.privateKey, decodeBase64(answer.certificate), answer.chain.map((one) => decodeBase64(one)))
  const stored = await upload(service, buyer, await sign(service, buyer, signer))
  expect(stored.statusCode).toBe(200)
  const file = new Uint8Array((await service.ask('GET', `/api/offers/${token}/file`)).rawPayload)
  const { records } = (await service.ask('GET', `/api/contracts/${contract}/records`, undefined, { headers: { cookie } })).json<{ records: { record: string }[] }>()
  const added = records.map(({ record }) => JSON.parse(record) as { event: string; evidence: { reason: string | null } }).find(({ event }) => event === 'validation-data-added')
  return { error: undefined, store: readDocumentSecurityStore(readPdf(file)), reason: added?.evidence.reason ?? null }
}

describe('a brought certificate: what its own authority says of it goes into the file, or the record says what is missing', () => {
  it('its status answer and as much of its chain as can be had', async () => {
    const brought = await issue()
    pages.set('/ocsp', () => authority.issueOcsp(brought.certificate))
    const { store, reason } = await signWith(brought)
    expect(store!.ocsps.map((der) => parseOcspResponse(der).responses[0]?.certificateId.serialNumber)).toContain(brought.serial)
    expect(store!.certificates.map((der) => parseCertificate(der).serialNumber)).toEqual(expect.arrayContaining([brought.serial, parseCertificate(authority.issuing.certificate).serialNumber]))
    // The issuing certificate names addresses that lead to nothing here.
    expect(reason).toMatch(/^not to be had: issuer of /)
  })

  it('its list where no responder answers', async () => {
    const brought = await issue()
    pages.set('/issuing.crl', await authority.issueCrl())
    const { store } = await signWith(brought)
    expect(store!.crls.map((der) => parseCrl(der).issuer.text)).toContain(parseCertificate(authority.issuing.certificate).subject.text)
  })

  it('nothing is to be had: signed all the same, and the record says so', async () => {
    const brought = await issue()
    const { store, reason } = await signWith(brought)
    expect(store!.ocsps).toEqual([])
    expect(reason).toContain(`status of ${brought.serial}`)
  })

  it('revoked: refused before anything is signed', async () => {
    const brought = await issue()
    pages.set('/ocsp', () => authority.issueOcsp(brought.certificate, { status: { kind: 'revoked', revokedAt: Date.now() - 60_000, reason: 'keyCompromise' } }))
    expect((await signWith(brought)).error).toMatchObject({ code: 'OWN_CERTIFICATE_REFUSED', details: { problem: 'REVOKED' } })
  })
})

describe('an external timestamp authority: its unit’s list goes into the file too', () => {
  it('verified and for its own unit', async () => {
    const keys = await generateTestKeys()
    const spki = new Uint8Array(await crypto.subtle.exportKey('spki', keys.publicKey))
    const now = Date.now()
    const addresses = { ocsp: `${base}/root-ocsp`, crl: `${base}/root.crl`, ca: `${base}/root.cer` }
    const certificate = await issueTimestampUnit({ spki, name: { commonName: 'Elsewhere' }, serialNumber: authority.random(16), notBefore: now - 60_000, notAfter: now + 86_400_000, issuer: authority.root, addresses })
    const unit = await createSigner(keys.privateKey, certificate, [authority.root.certificate])
    pages.set('/tsa', (request) => issueTimestampResponse({ request: parseTimestampRequest(request), signer: unit, genTime: Date.now(), serialNumber: authority.random(16), policy: OID_POLICY_TIMESTAMP }))
    pages.set('/root.crl', await authority.issueCrl({ by: 'root' }))
    const { port } = new URL(base)
    const external = await openTestService({}, (parts) => ({
      ...parts, outside: createOutside({ clock: parts.clock, ports: local }), timestamps: createExternalSource([`http://127.0.0.1:${port}/tsa`], [authority.root.certificate], () => undefined, { clock: Date.now }),
    }))
    try {
      const { store, reason } = await signWith(await issue(), external)
      expect(store!.crls.map((der) => parseCrl(der).issuer.text)).toContain(parseCertificate(authority.root.certificate).subject.text)
      expect(store!.certificates.map((der) => parseCertificate(der).serialNumber)).toContain(parseCertificate(certificate).serialNumber)
      expect(reason).not.toContain(parseCertificate(certificate).serialNumber)
    } finally {
      await external.close()
    }
  })
})

describe('what is gathered was verified', () => {
  const gather = async (brought: Awaited<ReturnType<typeof issue>>, ports = local) => createOutside({ clock: Date.now, ports }).gather([brought.certificate, authority.issuing.certificate, authority.root.certificate])

  it('an answer about another certificate, a stale one, a stranger’s list and junk are not taken', async () => {
    const [brought, other] = [await issue(), await issue()]
    const stranger = await createTestAuthority({ now: Date.now() })
    pages.set('/issuing.crl', await stranger.issueCrl())
    for (const answer of [await authority.issueOcsp(other.certificate), await authority.issueOcsp(brought.certificate, { thisUpdate: 1, nextUpdate: 2 }), new Uint8Array(10), new Uint8Array(100_000)]) {
      pages.set('/ocsp', answer)
      expect(await gather(brought)).toMatchObject({ ocsps: [], crls: [], revoked: [], missing: [`status of ${brought.serial}`, expect.stringContaining('status of ')] })
    }
  })

  it('an issuer at the named address is taken only when it issued', async () => {
    const brought = await issue()
    pages.set('/issuing.cer', authority.root.certificate)
    const alone = () => createOutside({ clock: Date.now, ports: local }).gather([brought.certificate])
    expect((await alone()).missing).toEqual([`issuer of ${brought.serial}`])
    pages.set('/issuing.cer', authority.issuing.certificate)
    expect((await alone()).certificates.map((der) => encodeBase64(der))).toEqual([brought.certificate, authority.issuing.certificate].map((der) => encodeBase64(der)))
  })

  it('an address inside the service’s own network is never asked', async () => {
    const brought = await issue()
    pages.set('/ocsp', () => authority.issueOcsp(brought.certificate))
    const found = await gather(brought, { ...NETWORK, resolve: () => Promise.resolve(['127.0.0.1']), isAllowedPort: () => true })
    expect([found.ocsps, asked]).toEqual([[], []])
  })

  it('the same certificate is asked about once for a while', async () => {
    const brought = await issue()
    pages.set('/ocsp', () => authority.issueOcsp(brought.certificate))
    const outside = createOutside({ clock: Date.now, ports: local })
    await outside.gather([brought.certificate, authority.issuing.certificate])
    await outside.gather([brought.certificate, authority.issuing.certificate])
    expect(asked.filter((path) => path === '/ocsp')).toHaveLength(1)
  })
})
