import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Particular } from './document.ts'
import { checkParticular, checkParticulars, formatParticular, resolveValues, tidyValue } from './particular.ts'
import { createDraft, fillDraft } from './template.ts'

const make = (kind: Particular['kind'], more: Partial<Particular> = {}): Particular => ({ id: 'x', party: 'buyer', label: 'X', kind, required: true, maxLength: 200, ...more })
const codeOf = (particular: Particular, value: string) => checkParticular(particular, value, 'vi')?.code ?? null

describe('one value', () => {
  it.each([
    ['email', 'tuyet@example.vn', 'tuyet@', 'a@b', 'a b@example.vn', '<a@example.vn>'],
    ['phone', '+84 912 345 678', '12', 'abc', '+', '--------'],
    ['person-name', 'Nguyễn Thị Ánh Tuyết', '', '123', 'A\u0301', '<b>x</b>'],
    ['tax-code', '0108765432', '12', '010876543A'],
    ['money', '30000000', '30.000.000', '-1', '1.5', '01'],
    ['integer', '24', '1.5', '1e3', '٣'],
    ['date', '2026-02-28', '2026-02-29', '21/11/2026', '2026-13-01'],
  ] as const)('%s takes %s and refuses what is no such thing', (kind, good, ...bad) => {
    const particular = make(kind, kind === 'money' ? { currency: 'VND' } : {})
    expect(codeOf(particular, good)).toBeNull()
    expect(bad.filter((value) => codeOf(particular, value) === null)).toEqual([])
  })
  it('takes a leap day in a leap year and cents where the currency has them', () => {
    expect(codeOf(make('date'), '2028-02-29')).toBeNull()
    expect(codeOf(make('money', { currency: 'USD' }), '1250.50')).toBeNull()
    expect(codeOf(make('money', { currency: 'USD' }), '1250.5')).toBe('PARTICULAR_MALFORMED')
  })
  it('holds values to bounds, exactly', () => {
    const price = make('money', { currency: 'USD', minimum: '10.10', maximum: '20' })
    expect(codeOf(price, '10.09')).toBe('PARTICULAR_TOO_SMALL')
    expect(codeOf(price, '10.10')).toBeNull()
    expect(codeOf(price, '20.01')).toBe('PARTICULAR_TOO_LARGE')
    expect(codeOf(make('date', { minimum: '2026-11-21' }), '2026-11-20')).toBe('PARTICULAR_TOO_SMALL')
  })
  it('refuses hostile letters, other spellings, long words and untidy spaces, each by name', () => {
    expect(checkParticular(make('text'), 'a\u202eb', 'vi')).toEqual({ code: 'PARTICULAR_LETTER_FORBIDDEN', particular: 'x', letter: 'U+202E' })
    expect(codeOf(make('text'), 'hợp'.normalize('NFD'))).toBe('PARTICULAR_NOT_NFC')
    expect(codeOf(make('text'), 'x'.repeat(101))).toBe('PARTICULAR_WORD_TOO_LONG')
    expect(codeOf(make('text', { maxLength: 3 }), 'abcd')).toBe('PARTICULAR_TOO_LONG')
    for (const value of [' a', 'a ', 'a  b']) expect(codeOf(make('text'), value)).toBe('PARTICULAR_SPACE_UNTIDY')
    expect(codeOf(make('multiline'), 'a\nb')).toBeNull()
    expect(codeOf(make('text'), 'a\nb')).toBe('PARTICULAR_LETTER_FORBIDDEN')
    expect(codeOf(make('choice', { choices: ['A'] }), 'B')).toBe('PARTICULAR_NOT_A_CHOICE')
  })
  it('tidies what people type into values', () => {
    expect(tidyValue(make('money', { currency: 'VND' }), ' 30.000.000 ₫ ', 'vi')).toBe('30000000')
    expect(tidyValue(make('money', { currency: 'USD' }), '$1,250.50', 'en')).toBe('1250.50')
    expect(tidyValue(make('money', { currency: 'USD' }), '1.250,50', 'vi')).toBe('1250.50')
    expect(tidyValue(make('date'), '5/1/2027', 'vi')).toBe('2027-01-05')
    expect(tidyValue(make('integer'), '1.250', 'vi')).toBe('1250')
    expect(tidyValue(make('person-name'), '  Ánh   Tuyết '.normalize('NFD'), 'vi')).toBe('Ánh Tuyết')
    expect(tidyValue(make('multiline'), 'a  \r\n\r\n\r\n b ', 'vi')).toBe('a\n\nb')
  })
  it('answers any text with null or a problem, quickly, and what it has tidied stays as it is', () => {
    const kinds = fc.constantFrom<Particular['kind']>('text', 'multiline', 'person-name', 'email', 'phone', 'address', 'money', 'integer', 'date', 'tax-code')
    const unit = fc.constantFrom('a', '@', '.', '-', ' ', '0', '9', 'ữ', '\n', '+', 'A', '’', '\u00a0')
    fc.assert(
      fc.property(kinds, fc.oneof(fc.string({ unit, maxLength: 400 }), fc.string()), (kind, text) => {
        const particular = make(kind, { maxLength: 2000, ...(kind === 'money' ? { currency: 'VND' as const } : {}) })
        const tidy = tidyValue(particular, text, 'vi')
        const isSettled = checkParticular(particular, tidy, 'vi') !== null || tidyValue(particular, tidy, 'vi') === tidy
        expect(isSettled || kind === 'money').toBe(true)
        expect(checkParticular(particular, text, 'vi')?.particular ?? 'x').toBe('x')
      }),
    )
  })
})

describe('a party’s particulars', () => {
  const draft = createDraft('sale-of-goods', 'vi')
  it('lists what is missing in order, and what is not this party’s to give', () => {
    const problems = checkParticulars(draft, { 'buyer-name': 'Ánh Tuyết', 'seller-name': 'Kẻ khác', nothing: 'x' }, 'buyer')
    expect(problems.filter((problem) => problem.code === 'PARTICULAR_MISSING').map((problem) => problem.particular)).toEqual([
      'buyer-address', 'buyer-email', 'buyer-phone', 'delivery-address', 'delivery-slot',
    ])
    expect(problems.filter((problem) => problem.code === 'PARTICULAR_UNKNOWN').map((problem) => problem.particular)).toEqual(['seller-name', 'nothing'])
  })
  it('never lets given values replace what the document has fixed', () => {
    const filled = fillDraft(draft, { total: '30000000' })
    expect(checkParticulars(filled, { total: '1' }, 'seller').map((problem) => problem.particular)).toContain('total')
    expect(resolveValues(filled, { total: '1' })['total']).toBe('30000000')
  })
  it('does not mistake inherited names for values', () => {
    expect(checkParticulars(draft, JSON.parse('{"__proto__":"x","constructor":"y"}') as Record<string, string>, 'buyer').filter((problem) => problem.code === 'PARTICULAR_UNKNOWN')).toHaveLength(2)
  })
  it('formats values for the text', () => {
    expect(formatParticular(make('integer', { unit: 'bộ' }), '1250', 'vi')).toBe('1.250\u00a0bộ')
    expect(formatParticular(make('multiline'), 'a\n\nb', 'vi')).toBe('a; b')
  })
})
