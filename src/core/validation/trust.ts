import type { Certificate } from '../pki/certificate.ts'
import { validatePath } from '../pki/path.ts'
import type { PathResult } from '../pki/path.ts'
import type { PathPurpose } from '../pki/path-check.ts'
import { failed, passed } from './check.ts'
import type { Check } from './check.ts'
import type { SubIndication } from './indication.ts'
import type { ProofsOfExistence } from './poe.ts'
import { judgeRevocation } from './revocation.ts'
import type { RevocationData, RevocationStatus } from './revocation.ts'
import { slideTime } from './sliding.ts'

/** Everything at hand for building and judging paths. */
export interface TrustMaterial extends RevocationData {
  readonly acceptedPolicies: readonly string[]
}

export interface TrustResult {
  readonly checks: readonly Check[]
  readonly path: PathResult
  /** One for each certificate of the path but the anchor, the end certificate first. */
  readonly revocation: readonly RevocationStatus[]
  readonly isTrusted: boolean
}

/** What is known of when the thing was signed that a certificate is judged for. */
export interface TimeFrame {
  /** The instant to judge the path at. */
  readonly at: number
  /** A timestamp proves that it existed by then. */
  readonly isProven: boolean
  /** The earliest instant by which it is proven to have existed: what happened to keys and algorithms before that counts. */
  readonly proof: number
  /** It holds something that was made at this instant, so it was not signed before; null when nothing says so. */
  readonly notBefore: number | null
  readonly now: number
  readonly poe: ProofsOfExistence
}

const isoOf = (instant: number): string => new Date(instant).toISOString()
const nameOf = (certificate: Certificate): string => certificate.subject.commonName ?? certificate.subject.text

function judgeValidity(certificate: Certificate, { at, isProven, notBefore }: TimeFrame, isPathTimely: boolean): Check {
  const values = { notBefore: isoOf(certificate.notBefore), notAfter: isoOf(certificate.notAfter), at: isoOf(at) }
  if (at < certificate.notBefore) return failed('path-validity', { reason: 'early', values, subIndication: isProven ? 'NOT_YET_VALID' : 'OUT_OF_BOUNDS_NO_POE' })
  if (notBefore !== null && notBefore > certificate.notAfter) return failed('path-validity', { reason: 'expired', values: { ...values, at: isoOf(notBefore) }, subIndication: 'EXPIRED' })
  // a proof only that the signature existed by then does not say that it was made after the end: only that it may have been
  if (at > certificate.notAfter + 999) return failed('path-validity', { reason: isProven ? 'late-proven' : 'late', values, subIndication: 'OUT_OF_BOUNDS_NO_POE' })
  return isPathTimely ? passed('path-validity', { reason: isProven ? 'proven' : 'now', values }) : failed('path-validity', { reason: 'authority', values, subIndication: 'OUT_OF_BOUNDS_NO_POE' })
}

function judgeStatus(certificate: Certificate, status: RevocationStatus, isEnd: boolean, { notBefore, now }: TimeFrame): Check {
  const values: Record<string, string> = { certificate: nameOf(certificate) }
  switch (status.kind) {
    case 'not-needed': return passed('revocation', { reason: 'not-needed', values })
    case 'good': return passed('revocation', { reason: 'good', values: { ...values, source: status.source, asOf: isoOf(status.asOf) } })
    // after its end no newer data will come
    case 'unknown': return failed('revocation', { reason: 'unknown', values, subIndication: now > certificate.notAfter ? 'NO_POE' : 'TRY_LATER' })
    case 'revoked': {
      const more = { ...values, source: status.source, revokedAt: isoOf(status.revokedAt), cause: status.reason }
      if (!status.isAtProvenTime) return passed('revocation', { reason: 'later', values: more })
      if (status.reason === 'certificateHold') return failed('revocation', { reason: 'held', values: more, subIndication: 'TRY_LATER' })
      const isAfter = isEnd && notBefore !== null && notBefore >= status.revokedAt
      const subIndication: SubIndication = isAfter ? 'REVOKED' : isEnd ? 'REVOKED_NO_POE' : 'REVOKED_CA_NO_POE'
      return failed('revocation', { reason: isAfter ? 'revoked-before' : 'revoked', values: more, subIndication })
    }
  }
}

const isRevokedSince = (status: RevocationStatus): boolean => status.kind === 'revoked' && !status.isAtProvenTime

/** Path to an anchor, validity, algorithms and revocation (EN 319 102-1 §5.2.6, §5.5.4; §5.6.2.1 where an authority has been revoked since). */
export async function judgeTrust(certificate: Certificate, material: TrustMaterial, purpose: PathPurpose, frame: TimeFrame): Promise<TrustResult> {
  const { acceptedPolicies, algorithms } = material
  const policies = purpose === 'document-signing' && acceptedPolicies.length > 0 ? { accepted: acceptedPolicies, isExplicit: true } : {}
  const path = await validatePath({
    certificate: certificate.der, intermediates: material.certificates, anchors: material.anchors, time: frame.at, purpose, algorithms, algorithmTime: frame.proof, policies,
  })
  const failing = path.checks.filter((check) => !check.passed)
  const has = (...codes: readonly string[]) => failing.some(({ code }) => codes.includes(code))
  const constraints = failing.filter(({ code }) => !['PATH_TO_ANCHOR', 'PATH_SIGNATURE', 'PATH_VALIDITY', 'PATH_ALGORITHM'].includes(code))
  const reachesAnchor = !has('PATH_TO_ANCHOR', 'PATH_SIGNATURE')
  const top = path.chain[path.chain.length - 1]!
  const checks: Check[] = [
    reachesAnchor
      ? passed('path-to-anchor', { values: { anchor: nameOf(top) } })
      : failed('path-to-anchor', { reason: material.anchors.length === 0 ? 'no-anchor' : 'unknown', values: { issuer: top.issuer.commonName ?? top.issuer.text } }),
    judgeValidity(certificate, frame, !has('PATH_VALIDITY')),
  ]
  if (has('PATH_ALGORITHM')) checks.push(failed('algorithms-sound', { reason: 'certificate', subIndication: 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE' }))
  checks.push(constraints.length === 0 ? passed('path-constraints') : failed('path-constraints', { values: { rules: constraints.map(({ clause }) => clause).join('; ') } }))
  const revocation: RevocationStatus[] = []
  for (const [index, one] of path.chain.slice(0, -1).entries()) {
    const status = await judgeRevocation(one, path.chain[index + 1]!, material, frame.at, Math.max(frame.at, frame.proof))
    revocation.push(status)
    checks.push(judgeStatus(one, status, index === 0, frame))
  }
  const isSlid = reachesAnchor && revocation.slice(1).some(isRevokedSince)
  const control = isSlid ? await slideTime(path.chain, material, frame.now, frame.poe) : frame.now
  const isWithin = control !== null && frame.proof <= control
  if (!isWithin) checks.push(failed('revocation', { reason: 'authority-since', values: { certificate: nameOf(certificate) }, subIndication: control === null ? 'NO_POE' : 'REVOKED_CA_NO_POE' }))
  const isTrusted = path.isValid && isWithin && revocation.every((status) => status.kind === 'not-needed' || status.kind === 'good' || isRevokedSince(status))
  return { checks, path, revocation, isTrusted }
}
