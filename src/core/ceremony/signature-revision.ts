import { CodedError } from '../bytes/error.ts'
import { decodeHex } from '../bytes/hex.ts'
import { sha256 } from '../bytes/sha256.ts'
import { encodeUtf8 } from '../bytes/text.ts'
import { hashStatement, parseStatement } from '../consent/statement.ts'
import type { ContractDocument } from '../contract/document.ts'
import { signatureFieldName } from '../contract/place.ts'
import { readFields } from '../pdf/form.ts'
import { readPdf } from '../pdf/reader.ts'
import type { PdfFile } from '../pdf/reader.ts'
import { parseCertificate } from '../pki/certificate.ts'
import { findEmptyField, measureField } from '../signing/field.ts'
import { computeContentsSize, prepareSignature } from '../signing/revision.ts'
import type { PreparedSignature } from '../signing/revision.ts'
import { sealAppearance } from '../typeset/seal.ts'
import { TIMESTAMP_ALLOWANCE } from './timestamp-room.ts'
import type { TimestampAllowance } from './timestamp-room.ts'

export interface SignatureRevisionInput {
  /** The whole file so far: the base revision, or the last one when others have signed before. */
  readonly base: Uint8Array
  readonly document: ContractDocument
  /** Canonical JSON, closed. */
  readonly statement: string
  /** DER of the signatory's certificate and of its chain without the root. */
  readonly certificate: Uint8Array
  readonly chain: readonly Uint8Array[]
  /** Where anyone can check the file: what the QR code holds. */
  readonly checkAddress: string
  /** Which of the party's places, from 1. */
  readonly place?: number
  /** `computeSealHash` of these bytes, where whoever asks has a faster SHA-256. */
  readonly sealHash?: Uint8Array
  /** Whole attributes that will travel unsigned beside the timestamp (the certificate's log proof), as DER: room is kept for them. */
  readonly unsignedAttributes?: readonly Uint8Array[]
  /** Room for the timestamp token; see `withTimestampRoom`. */
  readonly timestampAllowance?: TimestampAllowance
}

/** What the seal is drawn from: SHA-256(bytes before the signature revision ‖ statement hash). */
export function computeSealHash(base: Uint8Array, statement: string): Uint8Array {
  return sha256(base, decodeHex(hashStatement(statement)))
}

/** Size of a place in points, as it is seen on its page, and whether anything signs the file already. */
function measurePlace(file: PdfFile, name: string): { width: number; height: number; isSigned: boolean } {
  const fields = readFields(file)
  const isSigned = fields.some(({ type, value }) => type === 'Sig' && value !== undefined) || file.root.entries.has('Perms')
  const isThere = fields.some((field) => field.name === name && field.type === 'Sig' && field.value === undefined)
  if (!isThere) throw new CodedError('FIELD_NOT_FOUND', 'the file has no signature field for this party', { field: name })
  return { ...measureField(file, findEmptyField(file, name)), isSigned }
}

/**
 * The signature revision over the last one, but for /Contents, byte for byte the same wherever it is derived (invariant 3).
 * The first signature of a file certifies it (DocMDP, filling in and signing allowed); later ones approve.
 * Throws FIELD_NOT_FOUND when the base has no empty field for the statement's party, and the codes of reading and signing.
 */
export function deriveSignatureRevision({ base, document, statement, certificate, chain, checkAddress, place = 1, unsignedAttributes = [], sealHash, timestampAllowance = TIMESTAMP_ALLOWANCE }: SignatureRevisionInput): PreparedSignature {
  const { party, claimedTime, reason } = parseStatement(statement)
  const field = signatureFieldName(party.id, place)
  const file = readPdf(base)
  const { width, height, isSigned } = measurePlace(file, field)
  const issuer = parseCertificate(certificate).issuer
  const appearance = sealAppearance({
    hash: sealHash ?? computeSealHash(base, statement),
    name: party.name,
    time: claimedTime,
    issuer: issuer.commonName ?? issuer.text,
    address: checkAddress,
    language: document.language,
    width,
    height,
  })
  const contentsSize = computeContentsSize({
    statementLength: encodeUtf8(statement).length,
    certificateLengths: [certificate, ...chain].map((der) => der.length),
    timestampLength: timestampAllowance,
    unsignedLength: unsignedAttributes.reduce((sum, der) => sum + der.length, 0),
  })
  return prepareSignature({ base: file, field, name: party.name, reason: reason ?? document.consent.button, location: party.place ?? '', claimedTime, appearance, contentsSize, certify: !isSigned })
}
