import { describe, expect, test } from 'vitest'
import { createDraft } from '../../../core/contract/template.ts'
import { createWithdrawal } from '../../../core/contract/template/consent.ts'
import { changeDays, namesDays } from './withdrawal.ts'

describe('the period of a withdrawal: a text that names other days than are counted would mislead whoever relies on it', () => {
  test.each(['vi', 'en'] as const)('the standard texts in %s follow the days, and name them from the start', (language) => {
    for (const granted of [createWithdrawal(language), createDraft('sale-of-goods', language).withdrawal!]) {
      expect(namesDays(granted)).toBe(true)
      const changed = changeDays(granted, '21')
      expect([changed.days, namesDays(changed)]).toEqual([21, true])
      expect(changed.text).not.toMatch(/14|fourteen|mười bốn/u)
      expect(namesDays(changeDays(changed, '30'))).toBe(true)
    }
  })

  test('other numbers stay, and what is no period changes nothing', () => {
    const own = { days: 2, text: 'Trong 2 ngày, theo khoản 12 và điều 2a.' }
    expect(changeDays(own, '5')).toEqual({ days: 5, text: 'Trong 5 ngày, theo khoản 12 và điều 2a.' })
    for (const typed of ['', '0', '366', '1.5', 'x', '2']) expect(changeDays(own, typed)).toBe(own)
    expect(namesDays({ days: 3, text: 'Trong 30 ngày.' })).toBe(false)
  })
})
