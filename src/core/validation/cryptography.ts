import { equalBytes } from '../bytes/compare.ts'
import type { SignedData } from '../cms/signed-data.ts'
import { verifySignedData } from '../cms/verification.ts'
import type { SignedDataCheckCode, SignedDataResult } from '../cms/verification.ts'
import type { ByteRange } from '../pdf/signature.ts'
import { reliableUntil } from '../pki/algorithm-policy.ts'
import type { AlgorithmPolicy } from '../pki/algorithm-policy.ts'
import { hashBytes, SIGNATURE_ALGORITHMS } from '../pki/algorithms.ts'
import type { HashName, SignatureAlgorithm } from '../pki/algorithms.ts'
import { parseCertificateOrNull } from '../pki/certificate.ts'
import { OID_DATA, OID_SIGNING_TIME } from '../pki/oids.ts'
import { verifyDigestSignature } from '../pki/signer.ts'
import { checked, failed, noted, passed } from './check.ts'
import type { Check } from './check.ts'
import type { RangeDigests } from './digest.ts'
import type { SignatureFacts } from './facts.ts'
import type { RuleId } from './rule.ts'

export interface CryptographyJudgement {
  readonly checks: readonly Check[]
  readonly result: SignedDataResult | null
  /** Hashes that the signature rests on besides those of the CMS. */
  readonly hashes: readonly HashName[]
}

/** Which of our rules each fact of the CMS answers. */
const RULE_OF: Readonly<Record<SignedDataCheckCode, RuleId>> = {
  ONE_SIGNER: 'one-signer',
  SIGNER_CERTIFICATE_FOUND: 'signing-certificate-found',
  ALGORITHM_KNOWN: 'algorithms-sound',
  ALGORITHM_SOUND: 'algorithms-sound',
  HASH_CONSISTENT: 'algorithms-consistent',
  SIGNED_ATTRIBUTES_PRESENT: 'attributes-present',
  CONTENT_TYPE: 'attributes-present',
  MESSAGE_DIGEST_PRESENT: 'attributes-present',
  DIGEST_MATCHES: 'message-digest',
  SIGNING_CERTIFICATE_PRESENT: 'signing-certificate-named',
  SIGNING_CERTIFICATE_MATCHES: 'signing-certificate-named',
  ALGORITHM_PROTECTION: 'algorithms-consistent',
  SIGNATURE_VALID: 'signature-value',
}

/** Judged apart, because they depend on time, or are PAdES' concern and not CMS'. */
const APART: ReadonlySet<SignedDataCheckCode> = new Set(['ALGORITHM_KNOWN', 'ALGORITHM_SOUND', 'SIGNING_CERTIFICATE_PRESENT', 'SIGNED_ATTRIBUTES_PRESENT'])

/** What has nothing to be held against: its lack decides, and nothing is said to be wrong. */
function judgeUnverifiable(result: SignedDataResult): Check[] {
  const values = { algorithm: result.algorithmNames.join(', ') }
  if (result.certificate === null) return [failed('signature-value', { reason: 'no-certificate', subIndication: 'NO_SIGNING_CERTIFICATE_FOUND' })]
  return result.isSupported ? [] : [failed('signature-value', { reason: 'unsupported', values, subIndication: 'CRYPTO_CONSTRAINTS_FAILURE' })]
}

/** One check for each rule, failed when one of its facts failed. */
export function checksOfSignedData(result: SignedDataResult): Check[] {
  const rules = new Map<RuleId, boolean>()
  const isVerifiable = result.certificate !== null && result.isSupported
  for (const { code, passed: holds } of result.checks) {
    if (APART.has(code)) continue
    if (!isVerifiable && (code === 'SIGNATURE_VALID' || code === 'HASH_CONSISTENT' || code === 'ALGORITHM_PROTECTION')) continue
    if (result.certificate === null && code === 'SIGNING_CERTIFICATE_MATCHES') continue
    if (result.signer?.digestAlgorithm === null && code === 'DIGEST_MATCHES') continue
    rules.set(RULE_OF[code], (rules.get(RULE_OF[code]) ?? true) && holds)
  }
  const isUnhashed = result.signer !== null && result.signer.digestAlgorithm === null
  const unhashed = isUnhashed ? [failed('message-digest', { reason: 'unsupported', values: { algorithm: result.algorithmNames.join(', ') }, subIndication: 'CRYPTO_CONSTRAINTS_FAILURE' })] : []
  return [...[...rules].map(([id, holds]) => checked(id, holds)), ...unhashed, ...judgeUnverifiable(result)]
}

/**
 * Hash, algorithm and key (EN 319 102-1 §5.2.8.4): reliable at the earliest instant at which the signature is proven to have existed. `others`
 * are hashes that it rests on besides.
 */
export function judgeAlgorithms(result: SignedDataResult, policy: AlgorithmPolicy, frame: { readonly proof: number; readonly notBefore: number | null }, others: readonly HashName[] = []): Check {
  const { signer, certificate } = result
  const values = { algorithm: [...result.algorithmNames, ...others].join(', ') }
  if (!signer || !certificate || !result.isSupported) return failed('algorithms-sound', { reason: 'unsupported', values, subIndication: 'CRYPTO_CONSTRAINTS_FAILURE' })
  const hashes = [...others, ...(signer.digestAlgorithm ? [signer.digestAlgorithm] : [])].map((hash) => policy.hashes[hash])
  const until = Math.min(reliableUntil(policy, signer.signatureAlgorithm, certificate.spki), ...hashes)
  if (until > frame.proof) return passed('algorithms-sound', { values })
  if (until === -Infinity) return failed('algorithms-sound', { values })
  const isMadeLater = frame.notBefore !== null && frame.notBefore >= until
  return failed('algorithms-sound', { reason: 'aged', values: { ...values, until: new Date(until).toISOString() }, ...(isMadeLater ? {} : { subIndication: 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE' as const }) })
}

/** PAdES rules of EN 319 142-1 §6.3 that a signature breaks; empty when it is a baseline signature. */
export function findPadesFaults({ value, cms }: SignatureFacts, result: SignedDataResult | null): string[] {
  const signer = cms?.signers[0]
  const faults: [boolean, string][] = [
    [value.subFilter !== 'ETSI.CAdES.detached', '/SubFilter'],
    [value.filter === null, '/Filter'],
    [value.claimedTime === null, '/M'],
    [value.dictionary.entries.has('Cert'), '/Cert'],
    [signer?.signedAttributesDer === null, 'message-digest'],
    [cms !== null && !cms.isDer, 'DER'],
    [signer?.signedAttributes.some(({ oid }) => oid === OID_SIGNING_TIME) ?? false, 'signing-time'],
    [result?.signingCertificate !== 'match', 'signing-certificate-v2'],
  ]
  return faults.flatMap(([isFault, name]) => (isFault ? [name] : []))
}

const bytesOf = (signature: SignatureFacts): readonly Uint8Array[] => signature.bare?.certificates ?? []

/** An RSA value over the range itself, with the certificate beside it (ISO 32000-2 §12.8.3.2). The hash is the one that it fits. */
async function judgeBare(signature: SignatureFacts, range: ByteRange, digests: RangeDigests): Promise<CryptographyJudgement> {
  const certificate = bytesOf(signature).map(parseCertificateOrNull)[0] ?? null
  const kinds = SIGNATURE_ALGORITHMS.filter(({ keyKind, isNative }) => keyKind === 'RSA' && isNative)
  let found: SignatureAlgorithm | null = null
  for (const algorithm of certificate ? kinds : []) {
    if (await verifyDigestSignature(algorithm, certificate!.spki, signature.bare!.signature, await digests.hash(range, algorithm.hash))) found ??= algorithm
  }
  const algorithm = found ?? kinds.find(({ hash }) => hash === 'SHA-1')!
  const result: SignedDataResult = {
    isValid: found !== null, checks: [], certificate, digestMatches: found !== null, signatureMatches: found !== null, signingCertificate: 'absent',
    isSupported: certificate !== null, keyBits: 0, algorithmNames: [algorithm.id],
    signer: {
      version: 1, identifier: { kind: 'keyIdentifier', keyIdentifier: new Uint8Array(0) }, digestAlgorithm: algorithm.hash, digestIdentifier: algorithm.identifier, signatureAlgorithm: algorithm,
      signatureIdentifier: algorithm.identifier, signature: signature.bare!.signature, signedAttributes: [], signedAttributesDer: null, unsignedAttributes: [],
    },
  }
  const isFound = checked('signing-certificate-found', certificate !== null)
  return { checks: [isFound, certificate === null ? judgeUnverifiable(result)[0]! : checked('signature-value', found !== null)], result, hashes: [] }
}

/** Bytes after the CMS are nobody's. A program that encrypts the room it reserves, and then writes into it, leaves such bytes without meaning anything by it. */
function judgePadding(isEncrypted: boolean): Check {
  return isEncrypted ? failed('cms-form', { reason: 'padding', subIndication: 'SIG_CONSTRAINTS_FAILURE' }) : failed('cms-form', { reason: 'padding' })
}

/** The digest that the message-digest attribute is of: of the range, or of the SHA-1 that adbe.pkcs7.sha1 carries inside (§12.8.3.3.1). */
async function findDigest(signature: SignatureFacts, cms: SignedData, range: ByteRange, digests: RangeDigests, isEncrypted: boolean): Promise<{ digest: Uint8Array; checks: Check[]; hashes: HashName[] }> {
  const hash = cms.signers[0]?.digestAlgorithm ?? 'SHA-256'
  const padding = cms.padding === 'other' ? [judgePadding(isEncrypted)] : []
  if (signature.value.subFilter === 'adbe.pkcs7.sha1') {
    const inner = cms.content
    const fits = inner !== null && equalBytes(inner, await digests.hash(range, 'SHA-1'))
    const form = inner === null ? failed('cms-form', { reason: 'empty' }) : passed('cms-form')
    return { digest: await hashBytes(hash, inner ?? new Uint8Array(0)), checks: [padding[0] ?? form, ...(fits ? [] : [failed('message-digest')])], hashes: ['SHA-1'] }
  }
  // what was signed as a token, a receipt or a certificate request was not signed as a document (EN 319 142-1 §6.3)
  const form = cms.content !== null ? failed('cms-form', { reason: 'attached' }) : cms.contentType === OID_DATA ? passed('cms-form') : failed('cms-form', { reason: 'other-content' })
  return { digest: await digests.hash(range, hash), checks: [padding[0] ?? form], hashes: [] }
}

/** The hash that a signature's range is asked for first, for making many at once. */
export function hashOfRange(signature: SignatureFacts): HashName {
  return signature.value.subFilter === 'adbe.pkcs7.sha1' || signature.bare ? 'SHA-1' : (signature.cms?.signers[0]?.digestAlgorithm ?? 'SHA-256')
}

/** CMS of a signature: form, attributes, digest and value (EN 319 102-1 §5.2.3, §5.2.7). Judged whatever else is wrong; algorithms and dates apart. */
export async function judgeCryptography(signature: SignatureFacts, certificates: readonly Uint8Array[], digests: RangeDigests, isEncrypted = false): Promise<CryptographyJudgement> {
  const { cms, value, bare } = signature
  if (cms === null && bare === null) {
    if (value.damage !== null) return { checks: [failed('cms-form', { reason: 'unreadable', values: { code: value.damage } })], result: null, hashes: [] }
    const isMissing = signature.cmsProblem === 'CONTENTS_EMPTY' || signature.cmsProblem === 'CONTENTS_MISSING'
    return { checks: [failed('cms-form', { reason: isMissing ? 'missing' : 'damaged' })], result: null, hashes: [] }
  }
  if (!value.coverage.isWellFormed || value.byteRange === null) return { checks: [failed('message-digest', { reason: 'no-range' })], result: null, hashes: [] }
  if (cms === null) return judgeBare(signature, value.byteRange, digests)
  const { digest, checks: own, hashes } = await findDigest(signature, cms, value.byteRange, digests, isEncrypted)
  const result = await verifySignedData(cms, digest, certificates)
  const isBare = cms.signers[0]?.signedAttributesDer === null
  const isCades = value.subFilter === 'ETSI.CAdES.detached'
  const attributes = isBare ? [isCades ? failed('attributes-present') : noted('attributes-present', { reason: 'none' })] : []
  const faults = findPadesFaults(signature, result)
  const checks = [...own, ...checksOfSignedData(result).filter(({ id }) => !(isBare && id === 'attributes-present')), ...attributes]
  checks.push(faults.length === 0 ? passed('pades-attributes') : noted('pades-attributes', { reason: 'broken', values: { faults: faults.join(', ') } }))
  return { checks, result, hashes }
}
