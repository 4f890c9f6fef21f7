import { beforeAll, describe, expect, test } from 'vitest'
import { createTestAuthority, type TestAuthority, type TestSignatory } from '../../testing/pki/authority.ts'
import { AUTHORITY, makeCertificate, SIGNATORY, signerOf } from '../../testing/pki/certificate.ts'
import { concatBytes } from '../bytes/compare.ts'
import { encodeContext, encodeDer, encodeInteger, encodeNull, encodeOctetString, encodeOid, encodeSequence, encodeSet, encodeUtf8String, readDer } from '../bytes/der.ts'
import { sha256 } from '../bytes/sha256.ts'
import { encodeUtf8 } from '../bytes/text.ts'
import { encodeHashIdentifier, hashBytes, pssAlgorithm, type HashName } from '../pki/algorithms.ts'
import { parseCertificate } from '../pki/certificate.ts'
import { OID_CMS_ALGORITHM_PROTECTION, OID_CONTENT_TYPE, OID_DATA, OID_MESSAGE_DIGEST, OID_SIGNED_DATA, OID_SIGNING_CERTIFICATE, OID_TST_INFO } from '../pki/oids.ts'
import { verifySignature, type Signer } from '../pki/signer.ts'
import { encodeAttribute } from './attribute.ts'
import { createSignedData, parseSignedData } from './signed-data.ts'
import { encodeSigningCertificateV2 } from './signing-certificate.ts'
import { verifySignedData, type SignedDataResult } from './verification.ts'

const NOW = Date.UTC(2026, 8, 1)
const CONTENT = encodeUtf8('nội dung hợp đồng')
const DIGEST = sha256(CONTENT)
const failed = (result: SignedDataResult) => result.checks.filter((check) => !check.passed).map((check) => check.code)

let authority: TestAuthority
let lan: TestSignatory
let minh: TestSignatory

beforeAll(async () => {
  authority = await createTestAuthority({ now: NOW })
  lan = await authority.issueSignatory({ email: 'lan@example.com' })
  minh = await authority.issueSignatory({ email: 'minh@example.com' })
})

const contentType = (oid = OID_DATA) => encodeAttribute(OID_CONTENT_TYPE, encodeOid(oid))
const messageDigest = (digest = DIGEST) => encodeAttribute(OID_MESSAGE_DIGEST, encodeOctetString(digest))

interface Forgery {
  readonly signer?: Signer
  readonly attributes: readonly Uint8Array[] | null
  readonly certificates?: readonly Uint8Array[]
  readonly identifier?: Uint8Array
  readonly digestIdentifier?: Uint8Array
  readonly signatureIdentifier?: Uint8Array
  readonly sign?: (data: Uint8Array) => Promise<Uint8Array>
  readonly count?: number
  readonly contentType?: string
}

/** SignedData as no honest maker would write it, with a real signature over what it holds. */
async function forge(forgery: Forgery): Promise<Uint8Array> {
  const signer = forgery.signer ?? lan.signer
  const { issuer, serialNumberDer } = parseCertificate(signer.certificate)
  const attributes = forgery.attributes ? encodeSet(...forgery.attributes) : null
  const signature = await (forgery.sign ?? signer.sign)(attributes ?? CONTENT)
  const signerInfo = encodeSequence(
    encodeInteger(1),
    forgery.identifier ?? encodeSequence(issuer.der, serialNumberDer),
    forgery.digestIdentifier ?? encodeHashIdentifier('SHA-256'),
    ...(attributes ? [encodeContext(0, true, readDer(attributes).content)] : []),
    forgery.signatureIdentifier ?? signer.algorithm.identifier,
    encodeOctetString(signature),
  )
  const signedData = encodeSequence(
    encodeInteger(1),
    encodeSet(encodeHashIdentifier('SHA-256')),
    encodeSequence(encodeOid(forgery.contentType ?? OID_DATA)),
    encodeContext(0, true, ...(forgery.certificates ?? [signer.certificate])),
    encodeDer(0x31, ...Array.from({ length: forgery.count ?? 1 }, () => signerInfo)),
  )
  return encodeSequence(encodeOid(OID_SIGNED_DATA), encodeContext(0, true, signedData))
}

const judge = async (cms: Uint8Array, digest: Uint8Array = DIGEST) => verifySignedData(parseSignedData(cms), digest)
const honest = async () => [contentType(), messageDigest(), await encodeSigningCertificateV2(parseCertificate(lan.certificate))]

describe('what we make', () => {
  test('verifies, whole and apart', async () => {
    const result = await judge(await createSignedData({ signer: lan.signer, digest: DIGEST, digestHash: 'SHA-256', algorithmProtection: true }))
    expect(failed(result)).toEqual([])
    expect(result).toMatchObject({ isValid: true, digestMatches: true, signatureMatches: true, signingCertificate: 'match' })
    expect(result.certificate?.subject.commonName).toBe('lan@example.com')
  })
  test('an RSA key signs too', async () => {
    const keys = await crypto.subtle.generateKey({ name: 'RSASSA-PKCS1-v1_5', modulusLength: 2048, publicExponent: Uint8Array.of(1, 0, 1), hash: 'SHA-256' }, true, ['sign', 'verify'])
    const signatory = await authority.issueSignatory({ keys })
    const cms = await createSignedData({ signer: signatory.signer, digest: DIGEST, digestHash: 'SHA-256', algorithmProtection: true })
    expect(failed(await judge(cms))).toEqual([])
  })
  test('the other curves sign with their own hash', async () => {
    for (const [namedCurve, hash] of [['P-384', 'SHA-384'], ['P-521', 'SHA-512']] as const) {
      const keys = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve }, false, ['sign', 'verify'])
      const { signer } = await authority.issueSignatory({ keys })
      const digest = await hashBytes(hash, CONTENT)
      expect(failed(await judge(await createSignedData({ signer, digest, digestHash: hash }), digest))).toEqual([])
    }
  })
  test('a signer whose key is another\'s refuses instead of signing rubbish', async () => {
    const mixed: Signer = { ...lan.signer, certificate: minh.certificate }
    expect((await judge(await createSignedData({ signer: mixed, digest: DIGEST, digestHash: 'SHA-256' }))).signatureMatches).toBe(false)
    const { createSigner } = await import('../pki/signer.ts')
    const wrong = await createSigner(lan.keys.privateKey, minh.certificate, [])
    await expect(wrong.sign(DIGEST)).rejects.toMatchObject({ code: 'SIGNER_KEY_MISMATCH' })
  })
  test('a digest of the wrong length is refused', async () => {
    await expect(createSignedData({ signer: lan.signer, digest: DIGEST.subarray(1), digestHash: 'SHA-256' })).rejects.toMatchObject({ code: 'DIGEST_LENGTH_WRONG' })
  })
})

describe('attacks on the signed attributes', () => {
  test('another document', async () => {
    expect(failed(await judge(await forge({ attributes: await honest() }), sha256(encodeUtf8('khác'))))).toEqual(['DIGEST_MATCHES'])
  })
  test('without signed attributes the value is over the document itself, and over no other', async () => {
    const bare = await judge(await forge({ attributes: null }))
    expect([bare.signatureMatches, failed(bare)]).toEqual([true, ['SIGNED_ATTRIBUTES_PRESENT', 'SIGNING_CERTIFICATE_PRESENT']])
    const other = await judge(await forge({ attributes: null }), sha256(encodeUtf8('khác')))
    expect([other.isValid, other.signatureMatches]).toEqual([false, false])
  })
  test('each required attribute missing', async () => {
    const [type, digest, certificate] = (await honest()) as [Uint8Array, Uint8Array, Uint8Array]
    expect(failed(await judge(await forge({ attributes: [digest, certificate] })))).toEqual(['CONTENT_TYPE'])
    expect(failed(await judge(await forge({ attributes: [type, certificate] })))).toEqual(['MESSAGE_DIGEST_PRESENT', 'DIGEST_MATCHES'])
    const bare = await judge(await forge({ attributes: [type, digest] }))
    expect(bare.signingCertificate).toBe('absent')
    expect(failed(bare)).toEqual(['SIGNING_CERTIFICATE_PRESENT'])
  })
  test('each required attribute twice, or with two values', async () => {
    const all = await honest()
    const other = sha256(encodeUtf8('khác'))
    expect(failed(await judge(await forge({ attributes: [...all, messageDigest(other)] })))).toContain('MESSAGE_DIGEST_PRESENT')
    expect(failed(await judge(await forge({ attributes: [...all, contentType()] })))).toContain('CONTENT_TYPE')
    expect(failed(await judge(await forge({ attributes: [...all, await encodeSigningCertificateV2(parseCertificate(minh.certificate))] })))).toContain('SIGNING_CERTIFICATE_MATCHES')
    const double = encodeAttribute(OID_MESSAGE_DIGEST, encodeOctetString(DIGEST), encodeOctetString(other))
    expect(failed(await judge(await forge({ attributes: [all[0]!, double, all[2]!] })))).toContain('MESSAGE_DIGEST_PRESENT')
  })
  test('a content type that is not the content\'s', async () => {
    expect(failed(await judge(await forge({ attributes: [contentType(OID_TST_INFO), ...(await honest()).slice(1)] })))).toEqual(['CONTENT_TYPE'])
    expect(failed(await judge(await forge({ attributes: await honest(), contentType: OID_TST_INFO })))).toEqual(['CONTENT_TYPE'])
  })
  test('attributes of the wrong kind inside are failed checks, not crashes', async () => {
    const attributes = [encodeAttribute(OID_CONTENT_TYPE, encodeNull()), encodeAttribute(OID_MESSAGE_DIGEST, encodeNull()), encodeAttribute(OID_CMS_ALGORITHM_PROTECTION, encodeUtf8String('x'))]
    const result = await judge(await forge({ attributes: [...attributes, encodeAttribute('1.2.840.113549.1.9.16.2.47', Uint8Array.of(0x30, 0x03, 0x02, 0x09, 0x01))] }))
    expect(failed(result)).toEqual(['CONTENT_TYPE', 'MESSAGE_DIGEST_PRESENT', 'DIGEST_MATCHES', 'SIGNING_CERTIFICATE_MATCHES', 'ALGORITHM_PROTECTION'])
  })
  test('one bit of the statement, of any attribute, or of the signature', async () => {
    const cms = await createSignedData({ signer: lan.signer, digest: DIGEST, digestHash: 'SHA-256', signedAttributes: [encodeAttribute('1.2.3.4', encodeUtf8String('đồng ý'))] })
    const { signers } = parseSignedData(cms)
    const attribute = signers[0]!.signedAttributes.find((one) => one.oid === '1.2.3.4')!
    for (const part of [attribute.values[0]!.subarray(2), signers[0]!.signature.subarray(8)]) {
      const altered = cms.slice()
      altered[part.byteOffset - cms.byteOffset]! ^= 1
      expect(failed(await judge(altered))).toEqual(['SIGNATURE_VALID'])
    }
  })
})

describe('attacks on the signer', () => {
  test('two signers, none, or the same twice', async () => {
    expect(failed(await judge(await forge({ attributes: await honest(), count: 2 })))).toEqual(['ONE_SIGNER'])
    const none = await judge(await forge({ attributes: await honest(), count: 0 }))
    expect(none).toMatchObject({ isValid: false, signer: null, certificate: null })
  })
  test('a certificate swapped for another of the same key is caught by the signing certificate reference', async () => {
    const twin = await authority.issueSignatory({ email: 'ke-gian@example.com', keys: lan.keys })
    const { issuer, serialNumberDer } = parseCertificate(twin.certificate)
    const identifier = encodeSequence(issuer.der, serialNumberDer)
    const result = await judge(await forge({ attributes: await honest(), identifier, certificates: [twin.certificate] }))
    expect(failed(result)).toEqual(['SIGNING_CERTIFICATE_MATCHES'])
  })
  test('of two certificates with one issuer and serial number, the one the signer named is taken', async () => {
    const root = await makeCertificate({ name: 'R', notBefore: NOW, notAfter: NOW + 1e9, extensions: AUTHORITY })
    const real = await makeCertificate({ name: 'real', issuer: root, serialNumber: 7, notBefore: NOW, notAfter: NOW + 1e9, extensions: SIGNATORY })
    const fake = await makeCertificate({ name: 'fake', issuer: root, serialNumber: 7, notBefore: NOW, notAfter: NOW + 1e9, extensions: SIGNATORY })
    const cms = await createSignedData({ signer: await signerOf(real), digest: DIGEST, digestHash: 'SHA-256', certificates: [fake.der, real.der] })
    const result = await judge(cms)
    expect(failed(result)).toEqual([])
    expect(result.certificate?.subject.commonName).toBe('real')
  })
  test('no certificate, or only another\'s', async () => {
    expect(failed(await judge(await forge({ attributes: await honest(), certificates: [] })))).toContain('SIGNER_CERTIFICATE_FOUND')
    expect(failed(await judge(await forge({ attributes: await honest(), certificates: [minh.certificate] })))).toContain('SIGNER_CERTIFICATE_FOUND')
    const cms = await forge({ attributes: await honest(), certificates: [] })
    expect((await verifySignedData(parseSignedData(cms), DIGEST, [lan.certificate])).isValid).toBe(true)
  })
  test('of two under one name and number, the one whose key made the value, where none is named otherwise', async () => {
    const decoy = await makeCertificate({ name: 'Decoy', notBefore: NOW - 1000, notAfter: NOW + 1000, serialNumber: 5, extensions: SIGNATORY })
    const maker = await makeCertificate({ name: 'Decoy', notBefore: NOW - 1000, notAfter: NOW + 1000, serialNumber: 5, extensions: SIGNATORY })
    const signer = await signerOf(maker)
    const result = await judge(await forge({ signer, attributes: [contentType(), messageDigest()], certificates: [decoy.der, maker.der] }))
    expect(result).toMatchObject({ signatureMatches: true, signingCertificate: 'absent' })
    expect(result.certificate?.der).toEqual(maker.der)
  })

  test('named by key identifier', async () => {
    const { subjectKeyIdentifier } = parseCertificate(lan.certificate)
    const identifier = encodeContext(0, false, subjectKeyIdentifier!)
    expect(failed(await judge(await forge({ attributes: await honest(), identifier })))).toEqual([])
  })
  test('the reference in its SHA-1 form is read, and judged', async () => {
    const reference = async (der: Uint8Array) => encodeAttribute(OID_SIGNING_CERTIFICATE, encodeSequence(encodeSequence(encodeSequence(encodeOctetString(await hashBytes('SHA-1', der))))))
    expect(failed(await judge(await forge({ attributes: [contentType(), messageDigest(), await reference(lan.certificate)] })))).toEqual([])
    expect(failed(await judge(await forge({ attributes: [contentType(), messageDigest(), await reference(minh.certificate)] })))).toEqual(['SIGNING_CERTIFICATE_MATCHES'])
  })
})

describe('attacks on the algorithms', () => {
  const protection = (hash: HashName, identifier: Uint8Array) =>
    encodeAttribute(OID_CMS_ALGORITHM_PROTECTION, encodeSequence(encodeHashIdentifier(hash), encodeContext(1, true, readDer(identifier).content)))

  test('algorithm protection that names others', async () => {
    const { identifier } = lan.signer.algorithm
    expect(failed(await judge(await forge({ attributes: [...(await honest()), protection('SHA-256', identifier)] })))).toEqual([])
    expect(failed(await judge(await forge({ attributes: [...(await honest()), protection('SHA-512', identifier)] })))).toEqual(['ALGORITHM_PROTECTION'])
    expect(failed(await judge(await forge({ attributes: [...(await honest()), protection('SHA-256', pssAlgorithm('SHA-256').identifier)] })))).toEqual(['ALGORITHM_PROTECTION'])
  })
  test('an unknown hash or signature algorithm', async () => {
    const unknown = encodeSequence(encodeOid('1.2.3.4'))
    expect(failed(await judge(await forge({ attributes: await honest(), digestIdentifier: unknown })))).toContain('ALGORITHM_KNOWN')
    expect(failed(await judge(await forge({ attributes: await honest(), signatureIdentifier: unknown })))).toEqual(expect.arrayContaining(['ALGORITHM_KNOWN', 'SIGNATURE_VALID']))
  })
  test('a digest algorithm that does not fit the signature\'s', async () => {
    expect(failed(await judge(await forge({ attributes: await honest(), digestIdentifier: encodeHashIdentifier('SHA-512') })))).toEqual(['HASH_CONSISTENT'])
  })
  test('SHA-1 is read, and reported as unsound', async () => {
    const key = lan.keys.privateKey
    const { encodeEcdsaValue } = await import('../pki/signer.ts')
    const sign = async (data: Uint8Array) => encodeEcdsaValue(new Uint8Array(await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-1' }, key, data as BufferSource)))
    const digest = await hashBytes('SHA-1', CONTENT)
    const attributes = [contentType(), messageDigest(digest), await encodeSigningCertificateV2(parseCertificate(lan.certificate))]
    const cms = await forge({ attributes, sign, digestIdentifier: encodeHashIdentifier('SHA-1'), signatureIdentifier: encodeSequence(encodeOid('1.2.840.10045.4.1')) })
    const result = await judge(cms, digest)
    expect(failed(result)).toEqual(['ALGORITHM_SOUND'])
    expect(result.signatureMatches).toBe(true)
  })
  test('RSASSA-PSS of others is read', async () => {
    const generated = await crypto.subtle.generateKey({ name: 'RSA-PSS', modulusLength: 2048, publicExponent: Uint8Array.of(1, 0, 1), hash: 'SHA-256' }, true, ['sign', 'verify'])
    const spki = new Uint8Array(await crypto.subtle.exportKey('spki', generated.publicKey))
    const algorithm = pssAlgorithm('SHA-256')
    const value = new Uint8Array(await crypto.subtle.sign({ name: 'RSA-PSS', saltLength: 32 }, generated.privateKey, CONTENT))
    expect(await verifySignature(algorithm, spki, value, CONTENT)).toBe(true)
    expect(await verifySignature(algorithm, spki, value, DIGEST)).toBe(false)
    expect(await verifySignature(lan.signer.algorithm, spki, value, CONTENT)).toBe(false)
  })
  test('rsaEncryption stands for PKCS#1 v1.5 with the digest named beside it', async () => {
    const keys = await crypto.subtle.generateKey({ name: 'RSASSA-PKCS1-v1_5', modulusLength: 2048, publicExponent: Uint8Array.of(1, 0, 1), hash: 'SHA-256' }, true, ['sign', 'verify'])
    const { signer, certificate } = await authority.issueSignatory({ keys })
    const attributes = [contentType(), messageDigest(), await encodeSigningCertificateV2(parseCertificate(certificate))]
    const signatureIdentifier = encodeSequence(encodeOid('1.2.840.113549.1.1.1'), encodeNull())
    expect(failed(await judge(await forge({ signer, attributes, signatureIdentifier })))).toEqual([])
  })
})

test('padding after the structure: zeros where allowed, nothing else, never by default', async () => {
  const cms = await forge({ attributes: await honest() })
  const padded = concatBytes(cms, new Uint8Array(100))
  expect(() => parseSignedData(padded)).toThrow(expect.objectContaining({ code: 'SIGNED_DATA_MALFORMED' }))
  expect(parseSignedData(padded, { allowZeroPadding: true }).der).toEqual(cms)
  padded[padded.length - 1] = 1
  expect(() => parseSignedData(padded, { allowZeroPadding: true })).toThrow(expect.objectContaining({ code: 'SIGNED_DATA_MALFORMED' }))
})
