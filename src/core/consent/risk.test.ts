import { describe, expect, test } from 'vitest'
import { dropRecordsConsent } from '../contract/electronic-records.ts'
import { createDraft } from '../contract/template.ts'
import { createWords } from '../contract/template/consent.ts'
import { listRisks } from './risk.ts'

const draft = createDraft('terms-of-service', 'en')
const codes = (change: Partial<typeof draft>) => listRisks({ ...draft, ...change }).map(({ code }) => code)

describe('what a seller is told before publishing', () => {
  test('the built-in terms of service carry no risk in either language', () => {
    for (const language of ['vi', 'en'] as const) expect(listRisks(createDraft('terms-of-service', language))).toEqual([])
  })

  test('weak forms are named for what they are', () => {
    expect(codes({ presentation: 'browse-wrap' })).toEqual(['NOTICE_ONLY'])
    expect(codes({ presentation: 'sign-in-wrap' })).toEqual(['NO_BOX', 'TERMS_UNSEEN'])
    expect(codes({ presentation: 'link' })).toEqual(['TERMS_UNSEEN'])
  })

  test('a button that says nothing, or that its sentence does not name', () => {
    expect(codes({ consent: { ...draft.consent, button: 'Continue', advisal: 'By pressing Continue you agree.' } })).toEqual(['BUTTON_VAGUE'])
    expect(codes({ consent: { ...draft.consent, advisal: 'By going on you agree.' } })).toEqual(['BUTTON_UNNAMED'])
  })

  test('two agreements behind one box', () => {
    const controls = [{ id: 'all', label: 'I accept the terms of service and the use of my personal data.', required: true }]
    expect(listRisks({ ...draft, consent: { ...draft.consent, controls } })).toEqual([{ code: 'AGREEMENTS_MERGED', rule: 'C7', control: 'all' }])
    const vi = [{ id: 'all', label: 'Tôi đồng ý với điều khoản và nhận quảng cáo.', required: true }]
    expect(codes({ consent: { ...draft.consent, controls: vi } })).toEqual(['AGREEMENTS_MERGED'])
  })

  test('a paid order whose button does not oblige to pay', () => {
    expect(codes({ total: { particular: 'total' } })).toEqual(['PAYMENT_UNNAMED'])
  })

  test('a button that obliges to pay beside a sentence that names no amount; the standard words of an order name it', () => {
    for (const language of ['vi', 'en'] as const) {
      const { consent } = createDraft('terms-of-service', language)
      const ordered = { ...consent, ...createWords(language, 'order') }
      expect(codes({ consent: ordered })).toEqual([])
      expect(codes({ consent: { ...ordered, advisal: `Press “${ordered.button}”.` } })).toEqual(['TOTAL_UNNAMED'])
      expect(listRisks(createDraft('sale-of-goods', language))).toEqual([])
    }
  })

  test('a box for electronic records whose disclosure does not tell all that must be told', () => {
    const disclosure = { ...draft.disclosure, paragraphs: draft.disclosure.paragraphs.slice(0, 4) }
    expect(listRisks({ ...draft, disclosure })).toEqual([{ code: 'DISCLOSURE_SHORT', rule: 'L7', control: 'electronic-records' }])
    expect(listRisks(dropRecordsConsent(draft))).toEqual([])
  })
})
