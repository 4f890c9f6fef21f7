import type { ContractState } from '../../protocol/contract.ts'
import type { OfferState } from '../../protocol/offer.ts'
import { m } from '../messages/generated/messages.js'
import { Chip } from './chip.tsx'
import type { ChipKind } from './chip.tsx'

const CONTRACT: Record<ContractState, readonly [ChipKind, () => string]> = {
  draft: ['plain', m.contracts_state_draft],
  published: ['need', m.contracts_state_published],
  offered: ['plain', m.contracts_state_offered],
  concluded: ['pass', m.contracts_state_concluded],
  declined: ['fail', m.contracts_state_declined],
  lapsed: ['off', m.contracts_state_lapsed],
  withdrawn: ['off', m.contracts_state_withdrawn],
}

const OFFER: Record<OfferState, readonly [ChipKind, () => string]> = {
  waiting: ['off', m.contracts_offer_waiting],
  sent: ['plain', m.contracts_offer_sent],
  opened: ['plain', m.contracts_offer_opened],
  'code-sent': ['plain', m.contracts_offer_code_sent],
  accepted: ['pass', m.contracts_offer_accepted],
  declined: ['fail', m.contracts_offer_declined],
  ended: ['off', m.contracts_offer_ended],
  lapsed: ['off', m.contracts_offer_lapsed],
  withdrawn: ['off', m.contracts_offer_withdrawn],
}

const MARKS: Partial<Record<ChipKind, string>> = { pass: '✓', fail: '✕' }

export const contractStateName = (state: ContractState): string => CONTRACT[state][1]()

export function ContractStateChip({ state }: { readonly state: ContractState }) {
  const [kind, name] = CONTRACT[state]
  return <Chip kind={kind}>{MARKS[kind] && <span aria-hidden="true">{MARKS[kind]}</span>}{name()}</Chip>
}

export function OfferStateChip({ state }: { readonly state: OfferState }) {
  const [kind, name] = OFFER[state]
  return <Chip kind={kind}>{MARKS[kind] && <span aria-hidden="true">{MARKS[kind]}</span>}{name()}</Chip>
}

/** An offer's state in a word, for a sentence. */
export function offerStateName(state: OfferState): string {
  return OFFER[state][1]()
}
