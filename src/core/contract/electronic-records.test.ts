import { describe, expect, test } from 'vitest'
import { parseContractDraft } from './document.ts'
import { askRecordsConsent, DISCLOSURE_SUBJECTS, dropRecordsConsent, findRecordsBox, isFullDisclosure } from './electronic-records.ts'
import { createDraft, fillDraft } from './template.ts'

describe.each(['vi', 'en'] as const)('consent to electronic records in %s: told first, and asked apart', (language) => {
  const draft = fillDraft(createDraft('sale-of-goods', language), {})

  test('the standard disclosure tells of scope, paper, withdrawal, contact and equipment, each by itself, and a box of its own asks', () => {
    expect(draft.disclosure.paragraphs).toHaveLength(DISCLOSURE_SUBJECTS.length)
    const heads = language === 'vi' ? ['Phạm vi', 'Bản giấy', 'Rút lại', 'Liên hệ', 'Thiết bị'] : ['Scope', 'Paper', 'Withdrawing', 'Contact', 'Equipment']
    expect(draft.disclosure.paragraphs.map((text) => text.split(':')[0])).toEqual(heads)
    expect(draft.disclosure.paragraphs[2], 'how it is taken back').toContain(language === 'vi' ? 'thư điện tử' : 'e-mail')
    expect(findRecordsBox(draft)).toMatchObject({ required: true })
  })

  test('switched off and on again it is whole, and every state can be published', () => {
    const off = dropRecordsConsent(draft)
    expect([findRecordsBox(off), off.disclosure.paragraphs.length, off.consent.controls.length]).toEqual([null, 1, draft.consent.controls.length - 1])
    const on = askRecordsConsent(off)
    expect(on.disclosure).toEqual(draft.disclosure)
    expect(findRecordsBox(on)).toEqual(findRecordsBox(draft))
    for (const state of [off, on]) expect(() => parseContractDraft(state)).not.toThrow()
  })

  test('a seller’s own words stay when it is asked for, and the last box is never dropped', () => {
    const own = { ...dropRecordsConsent(draft), disclosure: { title: 'X', paragraphs: ['a', 'b', 'c', 'd', 'e'] } }
    expect(askRecordsConsent(own).disclosure).toEqual(own.disclosure)
    expect(askRecordsConsent(draft)).toBe(draft)
    const alone = { ...draft, consent: { ...draft.consent, controls: draft.consent.controls.filter(({ id }) => id === 'electronic-records') } }
    expect(dropRecordsConsent(alone)).toBe(alone)
    expect(isFullDisclosure({ disclosure: { title: 'X', paragraphs: ['a', 'b', ' ', 'd', 'e'] } })).toBe(false)
  })
})
