import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CodedError } from '../bytes/error.ts'
import { decodeContractDocument, encodeContractDocument, hashContractDocument, parseContractDocument } from './document.ts'
import { composeDocument, createDraft } from './template.ts'

const document = composeDocument(createDraft('sale-of-goods', 'vi'), {
  contract: 'contract-0001', version: '1.0', number: '2026/11-0001', typesetRevision: 'none', createdOn: '2026-11-21', publishedAt: '2026-11-21T10:00:00+07:00',
})
const FILE = { name: 'contract.pdf', hash: 'ab'.repeat(32), size: 1000, pages: 2, places: [] }
const PLACE = { party: 'buyer', page: 2, x: 72, y: 72, width: 200, height: 60 }
const PRIVACY = { controller: 'Tiệm Làng', contact: 'du-lieu@example.com', purposes: [{ id: 'news', why: 'Gửi tin', what: 'địa chỉ thư', basis: 'consent', retention: 'đến khi rút lại', recipients: 'không ai' }] }
const change = (more: Record<string, unknown>): unknown => ({ ...document, ...more })
function refusalOf(value: unknown): string {
  try {
    parseContractDocument(value)
    return 'accepted'
  } catch (error) {
    if (error instanceof CodedError) return error.code
    throw error
  }
}

describe('contract document', () => {
  it('comes back from its canonical text unchanged', () => {
    expect(decodeContractDocument(encodeContractDocument(document))).toEqual(document)
    expect(hashContractDocument(document)).toMatch(/^[0-9a-f]{64}$/)
  })
  it('hashes differently when one word differs', () => {
    const other = structuredClone(document)
    const paragraph = other.blocks.find((block) => block.kind === 'paragraph')
    if (paragraph?.kind === 'paragraph') paragraph.text = paragraph.text.replace('mã số thuế', 'mã thuế')
    expect(hashContractDocument(other)).not.toBe(hashContractDocument(document))
  })
  it.each([
    ['CONTRACT_TEXT_EMPTY', { privacy: { ...PRIVACY, contact: ' ' } }],
    ['CONTRACT_NAME_REPEATED', { privacy: { ...PRIVACY, purposes: [...PRIVACY.purposes, ...PRIVACY.purposes] } }],
    ['CONTRACT_MALFORMED', { privacy: { ...PRIVACY, purposes: [] } }],
    ['accepted', { privacy: PRIVACY }],
    ['CONTRACT_SCHEMA_UNKNOWN', { schema: 'countersign/contract/1' }],
    ['CONTRACT_SCHEMA_UNKNOWN', { schema: 'countersign/contract/4' }],
    ['CONTRACT_MALFORMED', { schema: 'something/else' }],
    ['CONTRACT_MALFORMED', { parties: [{ ...document.parties[0], id: 'Seller One' }] }],
    ['CONTRACT_MALFORMED', { parties: Array.from({ length: 12 }, () => document.parties[0]) }],
    ['CONTRACT_MALFORMED', { parties: document.parties.map((party) => ({ ...party, order: 0 })) }],
    ['CONTRACT_PARTY_UNKNOWN', { parties: document.parties.map((party) => (party.id === 'seller' ? { ...party, id: 'vendor' } : party)), particulars: document.particulars.map((one) => (one.party === 'seller' ? { ...one, party: 'vendor' } : one)), blocks: document.blocks.map((block) => (block.kind === 'signature' && block.party === 'seller' ? { ...block, party: 'vendor' } : block)) }],
    ['CONTRACT_MALFORMED', { surprise: 1 }],
    ['CONTRACT_MALFORMED', { createdOn: '21/11/2026' }],
    ['CONTRACT_MALFORMED', { title: 'x'.repeat(201) }],
    ['CONTRACT_LETTER_FORBIDDEN', { title: 'Hợp \u202eđồng' }],
    ['CONTRACT_TEXT_NOT_NFC', { title: 'Hợp'.normalize('NFD') }],
    ['CONTRACT_TEXT_EMPTY', { title: ' ' }],
    ['CONTRACT_WORD_TOO_LONG', { title: 'x'.repeat(101) }],
    ['CONTRACT_PLACEHOLDER_UNKNOWN', { title: 'Hợp đồng {nobody}' }],
    ['CONTRACT_PLACEHOLDER_UNKNOWN', { title: 'Hợp đồng {@secret}' }],
    ['CONTRACT_PLACEHOLDER_MALFORMED', { title: 'Hợp đồng {' }],
    ['CONTRACT_EMPHASIS_UNBALANCED', { title: '**Hợp đồng' }],
    ['CONTRACT_PARTICULAR_KIND', { title: '{goods:words}' }],
    ['CONTRACT_PARTICULAR_UNKNOWN', { total: { particular: 'nothing' } }],
    ['CONTRACT_PARTICULAR_KIND', { total: { particular: 'goods' } }],
    ['CONTRACT_NAME_REPEATED', { particulars: [...document.particulars, document.particulars[0]] }],
    ['CONTRACT_SIGNATURE_PLACE', { blocks: document.blocks.filter((block) => block.kind !== 'signature') }],
    ['accepted', { blocks: [...document.blocks, { kind: 'signature', party: 'buyer' }] }],
    ['CONTRACT_SIGNATURE_PLACE', { blocks: [...document.blocks, { kind: 'signature', party: 'seller' }] }],
    ['CONTRACT_SIGNATURE_PLACE', { blocks: [...document.blocks, ...Array.from({ length: 4 }, () => ({ kind: 'signature', party: 'buyer' }))] }],
    ['CONTRACT_SIGNATURE_PLACE', { file: FILE }],
    ['CONTRACT_SIGNATURE_PLACE', { file: FILE, blocks: document.blocks.filter((block) => block.kind !== 'signature') }],
    ['accepted', { file: { ...FILE, places: [PLACE] }, blocks: document.blocks.filter((block) => block.kind !== 'signature') }],
    ['CONTRACT_SIGNATURE_PLACE', { file: { ...FILE, places: [{ ...PLACE, page: 3 }] }, blocks: document.blocks.filter((block) => block.kind !== 'signature') }],
    ['CONTRACT_SIGNATURE_PLACE', { file: { ...FILE, places: [PLACE, { ...PLACE, party: 'nobody' }] }, blocks: document.blocks.filter((block) => block.kind !== 'signature') }],
    ['CONTRACT_TERMS_PLACE', { blocks: document.blocks.filter((block) => block.kind !== 'terms') }],
    ['CONTRACT_TABLE_UNEVEN', { blocks: [...document.blocks, { kind: 'table', header: ['a', 'b'], rows: [['1']] }] }],
    ['CONTRACT_TOO_LARGE', { blocks: [...document.blocks, ...Array.from({ length: 8 }, () => ({ kind: 'paragraph', text: '{delivery-note} '.repeat(150) }))] }],
    ['CONTRACT_ADVISAL_WITHOUT_BUTTON', { consent: { ...document.consent, button: 'Tiếp tục' } }],
  ])('refuses with %s: %j', (code, more) => expect(refusalOf(change(more))).toBe(code))

  it('refuses a text that is not canonical, so that one document has one hash', () => {
    expect(() => decodeContractDocument(JSON.stringify(document, null, 1))).toThrow(expect.objectContaining({ code: 'JSON_NOT_CANONICAL' }))
  })
  it('answers any value with a document or a coded error', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(...Object.keys(document)), (value, key) => {
        expect(refusalOf({ ...document, [key]: value })).toMatch(/^(accepted|CONTRACT_[A-Z_]+)$/)
      }),
    )
  })
})
