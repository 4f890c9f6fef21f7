import type { OfferStage, OfferState } from '../../../../protocol/offer.ts'
import type { Act } from '../act/act.ts'

/** Where am I: the journey's steps, in order. */
export const STEPS = ['read', 'details', 'consent', 'sign', 'receipt'] as const
export type Step = (typeof STEPS)[number]

export function isStep(value: string | null): value is Step {
  return STEPS.some((step) => step === value)
}

/** Where the terms of an offer stand by themselves, to read and to keep. */
export function termsAddress(token: string): string {
  return `/o/${encodeURIComponent(token)}?terms`
}

interface Position {
  readonly wished: string | null
  readonly offer: OfferState
  readonly act: Act | null
  /** Whether the particulars are complete and right. */
  readonly detailsFit: boolean
  /** Whether an act is being begun or has failed in a way that shows on the signing step. */
  readonly signing: boolean
  /** What the party can do now: with several signatories, others may have to come first. */
  readonly stage: OfferStage
  /** Whether the presentation asks for assent; a notice has no steps beyond reading. */
  readonly isAssent: boolean
}

/**
 * The step to show. An answered offer shows its receipt, an act under way its signing; no one comes to the consent with particulars that
 * do not fit or before its turn has come, nor back to the terms' boxes while a signature is being made.
 */
export function currentStep({ wished, offer, act, detailsFit, signing, isAssent, stage }: Position): Step {
  if (act?.stage === 'acknowledged' || offer === 'accepted' || offer === 'declined') return 'receipt'
  if (act || signing) return 'sign'
  if (!isAssent) return 'read'
  if (!isStep(wished) || wished === 'sign' || wished === 'receipt') return 'read'
  if (wished === 'consent' && (!detailsFit || stage !== 'sign')) return 'details'
  return wished
}
