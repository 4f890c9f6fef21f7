import { keepOf } from '../retention/rule.ts'
import type { OfferState } from '../../protocol/offer.ts'
import type { RetentionReasonCode } from '../../protocol/privacy.ts'

export type RetentionReason = RetentionReasonCode

export interface OfferFacts {
  readonly state: OfferState
  readonly isOpen: boolean
  readonly isConcluded: boolean
  readonly concludedAt: number
  /** The contract's own retention, where one was set; epoch milliseconds. */
  readonly retainUntil: number | null
  readonly isHeld: boolean
}

/** Why an offer's personal data cannot go yet, and until when; null when it can. */
export function refuseErasure({ state, isOpen, isConcluded, concludedAt, retainUntil, isHeld }: OfferFacts): { reason: RetentionReason; until: number | null } | null {
  if (isHeld) return { reason: 'LEGAL_HOLD', until: null }
  if (isConcluded) return { reason: 'CONCLUDED_CONTRACT', until: Math.max(retainUntil ?? 0, concludedAt + keepOf('concluded')) }
  // A signature that others may still build on, or that was given to the others already.
  if (state === 'accepted') return { reason: 'SIGNATURE_GIVEN', until: null }
  return isOpen ? { reason: 'OPEN_OFFER', until: null } : null
}
