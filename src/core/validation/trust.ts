import type { Certificate } from '../pki/certificate.ts'
import { validatePath } from '../pki/path.ts'
import type { PathResult } from '../pki/path.ts'
import type { PathPurpose } from '../pki/path-check.ts'
import { failed, passed } from './check.ts'
import type { Check } from './check.ts'
import type { SubIndication } from './indication.ts'
import { judgeRevocation } from './revocation.ts'
import type { RevocationData, RevocationStatus } from './revocation.ts'

/** Everything at hand for building and judging paths. */
export interface TrustMaterial extends RevocationData {
  readonly anchors: readonly Uint8Array[]
  readonly certificates: readonly Uint8Array[]
}

export interface TrustResult {
  readonly checks: readonly Check[]
  readonly path: PathResult
  /** One for each certificate of the path but the anchor, the end certificate first. */
  readonly revocation: readonly RevocationStatus[]
  readonly isTrusted: boolean
}

const isoOf = (instant: number): string => new Date(instant).toISOString()

function judgeValidity(certificate: Certificate, at: number, isProven: boolean, isPathTimely: boolean): Check {
  const values = { notBefore: isoOf(certificate.notBefore), notAfter: isoOf(certificate.notAfter), at: isoOf(at) }
  if (at < certificate.notBefore) return failed('path-validity', { reason: 'early', values, subIndication: isProven ? 'NOT_YET_VALID' : 'OUT_OF_BOUNDS_NO_POE' })
  // a proof only that the signature existed by then does not say that it was made after the end: only that it may have been
  if (at > certificate.notAfter) return failed('path-validity', { reason: isProven ? 'late-proven' : 'late', values, subIndication: 'OUT_OF_BOUNDS_NO_POE' })
  return isPathTimely ? passed('path-validity', { reason: isProven ? 'proven' : 'now', values }) : failed('path-validity', { reason: 'authority', values, subIndication: 'OUT_OF_BOUNDS_NO_POE' })
}

function judgeStatus(certificate: Certificate, status: RevocationStatus, isEnd: boolean): Check {
  const values: Record<string, string> = { certificate: certificate.subject.commonName ?? certificate.subject.text }
  switch (status.kind) {
    case 'not-needed': return passed('revocation', { reason: 'not-needed', values })
    case 'good': return passed('revocation', { reason: 'good', values: { ...values, source: status.source, asOf: isoOf(status.asOf) } })
    case 'unknown': return failed('revocation', { reason: 'unknown', values, subIndication: 'TRY_LATER' })
    case 'revoked': {
      const more = { ...values, source: status.source, revokedAt: isoOf(status.revokedAt), cause: status.reason }
      if (!status.isAtProvenTime) return passed('revocation', { reason: 'later', values: more })
      if (status.reason === 'certificateHold') return failed('revocation', { reason: 'held', values: more, subIndication: 'TRY_LATER' })
      const subIndication: SubIndication = isEnd ? 'REVOKED' : 'REVOKED_CA_NO_POE'
      return failed('revocation', { reason: 'revoked', values: more, subIndication })
    }
  }
}

/** Path to an anchor, validity and revocation, all at one instant; `isProven` when a timestamp proves that instant. */
export async function judgeTrust(certificate: Certificate, material: TrustMaterial, purpose: PathPurpose, at: number, isProven: boolean): Promise<TrustResult> {
  const path = await validatePath({ certificate: certificate.der, intermediates: material.certificates, anchors: material.anchors, time: at, purpose })
  const failing = path.checks.filter((check) => !check.passed)
  const has = (...codes: readonly string[]) => failing.some(({ code }) => codes.includes(code))
  const constraints = failing.filter(({ code }) => !['PATH_TO_ANCHOR', 'PATH_SIGNATURE', 'PATH_VALIDITY', 'PATH_ALGORITHM'].includes(code))
  const reachesAnchor = !has('PATH_TO_ANCHOR', 'PATH_SIGNATURE')
  const top = path.chain[path.chain.length - 1]!
  const checks: Check[] = [
    reachesAnchor
      ? passed('path-to-anchor', { values: { anchor: top.subject.commonName ?? top.subject.text } })
      : failed('path-to-anchor', { reason: material.anchors.length === 0 ? 'no-anchor' : 'unknown', values: { issuer: top.issuer.commonName ?? top.issuer.text } }),
    judgeValidity(certificate, at, isProven, !has('PATH_VALIDITY')),
  ]
  if (has('PATH_ALGORITHM')) checks.push(failed('algorithms-sound', { reason: 'certificate' }))
  checks.push(constraints.length === 0 ? passed('path-constraints') : failed('path-constraints', { values: { rules: constraints.map(({ clause }) => clause).join('; ') } }))
  const revocation: RevocationStatus[] = []
  for (const [index, one] of path.chain.slice(0, -1).entries()) {
    const status = await judgeRevocation(one, path.chain[index + 1]!, material, at)
    revocation.push(status)
    checks.push(judgeStatus(one, status, index === 0))
  }
  const isTrusted = path.isValid && revocation.every((status) => status.kind === 'not-needed' || status.kind === 'good' || (status.kind === 'revoked' && !status.isAtProvenTime))
  return { checks, path, revocation, isTrusted }
}
