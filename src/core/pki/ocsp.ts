import { equalBytes } from '../bytes/compare.ts'
import { decodeOid, encodeContext, encodeOctetString, encodeOid, encodeSequence, readDer, type DerNode } from '../bytes/der.ts'
import { CodedError } from '../bytes/error.ts'
import { DEFAULT_ALGORITHM_POLICY, reliableUntil, type AlgorithmPolicy } from './algorithm-policy.ts'
import { hashBytes, readHashIdentifier, readSignatureIdentifier, type HashName, type SignatureAlgorithm } from './algorithms.ts'
import { parseCertificate, parseCertificateOrNull, type Certificate } from './certificate.ts'
import type { PkiErrorCode } from './error.ts'
import { readExtensions, readWhole, type Extension } from './extension.ts'
import { readInstant } from './instant.ts'
import { equalNames, readName } from './name.ts'
import { computeCertificateId, namesIssuer, readCertificateId, type OcspCertificateId } from './ocsp-certificate-id.ts'
import { OID_OCSP_ARCHIVE_CUTOFF, OID_OCSP_BASIC, OID_OCSP_CERT_HASH, OID_OCSP_NONCE } from './oids.ts'
import { validatePath } from './path.ts'
import { readReason, type RevocationReason } from './revocation.ts'
import { verifySignature } from './signer.ts'

export type CertificateStatus =
  | { readonly kind: 'good' | 'unknown' }
  | { readonly kind: 'revoked'; readonly revokedAt: number; readonly reason: RevocationReason }

export interface OcspSingleResponse {
  readonly certificateId: OcspCertificateId
  readonly status: CertificateStatus
  readonly thisUpdate: number
  readonly nextUpdate: number | null
  /** Since when the responder keeps what it knows of expired certificates (RFC 6960 §4.4.4). */
  readonly archiveCutoff: number | null
  /** Hash of the very certificate (certHash), where the responder says that it knows it. */
  readonly certificateHash: { readonly hash: HashName | null; readonly value: Uint8Array } | null
  readonly hasUnknownCritical: boolean
}

/** The facts of a BasicOCSPResponse (RFC 6960 §4.2.1). */
export interface OcspResponse {
  /** DER of the OCSPResponse. */
  readonly der: Uint8Array
  readonly toBeSigned: Uint8Array
  readonly responder: { readonly kind: 'name' | 'keyHash'; readonly value: Uint8Array }
  readonly producedAt: number
  readonly responses: readonly OcspSingleResponse[]
  /** extnValue of the nonce, as it stands. */
  readonly nonce: Uint8Array | null
  readonly hasUnknownCritical: boolean
  readonly signatureAlgorithm: SignatureAlgorithm | null
  readonly signature: Uint8Array
  readonly certificates: readonly Uint8Array[]
}

const MAX_RESPONSE_OCTETS = 1_048_576
const MAX_PARTS = 64
const STATUSES: Readonly<Record<number, string>> = { 1: 'malformedRequest', 2: 'internalError', 3: 'tryLater', 5: 'sigRequired', 6: 'unauthorized' }

function malformed(message: string, offset = 0): never {
  throw new CodedError<PkiErrorCode>('OCSP_MALFORMED', message, { offset })
}

/** DER of a request about one certificate; `nonce` is 1 to 32 bytes (RFC 8954). Throws NONCE_MALFORMED, CERTIFICATE_MALFORMED. */
export async function createOcspRequest(parameters: {
  readonly certificate: Uint8Array
  readonly issuer: Uint8Array
  readonly nonce?: Uint8Array
  readonly hash?: HashName
}): Promise<Uint8Array<ArrayBuffer>> {
  const { certificate, issuer, nonce, hash } = parameters
  if (nonce && (nonce.length === 0 || nonce.length > 32)) throw new CodedError<PkiErrorCode>('NONCE_MALFORMED', 'a nonce has 1 to 32 bytes')
  const { der } = await computeCertificateId(certificate, issuer, hash)
  const extension = nonce ? [encodeContext(2, true, encodeSequence(encodeSequence(encodeOid(OID_OCSP_NONCE), encodeOctetString(encodeOctetString(nonce)))))] : []
  return encodeSequence(encodeSequence(encodeSequence(encodeSequence(der)), ...extension))
}

const KNOWN: readonly string[] = [OID_OCSP_NONCE, OID_OCSP_ARCHIVE_CUTOFF, OID_OCSP_CERT_HASH]
const unknownCritical = (extensions: readonly Extension[]) => extensions.some((one) => one.critical && !KNOWN.includes(one.oid))

function readStatus(node: DerNode | undefined): CertificateStatus {
  if (node?.tag === 0x80) return { kind: 'good' }
  if (node?.tag === 0x82) return { kind: 'unknown' }
  if (node?.tag !== 0xa1) malformed('not a status', node?.start ?? 0)
  const [time, wrapper] = node.children()
  return { kind: 'revoked', revokedAt: readInstant(time), reason: wrapper?.tag === 0xa0 ? readReason(readDer(wrapper.content)) : 'unspecified' }
}

function readCertificateHash(value: Uint8Array): OcspSingleResponse['certificateHash'] {
  const [hash, digest] = readWhole(value, 0x30).children()
  return hash?.tag === 0x30 && digest?.tag === 0x04 ? { hash: readHashIdentifier(hash), value: digest.content } : malformed('not a certHash')
}

function readSingle(node: DerNode): OcspSingleResponse {
  const [id, status, thisUpdate, ...rest] = node.children()
  const next = rest.find((field) => field.tag === 0xa0)
  const wrapper = rest.find((field) => field.tag === 0xa1)
  const extensions = wrapper ? readExtensions(readWhole(wrapper.content, 0x30)) : []
  const cutoff = extensions.find(({ oid }) => oid === OID_OCSP_ARCHIVE_CUTOFF)?.value
  const hash = extensions.find(({ oid }) => oid === OID_OCSP_CERT_HASH)?.value
  return {
    certificateId: readCertificateId(id),
    status: readStatus(status),
    thisUpdate: readInstant(thisUpdate),
    nextUpdate: next ? readInstant(readDer(next.content)) : null,
    archiveCutoff: cutoff ? readInstant(readDer(cutoff)) : null,
    certificateHash: hash ? readCertificateHash(hash) : null,
    hasUnknownCritical: unknownCritical(extensions),
  }
}

function readResponder(node: DerNode | undefined): OcspResponse['responder'] {
  if (node?.tag === 0xa1) return { kind: 'name', value: readName(readWhole(node.content, 0x30)).der }
  if (node?.tag === 0xa2) return { kind: 'keyHash', value: readWhole(node.content, 0x04).content }
  return malformed('responder is not named', node?.start ?? 0)
}

function readBasic(der: Uint8Array, basic: Uint8Array): OcspResponse {
  const [data, algorithm, signature, wrapped] = readWhole(basic, 0x30).children()
  if (data?.tag !== 0x30 || algorithm?.tag !== 0x30 || signature?.tag !== 0x03 || signature.content[0] !== 0) malformed('not a basic response')
  const fields = data.children()
  if (fields[0]?.tag === 0xa0) fields.shift()
  const [responder, producedAt, list, wrapper] = fields
  const items = list?.tag === 0x30 ? list.children() : malformed('no responses')
  const certificates = wrapped?.tag === 0xa0 ? readWhole(wrapped.content, 0x30).children() : []
  if (items.length > MAX_PARTS || certificates.length > MAX_PARTS) malformed('more parts than allowed')
  const extensions = wrapper?.tag === 0xa1 ? readExtensions(readWhole(wrapper.content, 0x30)) : []
  return {
    der,
    toBeSigned: data.bytes,
    responder: readResponder(responder),
    producedAt: readInstant(producedAt),
    responses: items.map(readSingle),
    nonce: extensions.find((extension) => extension.oid === OID_OCSP_NONCE)?.value ?? null,
    hasUnknownCritical: unknownCritical(extensions),
    signatureAlgorithm: readSignatureIdentifier(algorithm),
    signature: signature.content.subarray(1),
    certificates: certificates.map((node) => node.bytes),
  }
}

function readResponse(der: Uint8Array): OcspResponse {
  const whole = readDer(der)
  const [status, wrapper] = whole.tag === 0x30 && whole.end === der.length ? whole.children() : []
  if (status?.tag !== 0x0a || status.content.length !== 1) malformed('not a response')
  if (status.content[0] !== 0) throw new CodedError<PkiErrorCode>('OCSP_REFUSED', 'the responder gave no answer', { status: STATUSES[status.content[0]!] ?? 'unknown' })
  const [type, body] = wrapper?.tag === 0xa0 ? readWhole(wrapper.content, 0x30).children() : []
  if (type?.tag !== 0x06 || decodeOid(type.content) !== OID_OCSP_BASIC || body?.tag !== 0x04) malformed('not a basic response')
  return readBasic(whole.bytes, body.content)
}

/** What was read from these very bytes before. */
const parsed = new WeakMap<Uint8Array, OcspResponse>()

/** Reads an OCSPResponse. Throws OCSP_REFUSED (details: status) when it carries no answer, OCSP_MALFORMED when it is none. */
export function parseOcspResponse(der: Uint8Array): OcspResponse {
  const known = parsed.get(der)
  if (known !== undefined) return known
  if (der.length > MAX_RESPONSE_OCTETS) malformed('larger than allowed')
  try {
    const response = readResponse(der)
    parsed.set(der, response)
    return response
  } catch (error) {
    if (!(error instanceof CodedError) || error.code.startsWith('OCSP_')) throw error
    throw new CodedError<PkiErrorCode>('OCSP_MALFORMED', error.message, { ...error.details, cause: error.code })
  }
}

export type OcspCheckCode = 'OCSP_CERTIFICATE_ID' | 'OCSP_RESPONDER' | 'OCSP_SIGNATURE' | 'OCSP_ALGORITHM' | 'OCSP_FRESH' | 'OCSP_NONCE' | 'OCSP_CRITICAL_EXTENSIONS'

export interface OcspResult {
  readonly isValid: boolean
  readonly checks: readonly { readonly code: OcspCheckCode; readonly clause: string; readonly passed: boolean }[]
  readonly response: OcspResponse
  /** What it says of the certificate; null when it says nothing of it. Worth nothing unless `isValid`. */
  readonly answer: OcspSingleResponse | null
  readonly responder: Certificate | null
}

async function namesResponder(response: OcspResponse, candidate: Certificate): Promise<boolean> {
  if (response.responder.kind === 'name') return equalNames(response.responder.value, candidate.subject.der)
  const bits = readDer(candidate.spki).children()[1]!.content.subarray(1)
  return equalBytes(response.responder.value, await hashBytes('SHA-1', bits))
}

/** A certHash, where there is one, is that of this certificate. */
async function namesCertificate(answer: OcspSingleResponse | null, certificate: Uint8Array): Promise<boolean> {
  if (answer === null || answer.certificateHash === null) return true
  const { hash, value } = answer.certificateHash
  return hash !== null && equalBytes(value, await hashBytes(hash, certificate))
}

/** The issuer itself, or one it delegated to directly with the purpose OCSPSigning (RFC 6960 §4.2.2.2). */
async function findResponder(response: OcspResponse, issuer: Certificate): Promise<{ certificate: Certificate | null; isAuthorized: boolean }> {
  if (await namesResponder(response, issuer)) return { certificate: issuer, isAuthorized: true }
  for (const candidate of response.certificates.map(parseCertificateOrNull)) {
    if (!candidate || !(await namesResponder(response, candidate))) continue
    const path = await validatePath({ certificate: candidate.der, intermediates: [], anchors: [issuer.der], time: response.producedAt, purpose: 'ocsp-signing' })
    return { certificate: candidate, isAuthorized: path.isValid }
  }
  return { certificate: null, isAuthorized: false }
}

/**
 * Whether an answer about `certificate` may be relied on at `time` (RFC 6960 §3.2). `nonce`, when given, must come back.
 * Throws OCSP_REFUSED, OCSP_MALFORMED, CERTIFICATE_MALFORMED.
 */
export async function verifyOcspResponse(parameters: {
  readonly response: Uint8Array
  readonly certificate: Uint8Array
  readonly issuer: Uint8Array
  readonly time: number
  readonly nonce?: Uint8Array
  /** Milliseconds for which an answer without nextUpdate counts; none when absent. */
  readonly maxAge?: number
  readonly algorithms?: AlgorithmPolicy
}): Promise<OcspResult> {
  const response = parseOcspResponse(parameters.response)
  const issuer = parseCertificate(parameters.issuer)
  const { serialNumber, issuer: issuerName } = parseCertificate(parameters.certificate)
  let answer: OcspSingleResponse | null = null
  for (const one of response.responses) {
    if (!answer && one.certificateId.serialNumber === serialNumber && (await namesIssuer(one.certificateId, issuer.der))) answer = one
  }
  const { certificate: responder, isAuthorized } = await findResponder(response, issuer)
  const algorithm = response.signatureAlgorithm
  const isSigned = algorithm !== null && responder !== null && (await verifySignature(algorithm, responder.spki, response.signature, response.toBeSigned))
  const { time, nonce } = parameters
  const end = answer === null ? 0 : (answer.nextUpdate ?? (parameters.maxAge === undefined ? -Infinity : answer.thisUpdate + parameters.maxAge))
  const isFresh = answer !== null && answer.thisUpdate <= time && time <= end + 999
  const isSound = responder !== null && reliableUntil(parameters.algorithms ?? DEFAULT_ALGORITHM_POLICY, algorithm, responder.spki) > time
  const isNamed = await namesCertificate(answer, parameters.certificate)
  const isNonceBack = nonce === undefined || (response.nonce !== null && equalBytes(response.nonce, encodeOctetString(nonce)))
  const checks: OcspResult['checks'] = [
    { code: 'OCSP_CERTIFICATE_ID', clause: 'RFC 6960 §3.2(1)', passed: answer !== null && isNamed && equalNames(issuerName.der, issuer.subject.der) },
    { code: 'OCSP_SIGNATURE', clause: 'RFC 6960 §3.2(2)', passed: isSigned },
    { code: 'OCSP_ALGORITHM', clause: 'EN 319 102-1 §5.2.8', passed: isSound },
    { code: 'OCSP_RESPONDER', clause: 'RFC 6960 §3.2(3)–(4), §4.2.2.2', passed: isAuthorized },
    { code: 'OCSP_FRESH', clause: 'RFC 6960 §3.2(5)–(6)', passed: isFresh },
    { code: 'OCSP_NONCE', clause: 'RFC 6960 §4.4.1', passed: isNonceBack },
    { code: 'OCSP_CRITICAL_EXTENSIONS', clause: 'RFC 6960 §4.4', passed: !response.hasUnknownCritical && !(answer?.hasUnknownCritical ?? false) },
  ]
  return { isValid: checks.every((check) => check.passed), checks, response, answer, responder }
}
