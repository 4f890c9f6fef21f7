import type { DerNode } from '../bytes/der.ts'
import { CodedError } from '../bytes/error.ts'
import type { PkiErrorCode } from './error.ts'

const REASONS = {
  unspecified: 0, keyCompromise: 1, cACompromise: 2, affiliationChanged: 3, superseded: 4, cessationOfOperation: 5, certificateHold: 6, removeFromCRL: 8,
  privilegeWithdrawn: 9, aACompromise: 10,
} as const

/** CRLReason (RFC 5280 §5.3.1); `certificateHold` suspends, `removeFromCRL` in a delta restores. */
export type RevocationReason = keyof typeof REASONS

/** Number of a reason. */
export function encodeReason(reason: RevocationReason): number {
  return REASONS[reason]
}

/** Reason in an ENUMERATED. Throws REVOCATION_REASON_UNKNOWN. */
export function readReason(node: DerNode | undefined): RevocationReason {
  const value = node?.tag === 0x0a && node.content.length === 1 ? node.content[0] : undefined
  const found = Object.entries(REASONS).find(([, code]) => code === value)
  if (!found) throw new CodedError<PkiErrorCode>('REVOCATION_REASON_UNKNOWN', 'not a reason', { offset: node?.start ?? 0 })
  return found[0] as RevocationReason
}
