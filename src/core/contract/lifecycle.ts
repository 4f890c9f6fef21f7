/**
 * draft: the seller edits · published: an immutable, signed version · offered: sent to the other parties, who may act ·
 * concluded: every signing party has signed · declined · lapsed: the reply deadline passed · revoked: the seller took the offer back ·
 * superseded: a newer version was published · withdrawn: a party used its right to withdraw after conclusion · terminated: ended by agreement or term.
 */
export const STATES = ['draft', 'published', 'offered', 'concluded', 'declined', 'lapsed', 'revoked', 'superseded', 'withdrawn', 'terminated'] as const
export type State = (typeof STATES)[number]

export const MOVES = ['edit', 'publish', 'offer', 'open', 'sign', 'conclude', 'decline', 'lapse', 'revoke', 'supersede', 'withdraw', 'terminate'] as const
export type Move = (typeof MOVES)[number]

/** `party` is any party that was offered the contract; `system` moves follow from the clock or from all signatures being there. */
export type Mover = 'seller' | 'party' | 'system'

interface Rule {
  readonly move: Move
  readonly from: State
  readonly to: State
  readonly by: readonly Mover[]
}

export const RULES: readonly Rule[] = [
  { move: 'edit', from: 'draft', to: 'draft', by: ['seller'] },
  { move: 'publish', from: 'draft', to: 'published', by: ['seller'] },
  { move: 'offer', from: 'published', to: 'offered', by: ['seller'] },
  { move: 'supersede', from: 'published', to: 'superseded', by: ['seller'] },
  { move: 'revoke', from: 'published', to: 'revoked', by: ['seller'] },
  { move: 'open', from: 'offered', to: 'offered', by: ['party'] },
  { move: 'sign', from: 'offered', to: 'offered', by: ['party', 'seller'] },
  { move: 'conclude', from: 'offered', to: 'concluded', by: ['system'] },
  { move: 'decline', from: 'offered', to: 'declined', by: ['party'] },
  { move: 'lapse', from: 'offered', to: 'lapsed', by: ['system'] },
  { move: 'revoke', from: 'offered', to: 'revoked', by: ['seller'] },
  { move: 'supersede', from: 'offered', to: 'superseded', by: ['seller'] },
  { move: 'withdraw', from: 'concluded', to: 'withdrawn', by: ['party'] },
  { move: 'terminate', from: 'concluded', to: 'terminated', by: ['seller', 'party', 'system'] },
]

/** The state a move leads to, or null when it is not allowed from here or not to this mover. */
export function nextState(state: State, move: Move, by: Mover): State | null {
  return RULES.find((rule) => rule.from === state && rule.move === move && rule.by.includes(by))?.to ?? null
}

/** Moves open to someone now. */
export function allowedMoves(state: State, by: Mover): Move[] {
  return RULES.filter((rule) => rule.from === state && rule.by.includes(by)).map((rule) => rule.move)
}

/** No move leads out of it. */
export function isFinal(state: State): boolean {
  return !RULES.some((rule) => rule.from === state && rule.to !== state)
}
