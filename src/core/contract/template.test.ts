import { describe, expect, it } from 'vitest'
import { parseContractDraft } from './document.ts'
import { renderPlainText } from './plain-text.ts'
import { TEMPLATES, composeDocument, createDraft } from './template.ts'

const envelope = { contract: 'contract-0001', version: '1.0', number: '2026/11-0001', typesetRevision: 'none', createdOn: '2026-11-21', publishedAt: null }
const drafts = TEMPLATES.flatMap(({ id, drafts: { vi, en } }) => [[`${id} vi`, vi] as const, [`${id} en`, en] as const])

describe.each(drafts)('template %s', (_, draft) => {
  const text = renderPlainText(composeDocument(draft, envelope), {})
  it('is a whole contract', () => {
    expect(parseContractDraft(draft)).toEqual(draft)
    expect(draft.blocks.filter((block) => block.kind === 'clause').length).toBeGreaterThanOrEqual(10)
    expect(draft.blocks.filter((block) => block.kind === 'signature')).toHaveLength(draft.parties.length)
    expect(text.length).toBeGreaterThan(6000)
  })
  it('asks for every particular that its text names, and names every one that it asks for', () => {
    const source = JSON.stringify([draft.blocks, draft.terms])
    expect(draft.particulars.filter((particular) => !source.includes(`{${particular.id}`))).toEqual([])
  })
  it('has the particulars special to e-contracts: addresses, sending and receipt, access and correction, signature, payment', () => {
    const topics = draft.language === 'vi'
      ? [/được coi là gửi khi.*được coi là nhận khi/, /sửa thông tin điện tử/, /chữ ký điện tử/, /thanh toán điện tử/, /dữ liệu cá nhân/i, /[Rr]út khỏi/, /Luật áp dụng/]
      : [/is sent when.*received when/, /correction of electronic information/, /electronic signature/, /electronic payment/, /[Pp]ersonal data/, /[Ww]ithdraw/, /Governing law/]
    for (const topic of topics) expect(text).toMatch(topic)
    for (const id of ['seller-email', 'seller-website', 'buyer-email']) expect(draft.particulars.some((particular) => particular.id === id)).toBe(true)
  })
  it('claims no more than it may', () => {
    expect(JSON.stringify(draft)).not.toMatch(/legally binding|qualified|ràng buộc pháp lý|chữ ký số đủ điều kiện/i)
  })
  it('starts every consent box apart and names the button in the sentence beside it', () => {
    expect(draft.consent.controls.length).toBeGreaterThanOrEqual(3)
    expect(draft.consent.advisal).toContain(`“${draft.consent.button}”`)
    expect(/thanh toán|obligation to pay/.test(draft.consent.button)).toBe(draft.total !== null)
  })
})

it('gives copies that can be edited without touching the template', () => {
  const draft = createDraft('services', 'en')
  draft.blocks.pop()
  expect(createDraft('services', 'en').blocks.length).toBe(draft.blocks.length + 1)
})
