import { equalBytes } from '../bytes/compare.ts'
import { CodedError } from '../bytes/error.ts'
import { hashBytes, type HashName } from '../pki/algorithms.ts'
import { type Certificate } from '../pki/certificate.ts'
import { OID_TST_INFO } from '../pki/oids.ts'
import { validatePath, type PathResult } from '../pki/path.ts'
import type { Signer } from '../pki/signer.ts'
import { encodeTimestampResponse, encodeTstInfo, parseTstInfo, TimestampRefusal, type TimestampRequest, type TstInfo } from '../pki/timestamp.ts'
import type { CmsErrorCode } from './error.ts'
import { createSignedData, parseSignedData, type SignedData } from './signed-data.ts'
import { verifySignedData, type SignedDataResult } from './verification.ts'

/** The facts of a timestamp token (RFC 3161 §2.4.2): TSTInfo and the SignedData around it. */
export interface TimestampToken extends TstInfo {
  readonly signedData: SignedData
  readonly certificates: readonly Uint8Array[]
}

export interface TimestampParameters {
  readonly request: TimestampRequest
  readonly signer: Signer
  /** Epoch milliseconds; written in whole seconds. */
  readonly genTime: number
  /** Unique for the unit; random bytes, taken as a positive number. */
  readonly serialNumber: Uint8Array
  /** OID the token is issued under. */
  readonly policy: string
  /** Seconds either way; 1 when absent. */
  readonly accuracySeconds?: number
}

/** Signs a token: ESSCertIDv2 of the unit, its chain when asked for. Throws TimestampRefusal when another policy was asked for. */
export async function issueTimestampToken(parameters: TimestampParameters): Promise<Uint8Array<ArrayBuffer>> {
  const { request, signer, genTime, serialNumber, policy, accuracySeconds = 1 } = parameters
  if (request.policy !== null && request.policy !== policy) throw new TimestampRefusal('unacceptedPolicy', 'another policy was asked for')
  const content = encodeTstInfo({ request, policy, serialNumber, genTime, accuracySeconds, ordering: false })
  return createSignedData({
    signer,
    digest: await hashBytes('SHA-256', content),
    digestHash: 'SHA-256',
    contentType: OID_TST_INFO,
    content,
    ...(request.certReq ? {} : { certificates: [] }),
  })
}

/** The granting TimeStampResp around a new token. Throws as issueTimestampToken does. */
export async function issueTimestampResponse(parameters: TimestampParameters): Promise<Uint8Array<ArrayBuffer>> {
  return encodeTimestampResponse(await issueTimestampToken(parameters))
}

/** Reads a token; zero octets after it with `allowZeroPadding` (a document timestamp's /Contents). Throws TIMESTAMP_MALFORMED. */
export function parseTimestampToken(token: Uint8Array, options: { readonly allowZeroPadding?: boolean } = {}): TimestampToken {
  try {
    const signedData = parseSignedData(token, options)
    if (signedData.contentType !== OID_TST_INFO || !signedData.content) throw new CodedError<CmsErrorCode>('TIMESTAMP_MALFORMED', 'not a timestamp token')
    return { ...parseTstInfo(signedData.content), signedData, certificates: signedData.certificates }
  } catch (error) {
    if (!(error instanceof CodedError) || error.code === 'TIMESTAMP_MALFORMED') throw error
    throw new CodedError<CmsErrorCode>('TIMESTAMP_MALFORMED', error.message, { ...error.details, cause: error.code })
  }
}

export type TimestampCheckCode =
  | 'TIMESTAMP_IMPRINT' | 'TIMESTAMP_NONCE' | 'TIMESTAMP_POLICY' | 'TIMESTAMP_SIGNING_CERTIFICATE' | 'TIMESTAMP_SIGNATURE' | 'TIMESTAMP_ALGORITHM' | 'TIMESTAMP_PATH'

export interface TimestampCheck {
  readonly code: TimestampCheckCode
  readonly clause: string
  readonly passed: boolean
}

/** Each fact apart. `genTime` is proven only when `isValid`. */
export interface TimestampResult {
  readonly isValid: boolean
  readonly checks: readonly TimestampCheck[]
  readonly token: TimestampToken
  readonly signature: SignedDataResult
  /** Null when the unit's certificate was not found. */
  readonly path: PathResult | null
  readonly certificate: Certificate | null
}

export interface TimestampVerification {
  /** DER of the token. */
  readonly token: Uint8Array
  /** What the token must be about, in its own hash: bytes of the digest, or a function that makes it for the hash found. */
  readonly imprint: Uint8Array | ((hash: HashName) => Promise<Uint8Array>)
  /** The request's nonce; not checked when absent. */
  readonly nonce?: Uint8Array
  /** Acceptable policies; any when absent. */
  readonly policies?: readonly string[]
  readonly anchors: readonly Uint8Array[]
  readonly intermediates?: readonly Uint8Array[]
  /** The instant to judge the unit's path at; the token's own genTime when absent. */
  readonly time?: number
  readonly allowZeroPadding?: boolean
}

const toNumber = (bytes: Uint8Array) => bytes.reduce((value, octet) => (value << 8n) | BigInt(octet), 0n)

async function matchesImprint(token: TimestampToken, expected: TimestampVerification['imprint']): Promise<boolean> {
  if (!token.imprintHash) return false
  return equalBytes(token.imprint, typeof expected === 'function' ? await expected(token.imprintHash) : expected)
}

/**
 * Judges a token: imprint, nonce, policy, the named unit (ESSCertIDv2), signature, and the unit's path at genTime with the critical sole
 * purpose timeStamping (RFC 3161 §2.3, §2.4.2). Revocation of the unit is judged apart. Throws TIMESTAMP_MALFORMED, CERTIFICATE_MALFORMED
 * (an anchor).
 */
export async function verifyTimestampToken(parameters: TimestampVerification): Promise<TimestampResult> {
  const token = parseTimestampToken(parameters.token, { allowZeroPadding: parameters.allowZeroPadding ?? false })
  const { signedData } = token
  const intermediates = [...signedData.certificates, ...(parameters.intermediates ?? [])]
  const hash = signedData.signers[0]?.digestAlgorithm ?? 'SHA-256'
  const signature = await verifySignedData(signedData, await hashBytes(hash, signedData.content!), parameters.intermediates)
  const { certificate } = signature
  const time = parameters.time ?? token.genTime
  const path = certificate ? await validatePath({ certificate: certificate.der, intermediates, anchors: parameters.anchors, time, purpose: 'timestamping' }) : null
  const isSound = token.imprintHash !== 'SHA-1' && token.imprintHash !== 'MD5' && signature.checks.every((check) => check.code !== 'ALGORITHM_SOUND' || check.passed)
  const checks: TimestampCheck[] = [
    { code: 'TIMESTAMP_IMPRINT', clause: 'RFC 3161 §2.4.2', passed: await matchesImprint(token, parameters.imprint) },
    { code: 'TIMESTAMP_NONCE', clause: 'RFC 3161 §2.4.2', passed: parameters.nonce === undefined || token.nonce === toNumber(parameters.nonce) },
    { code: 'TIMESTAMP_POLICY', clause: 'RFC 3161 §2.4.2', passed: parameters.policies?.includes(token.policy) ?? true },
    { code: 'TIMESTAMP_SIGNING_CERTIFICATE', clause: 'RFC 5816 §2.2.1', passed: signature.signingCertificate === 'match' },
    { code: 'TIMESTAMP_SIGNATURE', clause: 'RFC 5652 §5.6', passed: signature.isValid },
    { code: 'TIMESTAMP_ALGORITHM', clause: 'EN 319 102-1 §5.2.8', passed: isSound },
    { code: 'TIMESTAMP_PATH', clause: 'RFC 3161 §2.3; RFC 5280 §6.1', passed: path?.isValid ?? false },
  ]
  return { isValid: checks.every((check) => check.passed), checks, token, signature, path, certificate }
}
