import { createServer } from 'node:http'
import type { RequestListener, Server } from 'node:http'
import { once } from 'node:events'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { encodeBase64 } from '../../core/bytes/base64.ts'
import { parseCertificate } from '../../core/pki/certificate.ts'
import { issueSignatory } from '../../core/pki/signatory.ts'
import { parseOcspRequest } from '../../core/pki/ocsp-issue.ts'
import { createTestAuthority } from '../../testing/pki/authority.ts'
import type { TestAuthority } from '../../testing/pki/authority.ts'
import type { RelayRequest } from '../../protocol/relay.ts'
import { openTestService, type TestService } from '../fixture/service.ts'
import { isPublicAddress } from './address.ts'
import { exchange, NETWORK, parseTarget } from './exchange.ts'
import type { ExchangePorts, Message } from './exchange.ts'
import { relay } from './relay.ts'

const GET: Message = { method: 'GET', accept: '*/*', maxBytes: 1000 }
/** One of each range that must never be reached from the service's own network. */
const REFUSED = [
  ['this network', '0.0.0.0'], ['private', '10.1.2.3'], ['shared', '100.64.0.1'], ['loopback', '127.0.0.1'], ['loopback, another', '127.9.9.9'], ['link-local and cloud metadata', '169.254.169.254'],
  ['private', '172.16.0.1'], ['private, last', '172.31.255.255'], ['protocol', '192.0.0.170'], ['documentation', '192.0.2.1'], ['6to4 relay', '192.88.99.1'], ['private', '192.168.1.1'],
  ['benchmark', '198.19.0.1'], ['documentation', '198.51.100.7'], ['documentation', '203.0.113.9'], ['multicast', '224.0.0.1'], ['reserved', '240.0.0.1'], ['broadcast', '255.255.255.255'],
  ['unspecified', '::'], ['loopback', '::1'], ['mapped loopback', '::ffff:127.0.0.1'], ['mapped public', '::ffff:8.8.8.8'], ['NAT64', '64:ff9b::7f00:1'], ['discard', '100::1'], ['Teredo', '2001::1'],
  ['documentation', '2001:db8::1'], ['6to4 of a private one', '2002:c0a8:101::1'], ['documentation', '3fff::1'], ['unique local', 'fd12:3456::1'], ['link-local', 'fe80::1'], ['link-local, zoned', 'fe80::1%eth0'],
  ['site-local', 'fec0::1'], ['multicast', 'ff02::1'], ['no address', 'example.com'], ['nothing', ''],
] as const

describe('addresses that the relay never asks', () => {
  it.each(REFUSED)('%s: %s', async (_name, address) => {
    expect(isPublicAddress(address)).toBe(false)
    const ports = { ...NETWORK, resolve: () => Promise.resolve([address]) }
    await expect(exchange('http://ocsp.example.com/x', GET, ports)).rejects.toMatchObject({ code: 'RELAY_ADDRESS_REFUSED' })
  })

  it.each(['8.8.8.8', '172.32.0.1', '100.128.0.1', '192.169.0.1', '2606:4700::1111', '2a00:1450::1'])('but %s is public', (address) => {
    expect(isPublicAddress(address)).toBe(true)
  })

  it.each([
    'http://127.0.0.1/', 'http://2130706433/', 'http://0x7f.1/', 'http://0177.0.0.1/', 'http://[::1]/', 'http://[::ffff:127.0.0.1]/', 'http://127.0.0.1:80/', 'https://169.254.169.254/latest/meta-data/', 'http://localhost/',
    'http://user:secret@example.com/', 'http://example.com:22/', 'http://example.com:8080/', 'file:///etc/passwd', 'ldap://example.com/', 'ftp://example.com/', 'gopher://example.com/', 'javascript:1', '', 'no address', '//example.com',
  ])('%s is refused before anything is sent', async (address) => {
    await expect(exchange(address, GET)).rejects.toMatchObject({ code: 'RELAY_ADDRESS_REFUSED' })
  })

  it('a name with one private address among public ones is refused, and is resolved only once', async () => {
    let asked = 0
    const answers = [['8.8.8.8', '10.0.0.1'], ['8.8.8.8']]
    const ports = { ...NETWORK, resolve: () => Promise.resolve(answers[Math.min(asked++, 1)]!) }
    await expect(exchange('http://rebind.example.com/', GET, ports)).rejects.toMatchObject({ code: 'RELAY_ADDRESS_REFUSED' })
    expect(asked).toBe(1)
  })

  it('a name that answers differently the second time is connected to where it was checked', async () => {
    let asked = 0
    const server = await listen((_request, response) => response.end('reached'))
    const ports: ExchangePorts = { ...local, resolve: () => Promise.resolve([asked++ === 0 ? '127.0.0.1' : '203.0.113.1']) }
    expect(new TextDecoder().decode(await exchange(`http://rebind.example.com:${portOf(server)}/`, GET, ports))).toBe('reached')
    expect(asked).toBe(1)
  })

  it('a redirect into a private network is not followed', async () => {
    const server = await listen((_request, response) => response.writeHead(302, { location: 'http://10.0.0.1/secret' }).end())
    const ports = { ...local, isAllowed: (address: string) => address === '127.0.0.1' }
    await expect(exchange(`http://a.example.com:${portOf(server)}/`, GET, ports)).rejects.toMatchObject({ code: 'RELAY_ADDRESS_REFUSED' })
  })
})

const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections()
})
async function listen(listener: RequestListener): Promise<Server> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  servers.push(server)
  await once(server, 'listening')
  return server
}
function portOf(server: Server): number {
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}
const local: ExchangePorts = { resolve: () => Promise.resolve(['127.0.0.1']), isAllowed: () => true, isAllowedPort: () => true, patience: 2000 }

describe('bounds of an exchange', () => {
  it('an answer that is too long is cut off, announced or not', async () => {
    const announced = await listen((_request, response) => response.writeHead(200, { 'content-length': 5000 }).end(Buffer.alloc(5000)))
    const endless = await listen((_request, response) => {
      const timer = setInterval(() => response.write(Buffer.alloc(400)), 5)
      response.on('close', () => clearInterval(timer))
    })
    for (const server of [announced, endless]) await expect(exchange(`http://a.example.com:${portOf(server)}/`, GET, local)).rejects.toMatchObject({ code: 'RELAY_FAILED', message: 'the answer is too large' })
  })

  it('an answer that never comes, a loop of redirects and any status but 200 fail', async () => {
    const silent = await listen(() => {})
    await expect(exchange(`http://a.example.com:${portOf(silent)}/`, GET, { ...local, patience: 200 })).rejects.toMatchObject({ code: 'RELAY_FAILED' })
    const loop = await listen((request, response) => response.writeHead(301, { location: request.url ?? '/' }).end())
    await expect(exchange(`http://a.example.com:${portOf(loop)}/`, GET, local)).rejects.toMatchObject({ code: 'RELAY_FAILED' })
    const missing = await listen((_request, response) => response.writeHead(404).end())
    await expect(exchange(`http://a.example.com:${portOf(missing)}/`, GET, local)).rejects.toMatchObject({ code: 'RELAY_FAILED' })
    await expect(exchange('http://a.example.com:1/', GET, local)).rejects.toMatchObject({ code: 'RELAY_FAILED' })
  })

  it('only plain web addresses are parsed as targets', () => {
    expect(parseTarget('HTTP://Example.com/a').href).toBe('http://example.com/a')
  })
})

describe('what is relayed', () => {
  let authority: TestAuthority
  let certificate: Uint8Array
  let issuer: Uint8Array
  let service: TestService
  beforeAll(async () => {
    authority = await createTestAuthority({ now: Date.now() - 60_000 })
    certificate = authority.intermediates[0]!
    issuer = authority.anchors[0]!
    service = await openTestService()
  })
  afterAll(() => service.close())
  const ask = (kind: RelayRequest['kind'], address: string): RelayRequest => ({ kind, address, certificate: encodeBase64(certificate), issuer: encodeBase64(issuer) })

  it('only the address that the certificate itself names for that purpose', async () => {
    const { crlAddresses, ocspAddresses } = parseCertificate(certificate)
    expect(crlAddresses.length + ocspAddresses.length).toBeGreaterThan(0)
    for (const [kind, address] of [['crl', 'http://elsewhere.example.com/a.crl'], ['issuer', crlAddresses[0] ?? ''], ['ocsp', crlAddresses[0] ?? ''], ['crl', `${crlAddresses[0]}?x`]] as const) {
      await expect(relay(ask(kind, address), local), `${kind} ${address}`).rejects.toMatchObject({ code: 'RELAY_ADDRESS_REFUSED' })
    }
  })

  it('refuses over HTTP what it refuses, with a sentence, and needs the page’s own origin', async () => {
    const answer = await service.ask('POST', '/api/relay', ask('crl', 'http://elsewhere.example.com/a.crl'), { headers: { 'accept-language': 'en' } })
    expect([answer.statusCode, (JSON.parse(answer.body) as { error: { code: string } }).error.code]).toEqual([422, 'RELAY_ADDRESS_REFUSED'])
    expect((await service.ask('POST', '/api/relay', { ...ask('crl', 'http://a.example.com/x'), certificate: 'AAAA' })).statusCode).toBe(400)
    expect((await service.ask('POST', '/api/relay', ask('crl', 'http://a.example.com/x'), { headers: { origin: 'http://evil.example.com' } })).statusCode).toBe(403)
  })

  it('an OCSP request that the server composed, by POST, and an answer only when it is one', async () => {
    let body: Uint8Array | null = null
    let sent: Uint8Array = await authority.issueCrl()
    const server = await listen((request, response) => {
      const chunks: Uint8Array[] = []
      request.on('data', (chunk: Uint8Array) => chunks.push(chunk)).on('end', () => {
        body = new Uint8Array(Buffer.concat(chunks))
        response.end(Buffer.from(sent))
      })
    })
    const subject = await nameAddress(authority, portOf(server))
    const crl = { kind: 'crl', address: parseCertificate(subject).crlAddresses[0]!, certificate: encodeBase64(subject), issuer: encodeBase64(certificate) } as const
    expect(await relay(crl, local)).toEqual(sent)
    expect(body).toEqual(new Uint8Array(0))
    const ocsp = { ...crl, kind: 'ocsp', address: parseCertificate(subject).ocspAddresses[0]! } as const
    await expect(relay(ocsp, local), 'a CRL is no OCSP answer').rejects.toMatchObject({ code: 'RELAY_FAILED' })
    expect(parseOcspRequest(body!)).toBeTruthy()
    sent = new TextEncoder().encode('<html>internal page</html>')
    await expect(relay(crl, local), 'a page is no CRL').rejects.toMatchObject({ code: 'RELAY_FAILED' })
  })
})

/** A signatory's certificate whose addresses lead to a port of this machine. */
async function nameAddress(authority: TestAuthority, port: number): Promise<Uint8Array> {
  const keys = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify'])
  const base = `http://localhost:${port}`
  return issueSignatory({
    spki: new Uint8Array(await crypto.subtle.exportKey('spki', keys.publicKey)), email: 'lan@example.com', demo: false, revocable: true, serialNumber: authority.random(16),
    notBefore: authority.now, notAfter: authority.now + 86_400_000, issuer: authority.issuing, addresses: { ocsp: `${base}/ocsp`, crl: `${base}/list.crl`, ca: `${base}/ca.cer` },
  })
}
