import { describe, expect, it } from 'vitest'
import { expandBlocks } from './expand.ts'
import { hashPlainText, renderPlainText } from './plain-text.ts'
import { composeDocument, createDraft, fillDraft } from './template.ts'
import { markTerms } from './term.ts'

const draft = fillDraft({ ...createDraft('sale-of-goods', 'vi'), replyBy: '2026-11-28T17:00:00+07:00' }, { goods: 'Ấm trà **đẹp** {total}', quantity: '24', 'unit-price': '1250000', total: '30000000' })
const document = composeDocument(draft, { contract: 'contract-0001', version: '1.0', number: '2026/11-0001', typesetRevision: 'none', createdOn: '2026-11-21', publishedAt: null })
const values = { 'buyer-name': 'Nguyễn Thị Ánh Tuyết' }

describe('plain text', () => {
  const text = renderPlainText(document, values)
  it('shows numbers, values, words and facts in place', () => {
    const lines = text.split('\n')
    expect(lines.slice(0, 2)).toEqual(['Hợp đồng mua bán hàng hóa', 'Số 2026/11-0001 · phiên bản 1.0 · ngày 21/11/2026'])
    expect(lines).toContain('Điều 1. Hàng hóa và giá')
    expect(lines).toContain('Ấm trà **đẹp** {total} 24 bộ 1.250.000 ₫ 30.000.000 ₫')
    expect(lines).toContain('Tổng giá trị hợp đồng: 30.000.000 ₫ (bằng chữ: ba mươi triệu đồng).')
    expect(text).toContain('2.1. Nội dung do Bên bán công bố')
    expect(text).toContain('Thời hạn trả lời: 17:00 ngày 28/11/2026 (GMT+7).')
    expect(text).toMatch(/Bên mua\nNguyễn Thị Ánh Tuyết$/)
  })
  it('shows what is missing by its label', () => expect(text).toContain('địa chỉ [Địa chỉ]; thư điện tử [Thư điện tử]'))
  it('hashes apart when one value differs', () => expect(hashPlainText(document, values)).not.toBe(hashPlainText(document, { 'buyer-name': 'Nguyễn Thị Ánh' })))
})

describe('expansion', () => {
  it('never reads markup in a value', () => {
    const table = expandBlocks(document, values).find((block) => block.kind === 'table')
    expect(table?.kind === 'table' && table.rows[0]?.[0]).toEqual([{ text: 'Ấm trà **đẹp** {total}', bold: false, particular: 'goods' }])
  })
  it('gives clauses names that a table of contents can point at', () => {
    const ids = expandBlocks(document, values).flatMap((block) => (block.kind === 'clause' ? [block.id] : []))
    expect(ids).toEqual(Array.from({ length: 13 }, (_, index) => `clause-${index + 1}`))
  })
  it('marks the first whole word of a defined term, longest first, in letters only', () => {
    const terms = [{ term: 'Hàng' }, { term: 'Hàng hóa' }]
    expect(markTerms([{ text: 'Ngân hàng giao hàng hóa; hàng hóa', bold: false }, { text: 'hàng', bold: false, particular: 'x' }], terms)).toEqual([
      { text: 'Ngân ', bold: false },
      { text: 'hàng', bold: false, term: 0 },
      { text: ' giao ', bold: false },
      { text: 'hàng hóa', bold: false, term: 1 },
      { text: '; hàng hóa', bold: false },
      { text: 'hàng', bold: false, particular: 'x' },
    ])
    expect(markTerms([{ text: 'nhàng', bold: false }], terms)).toEqual([{ text: 'nhàng', bold: false }])
  })
})
