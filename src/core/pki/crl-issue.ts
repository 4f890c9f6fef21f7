import { concatBytes } from '../bytes/compare.ts'
import { decodeHex } from '../bytes/hex.ts'
import { encodeBoolean, encodeContext, encodeDer, encodeGeneralizedTime, encodeInteger, encodeOctetString, encodeOid, encodeSequence } from '../bytes/der.ts'
import { CodedError } from '../bytes/error.ts'
import { parseCertificate } from './certificate.ts'
import type { PkiErrorCode } from './error.ts'
import { encodeTime } from './instant.ts'
import { computeKeyIdentifier } from './key-identifier.ts'
import { OID_AUTHORITY_KEY_IDENTIFIER, OID_CRL_NUMBER, OID_CRL_REASON, OID_DELTA_CRL_INDICATOR, OID_EXPIRED_CERTS_ON_CRL, OID_INVALIDITY_DATE } from './oids.ts'
import { encodeReason, type RevocationReason } from './revocation.ts'
import { signStructure, type Signer } from './signer.ts'

export interface CrlEntryParameters {
  /** Lower-case hex, as Certificate.serialNumber. */
  readonly serialNumber: string
  /** Epoch milliseconds. */
  readonly revokedAt: number
  readonly reason?: RevocationReason
  readonly invalidityDate?: number
}

export interface CrlParameters {
  readonly issuer: Signer
  /** Grows with every list of this issuer (RFC 5280 §5.2.3). */
  readonly crlNumber: number | bigint
  readonly thisUpdate: number
  readonly nextUpdate: number
  readonly entries: readonly CrlEntryParameters[]
  /** Number of the full list this one is a delta to (§5.2.4); a full list when absent. */
  readonly baseCrlNumber?: number | bigint
  /** Since when certificates stay on the list after they have expired (X.509 §9.5.2.9, expiredCertsOnCRL). */
  readonly keepsExpiredSince?: number
}

const extension = (oid: string, value: Uint8Array, critical = false) =>
  encodeSequence(encodeOid(oid), ...(critical ? [encodeBoolean(true)] : []), encodeOctetString(value))

function encodeEntry(entry: CrlEntryParameters, isDelta: boolean): Uint8Array {
  const { reason = 'unspecified', invalidityDate } = entry
  if (reason === 'removeFromCRL' && !isDelta) throw new CodedError<PkiErrorCode>('CRL_ENTRY_MISPLACED', 'removeFromCRL stands in deltas only')
  const extensions = [
    ...(reason === 'unspecified' ? [] : [extension(OID_CRL_REASON, encodeDer(0x0a, Uint8Array.of(encodeReason(reason))))]),
    ...(invalidityDate === undefined ? [] : [extension(OID_INVALIDITY_DATE, encodeGeneralizedTime(invalidityDate))]),
  ]
  return encodeSequence(
    encodeInteger(decodeHex(entry.serialNumber)),
    encodeTime(entry.revokedAt),
    ...(extensions.length > 0 ? [encodeSequence(...extensions)] : []),
  )
}

const CHUNK = 10_000

/** Joined in pieces: a list may be longer than a call takes arguments. */
function concatAll(parts: readonly Uint8Array[]): Uint8Array {
  const pieces: Uint8Array[] = []
  for (let at = 0; at < parts.length; at += CHUNK) pieces.push(concatBytes(...parts.slice(at, at + CHUNK)))
  return concatBytes(...pieces)
}

/** Signs a list with cRLNumber and authorityKeyIdentifier (RFC 5280 §5). Throws CRL_ENTRY_MISPLACED, HEX_MALFORMED. */
export async function issueCrl(parameters: CrlParameters): Promise<Uint8Array<ArrayBuffer>> {
  const { issuer, crlNumber, thisUpdate, nextUpdate, entries, baseCrlNumber, keepsExpiredSince } = parameters
  const certificate = parseCertificate(issuer.certificate)
  const keyIdentifier = certificate.subjectKeyIdentifier ?? computeKeyIdentifier(certificate.spki)
  const isDelta = baseCrlNumber !== undefined
  const extensions = encodeSequence(
    extension(OID_AUTHORITY_KEY_IDENTIFIER, encodeSequence(encodeContext(0, false, keyIdentifier))),
    extension(OID_CRL_NUMBER, encodeInteger(BigInt(crlNumber))),
    ...(isDelta ? [extension(OID_DELTA_CRL_INDICATOR, encodeInteger(BigInt(baseCrlNumber)), true)] : []),
    ...(keepsExpiredSince === undefined ? [] : [extension(OID_EXPIRED_CERTS_ON_CRL, encodeGeneralizedTime(keepsExpiredSince))]),
  )
  const toBeSigned = encodeSequence(
    encodeInteger(1),
    issuer.algorithm.identifier,
    certificate.subject.der,
    encodeTime(thisUpdate),
    encodeTime(nextUpdate),
    ...(entries.length > 0 ? [encodeSequence(concatAll(entries.map((entry) => encodeEntry(entry, isDelta))))] : []),
    encodeContext(0, true, extensions),
  )
  return signStructure(issuer, toBeSigned)
}
