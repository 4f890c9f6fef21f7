import { X509Certificate } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { decodeBase64, encodeBase64 } from '../../core/bytes/base64.ts'
import { createOcspRequest, parseOcspResponse } from '../../core/pki/ocsp.ts'
import { createCertificateRequest } from '../../core/pki/request.ts'
import type { KeptCertificate } from '../../protocol/certificate.ts'
import { certifyKept } from '../../server/fixture/kept.ts'
import { certify, closeStatement, offerSample } from '../../server/fixture/party.ts'
import { openTestService, signIn, type TestService } from '../../server/fixture/service.ts'
import { attestOrganisation } from '../../server/identity/organisation.ts'
import { run, runOrFail } from '../process.ts'

const NO_SYSTEM = ['-no-CApath', '-no-CAstore']
const COMPANY = { name: 'Công ty TNHH Hoa Sen', identifier: 'VATVN-0101234567' }
/** ext-etsi-valassured-ST-certs (EN 319 412-1 §5.3) and noRevAvail (RFC 9608), by number or by the name that OpenSSL has for it. */
const SHORT_TERM = [/^0\.4\.0\.194121\.2\.1$/, /^(2\.5\.29\.56|X509v3 No Revocation Available)$/]

interface Look {
  /** As `openssl x509 -text` prints it. */
  readonly text: string
  /** Each extension by its object identifier or name: whether it is critical, and its value in hex, as `openssl asn1parse` prints them. */
  readonly extensions: ReadonlyMap<string, { readonly critical: boolean; readonly value: string }>
  readonly subject: string
  readonly path: string
}

async function look(folder: string, name: string, der: Uint8Array): Promise<Look> {
  const path = join(folder, `${name}.pem`)
  await writeFile(path, new X509Certificate(Buffer.from(der)).toString())
  const { stdout: text } = await runOrFail('openssl', ['x509', '-in', path, '-noout', '-text'])
  const { stdout: subject } = await runOrFail('openssl', ['x509', '-in', path, '-noout', '-subject', '-nameopt', 'utf8,sep_comma_plus_space,space_eq,lname,-esc_msb'])
  const { stdout: parsed } = await runOrFail('openssl', ['asn1parse', '-in', path])
  const extensions = new Map<string, { critical: boolean; value: string }>()
  for (const [, oid = '', critical, value = ''] of parsed.matchAll(/OBJECT\s*:(.+)\n(?:.*BOOLEAN\s*:(\d+)\n)?.*OCTET STRING\s+\[HEX DUMP\]:([0-9A-F]*)/g)) extensions.set(oid.trim(), { critical: critical !== undefined, value })
  return { text, extensions, subject: subject.trim(), path }
}

function expect(name: string, holds: boolean, what: string, shown: string): void {
  if (!holds) throw new Error(`${name}: ${what}\n${shown}`)
}

/** What follows a heading of OpenSSL's text, on one line. */
const under = ({ text }: Look, heading: string): string => (new RegExp(`${heading}:(?: critical)?\\s*\\n((?: {16}.*\\n?)+)`).exec(text)?.[1] ?? '').replaceAll(/\s+/g, ' ').trim()

function checkSignatory(name: string, found: Look, kind: 'one-time' | 'kept'): void {
  const { text, extensions } = found
  const has = (pattern: RegExp, what: string): void => expect(name, pattern.test(text), what, text)
  has(/Basic Constraints: critical\s+CA:FALSE/, 'no authority')
  has(/Key Usage: critical\s+Non Repudiation\n/, 'non-repudiation, critical, and nothing else')
  has(/Signature Algorithm: ecdsa-with-SHA256/, 'SHA-256')
  has(/X509v3 Authority Key Identifier/, 'the authority’s key identifier')
  has(/X509v3 Subject Key Identifier/, 'the key’s identifier')
  expect(name, /^(1\.3\.6\.1\.5\.5\.7\.3\.36|Document Signing), E-mail Protection$/.test(under(found, 'X509v3 Extended Key Usage')), 'document signing and mail, no server', text)
  expect(name, under(found, 'X509v3 Subject Alternative Name').startsWith('email:'), 'the address', text)
  const shortTerm = SHORT_TERM.map((pattern) => [...extensions].find(([oid]) => pattern.test(oid))?.[1])
  const isRight = kind === 'one-time' ? shortTerm.every((one) => one?.value === '0500' && !one.critical) : shortTerm.every((one) => one === undefined)
  expect(name, isRight, 'validity assured and no revocation (NULL, not critical), for one-time keys only', JSON.stringify([...extensions]))
  expect(name, /OCSP - URI/.test(text) === (kind === 'kept') && /CRL Distribution Points/.test(text) === (kind === 'kept'), 'where to ask about revocation, for kept keys only', text)
  has(/CA Issuers - URI/, 'where the issuer’s certificate is')
}

async function issueAll(service: TestService): Promise<Record<'one-time' | 'kept' | 'organisation' | 'root' | 'issuing' | 'timestamp' | 'ocsp', Uint8Array>> {
  const { token } = await offerSample(service, 'buyer@example.com')
  const { certificate } = await certify(service, await closeStatement(service, token, 'buyer@example.com'), 'buyer@example.com')
  const { kept } = await certifyKept(service, 'lan@example.com')
  await attestOrganisation(service.parts, 'giamdoc@example.com', COMPANY)
  const keys = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify'])
  const request = encodeBase64(await createCertificateRequest(keys, 'giamdoc@example.com'))
  const answer = await service.ask('POST', '/api/certificates', { request, onBehalf: true, replaces: null }, { headers: { cookie: await signIn(service, 'giamdoc@example.com') } })
  const { root, issuing, timestampUnit } = service.parts.authority
  const status = parseOcspResponse(await service.parts.authority.answerOcsp(await createOcspRequest({ certificate: timestampUnit, issuer: issuing })))
  return { 'one-time': certificate, kept: decodeBase64(kept.certificate), organisation: decodeBase64(answer.json<KeptCertificate>().certificate), root, issuing, timestamp: timestampUnit, ocsp: status.certificates[0]! }
}

/** Every kind of certificate that the service issues, as OpenSSL prints, parses and uses it. */
export async function checkProfiles(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true })
  const service = await openTestService()
  try {
    const issued = await issueAll(service)
    const looks = Object.fromEntries(await Promise.all(Object.entries(issued).map(async ([name, der]) => [name, await look(folder, name, der)] as const))) as Record<keyof typeof issued, Look>
    checkSignatory('one-time', looks['one-time'], 'one-time')
    checkSignatory('kept', looks.kept, 'kept')
    checkSignatory('organisation', looks.organisation, 'kept')
    const life = (Date.parse(/Not After : (.*)/.exec(looks['one-time'].text)?.[1] ?? '') - Date.parse(/Not Before: (.*)/.exec(looks['one-time'].text)?.[1] ?? '')) / 60_000
    expect('one-time', life > 0 && life <= 15, 'lives for minutes', `${life} minutes`)
    const { subject } = looks.organisation
    for (const part of ['commonName = giamdoc@example.com', 'organizationIdentifier = VATVN-0101234567', `organizationName = ${COMPANY.name}`, 'countryName = VN']) expect('organisation', subject.includes(part), part, subject)
    expect('one-time', looks['one-time'].subject.includes('organizationName = Only control of this mailbox was checked'), 'says what was checked', looks['one-time'].subject)

    expect('root', /Basic Constraints: critical\s+CA:TRUE, pathlen:1/.test(looks.root.text), 'one authority below it', looks.root.text)
    expect('issuing', /Basic Constraints: critical\s+CA:TRUE, pathlen:0/.test(looks.issuing.text), 'no authority below it', looks.issuing.text)
    const excluded = under(looks.issuing, 'X509v3 Name Constraints')
    expect('issuing', /^Excluded: DNS: IP:0\.0\.0\.0\/0\.0\.0\.0 IP:0:0:0:0:0:0:0:0\/0:0:0:0:0:0:0:0$/.test(excluded), 'DNS and IP names excluded', excluded)
    expect('timestamp', /Extended Key Usage: critical\s+Time Stamping\n/.test(looks.timestamp.text), 'timestamps alone, critical', looks.timestamp.text)
    expect('ocsp', /Extended Key Usage:(?: critical)?\s+OCSP Signing\n/.test(looks.ocsp.text) && /OCSP No Check/.test(looks.ocsp.text), 'answers alone, and not asked about itself', looks.ocsp.text)

    const trust = ['-CAfile', looks.root.path, '-untrusted', looks.issuing.path, ...NO_SYSTEM]
    const verify = async (name: keyof typeof issued, purpose: string): Promise<boolean> => (await run('openssl', ['verify', '-x509_strict', '-purpose', purpose, '-attime', String(Math.floor(service.parts.clock() / 1000)), ...trust, looks[name].path])).code === 0
    for (const name of ['one-time', 'kept', 'organisation'] as const) {
      expect(name, await verify(name, 'smimesign'), 'signs', '')
      for (const purpose of ['sslserver', 'sslclient']) expect(name, !(await verify(name, purpose)), `is of no use as ${purpose}`, '')
    }
    expect('timestamp', await verify('timestamp', 'timestampsign'), 'makes timestamps', '')
    return `${Object.keys(looks).length} kinds`
  } finally {
    await service.close()
  }
}
