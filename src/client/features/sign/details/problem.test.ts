import { describe, expect, test } from 'vitest'
import { composeDocument, createDraft, fillDraft } from '../../../../core/contract/template.ts'
import { checkParticulars } from '../../../../core/contract/particular.ts'
import { askedParticulars } from './asked.ts'
import { findProblems, nameOf, PLACE, placeOf, REASON, reasonOf, valuesOf } from './problem.ts'

const seller = { 'seller-name': 'Gốm Xanh', 'seller-tax-code': '0108765432', 'seller-address': 'Hà Nội', 'seller-representative': 'Đặng Quỳnh Như', 'seller-email': 'ban@example.vn', 'seller-phone': '0241234567', 'seller-website': 'example.vn', goods: 'Ấm trà', quantity: '24', 'unit-price': '1250000', total: '30000000', 'delivery-days': '10', 'warranty-months': '12', 'bank-account': '0071' }
const document = composeDocument(fillDraft(createDraft('sale-of-goods', 'vi'), seller), {
  contract: 'contract-0001', version: '1.0', number: '2026/11-0001', typesetRevision: 'layout-1', createdOn: '2026-11-22', publishedAt: null,
})
const party = document.parties.find(({ id }) => id === 'buyer')!
const typed = { 'buyer-name': '  Nguyễn  Thị Ánh Tuyết ', 'buyer-address': '12 Lý Thường Kiệt, Hà Nội', 'buyer-email': 'tuyet@example.vn', 'buyer-phone': '090 123 4567', 'delivery-address': '12 Lý Thường Kiệt', 'delivery-slot': 'Buổi sáng, 8 giờ đến 12 giờ' }
const draft = { typed, place: '', reason: '' }
const OFFERED = 'Tuyet@example.vn'

describe('the buyer’s particulars', () => {
  test('what a person types comes out tidy, and the contract accepts it', () => {
    const values = valuesOf(document, party, draft)
    expect(values['buyer-name']).toBe('Nguyễn Thị Ánh Tuyết')
    expect(Object.keys(values)).not.toContain('buyer-tax-code')
    expect([...findProblems(document, party, draft, OFFERED)]).toEqual([])
    expect(checkParticulars(document, values, 'buyer')).toEqual([])
    expect(nameOf(document, party, values)).toBe('Nguyễn Thị Ánh Tuyết')
  })

  test('only the buyer’s open particulars are asked for', () => {
    expect(askedParticulars(document, 'buyer').every(({ party: owner }) => owner === 'buyer')).toBe(true)
    expect(askedParticulars(document, 'seller')).toEqual([])
  })

  test('a letter that the contract cannot print is named where it was typed', () => {
    const problems = findProblems(document, party, { ...draft, typed: { ...typed, 'buyer-address': '12 漢 Hà Nội' } }, OFFERED)
    expect(problems.get('buyer-address')).toEqual({ code: 'LETTER_UNPRINTABLE', letter: '漢' })
  })

  test('another address than the one the offer went to is found before anything is signed', () => {
    const other = { ...draft, typed: { ...typed, 'buyer-email': 'other@example.vn' } }
    expect([...findProblems(document, party, other, OFFERED)]).toEqual([['buyer-email', { code: 'NOT_THE_OFFERED_ADDRESS' }]])
  })

  test('letters that show nothing are refused', () => {
    expect(findProblems(document, party, { ...draft, typed: { ...typed, 'buyer-address': 'Hà\u202eNội' } }, OFFERED).get('buyer-address')).toMatchObject({ code: 'PARTICULAR_LETTER_FORBIDDEN', letter: 'U+202E' })
    expect(findProblems(document, party, { ...draft, place: 'Huế\u200b' }, OFFERED).get(PLACE)).toMatchObject({ code: 'PARTICULAR_LETTER_FORBIDDEN' })
  })

  test('what is missing or malformed is found in the order of the form', () => {
    const problems = findProblems(document, party, { ...draft, typed: { ...typed, 'buyer-name': '', 'buyer-email': 'nobody' } }, OFFERED)
    expect([...problems]).toEqual([['buyer-name', { code: 'PARTICULAR_MISSING' }], ['buyer-email', expect.objectContaining({ code: 'PARTICULAR_MALFORMED' })]])
  })

  test('the place is the one typed, else the address', () => {
    expect(placeOf(document, party, draft)).toBe('12 Lý Thường Kiệt, Hà Nội')
    expect(placeOf(document, party, { ...draft, place: ' Huế ' })).toBe('Huế')
    expect(placeOf(document, party, { typed: {}, place: '' })).toBeNull()
  })

  test('the reason is the person’s own words, tidied and of a length; nothing typed is none', () => {
    expect(reasonOf({ reason: '  Đặt lần\n2 ' })).toBe('Đặt lần 2')
    expect([reasonOf({ reason: ' ' }), reasonOf({})]).toEqual([null, null])
    expect(findProblems(document, party, { ...draft, reason: 'x'.repeat(201) }, OFFERED).get(REASON)).toEqual({ code: 'PARTICULAR_TOO_LONG', maximum: '200' })
    expect(findProblems(document, party, { ...draft, reason: 'mua\u202e' }, OFFERED).get(REASON)).toMatchObject({ code: 'PARTICULAR_LETTER_FORBIDDEN' })
  })
})
