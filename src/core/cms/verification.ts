import { equalBytes } from '../bytes/compare.ts'
import { decodeOid, encodeSet, readDer } from '../bytes/der.ts'
import { CodedError } from '../bytes/error.ts'
import { sha1 } from '../bytes/old-hash.ts'
import { nameIdentifier, readHashIdentifier, readSignatureIdentifier } from '../pki/algorithms.ts'
import { parseCertificateOrNull, type Certificate } from '../pki/certificate.ts'
import { equalNames } from '../pki/name.ts'
import { OID_CMS_ALGORITHM_PROTECTION, OID_CONTENT_TYPE, OID_DATA, OID_MESSAGE_DIGEST, OID_SIGNING_CERTIFICATE, OID_SIGNING_CERTIFICATE_V2 } from '../pki/oids.ts'
import { parsePublicKey } from '../pki/public-key.ts'
import { verifyDigestSignature, verifySignature } from '../pki/signer.ts'
import type { SignedData, SignerIdentifier, SignerInfo } from './signed-data.ts'
import { matchesSigningCertificate, readSigningCertificates } from './signing-certificate.ts'
import type { SigningCertificateReference } from './signing-certificate.ts'

export type SignedDataCheckCode =
  | 'ONE_SIGNER' | 'SIGNER_CERTIFICATE_FOUND' | 'ALGORITHM_KNOWN' | 'ALGORITHM_SOUND' | 'HASH_CONSISTENT' | 'SIGNED_ATTRIBUTES_PRESENT' | 'CONTENT_TYPE'
  | 'MESSAGE_DIGEST_PRESENT' | 'DIGEST_MATCHES' | 'SIGNING_CERTIFICATE_PRESENT' | 'SIGNING_CERTIFICATE_MATCHES' | 'ALGORITHM_PROTECTION' | 'SIGNATURE_VALID'

export interface SignedDataCheck {
  readonly code: SignedDataCheckCode
  readonly clause: string
  readonly passed: boolean
  /** Whether CMS itself demands it; the others are for a policy to judge. */
  readonly required: boolean
}

/** Each fact apart. `isValid` is all required checks; `certificate` is the one the signature was verified with. */
export interface SignedDataResult {
  readonly isValid: boolean
  readonly checks: readonly SignedDataCheck[]
  readonly signer: SignerInfo | null
  readonly certificate: Certificate | null
  readonly digestMatches: boolean
  readonly signatureMatches: boolean
  readonly signingCertificate: 'match' | 'mismatch' | 'absent'
  /** This program has the algorithms and reads the key: what does not verify is wrong. False: nothing can be said. */
  readonly isSupported: boolean
  /** Bits of the certified key; 0 when it cannot be read. */
  readonly keyBits: number
  /** Names of signature, key and hash, for people. */
  readonly algorithmNames: readonly string[]
}

const CLAUSES: Readonly<Record<SignedDataCheckCode, { clause: string; required: boolean }>> = {
  ONE_SIGNER: { clause: 'EN 319 142-1 §6.3', required: true },
  SIGNER_CERTIFICATE_FOUND: { clause: 'RFC 5652 §5.3', required: true },
  ALGORITHM_KNOWN: { clause: 'RFC 5652 §10.1', required: true },
  ALGORITHM_SOUND: { clause: 'EN 319 102-1 §5.2.8', required: false },
  HASH_CONSISTENT: { clause: 'RFC 5754 §3', required: false },
  SIGNED_ATTRIBUTES_PRESENT: { clause: 'RFC 5652 §5.3', required: false },
  CONTENT_TYPE: { clause: 'RFC 5652 §11.1', required: true },
  MESSAGE_DIGEST_PRESENT: { clause: 'RFC 5652 §11.2', required: true },
  DIGEST_MATCHES: { clause: 'RFC 5652 §5.6', required: true },
  SIGNING_CERTIFICATE_PRESENT: { clause: 'EN 319 142-1 §6.3', required: false },
  SIGNING_CERTIFICATE_MATCHES: { clause: 'RFC 5035 §4', required: true },
  ALGORITHM_PROTECTION: { clause: 'RFC 6211 §3', required: true },
  SIGNATURE_VALID: { clause: 'RFC 5652 §5.6', required: true },
}

/** Whether a SignerInfo's identifier names this certificate. */
export function matchesIdentifier(identifier: SignerIdentifier, certificate: Certificate): boolean {
  if (identifier.kind === 'keyIdentifier') {
    // without the extension, the identifier is taken to be made the usual way (RFC 5280 §4.2.1.2(1))
    const own = certificate.subjectKeyIdentifier ?? sha1(readDer(certificate.spki).children()[1]?.content.subarray(1) ?? new Uint8Array(0))
    return equalBytes(own, identifier.keyIdentifier)
  }
  return certificate.serialNumber === identifier.serialNumber && equalNames(certificate.issuer.der, identifier.issuer)
}

/** False instead of an error when what the signer wrote cannot be read: it then does not say what it should. */
function holds(judge: () => boolean): boolean {
  try {
    return judge()
  } catch (error) {
    if (error instanceof CodedError) return false
    throw error
  }
}

function single(signer: SignerInfo, oid: string): Uint8Array | null {
  const found = signer.signedAttributes.filter((attribute) => attribute.oid === oid)
  return found.length === 1 && found[0]!.values.length === 1 ? found[0]!.values[0]! : null
}

function checkContentType(signer: SignerInfo, contentType: string): boolean {
  const value = single(signer, OID_CONTENT_TYPE)
  return value !== null && holds(() => readDer(value).tag === 0x06 && decodeOid(readDer(value).content) === contentType)
}

function readMessageDigest(signer: SignerInfo): Uint8Array | null {
  const value = single(signer, OID_MESSAGE_DIGEST)
  if (!value) return null
  const node = readDer(value)
  return node.tag === 0x04 && node.end === value.length ? node.content : null
}

/** Absent is fine; present, it must name exactly the algorithms in use. */
function checkAlgorithmProtection(signer: SignerInfo): boolean {
  if (!signer.signedAttributes.some((attribute) => attribute.oid === OID_CMS_ALGORITHM_PROTECTION)) return true
  const value = single(signer, OID_CMS_ALGORITHM_PROTECTION)
  return value !== null && holds(() => {
    const [digest, algorithm, surplus] = readDer(value).children()
    if (digest?.tag !== 0x30 || algorithm?.tag !== 0xa1 || surplus) return false
    const identifier = readDer(Uint8Array.from([0x30, ...algorithm.bytes.subarray(1)]))
    const named = readSignatureIdentifier(identifier, signer.digestAlgorithm)
    return readHashIdentifier(digest) === signer.digestAlgorithm && named !== null && named.id === signer.signatureAlgorithm?.id
  })
}

/** Certificates under one identifier whose keys are tried. */
const MAX_MAKERS = 8

interface Identified {
  readonly certificate: Certificate | null
  readonly signingCertificate: 'match' | 'mismatch' | 'absent'
}

/**
 * Several certificates may answer to one identifier. The one that the signer hashed, in every way in which it named it, is the one; where it
 * named none, the one whose key made the value.
 */
async function identify(signer: SignerInfo, digest: Uint8Array, supplied: readonly Uint8Array[]): Promise<Identified> {
  const candidates = supplied
    .map(parseCertificateOrNull)
    .filter((certificate): certificate is Certificate => certificate !== null && holds(() => matchesIdentifier(signer.identifier, certificate)))
  const kinds = [OID_SIGNING_CERTIFICATE_V2, OID_SIGNING_CERTIFICATE]
  const present = kinds.filter((oid) => signer.signedAttributes.some((attribute) => attribute.oid === oid))
  const first = candidates[0] ?? null
  if (present.length === 0) return { certificate: (await findMaker(signer, digest, candidates)) ?? first, signingCertificate: 'absent' }
  const isSingle = present.every((oid) => single(signer, oid) !== null)
  let references: ReturnType<typeof readSigningCertificates> = null
  holds(() => (references = readSigningCertificates(signer.signedAttributes)) !== null)
  if (!isSingle || !references) return { certificate: first, signingCertificate: 'mismatch' }
  for (const candidate of candidates) {
    const named = await Promise.all((references as SigningCertificateReference[]).map((reference) => matchesSigningCertificate(reference, candidate.der)))
    if (named.every(Boolean)) return { certificate: candidate, signingCertificate: 'match' }
  }
  return { certificate: first, signingCertificate: 'mismatch' }
}

/** Of different certificates under one identifier, the one whose key made the value; null when there is only one, or none of them did. */
async function findMaker(signer: SignerInfo, digest: Uint8Array, candidates: readonly Certificate[]): Promise<Certificate | null> {
  const different = candidates.filter(({ spki }, index) => candidates.findIndex((other) => equalBytes(other.spki, spki)) === index)
  if (different.length < 2) return null
  for (const candidate of different.slice(0, MAX_MAKERS)) if (keyBitsOf(candidate) > 0 && (await verifyValue(signer, candidate, digest))) return candidate
  return null
}

function isSound(signer: SignerInfo, certificate: Certificate): boolean {
  const algorithm = signer.signatureAlgorithm
  if (!algorithm?.isSound || signer.digestAlgorithm === 'SHA-1') return false
  return holds(() => parsePublicKey(certificate.spki).bits >= algorithm.minimumBits)
}

function keyBitsOf(certificate: Certificate | null): number {
  let bits = 0
  holds(() => (bits = certificate ? parsePublicKey(certificate.spki).bits : 0) > 0)
  return bits
}

function namesOf(signer: SignerInfo, certificate: Certificate | null): string[] {
  const names: string[] = []
  const add = (read: () => string) => holds(() => names.push(read()) > 0)
  add(() => nameIdentifier(readDer(signer.signatureIdentifier, 0, 'BER')))
  if (certificate) add(() => nameIdentifier(readDer(certificate.spki, 0, 'BER').children()[0]!))
  add(() => nameIdentifier(readDer(signer.digestIdentifier, 0, 'BER')))
  return [...new Set(names)]
}

/**
 * Whether the value is over the signed attributes as they stand, or, for producers who wrote them in another order than they signed them
 * in, over their DER (RFC 5652 §5.4); without signed attributes, over the content itself.
 */
async function verifyValue(signer: SignerInfo, certificate: Certificate, digest: Uint8Array): Promise<boolean> {
  const { signatureAlgorithm: algorithm, signedAttributesDer, signature } = signer
  if (algorithm === null) return false
  if (signedAttributesDer === null) return algorithm.hash === signer.digestAlgorithm && verifyDigestSignature(algorithm, certificate.spki, signature, digest)
  if (await verifySignature(algorithm, certificate.spki, signature, signedAttributesDer)) return true
  const sorted = encodeSet(...signer.signedAttributes.map(({ der }) => der))
  return !equalBytes(sorted, signedAttributesDer) && verifySignature(algorithm, certificate.spki, signature, sorted)
}

/**
 * Holds a SignedData against the digest of its content (made with `facts.signers[0].digestAlgorithm`). `extraCertificates` are looked
 * through after those inside. Path, purpose and time are not judged here. Throws nothing about the bytes: each outcome is a check.
 */
export async function verifySignedData(facts: SignedData, digest: Uint8Array, extraCertificates: readonly Uint8Array[] = []): Promise<SignedDataResult> {
  const checks: SignedDataCheck[] = []
  const record = (code: SignedDataCheckCode, passed: boolean) => {
    checks.push({ code, passed, ...CLAUSES[code] })
    return passed
  }
  const signer = facts.signers[0] ?? null
  record('ONE_SIGNER', facts.signers.length === 1)
  if (!signer) return { isValid: false, checks, signer, certificate: null, digestMatches: false, signatureMatches: false, signingCertificate: 'absent', isSupported: false, keyBits: 0, algorithmNames: [] }
  const { certificate, signingCertificate } = await identify(signer, digest, [...facts.certificates, ...extraCertificates])
  record('SIGNER_CERTIFICATE_FOUND', certificate !== null)
  const algorithm = signer.signatureAlgorithm
  record('ALGORITHM_KNOWN', algorithm !== null && signer.digestAlgorithm !== null)
  if (certificate) record('ALGORITHM_SOUND', isSound(signer, certificate))
  record('HASH_CONSISTENT', algorithm?.hash === signer.digestAlgorithm)
  const hasAttributes = record('SIGNED_ATTRIBUTES_PRESENT', signer.signedAttributesDer !== null)
  // without attributes, which only id-data may lack, the value itself is over the digest
  const isBare = !hasAttributes && facts.contentType === OID_DATA
  let claimed: Uint8Array | null = null
  if (!isBare) {
    record('CONTENT_TYPE', checkContentType(signer, facts.contentType))
    record('MESSAGE_DIGEST_PRESENT', holds(() => (claimed = readMessageDigest(signer)) !== null))
  }
  const digestMatches = isBare || record('DIGEST_MATCHES', claimed !== null && equalBytes(claimed, digest))
  record('SIGNING_CERTIFICATE_PRESENT', signingCertificate !== 'absent')
  record('SIGNING_CERTIFICATE_MATCHES', signingCertificate !== 'mismatch')
  record('ALGORITHM_PROTECTION', checkAlgorithmProtection(signer))
  const keyBits = keyBitsOf(certificate)
  // EdDSA is over the content itself, of which only the digest is at hand where there are no attributes
  const isOutOfReach = isBare && (algorithm?.keyKind === 'Ed25519' || algorithm?.keyKind === 'Ed448')
  const isSupported = algorithm !== null && signer.digestAlgorithm !== null && keyBits > 0 && !isOutOfReach
  const signatureMatches = isSupported && certificate !== null && (hasAttributes || isBare) && (await verifyValue(signer, certificate, digest))
  record('SIGNATURE_VALID', signatureMatches)
  const algorithmNames = namesOf(signer, certificate)
  return { isValid: checks.every((check) => check.passed || !check.required), checks, signer, certificate, digestMatches, signatureMatches, signingCertificate, isSupported, keyBits, algorithmNames }
}
