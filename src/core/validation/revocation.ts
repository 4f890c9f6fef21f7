import { isCodedError } from '../bytes/error.ts'
import { equalBytes } from '../bytes/compare.ts'
import type { AlgorithmPolicy } from '../pki/algorithm-policy.ts'
import type { Certificate } from '../pki/certificate.ts'
import { collectCrlAnswers } from '../pki/crl-check.ts'
import { ALL_REASONS } from '../pki/distribution-point.ts'
import { parseOcspResponse, verifyOcspResponse } from '../pki/ocsp.ts'
import type { RevocationReason } from '../pki/revocation.ts'

/** DER of revocation data at hand, whoever supplied it: each is verified before it counts. */
export interface RevocationData {
  readonly crls: readonly Uint8Array[]
  readonly ocsps: readonly Uint8Array[]
  /** Certificates that may have issued lists, and the anchors these must lead to. */
  readonly certificates: readonly Uint8Array[]
  readonly anchors: readonly Uint8Array[]
  /** Milliseconds for which data without nextUpdate count. */
  readonly freshness: number
  readonly algorithms: AlgorithmPolicy
}

/** One verified answer about a certificate. */
export interface RevocationAnswer {
  readonly source: 'CRL' | 'OCSP'
  readonly der: Uint8Array
  /** Who signed it. */
  readonly signer: Certificate
  readonly asOf: number
  readonly nextUpdate: number | null
  readonly revoked: { readonly revokedAt: number; readonly reason: RevocationReason } | null
}

/** What is known of one certificate of a path at the proven time. */
export type RevocationStatus =
  /** None needed: short-term with validity assured, noRevAvail, an OCSP responder so marked. */
  | { readonly kind: 'not-needed' }
  | { readonly kind: 'good'; readonly source: 'CRL' | 'OCSP'; readonly asOf: number }
  | { readonly kind: 'revoked'; readonly source: 'CRL' | 'OCSP'; readonly revokedAt: number; readonly reason: RevocationReason; readonly isAtProvenTime: boolean }
  /** Nothing at hand speaks of it, at or after that time. */
  | { readonly kind: 'unknown' }

const MAX_LOOKED_AT = 64

/**
 * The instant to hold data against: its own time when it was made after the proven one. Data made after the certificate expired says
 * nothing, because a list may have dropped it by then (RFC 5280 §3.3), unless its maker says since when it keeps them.
 */
function instantFor(thisUpdate: number, proven: number, certificate: Certificate, keepsSince: number | null): number | null {
  if (thisUpdate <= proven) return proven
  if (thisUpdate <= certificate.notAfter) return thisUpdate
  return keepsSince !== null && certificate.notAfter >= keepsSince ? thisUpdate : null
}

/** Null for data that cannot be read: whoever made the file chose it. */
async function unlessDamaged<T>(read: () => Promise<T | null>): Promise<T | null> {
  try {
    return await read()
  } catch (error) {
    if (isCodedError(error)) return null
    throw error
  }
}

async function readOcspAnswer(der: Uint8Array, certificate: Certificate, issuer: Certificate, data: RevocationData, proven: number): Promise<RevocationAnswer | null> {
  const single = parseOcspResponse(der).responses.find((one) => one.certificateId.serialNumber === certificate.serialNumber)
  const time = single && instantFor(single.thisUpdate, proven, certificate, single.archiveCutoff)
  if (time === undefined || time === null) return null
  const { isValid, answer, responder } = await verifyOcspResponse({
    response: der, certificate: certificate.der, issuer: issuer.der, time, maxAge: data.freshness, algorithms: data.algorithms,
  })
  if (!isValid || answer === null || responder === null || answer.status.kind === 'unknown') return null
  if (!(await isResponderCurrent(responder, issuer, data, time))) return null
  return { source: 'OCSP', der, signer: responder, asOf: answer.thisUpdate, nextUpdate: answer.nextUpdate, revoked: answer.status.kind === 'revoked' ? answer.status : null }
}

/** A delegated responder that a list of its issuer names as revoked is none (RFC 6960 §4.2.2.2.1). */
async function isResponderCurrent(responder: Certificate, issuer: Certificate, data: RevocationData, time: number): Promise<boolean> {
  if (equalBytes(responder.der, issuer.der) || responder.hasOcspNoCheck) return true
  const answers = await collectCrlAnswers({ ...data, certificate: responder, issuer, instantFor: ({ thisUpdate }) => instantFor(thisUpdate, time, responder, null), maxAge: data.freshness })
  return !answers.some(({ revoked }) => revoked !== null && revoked.revokedAt <= time)
}

const serves = (certificate: Certificate): boolean => (certificate.isValidityAssured || certificate.hasNoRevocation) && !(certificate.basicConstraints?.isAuthority ?? false)

/** By design, nothing will ever say that it is revoked. */
export const needsNoRevocation = (certificate: Certificate): boolean => serves(certificate) || certificate.hasOcspNoCheck

/** Every verified answer about `certificate`, issued by `issuer`, from data current at `proven` or made later (RFC 5280 §6.3, RFC 6960 §3.2). */
export async function collectAnswers(certificate: Certificate, issuer: Certificate, data: RevocationData, proven: number): Promise<RevocationAnswer[]> {
  const lists = await unlessDamaged(() => collectCrlAnswers({
    ...data, certificate, issuer, instantFor: (crl) => instantFor(crl.thisUpdate, proven, certificate, crl.keepsExpiredSince), maxAge: data.freshness,
  })) ?? []
  // lists for some reasons only count as good when together they speak of all
  const isWhole = lists.reduce((reasons, list) => reasons | list.reasons, 0) === ALL_REASONS
  const answers: RevocationAnswer[] = lists.filter(({ revoked }) => revoked !== null || isWhole).map(({ der, issuer: signer, asOf, nextUpdate, revoked }) => ({ source: 'CRL' as const, der, signer, asOf, nextUpdate, revoked }))
  for (const der of data.ocsps.slice(0, MAX_LOOKED_AT)) {
    const answer = await unlessDamaged(() => readOcspAnswer(der, certificate, issuer, data, proven))
    if (answer) answers.push(answer)
  }
  return answers
}

/** A suspension that a later answer, still before the proven time, no longer knows has ended. */
function isLifted(held: RevocationAnswer, answers: readonly RevocationAnswer[], proven: number): boolean {
  return held.revoked?.reason === 'certificateHold' && answers.some((one) => one.revoked === null && one.asOf > held.asOf && one.asOf <= proven)
}

/**
 * The status of `certificate` at the proven time. One answer that says revoked outweighs all that say good. `until`: the latest instant at
 * which a revocation still matters, later than `proven` where nothing proves that the thing judged existed before.
 */
export async function judgeRevocation(certificate: Certificate, issuer: Certificate, data: RevocationData, proven: number, until = proven): Promise<RevocationStatus> {
  if (needsNoRevocation(certificate)) return { kind: 'not-needed' }
  const answers = await collectAnswers(certificate, issuer, data, proven)
  const revocations = answers.filter((answer) => answer.revoked !== null && !isLifted(answer, answers, until)).sort((a, b) => a.revoked!.revokedAt - b.revoked!.revokedAt)
  const [revoked] = revocations
  if (revoked?.revoked) {
    const { revokedAt, reason } = revoked.revoked
    return { kind: 'revoked', source: revoked.source, revokedAt, reason, isAtProvenTime: revokedAt <= until }
  }
  const latest = answers.sort((a, b) => b.asOf - a.asOf)[0]
  return latest ? { kind: 'good', source: latest.source, asOf: latest.asOf } : { kind: 'unknown' }
}
