import {
  decodeInteger, decodeOid, encodeBoolean, encodeDer, encodeGeneralizedTime, encodeInteger, encodeOctetString, encodeOid, encodeSequence, encodeUtf8String, readDer,
  type DerNode,
} from '../bytes/der.ts'
import { CodedError } from '../bytes/error.ts'
import { decodeUtf8 } from '../bytes/text.ts'
import { encodeHashIdentifier, hashLength, readHashIdentifier, type HashName } from './algorithms.ts'
import { readSerialNumber } from './certificate.ts'
import type { PkiErrorCode } from './error.ts'
import { readInstant } from './instant.ts'

/** A TimeStampReq (RFC 3161 §2.4.1). `nonce` is the INTEGER's value. */
export interface TimestampRequest {
  readonly imprint: Uint8Array
  readonly imprintHash: HashName
  /** The hash stands without parameters rather than with NULL: the token names it the same way (RFC 3161 §2.4.2). */
  readonly isHashBare?: boolean
  readonly policy: string | null
  readonly nonce: bigint | null
  readonly certReq: boolean
}

/** The TSTInfo of a token (RFC 3161 §2.4.2). */
export interface TstInfo {
  readonly policy: string
  readonly imprint: Uint8Array
  /** Null when the hash is not known here. */
  readonly imprintHash: HashName | null
  /** Lower-case hex. */
  readonly serialNumber: string
  /** Epoch milliseconds. */
  readonly genTime: number
  /** Milliseconds either way; null when not stated. */
  readonly accuracy: number | null
  readonly ordering: boolean
  readonly nonce: bigint | null
}

/** PKIFailureInfo bits a timestamp authority may answer with (RFC 3161 §2.4.2). */
export const TIMESTAMP_FAILURES = {
  badAlg: 0, badRequest: 2, badDataFormat: 5, timeNotAvailable: 14, unacceptedPolicy: 15, unacceptedExtension: 16, addInfoNotAvailable: 17, systemFailure: 25,
} as const
export type TimestampFailure = keyof typeof TIMESTAMP_FAILURES

const MAX_REQUEST_OCTETS = 2048
const MAX_NONCE_OCTETS = 64
const ACCEPTED_HASHES: readonly HashName[] = ['SHA-256', 'SHA-384', 'SHA-512']

const encodeImprint = (hash: HashName, imprint: Uint8Array, isBare = false) => encodeSequence(encodeHashIdentifier(hash, !isBare), encodeOctetString(imprint))

/** DER of a request for a token with its certificates. The nonce is 1 to 32 bytes of randomness, taken as a positive number. */
export function createTimestampRequest(request: {
  readonly imprint: Uint8Array
  readonly imprintHash?: HashName
  readonly nonce: Uint8Array
  readonly policy?: string
}): Uint8Array<ArrayBuffer> {
  const { imprint, imprintHash = 'SHA-256', nonce, policy } = request
  if (imprint.length !== hashLength(imprintHash)) throw new CodedError<PkiErrorCode>('DIGEST_LENGTH_WRONG', 'imprint does not fit its hash')
  if (nonce.length === 0 || nonce.length > 32) throw new CodedError<PkiErrorCode>('NONCE_MALFORMED', 'a nonce has 1 to 32 bytes')
  return encodeSequence(
    encodeInteger(1),
    encodeImprint(imprintHash, imprint),
    ...(policy ? [encodeOid(policy)] : []),
    encodeInteger(nonce),
    encodeBoolean(true),
  )
}

/** A request that is refused, with the PKIFailureInfo to answer. */
export class TimestampRefusal extends CodedError<'TIMESTAMP_REQUEST_REFUSED'> {
  readonly failure: TimestampFailure

  constructor(failure: TimestampFailure, message: string) {
    super('TIMESTAMP_REQUEST_REFUSED', message, { failure })
    this.failure = failure
  }
}

function refuse(failure: TimestampFailure, message: string): never {
  throw new TimestampRefusal(failure, message)
}

function readRequest(der: Uint8Array): TimestampRequest {
  const whole = readDer(der)
  const [version, messageImprint, ...rest] = whole.tag === 0x30 && whole.end === der.length ? whole.children() : []
  if (version?.tag !== 0x02 || messageImprint?.tag !== 0x30) refuse('badDataFormat', 'not a request')
  if (decodeInteger(version.content) !== 1n) refuse('badRequest', 'unknown version')
  const [hashNode, value, surplus] = messageImprint.children()
  if (hashNode?.tag !== 0x30 || value?.tag !== 0x04 || surplus) refuse('badDataFormat', 'not an imprint')
  const imprintHash = readHashIdentifier(hashNode)
  if (!imprintHash || !ACCEPTED_HASHES.includes(imprintHash)) refuse('badAlg', 'hash is not accepted')
  if (value.content.length !== hashLength(imprintHash)) refuse('badDataFormat', 'imprint does not fit its hash')
  const take = (tag: number) => (rest[0]?.tag === tag ? rest.shift()! : null)
  const policy = take(0x06)
  const nonce = take(0x02)
  const certReq = take(0x01)
  if (rest[0]?.tag === 0xa0) refuse('unacceptedExtension', 'extensions are not accepted')
  if (rest.length > 0) refuse('badDataFormat', 'unknown field')
  if (nonce && nonce.content.length > MAX_NONCE_OCTETS) refuse('badRequest', 'nonce too long')
  return {
    imprint: value.content.slice(),
    imprintHash,
    ...(hashNode.children().length === 1 ? { isHashBare: true } : {}),
    policy: policy ? decodeOid(policy.content) : null,
    nonce: nonce ? decodeInteger(nonce.content) : null,
    certReq: certReq !== null && certReq.content[0] !== 0,
  }
}

/** Reads what somebody asks to have timestamped, strictly. Throws TimestampRefusal (TIMESTAMP_REQUEST_REFUSED) with what to answer. */
export function parseTimestampRequest(der: Uint8Array): TimestampRequest {
  if (der.length > MAX_REQUEST_OCTETS) refuse('badRequest', 'larger than any request')
  try {
    return readRequest(der)
  } catch (error) {
    if (error instanceof TimestampRefusal || !(error instanceof CodedError)) throw error
    return refuse('badDataFormat', error.message)
  }
}

/** DER of the TSTInfo to sign; genTime in whole seconds, `accuracySeconds` either way. */
export function encodeTstInfo(info: {
  readonly request: Pick<TimestampRequest, 'imprint' | 'imprintHash' | 'isHashBare' | 'nonce'>
  readonly policy: string
  readonly serialNumber: Uint8Array
  readonly genTime: number
  readonly accuracySeconds: number
  readonly ordering: boolean
}): Uint8Array<ArrayBuffer> {
  const { request } = info
  return encodeSequence(
    encodeInteger(1),
    encodeOid(info.policy),
    encodeImprint(request.imprintHash, request.imprint, request.isHashBare),
    encodeInteger(info.serialNumber),
    encodeGeneralizedTime(info.genTime),
    encodeSequence(encodeInteger(info.accuracySeconds)),
    ...(info.ordering ? [encodeBoolean(true)] : []),
    ...(request.nonce === null ? [] : [encodeInteger(request.nonce)]),
  )
}

function malformed(message: string, offset = 0): never {
  throw new CodedError<PkiErrorCode>('TIMESTAMP_MALFORMED', message, { offset })
}

function readAccuracy(node: DerNode): number {
  const unit: Readonly<Record<number, number>> = { 0x02: 1000, 0x80: 1, 0x81: 0.001 }
  return node.children().reduce((sum, part) => {
    const factor = unit[part.tag]
    if (factor === undefined || part.content.length > 5) malformed('not an accuracy', part.start)
    return sum + factor * Number(decodeInteger(part.content))
  }, 0)
}

/** Reads a TSTInfo. Throws TIMESTAMP_MALFORMED, DER_MALFORMED, OID_MALFORMED, TIME_MALFORMED. */
export function parseTstInfo(der: Uint8Array): TstInfo {
  const whole = readDer(der)
  const [version, policy, messageImprint, serial, genTime, ...rest] = whole.tag === 0x30 && whole.end === der.length ? whole.children() : []
  if (version?.tag !== 0x02 || decodeInteger(version.content) !== 1n || policy?.tag !== 0x06) malformed('not a TSTInfo')
  const [hashNode, value] = messageImprint?.tag === 0x30 ? messageImprint.children() : []
  if (hashNode?.tag !== 0x30 || value?.tag !== 0x04 || genTime?.tag !== 0x18) malformed('not a TSTInfo')
  const take = (tag: number) => (rest[0]?.tag === tag ? rest.shift()! : null)
  const accuracy = take(0x30)
  const ordering = take(0x01)
  const nonce = take(0x02)
  take(0xa0)
  take(0xa1)
  if (rest.length > 0) malformed('unknown field', rest[0]!.start)
  return {
    policy: decodeOid(policy.content),
    imprint: value.content,
    imprintHash: readHashIdentifier(hashNode),
    serialNumber: readSerialNumber(serial),
    genTime: readInstant(genTime),
    accuracy: accuracy ? readAccuracy(accuracy) : null,
    ordering: ordering !== null && ordering.content[0] !== 0,
    nonce: nonce ? decodeInteger(nonce.content) : null,
  }
}

/** DER of a TimeStampResp that grants this token. */
export function encodeTimestampResponse(token: Uint8Array): Uint8Array<ArrayBuffer> {
  return encodeSequence(encodeSequence(encodeInteger(0)), token)
}

/** DER of a TimeStampResp that refuses, saying why. */
export function issueTimestampRefusal(failure: TimestampFailure, text: string): Uint8Array<ArrayBuffer> {
  const bit = TIMESTAMP_FAILURES[failure]
  const octets = new Uint8Array((bit >> 3) + 1)
  octets[bit >> 3] = 0x80 >> (bit & 7)
  const failInfo = encodeDer(0x03, Uint8Array.of(7 - (bit & 7)), octets)
  return encodeSequence(encodeSequence(encodeInteger(2), encodeSequence(encodeUtf8String(text)), failInfo))
}

function readFailure(node: DerNode | undefined): string {
  if (node?.tag !== 0x03) return 'unknown'
  const bits = node.content.subarray(1)
  const found = Object.entries(TIMESTAMP_FAILURES).find(([, bit]) => ((bits[bit >> 3] ?? 0) & (0x80 >> (bit & 7))) !== 0)
  return found?.[0] ?? 'unknown'
}

function readResponse(der: Uint8Array): Uint8Array {
  const whole = readDer(der)
  const [statusInfo, token, surplus] = whole.tag === 0x30 && whole.end === der.length ? whole.children() : []
  const [status, ...rest] = statusInfo?.tag === 0x30 ? statusInfo.children() : []
  if (status?.tag !== 0x02 || status.content.length !== 1 || surplus) malformed('not a timestamp response')
  const isGranted = status.content[0] === 0 || status.content[0] === 1
  if (isGranted && token?.tag === 0x30) return token.bytes.slice()
  const text = rest[0]?.tag === 0x30 ? rest[0].children().filter((node) => node.tag === 0x0c).map((node) => decodeUtf8(node.content)).join(' ') : ''
  const failure = readFailure(rest.find((node) => node.tag === 0x03))
  throw new CodedError<PkiErrorCode>('TIMESTAMP_REFUSED', 'no timestamp was granted', { status: status.content[0]!, failure, text: text.slice(0, 200) })
}

/**
 * The token (DER of a ContentInfo) a TimeStampResp grants. Throws TIMESTAMP_REFUSED (details: status, failure, text) when it grants none,
 * TIMESTAMP_MALFORMED when it is no response.
 */
export function parseTimestampResponse(der: Uint8Array): Uint8Array {
  try {
    return readResponse(der)
  } catch (error) {
    if (!(error instanceof CodedError) || error.code.startsWith('TIMESTAMP_')) throw error
    throw new CodedError<PkiErrorCode>('TIMESTAMP_MALFORMED', error.message, { ...error.details, cause: error.code })
  }
}
