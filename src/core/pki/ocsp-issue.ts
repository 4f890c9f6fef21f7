import { decodeInteger, encodeContext, encodeDer, encodeGeneralizedTime, encodeOctetString, encodeOid, encodeSequence, type DerNode } from '../bytes/der.ts'
import { CodedError } from '../bytes/error.ts'
import type { PkiErrorCode } from './error.ts'
import { readExtensions, readWhole } from './extension.ts'
import { readCertificateId, type OcspCertificateId } from './ocsp-certificate-id.ts'
import type { CertificateStatus } from './ocsp.ts'
import { OID_OCSP_ARCHIVE_CUTOFF, OID_OCSP_BASIC, OID_OCSP_NONCE } from './oids.ts'
import { encodeReason } from './revocation.ts'
import { certificateOf, signStructure, type Signer } from './signer.ts'

export interface OcspRequest {
  readonly certificateIds: readonly OcspCertificateId[]
  /** extnValue of the nonce, as it stands, to be sent back. */
  readonly nonce: Uint8Array | null
}

const MAX_REQUEST_OCTETS = 4096
const MAX_REQUESTS = 16
const MAX_NONCE_OCTETS = 130
const REFUSALS = { malformedRequest: 1, internalError: 2, tryLater: 3, sigRequired: 5, unauthorized: 6 } as const

function malformed(message: string): never {
  throw new CodedError<PkiErrorCode>('OCSP_REQUEST_MALFORMED', message)
}

/** One Request: extensions of it are looked at only to refuse what is critical (RFC 6960 §4.4). */
function readItem(item: DerNode): OcspCertificateId {
  const [id, wrapper, surplus] = item.tag === 0x30 ? item.children() : []
  if (surplus || (wrapper && wrapper.tag !== 0xa0)) malformed('unknown field')
  if (wrapper && readExtensions(readWhole(wrapper.content, 0x30)).some(({ critical }) => critical)) malformed('critical extension')
  return readCertificateId(id)
}

function readRequest(der: Uint8Array): OcspRequest {
  const [body] = readWhole(der, 0x30).children()
  const fields = body?.tag === 0x30 ? body.children() : malformed('not a request')
  const version = fields[0]?.tag === 0xa0 ? readWhole(fields.shift()!.content, 0x02) : null
  if (version && decodeInteger(version.content) !== 0n) malformed('unknown version')
  if (fields[0]?.tag === 0xa1) fields.shift()
  const [list, wrapper, surplus] = fields
  if (surplus || (wrapper && wrapper.tag !== 0xa2)) malformed('unknown field')
  const items = list?.tag === 0x30 ? list.children() : malformed('asks nothing')
  if (items.length === 0 || items.length > MAX_REQUESTS) malformed('asks nothing, or too much')
  const extensions = wrapper?.tag === 0xa2 ? readExtensions(readWhole(wrapper.content, 0x30)) : []
  if (extensions.some((extension) => extension.critical && extension.oid !== OID_OCSP_NONCE)) malformed('critical extension')
  const nonce = extensions.find((extension) => extension.oid === OID_OCSP_NONCE)?.value ?? null
  if (nonce && (nonce.length === 0 || nonce.length > MAX_NONCE_OCTETS)) malformed('nonce too long')
  return { certificateIds: items.map(readItem), nonce }
}

/** Reads a request (RFC 6960 §4.1); a requestor's signature is not looked at. Throws OCSP_REQUEST_MALFORMED. */
export function parseOcspRequest(der: Uint8Array): OcspRequest {
  if (der.length > MAX_REQUEST_OCTETS) malformed('larger than any request')
  try {
    return readRequest(der)
  } catch (error) {
    if (error instanceof CodedError) return malformed(`${error.code}: ${error.message}`)
    throw error
  }
}

export interface OcspAnswer {
  readonly certificateId: OcspCertificateId
  readonly status: CertificateStatus
  /** Epoch milliseconds; whole seconds are written. */
  readonly thisUpdate: number
  readonly nextUpdate: number
  /** Since when the status of expired certificates is kept (§4.4.4). */
  readonly archiveCutoff?: number
}

function encodeStatus(status: CertificateStatus): Uint8Array {
  if (status.kind !== 'revoked') return encodeContext(status.kind === 'good' ? 0 : 2, false)
  const reason = status.reason === 'unspecified' ? [] : [encodeContext(0, true, encodeDer(0x0a, Uint8Array.of(encodeReason(status.reason))))]
  return encodeContext(1, true, encodeGeneralizedTime(status.revokedAt), ...reason)
}

const encodeExtension = (oid: string, value: Uint8Array) => encodeSequence(encodeSequence(encodeOid(oid), encodeOctetString(value)))

const encodeAnswer = ({ certificateId, status, thisUpdate, nextUpdate, archiveCutoff }: OcspAnswer) =>
  encodeSequence(
    certificateId.der, encodeStatus(status), encodeGeneralizedTime(thisUpdate), encodeContext(0, true, encodeGeneralizedTime(nextUpdate)),
    ...(archiveCutoff === undefined ? [] : [encodeContext(1, true, encodeExtension(OID_OCSP_ARCHIVE_CUTOFF, encodeGeneralizedTime(archiveCutoff)))]),
  )

/** Signs an answer (RFC 6960 §4.2): responder by name, its certificate inside, the request's nonce sent back. */
export async function issueOcspResponse(parameters: {
  readonly signer: Signer
  readonly producedAt: number
  readonly answers: readonly OcspAnswer[]
  readonly nonce?: Uint8Array | null
}): Promise<Uint8Array<ArrayBuffer>> {
  const { signer, producedAt, answers, nonce } = parameters
  const extension = nonce ? [encodeContext(1, true, encodeExtension(OID_OCSP_NONCE, nonce))] : []
  const data = encodeSequence(
    encodeContext(1, true, certificateOf(signer).subject.der),
    encodeGeneralizedTime(producedAt),
    encodeSequence(...answers.map(encodeAnswer)),
    ...extension,
  )
  const basic = await signStructure(signer, data, encodeContext(0, true, encodeSequence(signer.certificate)))
  return encodeSequence(encodeDer(0x0a, Uint8Array.of(0)), encodeContext(0, true, encodeSequence(encodeOid(OID_OCSP_BASIC), encodeOctetString(basic))))
}

/** DER of an OCSPResponse without an answer. */
export function issueOcspRefusal(status: keyof typeof REFUSALS): Uint8Array<ArrayBuffer> {
  return encodeSequence(encodeDer(0x0a, Uint8Array.of(REFUSALS[status])))
}
