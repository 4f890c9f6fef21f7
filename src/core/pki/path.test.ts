import { beforeAll, describe, expect, test } from 'vitest'
import { encodeContext, encodeInteger, encodeNull, encodeOid, encodeSequence } from '../bytes/der.ts'
import { codeOfLater } from '../../testing/pki/outcome.ts'
import { createTestAuthority, type TestAuthority } from '../../testing/pki/authority.ts'
import { AUTHORITY, basicConstraints, extendedKeyUsage, keyUsage, makeCertificate, SIGNATORY, type TestCertificate, type TestExtension } from '../../testing/pki/certificate.ts'
import {
  OID_ANY_POLICY, OID_CERTIFICATE_POLICIES, OID_EKU_CLIENT_AUTH, OID_EKU_DOCUMENT_SIGNING, OID_EKU_OCSP_SIGNING, OID_EKU_TIME_STAMPING, OID_NAME_CONSTRAINTS,
  OID_NO_REV_AVAIL, OID_POLICY_CONSTRAINTS, OID_POLICY_MAIL_PROVEN, OID_POLICY_MAPPINGS,
} from './oids.ts'
import { validatePath, type PathParameters, type PathResult } from './path.ts'
import type { PathPurpose } from './path-check.ts'

const NOW = Date.UTC(2026, 8, 1)
const YEAR = 365 * 86_400_000
const validity = { notBefore: NOW - YEAR, notAfter: NOW + YEAR }
const failed = (result: PathResult) => [...new Set(result.checks.filter((check) => !check.passed).map((check) => check.code))].sort()

async function judge(end: TestCertificate, intermediates: readonly TestCertificate[], anchor: TestCertificate, purpose: PathPurpose = 'document-signing', time = NOW) {
  return validatePath({ certificate: end.der, intermediates: intermediates.map((one) => one.der), anchors: [anchor.der], time, purpose })
}

let root: TestCertificate
let issuing: TestCertificate

beforeAll(async () => {
  root = await makeCertificate({ name: 'Root', ...validity, extensions: AUTHORITY })
  issuing = await makeCertificate({ name: 'Issuing', issuer: root, ...validity, extensions: AUTHORITY })
})

const issueEnd = (extensions: readonly TestExtension[], issuer = issuing) => makeCertificate({ name: 'End', issuer, ...validity, extensions })
const issueAuthority = (extensions: readonly TestExtension[], issuer = root, name = 'Other') => makeCertificate({ name, issuer, ...validity, extensions })

describe('the authority in production shape', () => {
  let authority: TestAuthority
  beforeAll(async () => {
    authority = await createTestAuthority({ now: NOW })
  })
  const judgeOurs = (certificate: Uint8Array, purpose: PathPurpose, over: Partial<PathParameters> = {}) =>
    validatePath({ certificate, intermediates: authority.intermediates, anchors: authority.anchors, time: NOW, purpose, ...over })

  test('each of its certificates is good for its own purpose, and only that', async () => {
    const { certificate } = await authority.issueSignatory({})
    const ends = { 'document-signing': certificate, timestamping: authority.timestampUnit.certificate, 'ocsp-signing': authority.ocspResponder.certificate } as const
    for (const [purpose, der] of Object.entries(ends)) {
      for (const asked of ['document-signing', 'timestamping', 'ocsp-signing'] as const) {
        expect(failed(await judgeOurs(der, asked)), `${purpose} as ${asked}`).toEqual(purpose === asked ? [] : ['PATH_PURPOSE'])
      }
    }
  })
  test('the policies of the mailbox and of the demo survive the path', async () => {
    const { certificate } = await authority.issueSignatory({ demo: true })
    const { policies } = await judgeOurs(certificate, 'document-signing')
    expect(policies).toContain(OID_POLICY_MAIL_PROVEN)
    expect(policies).toHaveLength(2)
  })
  test('after its minutes are over, a one-time certificate is out of its validity and nothing else', async () => {
    const { certificate } = await authority.issueSignatory({})
    expect(failed(await judgeOurs(certificate, 'document-signing', { time: NOW + 3_600_000 }))).toEqual(['PATH_VALIDITY'])
  })
  test('another service\'s root is no anchor for it', async () => {
    const { certificate } = await authority.issueSignatory({})
    const stranger = await createTestAuthority({ now: NOW })
    const result = await judgeOurs(certificate, 'document-signing', { anchors: stranger.anchors })
    expect(result.isValid).toBe(false)
    expect(failed(result)).toContain('PATH_TO_ANCHOR')
  })
})

describe('what an attacker would supply', () => {
  test('an honest path passes', async () => {
    expect(failed(await judge(await issueEnd(SIGNATORY), [issuing], root))).toEqual([])
  })
  test('a missing intermediate leaves no path', async () => {
    expect(failed(await judge(await issueEnd(SIGNATORY), [], root))).toContain('PATH_TO_ANCHOR')
  })
  test('a certificate signed by an end certificate', async () => {
    const end = await issueEnd(SIGNATORY)
    const below = await issueEnd(SIGNATORY, end)
    expect(failed(await judge(below, [end, issuing], root))).toEqual(['PATH_AUTHORITY', 'PATH_KEY_USAGE'])
  })
  test('an authority without the right to sign certificates', async () => {
    const weak = await issueAuthority([basicConstraints(true), keyUsage(0x02)])
    expect(failed(await judge(await issueEnd(SIGNATORY, weak), [weak], root))).toEqual(['PATH_KEY_USAGE'])
  })
  test('an authority without basicConstraints', async () => {
    const bare = await issueAuthority([keyUsage(0x06)])
    expect(failed(await judge(await issueEnd(SIGNATORY, bare), [bare], root))).toEqual(['PATH_AUTHORITY'])
  })
  test('one authority more than the path length allows', async () => {
    const leafAuthority = await issueAuthority([basicConstraints(true, 0), keyUsage(0x06)])
    const surplus = await issueAuthority(AUTHORITY, leafAuthority, 'Surplus')
    expect(failed(await judge(await issueEnd(SIGNATORY, surplus), [surplus, leafAuthority], root))).toEqual(['PATH_LENGTH'])
    expect(failed(await judge(await issueEnd(SIGNATORY, leafAuthority), [leafAuthority], root))).toEqual([])
  })
  test('a self-issued certificate does not use up the path length', async () => {
    const once = await issueAuthority([basicConstraints(true, 0), keyUsage(0x06)], root, 'Rolling')
    const rolled = await issueAuthority(AUTHORITY, once, 'Rolling')
    expect(failed(await judge(await issueEnd(SIGNATORY, rolled), [rolled, once], root))).toEqual([])
  })
  test('an end certificate before and after its time', async () => {
    const end = await issueEnd(SIGNATORY)
    expect(failed(await judge(end, [issuing], root, 'any', NOW - YEAR - 1000))).toEqual(['PATH_VALIDITY'])
    expect(failed(await judge(end, [issuing], root, 'any', NOW - YEAR))).toEqual([])
    expect(failed(await judge(end, [issuing], root, 'any', NOW + YEAR + 999))).toEqual([])
    expect(failed(await judge(end, [issuing], root, 'any', NOW + YEAR + 1000))).toEqual(['PATH_VALIDITY'])
  })
  test('an expired authority in the middle', async () => {
    const old = await makeCertificate({ name: 'Old', issuer: root, notBefore: NOW - 2 * YEAR, notAfter: NOW - YEAR, extensions: AUTHORITY })
    expect(failed(await judge(await issueEnd(SIGNATORY, old), [old], root))).toEqual(['PATH_VALIDITY'])
  })
  test('a forged issuer of the same name', async () => {
    const forged = await makeCertificate({ name: 'Issuing', ...validity, extensions: AUTHORITY })
    const result = await judge(await issueEnd(SIGNATORY, forged), [issuing], root)
    expect(failed(result)).toContain('PATH_SIGNATURE')
  })
  test('a self-made root of the trusted name', async () => {
    const forgedRoot = await makeCertificate({ name: 'Root', ...validity, extensions: AUTHORITY })
    const forged = await makeCertificate({ name: 'Issuing', issuer: forgedRoot, ...validity, extensions: AUTHORITY })
    const result = await judge(await issueEnd(SIGNATORY, forged), [forged, forgedRoot], root)
    expect(result.isValid).toBe(false)
  })
  test('a certificate that names another issuer than signed it', async () => {
    const end = await makeCertificate({ name: 'End', issuer: issuing, issuerName: 'Root', ...validity, extensions: SIGNATORY })
    expect((await judge(end, [issuing], root)).isValid).toBe(false)
  })
  test('one flipped bit in what was signed, or in the signature', async () => {
    const { der } = await issueEnd(SIGNATORY)
    for (const place of [60, der.length - 5]) {
      const altered = der.slice()
      altered[place]! ^= 1
      const outcome = await codeOfLater(judge({ ...issuing, der: altered }, [issuing], root), (result) => (result.isValid ? 'believed' : 'not believed'))
      expect(['not believed', 'CERTIFICATE_MALFORMED']).toContain(outcome)
    }
  })
  test('a critical extension nobody knows', async () => {
    const unknown = { oid: '1.2.3.4.5', critical: true, value: encodeNull() }
    expect(failed(await judge(await issueEnd([...SIGNATORY, unknown]), [issuing], root))).toEqual(['PATH_CRITICAL_EXTENSIONS'])
    expect(failed(await judge(await issueEnd([...SIGNATORY, { ...unknown, critical: false }]), [issuing], root))).toEqual([])
    const authority = await issueAuthority([...AUTHORITY, unknown])
    expect(failed(await judge(await issueEnd(SIGNATORY, authority), [authority], root))).toEqual(['PATH_CRITICAL_EXTENSIONS'])
  })
  test('empty name constraints say nothing that could be kept', async () => {
    const constrained = await issueAuthority([...AUTHORITY, { oid: OID_NAME_CONSTRAINTS, critical: true, value: encodeSequence(encodeContext(0, true)) }])
    expect(failed(await judge(await issueEnd(SIGNATORY, constrained), [constrained], root))).toEqual(['PATH_NAME_CONSTRAINTS'])
  })
  test('an authority limited to another purpose', async () => {
    const limited = await issueAuthority([...AUTHORITY, extendedKeyUsage([OID_EKU_CLIENT_AUTH])])
    expect(failed(await judge(await issueEnd(SIGNATORY, limited), [limited], root))).toEqual(['PATH_EXTENDED_KEY_USAGE'])
  })
  test('an authority that claims it cannot be revoked', async () => {
    const proud = await issueAuthority([...AUTHORITY, { oid: OID_NO_REV_AVAIL, value: encodeNull() }])
    expect(failed(await judge(await issueEnd(SIGNATORY, proud), [proud], root))).toEqual(['PATH_REVOCATION_ABSENT'])
  })
  test('an anchor that is no authority', async () => {
    const plain = await makeCertificate({ name: 'Plain', ...validity, extensions: SIGNATORY })
    expect(failed(await judge(await issueEnd(SIGNATORY, plain), [], plain))).toEqual(['PATH_AUTHORITY', 'PATH_KEY_USAGE'])
  })
  test('RSA of 1024 bits', async () => {
    const keys = await crypto.subtle.generateKey({ name: 'RSASSA-PKCS1-v1_5', modulusLength: 1024, publicExponent: Uint8Array.of(1, 0, 1), hash: 'SHA-256' }, true, ['sign', 'verify'])
    const end = await makeCertificate({ name: 'End', issuer: issuing, keys, ...validity, extensions: SIGNATORY })
    expect(failed(await judge(end, [issuing], root))).toEqual(['PATH_ALGORITHM'])
    const authority = await makeCertificate({ name: 'Small', issuer: root, keys, ...validity, extensions: AUTHORITY })
    expect(failed(await judge(await issueEnd(SIGNATORY, authority), [authority], root))).toEqual(['PATH_ALGORITHM'])
  })
})

describe('purposes', () => {
  const cases: readonly [string, readonly TestExtension[], PathPurpose, boolean][] = [
    ['no extended key usage signs documents', SIGNATORY, 'document-signing', true],
    ['document signing signs documents', [...SIGNATORY, extendedKeyUsage([OID_EKU_DOCUMENT_SIGNING])], 'document-signing', true],
    ['client authentication does not', [...SIGNATORY, extendedKeyUsage([OID_EKU_CLIENT_AUTH])], 'document-signing', false],
    ['key usage without signing does not', [basicConstraints(false), keyUsage(0x20)], 'document-signing', false],
    ['timestamping critical and alone', [keyUsage(0x80), extendedKeyUsage([OID_EKU_TIME_STAMPING], true)], 'timestamping', true],
    ['timestamping not critical, as many authorities issue it', [keyUsage(0x80), extendedKeyUsage([OID_EKU_TIME_STAMPING])], 'timestamping', true],
    ['timestamping not alone', [keyUsage(0x80), extendedKeyUsage([OID_EKU_TIME_STAMPING, OID_EKU_DOCUMENT_SIGNING], true)], 'timestamping', false],
    ['timestamping absent', SIGNATORY, 'timestamping', false],
    ['OCSP signing', [keyUsage(0x80), extendedKeyUsage([OID_EKU_OCSP_SIGNING])], 'ocsp-signing', true],
    ['OCSP signing absent', SIGNATORY, 'ocsp-signing', false],
  ]
  test.each(cases)('%s', async (_, extensions, purpose, passes) => {
    expect(failed(await judge(await issueEnd(extensions), [issuing], root, purpose))).toEqual(passes ? [] : ['PATH_PURPOSE'])
  })
})

describe('policies', () => {
  const policies = (...oids: string[]): TestExtension => ({ oid: OID_CERTIFICATE_POLICIES, value: encodeSequence(...oids.map((oid) => encodeSequence(encodeOid(oid)))) })
  const requireExplicit: TestExtension = { oid: OID_POLICY_CONSTRAINTS, critical: true, value: encodeSequence(encodeContext(0, false, Uint8Array.of(0))) }

  test('a required policy that the end certificate lacks fails the path', async () => {
    const strict = await issueAuthority([...AUTHORITY, policies('1.2.3'), requireExplicit])
    expect(failed(await judge(await issueEnd([...SIGNATORY, policies('1.2.4')], strict), [strict], root))).toEqual(['PATH_POLICIES'])
    expect((await judge(await issueEnd([...SIGNATORY, policies('1.2.3', '1.2.4')], strict), [strict], root)).policies).toEqual(['1.2.3'])
  })
  test('anyPolicy above lets the end certificate\'s own stand', async () => {
    const open = await issueAuthority([...AUTHORITY, policies(OID_ANY_POLICY), requireExplicit])
    expect((await judge(await issueEnd([...SIGNATORY, policies('1.2.4')], open), [open], root)).policies).toEqual(['1.2.4'])
  })
  test('a policy mapped by the authority above counts under its name there', async () => {
    const mapping = { oid: OID_POLICY_MAPPINGS, critical: true, value: encodeSequence(encodeSequence(encodeOid('1.2.3'), encodeOid('1.2.4'))) }
    const mapped = await issueAuthority([...AUTHORITY, policies('1.2.3'), mapping])
    const result = await judge(await issueEnd([...SIGNATORY, policies('1.2.4')], mapped), [mapped], root)
    expect([failed(result), result.policies]).toEqual([[], ['1.2.3']])
    const other = await judge(await issueEnd([...SIGNATORY, policies('1.2.5')], mapped), [mapped], root)
    expect(other.policies).toEqual([])
  })
})

describe('bounded work', () => {
  test('authorities that certify each other in a circle end, without a path', async () => {
    const first = await makeCertificate({ name: 'A', ...validity, extensions: AUTHORITY })
    const second = await makeCertificate({ name: 'B', issuer: first, ...validity, extensions: AUTHORITY })
    const crossed = await makeCertificate({ name: 'A', issuer: second, keys: first.keys, ...validity, extensions: AUTHORITY })
    const end = await issueEnd(SIGNATORY, first)
    expect(failed(await judge(end, [first, second, crossed], root))).toContain('PATH_TO_ANCHOR')
  })
  test('a circle does not hide the way out', async () => {
    const first = await makeCertificate({ name: 'A', issuer: root, ...validity, extensions: AUTHORITY })
    const second = await makeCertificate({ name: 'B', issuer: first, ...validity, extensions: AUTHORITY })
    const crossed = await makeCertificate({ name: 'A', issuer: second, keys: first.keys, ...validity, extensions: AUTHORITY })
    expect(failed(await judge(await issueEnd(SIGNATORY, crossed), [crossed, second, first], root))).toEqual([])
  })
  test('two hundred impostors of the issuer\'s name neither pass nor hide it', async () => {
    const impostor = await makeCertificate({ name: 'Issuing', ...validity, extensions: AUTHORITY })
    const crowd = await Promise.all(Array.from({ length: 200 }, () => makeCertificate({ name: 'Issuing', keys: impostor.keys, ...validity, extensions: AUTHORITY })))
    expect(failed(await judge(await issueEnd(SIGNATORY), [...crowd, issuing], root))).toEqual([])
  })
  test('a chain longer than any honest one is not followed', async () => {
    const chain = [root]
    for (let depth = 0; depth < 14; depth++) chain.push(await issueAuthority(AUTHORITY, chain[chain.length - 1], `Level ${depth}`))
    const result = await judge(await issueEnd(SIGNATORY, chain[chain.length - 1]), chain.slice(1), root)
    expect(result.isValid).toBe(false)
    expect(result.chain.length).toBeLessThanOrEqual(10)
  })
  test('garbage among the helpers is passed over', async () => {
    const end = await issueEnd(SIGNATORY)
    const junk = [new Uint8Array(0), Uint8Array.of(0x30, 0x80), encodeSequence(encodeInteger(1)), crypto.getRandomValues(new Uint8Array(300))]
    const result = await validatePath({ certificate: end.der, intermediates: [...junk, issuing.der], anchors: [root.der], time: NOW, purpose: 'any' })
    expect(result.isValid).toBe(true)
  })
  test('an anchor may itself be the certificate in question', async () => {
    const end = await issueEnd(SIGNATORY)
    expect((await judge(end, [], end)).isValid).toBe(true)
  })
})
