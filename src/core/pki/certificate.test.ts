import { beforeAll, describe, expect, test } from 'vitest'
import * as fc from 'fast-check'
import { codeOf } from '../../testing/pki/outcome.ts'
import { createTestAuthority, generateTestKeys, type TestAuthority } from '../../testing/pki/authority.ts'
import { extendedKeyUsage, makeCertificate, SIGNATORY } from '../../testing/pki/certificate.ts'
import { encodeSequence } from '../bytes/der.ts'
import { encodeHex } from '../bytes/hex.ts'
import { parseCertificate, parseCertificateOrNull } from './certificate.ts'
import {
  OID_ANY_POLICY, OID_EKU_DOCUMENT_SIGNING, OID_EKU_EMAIL_PROTECTION, OID_EKU_OCSP_SIGNING, OID_EKU_TIME_STAMPING, OID_EXTENDED_KEY_USAGE, OID_POLICY_DEMO_IDENTITY,
  OID_POLICY_MAIL_PROVEN,
} from './oids.ts'
import { issueSignatory, MAIL_PROVEN_ORGANIZATION } from './signatory.ts'
import { createSigner } from './signer.ts'
import { computeCertificateThumbprint } from './thumbprint.ts'

const NOW = Date.UTC(2026, 8, 1, 10, 0, 0)
const MINUTE = 60_000
let authority: TestAuthority
beforeAll(async () => {
  authority = await createTestAuthority({ now: NOW })
})

describe('profiles', () => {
  test('a one-time signatory: the mailbox, nothing more, for minutes, and no way to ask for revocation', async () => {
    const { certificate } = await authority.issueSignatory({ email: 'lan@example.com', notBefore: NOW - 30_000.5, notAfter: NOW + 10 * MINUTE })
    expect(parseCertificate(certificate)).toMatchObject({
      version: 3,
      notBefore: NOW - 31_000,
      notAfter: NOW + 10 * MINUTE,
      subject: { commonName: 'lan@example.com', organization: MAIL_PROVEN_ORGANIZATION },
      subjectAlternativeEmails: ['lan@example.com'],
      keyUsage: ['nonRepudiation'],
      extendedKeyUsage: [OID_EKU_DOCUMENT_SIGNING, OID_EKU_EMAIL_PROTECTION],
      basicConstraints: { isAuthority: false, pathLength: null },
      policies: [OID_POLICY_MAIL_PROVEN],
      isValidityAssured: true,
      hasNoRevocation: true,
      crlAddresses: [],
      ocspAddresses: [],
      issuerAddresses: [authority.addresses.ca],
      isDemoIdentity: false,
      identityProof: 'mail',
      isAlgorithmConsistent: true,
    })
  })
  test('an address longer than a common name may be stands whole in the alternative name', async () => {
    const email = `${'l'.repeat(64)}@${'example.'.repeat(20)}vn`
    const { subject, subjectAlternativeEmails } = parseCertificate((await authority.issueSignatory({ email })).certificate)
    expect(subjectAlternativeEmails).toEqual([email])
    expect(subject.commonName).toBe(`${'l'.repeat(63)}…`)
  })
  test('a demo signatory says so, in a policy of many digits that comes back unchanged', async () => {
    const { certificate } = await authority.issueSignatory({ demo: true })
    expect(parseCertificate(certificate)).toMatchObject({ isDemoIdentity: true, policies: [OID_POLICY_MAIL_PROVEN, OID_POLICY_DEMO_IDENTITY] })
  })
  test('a kept key\'s certificate can be revoked, and says where to ask', async () => {
    const { certificate } = await authority.issueSignatory({ revocable: true })
    expect(parseCertificate(certificate)).toMatchObject({
      isValidityAssured: false, hasNoRevocation: false, crlAddresses: [authority.addresses.crl], ocspAddresses: [authority.addresses.ocsp],
    })
  })
  test('the authority\'s own', () => {
    expect(parseCertificate(authority.root.certificate)).toMatchObject({ basicConstraints: { isAuthority: true, pathLength: 1 }, keyUsage: ['keyCertSign', 'cRLSign'], authorityKeyIdentifier: null, identityProof: 'none' })
    expect(parseCertificate(authority.issuing.certificate)).toMatchObject({ basicConstraints: { isAuthority: true, pathLength: 0 }, policies: [OID_ANY_POLICY], hasNoRevocation: false })
    expect(parseCertificate(authority.ocspResponder.certificate)).toMatchObject({ extendedKeyUsage: [OID_EKU_OCSP_SIGNING], hasOcspNoCheck: true, crlAddresses: [], ocspAddresses: [] })
    const unit = parseCertificate(authority.timestampUnit.certificate)
    expect(unit).toMatchObject({ extendedKeyUsage: [OID_EKU_TIME_STAMPING], keyUsage: ['digitalSignature'] })
    expect(unit.extensions.find((extension) => extension.oid === OID_EXTENDED_KEY_USAGE)?.critical).toBe(true)
  })
  test('key identifiers link each certificate to the one above', () => {
    const [root, issuing] = [parseCertificate(authority.root.certificate), parseCertificate(authority.issuing.certificate)]
    expect(issuing.authorityKeyIdentifier).toEqual(root.subjectKeyIdentifier)
    expect(issuing.subjectKeyIdentifier).toHaveLength(20)
    expect(issuing.issuer.der).toEqual(root.subject.der)
  })
  test('serial numbers are positive, 16 octets, and from the caller\'s randomness only', async () => {
    const keys = await generateTestKeys()
    const spki = new Uint8Array(await crypto.subtle.exportKey('spki', keys.publicKey))
    const parameters = { spki, email: 'a@b.vn', demo: false, notBefore: NOW, notAfter: NOW + MINUTE, issuer: authority.issuing, addresses: authority.addresses }
    for (const fill of [0x00, 0xff, 0x80]) {
      const { serialNumber } = parseCertificate(await issueSignatory({ ...parameters, serialNumber: new Uint8Array(16).fill(fill) }))
      expect(serialNumber).toMatch(/^[4-7][0-9a-f]{31}$/)
      expect(serialNumber.slice(2)).toBe(encodeHex(new Uint8Array(15).fill(fill)))
    }
    await expect(issueSignatory({ ...parameters, serialNumber: new Uint8Array(8) })).rejects.toMatchObject({ code: 'SERIAL_NUMBER_MALFORMED' })
    await expect(issueSignatory({ ...parameters, serialNumber: new Uint8Array(16), notAfter: NOW - 1 })).rejects.toMatchObject({ code: 'VALIDITY_MALFORMED' })
    await expect(issueSignatory({ ...parameters, serialNumber: new Uint8Array(16), email: 'a b@c.vn' })).rejects.toMatchObject({ code: 'REQUEST_EMAIL_UNSUPPORTED' })
  })
  test('RSA keys are certified, and an RSA authority issues', async () => {
    const keys = await crypto.subtle.generateKey({ name: 'RSASSA-PKCS1-v1_5', modulusLength: 2048, publicExponent: Uint8Array.of(1, 0, 1), hash: 'SHA-256' }, true, ['sign', 'verify'])
    const made = await makeCertificate({ name: 'RSA authority', keys, notBefore: NOW, notAfter: NOW + MINUTE, extensions: SIGNATORY })
    const issuer = await createSigner(keys.privateKey, made.der, [])
    const spki = new Uint8Array(await crypto.subtle.exportKey('spki', keys.publicKey))
    const der = await issueSignatory({ spki, email: 'a@b.vn', demo: false, serialNumber: new Uint8Array(16), notBefore: NOW, notAfter: NOW + MINUTE, issuer, addresses: authority.addresses })
    const certificate = parseCertificate(der)
    expect(certificate.signatureAlgorithm?.id).toBe('rsa-sha256')
    expect(certificate.spki).toEqual(spki)
  })
})

describe('reading', () => {
  test('names are shown for people, letters of every language intact', async () => {
    const made = await makeCertificate({ name: 'Công ty "Ánh, Dương" +1', notBefore: NOW, notAfter: NOW, extensions: [] })
    const { subject } = parseCertificate(made.der)
    expect(subject.commonName).toBe('Công ty "Ánh, Dương" +1')
    expect(subject.text).toBe('CN=Công ty \\"Ánh\\, Dương\\" \\+1')
  })
  test('dates before and after 2050', async () => {
    const made = await makeCertificate({ name: 'x', notBefore: Date.UTC(1999, 11, 31), notAfter: Date.UTC(2075, 0, 1) })
    expect(parseCertificate(made.der)).toMatchObject({ notBefore: Date.UTC(1999, 11, 31), notAfter: Date.UTC(2075, 0, 1), extensions: [], keyUsage: null })
  })
  test('the same extension twice is refused', async () => {
    const twice = [...SIGNATORY, extendedKeyUsage(['1.2.3']), extendedKeyUsage(['1.2.4'])]
    await expect(makeCertificate({ name: 'x', notBefore: NOW, notAfter: NOW, extensions: twice })).rejects.toMatchObject({ code: 'CERTIFICATE_MALFORMED' })
  })
  test('a thumbprint is the SHA-256 other programs show', async () => {
    const der = authority.root.certificate
    const expected = encodeHex(new Uint8Array(await crypto.subtle.digest('SHA-256', der as BufferSource)))
    expect(computeCertificateThumbprint(der)).toBe(expected)
  })
  test('trailing bytes, oversize and other structures are refused', () => {
    const der = authority.root.certificate
    for (const bytes of [new Uint8Array([...der, 0]), der.subarray(0, -1), encodeSequence(), new Uint8Array(300_000)]) {
      expect(() => parseCertificate(bytes)).toThrow(expect.objectContaining({ code: 'CERTIFICATE_MALFORMED' }))
      expect(parseCertificateOrNull(bytes)).toBeNull()
    }
  })
  test('whatever bytes come, a certificate is read or refused with one code', async () => {
    const { certificate } = await authority.issueSignatory({ demo: true, revocable: true })
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(certificate.length - 1), fc.nat(255)), { minLength: 1, maxLength: 3 }), (changes) => {
        const bytes = certificate.slice()
        for (const [at, value] of changes) bytes[at] = value
        expect([null, 'CERTIFICATE_MALFORMED']).toContain(codeOf(() => parseCertificate(bytes)))
      }),
      { numRuns: 1000 },
    )
  })
})
