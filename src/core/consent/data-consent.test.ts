import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { encodeCanonicalJson } from '../bytes/canonical-json.ts'
import { composeDocument, createDraft } from '../contract/template.ts'
import { encodeConsentRecord } from './consent-record.ts'
import { askedPurposes, deriveDataConsent, findDataConsentProblem, hashDataConsent, nameDataConsentEvent, parseDataConsent, type DataConsent } from './data-consent.ts'

const PRIVACY = {
  controller: 'Tiệm Làng', contact: 'du-lieu@example.com',
  purposes: [
    { id: 'news', why: 'Gửi tin hàng mới', what: 'địa chỉ thư', basis: 'consent' as const, retention: 'đến khi rút lại', recipients: 'không ai' },
    { id: 'survey', why: 'Hỏi ý kiến', what: 'địa chỉ thư', basis: 'consent' as const, retention: '1 năm', recipients: 'Viện Khảo sát' },
    { id: 'delivery', why: 'Giao hàng', what: 'địa chỉ', basis: 'contract' as const, retention: '10 năm', recipients: 'bên giao hàng' },
  ],
}
const document = { ...composeDocument(createDraft('terms-of-service', 'vi'), { contract: 'contract-0001', version: '1.0', number: '1', typesetRevision: 'none', createdOn: '2026-11-21', publishedAt: '2026-11-21T10:00:00+07:00' }), privacy: PRIVACY }
const documentHash = 'ab'.repeat(32)
const REST = { id: 'one', appBuild: 'test', keyThumbprint: 'k'.repeat(43), challenge: `1700000000000.${'0'.repeat(64)}`, claimedTime: '2026-11-25T10:00:00+07:00' }
const close = (change: Partial<DataConsent> = {}): string => encodeCanonicalJson({ ...deriveDataConsent({ document, documentHash, previous: null, before: {}, after: { news: true }, isWithdrawal: false }), ...REST, ...change })
const problemOf = (text: string) => findDataConsentProblem(parseDataConsent(text), { document, documentHash, previous: null, before: {} })

describe('a decision about personal data', () => {
  test('[Q1] names every purpose that rests on consent, each on its own, and no other', () => {
    expect(parseDataConsent(close()).purposes).toEqual([{ id: 'news', before: false, after: true }, { id: 'survey', before: false, after: false }])
    expect(askedPurposes(PRIVACY).map(({ id }) => id)).toEqual(['news', 'survey'])
    expect(problemOf(close())).toBeNull()
  })

  test.each([
    ['purposes', { purposes: [{ id: 'news', before: true, after: true }, { id: 'survey', before: false, after: false }] }],
    ['purposes', { purposes: [{ id: 'news', before: false, after: true }] }],
    ['noticeHash', { noticeHash: '00'.repeat(32) }],
    ['event', { event: 'withdrawn' as const }],
    ['sentence', { sentence: 'Bạn đồng ý mọi thứ.' }],
    ['previous', { previous: '11'.repeat(32) }],
  ])('[Q2] what was not asked so, to the letter, is found: %s', (member, change) => {
    expect(problemOf(close(change))).toBe(member)
  })

  test('[Q3] taking back is one press, and cannot keep a purpose', () => {
    const input = { document, documentHash, previous: documentHash, before: { news: true } }
    const withdrawal = { ...deriveDataConsent({ ...input, after: {}, isWithdrawal: true }), ...REST }
    expect([withdrawal.event, withdrawal.button]).toEqual(['withdrawn', 'Rút lại mọi đồng ý'])
    expect(findDataConsentProblem(parseDataConsent(encodeCanonicalJson(withdrawal)), input)).toBeNull()
    const kept = { ...withdrawal, purposes: [{ id: 'news', before: true, after: true }, { id: 'survey', before: false, after: false }] }
    expect(findDataConsentProblem(parseDataConsent(encodeCanonicalJson(kept)), input)).toBe('purposes')
  })

  test('is named by what it changes', () => {
    expect([nameDataConsentEvent({}, { news: true }, true), nameDataConsentEvent({ news: true }, { news: true, survey: true }, false), nameDataConsentEvent({ news: true }, { news: false }, false), nameDataConsentEvent({}, { news: false }, true)]).toEqual(['given', 'changed', 'withdrawn', 'refused'])
  })

  test('whatever is not such a statement in canonical form is refused, and nothing hangs', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json(), fc.constant(` ${close()}`), fc.constant(close({ more: 1 } as never))), (text) => {
      expect(() => parseDataConsent(text)).toThrow('not a statement about personal data')
    }))
  })
})

test('the record has the fields of ISO/IEC TS 27560, purpose by purpose, and nobody’s name', () => {
  const text = close()
  const record = encodeConsentRecord({
    id: 'one', principal: 'pseudonym', document, documentHash, address: 'https://sign.example/d/token', service: 'https://sign.example',
    acts: [{ event: 'given', at: '2026-11-25T03:00:00.000Z', statementHash: hashDataConsent(text), recordHash: documentHash, choices: { news: true, survey: false } }],
  })
  expect(Object.keys(record)).toEqual(['schema_version', 'record_id', 'pii_principal_id', 'pii_processing', 'party_identification', 'event'])
  const { purposes } = record['pii_processing'] as { purposes: Record<string, unknown>[] }
  expect(purposes.map(({ purpose_id, lawful_basis, event_state, withdrawal_method }) => [purpose_id, lawful_basis, event_state, withdrawal_method])).toEqual([
    ['news', 'consent', 'consent given', 'https://sign.example/d/token'], ['survey', 'consent', 'no consent', 'https://sign.example/d/token'], ['delivery', 'contract', 'not based on consent', null],
  ])
})
