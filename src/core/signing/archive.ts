import { isCodedError } from '../bytes/error.ts'
import { parseSignedData } from '../cms/signed-data.ts'
import { parseTimestampToken } from '../cms/timestamp.ts'
import { verifySignedData } from '../cms/verification.ts'
import { findAttribute } from '../cms/attribute.ts'
import { readPdf } from '../pdf/reader.ts'
import type { PdfFile } from '../pdf/reader.ts'
import { findSignatures } from '../pdf/signature.ts'
import type { SignatureValue } from '../pdf/signature.ts'
import { appendDocumentSecurityStore } from '../pdf/validation-data.ts'
import type { RelatedData, ValidationData } from '../pdf/validation-data.ts'
import { hashBytes } from '../pki/algorithms.ts'
import type { HashName } from '../pki/algorithms.ts'
import { parseCertificate } from '../pki/certificate.ts'
import { OID_SIGNATURE_TIME_STAMP } from '../pki/oids.ts'
import { parsePublicKey } from '../pki/public-key.ts'
import type { KeyKind } from '../pki/public-key.ts'
import { appendDocumentTimestamp } from './document-timestamp.ts'
import { ALGORITHM_SUNSETS } from './sunset.ts'
import type { AlgorithmSunset } from './sunset.ts'
import type { TimestampTrust } from './timestamp.ts'

/** A timestamp of a file and what its proof rests on. */
export interface ProtectingTimestamp {
  /** Epoch milliseconds. */
  readonly genTime: number
  /** When its unit's certificate ends. */
  readonly notAfter: number
  readonly keyKind: KeyKind
  readonly keyBits: number
  /** Of the imprint. */
  readonly hash: HashName
  /** DER of the unit's certificate and of what the token carries besides. */
  readonly certificates: readonly Uint8Array[]
}

/** What keeps a file provable. */
export interface ArchiveState {
  /** Whether the newest timestamp is a document timestamp over the whole file: B-LTA. */
  readonly isArchived: boolean
  /** Those that everything rests on: the newest document timestamp, and the timestamps of signatures that it does not cover. Empty for B-B. */
  readonly timestamps: readonly ProtectingTimestamp[]
  /** The latest time that the file proves: whatever comes next must not lie before. */
  readonly provenTime: number | null
}

/** What others have put into a file may be of a kind that this room does not read: it proves nothing here, and stands in nobody's way. */
async function orNull<T>(read: () => T | Promise<T>): Promise<T | null> {
  try {
    return await read()
  } catch (error) {
    if (isCodedError(error)) return null
    throw error
  }
}

async function readProtection(der: Uint8Array, allowZeroPadding: boolean): Promise<ProtectingTimestamp | null> {
  const token = parseTimestampToken(der, { allowZeroPadding })
  const { signedData, imprintHash, genTime } = token
  const hash = signedData.signers[0]?.digestAlgorithm ?? 'SHA-256'
  const { certificate } = await verifySignedData(signedData, await hashBytes(hash, signedData.content!))
  if (certificate === null || imprintHash === null) return null
  const key = parsePublicKey(certificate.spki)
  return { genTime, notAfter: parseCertificate(certificate.der).notAfter, keyKind: key.kind, keyBits: key.bits, hash: imprintHash, certificates: [certificate.der, ...token.certificates] }
}

async function readSignatureTimestamps({ contents }: SignatureValue): Promise<(ProtectingTimestamp | null)[]> {
  const signed = contents === null ? null : await orNull(() => parseSignedData(contents, { allowZeroPadding: true }))
  const [signer] = signed?.signers ?? []
  const attribute = signer ? findAttribute(signer.unsignedAttributes, OID_SIGNATURE_TIME_STAMP) : null
  return Promise.all((attribute?.values ?? []).map((token) => orNull(() => readProtection(token, false))))
}

const isTimestamp = (value: SignatureValue): boolean => value.type === 'DocTimeStamp'
/** Past the last byte that a signature or timestamp covers. */
const endOf = ({ byteRange }: SignatureValue): number => (byteRange === null ? 0 : byteRange[2] + byteRange[3])

function valuesOf(file: PdfFile): SignatureValue[] {
  return findSignatures(file).flatMap((field) => (field.value === null ? [] : [field.value]))
}

/** What a file's proof rests on today. Judges nothing. Throws what reading the file throws; what of it cannot be read as a signature counts for nothing. */
export async function readArchiveState(bytes: Uint8Array): Promise<ArchiveState> {
  const values = valuesOf(readPdf(bytes))
  // whatever order the form names them in
  const stamps = values.filter(isTimestamp).sort((a, b) => endOf(b) - endOf(a))
  let newest: { readonly value: SignatureValue; readonly protection: ProtectingTimestamp } | null = null
  for (const value of stamps) {
    const { contents } = value
    const protection = contents === null ? null : await orNull(() => readProtection(contents, true))
    if (protection !== null) {
      newest = { value, protection }
      break
    }
  }
  const covered = newest === null ? 0 : endOf(newest.value)
  const others = await Promise.all(values.filter((value) => !isTimestamp(value) && endOf(value) > covered).map(readSignatureTimestamps))
  const timestamps = [...(newest === null ? [] : [newest.protection]), ...others.flat()].filter((one) => one !== null)
  const provenTime = timestamps.length === 0 ? null : Math.max(...timestamps.map((one) => one.genTime))
  return { isArchived: newest?.value.coverage.isWholeFile === true, timestamps, provenTime }
}

export interface ArchivePolicy {
  /** B-LTA: a document timestamp at once; B-LT: only when what is there is about to age. */
  readonly level: 'B-LT' | 'B-LTA'
  /** Milliseconds before an end that a file is extended. */
  readonly margin: number
  readonly sunsets?: readonly AlgorithmSunset[]
}

export interface ExtensionPlan {
  /** Epoch milliseconds; null when there is nothing to extend. */
  readonly dueAt: number | null
  readonly reason: 'LEVEL' | 'CERTIFICATE' | 'ALGORITHM' | null
}

function endOfAlgorithms({ keyKind, keyBits, hash }: ProtectingTimestamp, sunsets: readonly AlgorithmSunset[]): number {
  const fits = sunsets.filter(({ kind, belowBits }) => kind === hash || (kind === keyKind && (belowBits === null || keyBits < belowBits)))
  return Math.min(Infinity, ...fits.map(({ until }) => until))
}

/** When a file must be extended by another document timestamp, and why: pure, of its state and the policy alone. */
export function planExtension(state: ArchiveState, { level, margin, sunsets = ALGORITHM_SUNSETS }: ArchivePolicy): ExtensionPlan {
  const { timestamps, isArchived, provenTime } = state
  if (timestamps.length === 0 || provenTime === null) return { dueAt: null, reason: null }
  if (level === 'B-LTA' && !isArchived) return { dueAt: provenTime, reason: 'LEVEL' }
  const certificate = Math.min(...timestamps.map(({ notAfter }) => notAfter))
  const algorithm = Math.min(...timestamps.map((one) => endOfAlgorithms(one, sunsets)))
  return algorithm < certificate ? { dueAt: algorithm - margin, reason: 'ALGORITHM' } : { dueAt: certificate - margin, reason: 'CERTIFICATE' }
}

/** Each signature's and timestamp's part of the data, by the SHA-1 of its /Contents as the standard wants it (ISO 32000-2 table 262). */
async function relate(bytes: Uint8Array, data: ValidationData): Promise<RelatedData[]> {
  const contents = valuesOf(readPdf(bytes)).flatMap((value) => (value.contents === null ? [] : [value.contents]))
  return Promise.all(contents.map(async (one) => ({ keyHash: await hashBytes('SHA-1', one), data })))
}

export interface ExtensionInput {
  readonly bytes: Uint8Array
  /** What is needed to judge the timestamps that are there, current when the extension is made. */
  readonly data: ValidationData
  /** Length of a token of the same authority. */
  readonly timestampLength: number
  readonly timestamp: (imprint: Uint8Array) => Promise<Uint8Array>
  readonly trust: TimestampTrust
}

/**
 * The file with the validation data of what protects it now, and a document timestamp over all of it (ETSI EN 319 142-1 §5.5, EN 319 102-1
 * §6): nothing that was there changes. Throws TIMESTAMP_UNSOUND when the new time lies before one that the file proves already, and what
 * `appendDocumentTimestamp` throws.
 */
export async function extendArchive({ bytes, data, timestampLength, timestamp, trust }: ExtensionInput): Promise<Uint8Array<ArrayBuffer>> {
  const { provenTime } = await readArchiveState(bytes)
  const completed = appendDocumentSecurityStore(bytes, data, await relate(bytes, data))
  const earliest = Math.max(trust.earliest ?? -Infinity, provenTime ?? -Infinity)
  return appendDocumentTimestamp(completed, timestampLength, timestamp, Number.isFinite(earliest) ? { ...trust, earliest } : trust)
}
