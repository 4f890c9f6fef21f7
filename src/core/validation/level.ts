import { readDocumentSecurityStore } from '../pdf/validation-data.ts'
import type { PathResult } from '../pki/path.ts'
import type { SignatureFacts, Facts } from './facts.ts'
import type { Level } from './report.ts'
import type { RevocationStatus } from './revocation.ts'
import { holdsCertificate } from './time.ts'
import type { TimestampJudgement } from './time.ts'
import type { TrustResult } from './trust.ts'

export interface LevelInput {
  readonly facts: Facts
  readonly signature: SignatureFacts
  /** Baseline rules are kept and the signature itself is sound. */
  readonly isBaseline: boolean
  readonly trust: TrustResult | null
  readonly inside: readonly TimestampJudgement[]
  /** Proven document timestamps over this signature. */
  readonly around: readonly (readonly [SignatureFacts, TimestampJudgement])[]
}

const isSettled = (status: RevocationStatus): boolean => status.kind === 'not-needed' || status.kind === 'good' || (status.kind === 'revoked' && !status.isAtProvenTime)

function isEmbedded(path: PathResult, embedded: readonly Uint8Array[]): boolean {
  return path.chain.slice(0, -1).every((certificate) => holdsCertificate(embedded, certificate.der))
}

/** The level that validated data reach (EN 319 142-1 §6): data that are there but prove nothing do not count. */
export function computeLevel({ facts, signature, isBaseline, trust, inside, around }: LevelInput): Level | null {
  if (!isBaseline) return null
  const proven = [...inside.filter((one) => one.isProof), ...around.map(([, judgement]) => judgement)]
  if (proven.length === 0) return 'PAdES-BASELINE-B'
  const { store } = facts
  const embedded = [...store.certificates, ...facts.signatures.flatMap((one) => one.cms?.certificates ?? []), ...proven.flatMap((one) => one.result?.token.certificates ?? [])]
  const trusts = [trust, ...inside.filter((one) => one.isProof).map((one) => one.trust)]
  const hasData = store.certificates.length > 0 && store.crls.length + store.ocsps.length > 0
  const isLongTerm = hasData && trusts.every((one) => one !== null && one.isTrusted && one.revocation.every(isSettled) && isEmbedded(one.path, embedded))
  if (!isLongTerm) return 'PAdES-BASELINE-T'
  const isArchived = around.some(([outer]) => outer.coveredRevision !== null && readDocumentSecurityStore(facts.file, outer.coveredRevision) !== null && outer !== signature)
  return isArchived ? 'PAdES-BASELINE-LTA' : 'PAdES-BASELINE-LT'
}
