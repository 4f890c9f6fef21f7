import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { chooseRuleSet, computeFormation, ORDER_LIFE, placeMessage, VN_2023_FROM } from './formation.ts'
import type { Passage } from './formation.ts'

const passage: Passage = { left: 100, entered: 200, isDesignated: true, accessible: 300, noticed: null, from: 'Hà Nội', to: 'Đà Nẵng' }

describe('sending and receipt', () => {
  test('the rule set follows governing law and date', () => {
    expect(chooseRuleSet('pháp luật Việt Nam', VN_2023_FROM)).toBe('vn-2023')
    expect(chooseRuleSet('the law of Vietnam', VN_2023_FROM - 1)).toBe('vn-2005')
    expect(chooseRuleSet('the law of Singapore', VN_2023_FROM)).toBe('un-ecc')
  })

  test('2023: sent as it leaves, received in the named system once it can be read; 2005: sent and received as it enters', () => {
    const [now, then] = [placeMessage('vn-2023', passage), placeMessage('vn-2005', passage)]
    expect([now.sent.at, now.received.at, now.received.reason]).toEqual([100, 300, 'ENTERED_ACCESSIBLE'])
    expect([then.sent.at, then.received.at, then.received.reason]).toEqual([200, 200, 'ENTERED_DESIGNATED'])
    expect(placeMessage('vn-2023', { ...passage, left: null }).sent, 'the system was never the originator’s').toEqual({ at: 200, place: 'Hà Nội', reason: 'ENTERED_SYSTEM' })
  })

  test('UN ECC: at an address nobody named, only once the addressee knows', () => {
    const other = { ...passage, isDesignated: false }
    expect(placeMessage('un-ecc', other).received).toEqual({ at: null, place: 'Đà Nẵng', reason: 'NOT_SEEN' })
    expect(placeMessage('un-ecc', { ...other, noticed: 900 }).received.at).toBe(900)
  })

  test('the place is the party’s, never the server’s, and nothing is received before it was sent', () => {
    const instant = fc.nat(1000)
    fc.assert(
      fc.property(fc.constantFrom('vn-2023', 'vn-2005', 'un-ecc'), instant, instant, fc.option(instant), fc.boolean(), (rule, left, entered, accessible, isDesignated) => {
        const placed = placeMessage(rule, { ...passage, left: Math.min(left, entered), entered, accessible, isDesignated })
        expect([placed.sent.place, placed.received.place]).toEqual(['Hà Nội', 'Đà Nẵng'])
        expect(placed.received.at ?? Number.POSITIVE_INFINITY).toBeGreaterThanOrEqual(placed.sent.at)
      }),
    )
  })
})

describe('formation', () => {
  const offer = placeMessage('vn-2023', { ...passage, left: 0, entered: 0, accessible: 0 })
  const answerAt = (at: number) => placeMessage('vn-2023', { ...passage, left: at, entered: at, accessible: at, from: 'Đà Nẵng', to: 'Hà Nội' })
  const form = (at: number | null, more: { replyBy?: string | null; isOrder?: boolean; isAcceptance?: boolean; now?: number } = {}) =>
    computeFormation({ document: { replyBy: more.replyBy ?? null }, offer, answer: at === null ? null : { message: answerAt(at), isAcceptance: more.isAcceptance ?? true }, isOrder: more.isOrder ?? false, now: more.now ?? 0 })

  test('when the acceptance is received, at the place of who offered', () => {
    expect(form(5000)).toEqual({ formedAt: 5000, place: 'Hà Nội', replyBy: null, isDefaultDeadline: false, reason: 'ACCEPTANCE_RECEIVED' })
    expect(form(5000, { isAcceptance: false }).reason).toBe('DECLINED')
  })

  test('an order with no deadline lapses after twelve hours, to the millisecond', () => {
    expect(form(ORDER_LIFE, { isOrder: true }).formedAt).toBe(ORDER_LIFE)
    expect(form(ORDER_LIFE + 1, { isOrder: true })).toMatchObject({ formedAt: null, reason: 'LAPSED', isDefaultDeadline: true })
    expect(form(null, { isOrder: true, now: ORDER_LIFE + 1 }).reason).toBe('LAPSED')
    expect(form(null, { isOrder: true, now: ORDER_LIFE }).reason).toBe('OPEN')
  })

  test('the offer’s own deadline goes before', () => {
    expect(form(2000, { replyBy: '1970-01-01T00:00:01Z', isOrder: true })).toMatchObject({ formedAt: null, reason: 'LAPSED', replyBy: 1000, isDefaultDeadline: false })
  })
})
