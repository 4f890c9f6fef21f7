import { describe, expect, it } from 'vitest'
import { formatDate, formatInstant, formatInteger, formatMoney } from './format.ts'

describe('formats', () => {
  it('writes amounts as each language does', () => {
    expect(formatMoney('30000000', 'VND', 'vi')).toBe('30.000.000\u00a0₫')
    expect(formatMoney('30000000', 'VND', 'en')).toBe('30,000,000\u00a0VND')
    expect(formatMoney('1250.50', 'USD', 'vi')).toBe('1.250,50\u00a0USD')
    expect(formatMoney('1250.50', 'USD', 'en')).toBe('1,250.50\u00a0USD')
    expect(formatMoney('999', 'EUR', 'en')).toBe('999\u00a0EUR')
    expect(formatMoney('0', 'VND', 'vi')).toBe('0\u00a0₫')
  })
  it('groups whole numbers', () => {
    expect(formatInteger('1250', 'vi')).toBe('1.250')
    expect(formatInteger('-1250000', 'en')).toBe('−1,250,000')
  })
  it('writes dates and instants with the clock and zone they name', () => {
    expect(formatDate('2026-11-21', 'vi')).toBe('21/11/2026')
    expect(formatDate('2026-01-05', 'en')).toBe('5\u00a0January 2026')
    expect(formatInstant('2026-11-28T17:00:00+07:00', 'vi')).toBe('17:00 ngày 28/11/2026 (GMT+7)')
    expect(formatInstant('2026-11-28T17:00:00.000Z', 'en')).toBe('17:00 on 28\u00a0November 2026 (GMT)')
    expect(formatInstant('2026-11-28T17:00:00-03:30', 'en')).toBe('17:00 on 28\u00a0November 2026 (GMT−3:30)')
  })
})
