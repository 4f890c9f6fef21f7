import { describe, expect, it } from 'vitest'
import { MOVES, RULES, STATES, allowedMoves, isFinal, nextState } from './lifecycle.ts'

describe('life cycle', () => {
  it('leads from draft to concluded by publishing, offering and signing', () => {
    expect(nextState('draft', 'publish', 'seller')).toBe('published')
    expect(nextState('published', 'offer', 'seller')).toBe('offered')
    expect(nextState('offered', 'conclude', 'system')).toBe('concluded')
  })
  it('never lets a published text be edited, nor a declined or lapsed offer be signed', () => {
    expect(STATES.filter((state) => nextState(state, 'edit', 'seller') !== null)).toEqual(['draft'])
    for (const state of ['declined', 'lapsed', 'revoked', 'superseded', 'concluded'] as const) expect(nextState(state, 'sign', 'party')).toBeNull()
  })
  it('lets only the right party move', () => {
    expect(nextState('offered', 'decline', 'seller')).toBeNull()
    expect(nextState('offered', 'revoke', 'party')).toBeNull()
    expect(allowedMoves('offered', 'party')).toEqual(['open', 'sign', 'decline'])
  })
  it('reaches every state, has one rule for each move from a state, and knows the ends', () => {
    expect(STATES.filter((state) => RULES.every((rule) => rule.to !== state))).toEqual([])
    for (const move of MOVES) expect(RULES.some((rule) => rule.move === move)).toBe(true)
    expect(new Set(RULES.map((rule) => `${rule.from} ${rule.move}`)).size).toBe(RULES.length)
    expect(STATES.filter(isFinal)).toEqual(['declined', 'lapsed', 'revoked', 'superseded', 'withdrawn', 'terminated'])
  })
})
