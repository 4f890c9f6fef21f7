import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readTotal, TOTAL_PLACE, writeAdvisal } from './advisal.ts'
import { createDraft } from './template.ts'

const of = (advisal: string, language: 'vi' | 'en' = 'vi') => ({ language, consent: { ...createDraft('sale-of-goods', language).consent, advisal } })

describe('the sentence beside the button: who presses must read what it costs', () => {
  test('names the amount in the contract’s own language', () => {
    expect(writeAdvisal(of(`Bạn phải trả ${TOTAL_PLACE}.`), { amount: '640000', currency: 'VND' })).toBe('Bạn phải trả 640.000\u00a0₫.')
    expect(writeAdvisal(of(`You owe ${TOTAL_PLACE}.`, 'en'), { amount: '1250.50', currency: 'EUR' })).toBe('You owe 1,250.50\u00a0EUR.')
    expect(writeAdvisal(of(`You owe ${TOTAL_PLACE}.`, 'en'), { amount: '7', currency: 'CHF' })).toBe('You owe 7\u00a0CHF.')
  })

  test('says that the total is stated where no amount is known, and leaves other sentences as they are', () => {
    expect(writeAdvisal(of(`You owe ${TOTAL_PLACE}.`, 'en'), null)).toBe('You owe the total stated above.')
    expect(writeAdvisal(of('Khi bấm, bạn đồng ý.'), { amount: '1', currency: 'VND' })).toBe('Khi bấm, bạn đồng ý.')
  })

  test('nothing in an amount is taken for a place or a pattern', () => {
    fc.assert(fc.property(fc.string(), fc.string(), (amount, currency) => {
      expect(writeAdvisal(of(`a ${TOTAL_PLACE} b`), { amount: `${amount}$&`, currency: `${currency}~` })).toBe(`a ${amount}$&\u00a0${currency}~ b`)
    }))
  })

  test.each(['vi', 'en'] as const)('a sale’s template in %s names its price in the sentence, from the seller’s or the buyer’s particulars', (language) => {
    const draft = createDraft('sale-of-goods', language)
    const id = draft.total!.particular
    expect(readTotal(draft, {})?.amount).toBe(draft.particulars.find((particular) => particular.id === id)?.value)
    const total = readTotal(draft, { [id]: '30000000' })
    expect(writeAdvisal(draft, total)).toContain(language === 'vi' ? '30.000.000\u00a0₫' : '30,000,000\u00a0VND')
    expect(readTotal(createDraft('terms-of-service', language), {})).toBe(null)
  })
})
