import { equalBytes } from '../../core/bytes/compare.ts'
import { isCodedError } from '../../core/bytes/error.ts'
import { parseSignedData, type SignedData, type SignerInfo } from '../../core/cms/signed-data.ts'
import { verifyTimestampToken } from '../../core/cms/timestamp.ts'
import { verifySignedData } from '../../core/cms/verification.ts'
import { hashBytes } from '../../core/pki/algorithms.ts'
import type { Certificate } from '../../core/pki/certificate.ts'
import {
  OID_CERTIFICATE_LOG_PROOF, OID_CMS_ALGORITHM_PROTECTION, OID_CONTENT_TYPE, OID_DATA, OID_MESSAGE_DIGEST, OID_SIGNATURE_TIME_STAMP, OID_SIGNING_CERTIFICATE_V2,
} from '../../core/pki/oids.ts'
import type { Parts } from '../parts.ts'
import { refuse } from '../refusal.ts'
import { chainOf, type StoredCertificate } from './stored.ts'
import { requireInForce } from './presented.ts'

export interface CheckedSignature {
  readonly signedData: SignedData
  /** The signatory's. */
  readonly certificate: Certificate
  /** DER of the timestamp token. */
  readonly token: Uint8Array
  /** What the token proves, epoch milliseconds. */
  readonly genTime: number
  /** DER of the certificate that signed the token, then of what came with it. */
  readonly unit: readonly Uint8Array[]
}

export interface SignatureExpectation {
  readonly cms: Uint8Array
  /** SHA-256 of what must have been signed. */
  readonly digest: Uint8Array
  readonly issued: StoredCertificate
  /** Signed attributes besides those every signature has. */
  readonly attributes: readonly string[]
  /** Zeros after the structure, as /Contents has. */
  readonly allowZeroPadding: boolean
}

const USUAL_ATTRIBUTES = [OID_CONTENT_TYPE, OID_MESSAGE_DIGEST, OID_SIGNING_CERTIFICATE_V2, OID_CMS_ALGORITHM_PROTECTION]
/** A timestamp may be this far ahead of our own clock: its accuracy and rounding. */
const AHEAD = 2000

function parse(cms: Uint8Array, allowZeroPadding: boolean): SignedData {
  try {
    return parseSignedData(cms, { allowZeroPadding })
  } catch (error) {
    if (isCodedError(error)) refuse('SIGNATURE_REFUSED', { problem: error.code })
    throw error
  }
}

/** The certificate's log proof exactly as it left with the certificate, when there is one, and one timestamp; nothing else travels unsigned. */
function findToken(signer: SignerInfo, { logProof }: StoredCertificate): Uint8Array {
  const proofs = signer.unsignedAttributes.filter(({ oid }) => oid === OID_CERTIFICATE_LOG_PROOF).flatMap(({ values }) => values)
  if (proofs.length !== (logProof ? 1 : 0) || (logProof && !equalBytes(proofs[0]!, logProof))) refuse('SIGNATURE_REFUSED', { problem: 'LOG_PROOF' })
  const [attribute, surplus] = signer.unsignedAttributes.filter(({ oid }) => oid !== OID_CERTIFICATE_LOG_PROOF)
  if (attribute?.oid !== OID_SIGNATURE_TIME_STAMP || surplus || attribute.values.length !== 1) refuse('TIMESTAMP_REFUSED', { problem: 'NOT_EXACTLY_ONE' })
  return attribute.values[0]!
}

async function checkTimestamp({ timestamps, clock }: Parts, signer: SignerInfo, issued: StoredCertificate): Promise<Pick<CheckedSignature, 'token' | 'genTime' | 'unit'>> {
  const token = findToken(signer, issued)
  try {
    const result = await verifyTimestampToken({
      token,
      imprint: (hash) => hashBytes(hash, signer.signature),
      ...timestamps.trust,
    })
    const failed = result.checks.find((check) => !check.passed)
    if (failed) refuse('TIMESTAMP_REFUSED', { problem: failed.code })
    const { genTime } = result.token
    if (genTime < issued.notBefore || genTime > issued.notAfter || genTime > clock() + AHEAD) refuse('TIMESTAMP_REFUSED', { problem: 'OUTSIDE_VALIDITY' })
    return { token, genTime, unit: [...(result.certificate ? [result.certificate.der] : []), ...result.token.certificates] }
  } catch (error) {
    if (isCodedError(error) && error.code !== 'TIMESTAMP_REFUSED') refuse('TIMESTAMP_REFUSED', { problem: error.code })
    throw error
  }
}

/**
 * Holds a timestamped detached CMS against what this server derived and issued: the one signer, its certificate, digest, attributes and
 * signature, the timestamp over exactly this signature and inside the certificate's life; nothing more may be in it.
 * A kept certificate must be in force still. Throws CERTIFICATE_SUSPENDED, CERTIFICATE_REVOKED, CERTIFICATE_ENDED, SIGNATURE_REFUSED, CERTIFICATE_REFUSED, TIMESTAMP_REFUSED, each with the failed check as `problem`.
 */
export async function checkSignature(parts: Parts, expectation: SignatureExpectation): Promise<CheckedSignature> {
  const { issued, digest } = expectation
  await requireInForce(parts, issued)
  const signedData = parse(expectation.cms, expectation.allowZeroPadding)
  const [signer] = signedData.signers
  if (!signer || signedData.signers.length !== 1) refuse('SIGNATURE_REFUSED', { problem: 'ONE_SIGNER' })
  const known = [issued.certificate, ...chainOf(parts, issued), parts.authority.root]
  // Both are judged at once; what is wrong with the signature is said before what is wrong with its timestamp.
  const timestamp = checkTimestamp(parts, signer, issued)
  timestamp.catch(() => undefined)
  const result = await verifySignedData(signedData, digest)
  const isKnown = signedData.certificates.every((certificate) => known.some((one) => equalBytes(one, certificate)))
  if (!result.certificate || !equalBytes(result.certificate.der, issued.certificate) || !isKnown) refuse('CERTIFICATE_REFUSED')
  const failed = result.checks.find((check) => !check.passed)
  if (failed) refuse('SIGNATURE_REFUSED', { problem: failed.code })
  if (signedData.content !== null || signedData.contentType !== OID_DATA || signedData.crls.length > 0) refuse('SIGNATURE_REFUSED', { problem: 'NOT_DETACHED' })
  const allowed = [...USUAL_ATTRIBUTES, ...expectation.attributes]
  const names = signer.signedAttributes.map((attribute) => attribute.oid)
  if (names.some((name) => !allowed.includes(name)) || new Set(names).size !== names.length) refuse('SIGNATURE_REFUSED', { problem: 'UNEXPECTED_ATTRIBUTE' })
  return { signedData, certificate: result.certificate, ...(await timestamp) }
}
