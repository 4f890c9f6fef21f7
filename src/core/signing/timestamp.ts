import { CodedError } from '../bytes/error.ts'
import { verifyTimestampToken } from '../cms/timestamp.ts'
import type { TimestampToken } from '../cms/timestamp.ts'
import { createTimestampRequest, parseTimestampResponse } from '../pki/timestamp.ts'
import type { SigningErrorCode } from './error.ts'

/** What a timestamp must satisfy before it goes into a file: nothing unchecked is ever embedded. */
export interface TimestampTrust {
  /** DER of the roots (or units) that timestamps may come from. */
  readonly anchors: readonly Uint8Array[]
  readonly intermediates?: readonly Uint8Array[]
  /** Acceptable policies; any when absent. */
  readonly policies?: readonly string[]
  /** Epoch milliseconds that the token's time must not lie before, or after: a certificate's life, the timestamp that it follows. */
  readonly earliest?: number
  readonly latest?: number
}

/**
 * Holds a token against everything that is known of it: imprint, nonce, the named unit (ESSCertIDv2), its signature and algorithm, its path
 * with the critical sole purpose timeStamping at the token's own time, policy, and the order of times. Its facts when all of that holds.
 * Throws TIMESTAMP_UNSOUND (check: the first that failed), TIMESTAMP_MALFORMED.
 */
export async function checkTimestamp(token: Uint8Array, imprint: Uint8Array, trust: TimestampTrust, nonce?: Uint8Array): Promise<TimestampToken> {
  const { anchors, intermediates, policies, earliest, latest } = trust
  const result = await verifyTimestampToken({
    token, imprint, anchors, ...(intermediates ? { intermediates } : {}), ...(policies ? { policies } : {}), ...(nonce ? { nonce } : {}),
  })
  const failed = result.checks.find((check) => !check.passed)
  if (failed) throw new CodedError<SigningErrorCode>('TIMESTAMP_UNSOUND', 'the timestamp does not hold', { check: failed.code })
  const { genTime } = result.token
  const isInOrder = (earliest === undefined || genTime >= earliest) && (latest === undefined || genTime <= latest)
  if (!isInOrder) throw new CodedError<SigningErrorCode>('TIMESTAMP_UNSOUND', 'the timestamp’s time is out of order', { check: 'TIMESTAMP_ORDER' })
  return result.token
}

/**
 * Asks for a token over a SHA-256 imprint and checks it. `ask` carries a request to an authority and gives its answer; `nonce` is fresh
 * randomness. Throws TIMESTAMP_REFUSED, TIMESTAMP_UNSOUND, TIMESTAMP_MALFORMED and what `ask` throws.
 */
export async function requestTimestamp(
  imprint: Uint8Array, nonce: Uint8Array, ask: (request: Uint8Array) => Promise<Uint8Array>, trust: TimestampTrust,
): Promise<Uint8Array> {
  const token = parseTimestampResponse(await ask(createTimestampRequest({ imprint, nonce })))
  await checkTimestamp(token, imprint, trust, nonce)
  return token
}
