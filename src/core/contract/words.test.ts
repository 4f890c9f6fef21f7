import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { integerInWords, moneyInWords } from './words.ts'

describe('amounts in words', () => {
  it.each([
    [0, 'không'],
    [5, 'năm'],
    [10, 'mười'],
    [15, 'mười lăm'],
    [21, 'hai mươi mốt'],
    [24, 'hai mươi tư'],
    [105, 'một trăm linh năm'],
    [110, 'một trăm mười'],
    [1000, 'một nghìn'],
    [1005, 'một nghìn không trăm linh năm'],
    [1_250_000, 'một triệu hai trăm năm mươi nghìn'],
    [30_000_000, 'ba mươi triệu'],
    [1_000_000_015, 'một tỷ không trăm mười lăm'],
    [2_500_000_000, 'hai tỷ năm trăm triệu'],
    [12_000_000_000_000, 'mười hai nghìn tỷ'],
  ])('reads %d in Vietnamese', (value, words) => expect(integerInWords(value, 'vi')).toBe(words))

  it.each([
    [0, 'zero'],
    [13, 'thirteen'],
    [42, 'forty-two'],
    [105, 'one hundred and five'],
    [1005, 'one thousand and five'],
    [1_250_000, 'one million two hundred and fifty thousand'],
    [30_000_000, 'thirty million'],
    [999_999_999_999_999, 'nine hundred and ninety-nine trillion nine hundred and ninety-nine billion nine hundred and ninety-nine million nine hundred and ninety-nine thousand nine hundred and ninety-nine'],
  ])('reads %d in English', (value, words) => expect(integerInWords(value, 'en')).toBe(words))

  it('names currency and cents', () => {
    expect(moneyInWords('30000000', 'VND', 'vi')).toBe('ba mươi triệu đồng')
    expect(moneyInWords('30000000', 'VND', 'en')).toBe('thirty million Vietnamese dong')
    expect(moneyInWords('1250.50', 'USD', 'vi')).toBe('một nghìn hai trăm năm mươi đô la Mỹ và năm mươi xu')
    expect(moneyInWords('1.01', 'USD', 'en')).toBe('one US dollar and one cent')
    expect(moneyInWords('2.00', 'EUR', 'en')).toBe('two euros')
  })

  it('never gives two amounts the same words', () => {
    const amounts = fc.integer({ min: 0, max: 999_999_999_999_999 })
    fc.assert(
      fc.property(amounts, amounts, fc.constantFrom('vi' as const, 'en' as const), (a, b, language) => {
        expect(integerInWords(a, language) === integerInWords(b, language)).toBe(a === b)
        expect(integerInWords(a, language)).toMatch(/^[^\s]+( [^\s]+)*$/)
      }),
    )
  })
})
