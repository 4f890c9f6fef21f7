import { equalBytes } from '../bytes/compare.ts'
import { CodedError } from '../bytes/error.ts'
import { hasRoom } from '../bytes/room.ts'
import { sha256 } from '../bytes/sha256.ts'
import { encodeLatin1 } from '../bytes/text.ts'
import { addUnsignedAttributes, encodeAttribute } from '../cms/attribute.ts'
import { createSignedData, parseSignedData } from '../cms/signed-data.ts'
import { encodeStatementAttribute } from '../cms/statement.ts'
import { parseTimestampToken } from '../cms/timestamp.ts'
import { OID_SIGNATURE_TIME_STAMP } from '../pki/oids.ts'
import type { Signer } from '../pki/signer.ts'
import type { SigningErrorCode } from './error.ts'
import { digestPrepared } from './revision.ts'
import type { PreparedSignature } from './revision.ts'
import { checkTimestamp } from './timestamp.ts'
import type { TimestampTrust } from './timestamp.ts'

const HEX_DIGITS = encodeLatin1('0123456789abcdef')

export interface SigningInput {
  readonly prepared: PreparedSignature
  readonly signer: Signer
  /** Canonical JSON, signed as a private attribute. */
  readonly statement?: string
  /** Fetches a timestamp token over a SHA-256 imprint, and verifies it as far as the caller can; null leaves the signature without proof of its time (B-B). */
  readonly timestamp: ((imprint: Uint8Array) => Promise<Uint8Array>) | null
  /** With it, the token is judged in full here before it is embedded, whatever the caller has checked. */
  readonly trust?: TimestampTrust
  /** DER of whole attributes that travel unsigned beside the timestamp, e.g. the certificate's log proof. */
  readonly unsignedAttributes?: readonly Uint8Array[]
  /** SHA-256 over these parts one after another, where the host has a faster one than WebCrypto; see `digestPrepared`. */
  readonly digest?: (...parts: readonly Uint8Array[]) => Uint8Array | Promise<Uint8Array>
}

/** Throws TIMESTAMP_MISMATCH unless the token is over exactly this SHA-256 imprint. */
export function checkImprint(token: Uint8Array, imprint: Uint8Array): void {
  const info = parseTimestampToken(token)
  if (info.imprintHash !== 'SHA-256' || !equalBytes(info.imprint, imprint)) {
    throw new CodedError<SigningErrorCode>('TIMESTAMP_MISMATCH', 'timestamp is over something else')
  }
}

async function digestOf({ prepared, digest }: SigningInput): Promise<Uint8Array> {
  const { bytes, contentsStart, contentsEnd } = prepared
  return digest ? digest(bytes.subarray(0, contentsStart), bytes.subarray(contentsEnd)) : digestPrepared(prepared)
}

/** A signature with what travels beside it, before it goes into its file. */
async function createSignature(input: SigningInput): Promise<Uint8Array> {
  const { signer, statement } = input
  const cms = await createSignedData({
    signer,
    digest: await digestOf(input),
    digestHash: 'SHA-256',
    signedAttributes: statement === undefined ? [] : [encodeStatementAttribute(statement)],
    algorithmProtection: true,
  })
  const beside = input.unsignedAttributes ?? []
  if (!input.timestamp) return beside.length === 0 ? cms : addUnsignedAttributes(cms, beside)
  const imprint = sha256(parseSignedData(cms).signers[0]!.signature)
  const token = await input.timestamp(imprint)
  checkImprint(token, imprint)
  if (input.trust) await checkTimestamp(token, imprint, input.trust)
  return addUnsignedAttributes(cms, [encodeAttribute(OID_SIGNATURE_TIME_STAMP, token), ...beside])
}

/**
 * The finished file: the CMS in hexadecimal in its place, zeros after it. A large file that stands in a buffer with room is filled where it
 * is, any other in a copy. Throws SIGNATURE_TOO_LARGE.
 */
export function insertContents(prepared: PreparedSignature, cms: Uint8Array): Uint8Array<ArrayBuffer> {
  const room = (prepared.contentsEnd - prepared.contentsStart - 2) / 2
  if (cms.length > room) throw new CodedError<SigningErrorCode>('SIGNATURE_TOO_LARGE', 'signature is larger than its place', { length: cms.length, room })
  const bytes = hasRoom(prepared.bytes) ? prepared.bytes : prepared.bytes.slice()
  let at = prepared.contentsStart + 1
  for (let i = 0; i < cms.length; i++) {
    bytes[at++] = HEX_DIGITS[cms[i]! >> 4]!
    bytes[at++] = HEX_DIGITS[cms[i]! & 15]!
  }
  bytes.fill(0x30, at, prepared.contentsEnd - 1)
  return bytes
}

/**
 * The signed file: PAdES B-T (ETSI EN 319 142-1 §6.3), a detached CMS with the statement, the certificate and its chain, and a
 * signature-time-stamp over the signature value; without `timestamp` B-B. Throws TIMESTAMP_MISMATCH, TIMESTAMP_UNSOUND, SIGNATURE_TOO_LARGE, SIGNER_KEY_MISMATCH and whatever
 * `timestamp` throws; nothing is half done then.
 */
export async function signRevision(input: SigningInput): Promise<Uint8Array<ArrayBuffer>> {
  return insertContents(input.prepared, await createSignature(input))
}
