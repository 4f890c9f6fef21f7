import { describe, expect, test } from 'vitest'
import { encodeUtf8 } from '../bytes/text.ts'
import { listControls } from './alongside.ts'
import { hasRoomForConsent, MAX_CONSENT_BYTES } from './consent-room.ts'
import { parseContractDocument, parseContractDraft, type Alongside } from './document.ts'
import { expandBlocks } from './expand.ts'
import { renderPlainText } from './plain-text.ts'
import { composePreview, createDraft } from './template.ts'

const one: Alongside = { agreement: 'agreement-1', number: '2.1', title: 'Điều khoản dịch vụ', documentHash: 'ab'.repeat(32), address: 'https://sign.example/a/agreement-1?version=2.1' }
const facts = { contract: 'contract-1', number: '2026/11-0001', typesetRevision: 'layout-2' }
const codeOf = (change: Record<string, unknown>) => {
  try {
    parseContractDraft({ ...createDraft('sale-of-goods', 'vi'), alongside: [one], ...change })
    return null
  } catch (error) {
    return (error as { code: string }).code
  }
}

describe('agreements alongside a contract: otherwise one tick would stand for texts that nobody was asked about', () => {
  test('each has a box of its own, required, that names title, version and the text’s hash', () => {
    for (const language of ['vi', 'en'] as const) {
      const draft = { ...createDraft('sale-of-goods', language), alongside: [one, { ...one, agreement: 'agreement-2', documentHash: 'cd'.repeat(32) }] }
      const own = draft.consent.controls.length
      const controls = listControls(draft)
      expect(controls).toHaveLength(own + 2)
      expect(controls[own]).toEqual({ id: one.documentHash, label: expect.stringContaining('“Điều khoản dịch vụ”'), required: true })
      expect(controls[own]!.label).toContain('2.1')
      expect(new Set(controls.map(({ id }) => id)).size).toBe(own + 2)
    }
  })

  test('they stand in the text, before the signatures, and a contract without them reads as it always did', () => {
    const plain = composePreview(createDraft('sale-of-goods', 'en'), facts, Date.UTC(2026, 10, 25))
    const document = composePreview({ ...createDraft('sale-of-goods', 'en'), alongside: [one] }, facts, Date.UTC(2026, 10, 25))
    expect([plain.schema, document.schema]).toEqual(['countersign/contract/2', 'countersign/contract/3'])
    // Neither number goes with the other's shape: a reader of the older one is never handed what it does not show.
    expect(() => parseContractDocument({ ...document, schema: plain.schema })).toThrow(expect.objectContaining({ code: 'CONTRACT_MALFORMED' }) as Error)
    expect(() => parseContractDocument({ ...plain, schema: document.schema })).toThrow(expect.objectContaining({ code: 'CONTRACT_MALFORMED' }) as Error)
    const kinds = expandBlocks(document, {})
    const at = kinds.findIndex((block) => block.kind === 'heading' && block.id === 'alongside')
    expect(at).toBeGreaterThan(0)
    expect(at).toBeLessThan(kinds.findIndex(({ kind }) => kind === 'signature'))
    const text = renderPlainText(document, {})
    expect(text.replaceAll(' ', '')).toContain(one.documentHash)
    expect(text).toContain(one.address)
    expect(kinds.filter((_, index) => index < at || index > at + 1)).toEqual(expandBlocks(plain, {}))
  })

  test.each([
    ['none', { alongside: [] }, 'CONTRACT_MALFORMED'],
    ['more than four', { alongside: Array.from({ length: 5 }, (_, index) => ({ ...one, agreement: `agreement-${index}` })) }, 'CONTRACT_MALFORMED'],
    ['the same twice', { alongside: [one, one] }, 'CONTRACT_NAME_REPEATED'],
    ['a form without boxes', { presentation: 'sign-in-wrap' }, 'CONTRACT_ALONGSIDE_WITHOUT_BOXES'],
    ['a notice', { presentation: 'browse-wrap' }, 'CONTRACT_ALONGSIDE_WITHOUT_BOXES'],
    ['an address that runs a script', { alongside: [{ ...one, address: 'javascript:alert(1)' }] }, 'CONTRACT_MALFORMED'],
    ['a title read from right to left', { alongside: [{ ...one, title: 'Điều\u202Ekhoản' }] }, 'CONTRACT_LETTER_FORBIDDEN'],
    ['a title that no line holds', { alongside: [{ ...one, title: 'a'.repeat(101) }] }, 'CONTRACT_WORD_TOO_LONG'],
    ['an address that no line holds', { alongside: [{ ...one, address: `https://${'a'.repeat(100)}/` }] }, 'CONTRACT_MALFORMED'],
    ['a hash that is none', { alongside: [{ ...one, documentHash: 'AB'.repeat(32) }] }, 'CONTRACT_MALFORMED'],
  ])('%s is refused', (_name, change, code) => {
    expect(codeOf(change)).toBe(code)
  })

  test('an honest one is taken', () => {
    expect(codeOf({})).toBe(null)
  })

  test('what is asked leaves a statement room for the rest', () => {
    const draft = createDraft('sale-of-goods', 'vi')
    expect(hasRoomForConsent({ ...draft, alongside: Array.from({ length: 4 }, (_, index) => ({ ...one, agreement: `agreement-${index}`, title: 'ế'.repeat(120) })) })).toBe(true)
    const label = 'ế'.repeat(600)
    expect(encodeUtf8(label).length * 5).toBeGreaterThan(MAX_CONSENT_BYTES - 1000)
    expect(hasRoomForConsent({ ...draft, consent: { ...draft.consent, controls: Array.from({ length: 6 }, (_, index) => ({ id: `box-${index}`, label, required: true })) } })).toBe(false)
  })
})
