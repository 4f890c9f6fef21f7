import type { ParticularValues } from '../../../core/contract/document.ts'
import type { MeasuredScreen } from '../../../core/consent/measurement.ts'
import type { Service } from '../../../protocol/service.ts'
import type { Ceremony, CeremonyState } from './act/ceremony.ts'
import type { DetailProblem } from './details/problem.ts'
import type { Offer } from './offer.ts'
import type { Step } from './step/step.ts'
import type { KeptDraft } from './use-draft.ts'

/** What every step of the journey works with. */
export interface Journey {
  readonly token: string
  readonly offer: Offer
  readonly service: Service
  readonly kept: KeptDraft
  /** The particulars as they enter the contract: with several signatories everybody's, as far as they are given. */
  readonly values: ParticularValues
  /** Salt of the particulars' hash: this device's own, or the service's where several give them. */
  readonly salt: string
  readonly problems: ReadonlyMap<string, DetailProblem>
  readonly ceremony: Ceremony
  readonly state: CeremonyState
  /** The screens before this one, each as it was left. */
  readonly screens: readonly MeasuredScreen[]
  /** Only the terms are asked for: a link from the consent leads here. */
  readonly termsOnly: boolean
  readonly go: (step: Step) => void
  readonly decline: () => void
  readonly showPdf: () => void
}
