import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { sha256, sha256Hex } from '../bytes/sha256.ts'
import { encodeUtf8 } from '../bytes/text.ts'
import type { ContractDraft } from '../contract/document.ts'
import { composeDocument } from '../contract/template.ts'
import { finishPdf } from './finish.ts'
import { FONT_FILES } from './font.ts'
import type { FontSet } from './font.ts'
import { typesetPdf } from './pdf.ts'
import { LAYOUT_NUMBER } from './revision.ts'
import { sealAppearance } from './seal.ts'

/** What the layout numbers gave. A derived file that changes under an old number would break offers that are out. */
const OUTPUTS: Readonly<Record<number, string>> = {
  1: '2d0f04b1c775f479 5ef7eea7a2cf06be 37ec819cfc704980',
  // The attached contract document is of schema 2; pages as before.
  2: '2d0f04b1c775f479 8539f3c5c36e6271 37ec819cfc704980',
}

const read = (name: keyof FontSet) => new Uint8Array(readFileSync(join(import.meta.dirname, '../../../public/fonts', FONT_FILES[name].file)))

it('gives the bytes that its number stands for; when they are meant to change, raise LAYOUT_NUMBER and add a line here', async () => {
  const fonts: FontSet = { serifRegular: read('serifRegular'), serifSemibold: read('serifSemibold'), sansRegular: read('sansRegular'), sansSemibold: read('sansSemibold') }
  const text = { party: 'buyer' as const, kind: 'text' as const, required: true, maxLength: 80 }
  const draft: ContractDraft = {
    template: 'golden', language: 'vi', title: 'Hợp đồng mẫu để so',
    parties: [
      { id: 'seller', role: 'Bên bán', signs: false, order: 1, nameParticular: 'seller-name', emailParticular: 'seller-email' },
      { id: 'buyer', role: 'Bên mua', signs: true, order: 1, nameParticular: 'buyer-name', emailParticular: 'buyer-email' },
    ],
    particulars: [
      { ...text, id: 'seller-name', party: 'seller', label: 'Tên', value: 'Gốm Xanh' },
      { ...text, id: 'seller-email', party: 'seller', label: 'Thư', kind: 'email', value: 'ban@example.vn' },
      { ...text, id: 'total', party: 'seller', label: 'Tổng', kind: 'money', currency: 'VND', value: '30000000' },
      { ...text, id: 'buyer-name', label: 'Họ và tên' },
      { ...text, id: 'buyer-email', label: 'Thư', kind: 'email' },
    ],
    terms: [{ term: 'Điều', meaning: 'một đoạn có số của hợp đồng này.' }],
    blocks: [
      { kind: 'heading', text: 'Phần mở đầu' },
      { kind: 'paragraph', text: '**Bên mua:** {buyer-name}, {buyer-email}. Các bên thỏa thuận những điều sau đây, và mỗi điều đều đã được đọc kỹ trước khi ký kết bằng phương tiện điện tử.' },
      { kind: 'terms' },
      { kind: 'clause', number: 1, title: 'Giá', paragraphs: ['Tổng: {total} ({total:words}).', 'Trả trong năm ngày. AV To “Trích” – 1/2.'] },
      { kind: 'list', ordered: true, items: ['một', 'hai'] },
      { kind: 'table', header: ['Khoản', 'Số tiền'], rows: [['Tiền hàng', '{total}']] },
      { kind: 'signature', party: 'seller' },
      { kind: 'signature', party: 'buyer' },
    ],
    total: { particular: 'total' }, replyBy: null, governingLaw: 'x', jurisdiction: 'y', presentation: 'scroll-wrap', keyPolicy: 'one-time', signatureLevel: 'B-LT', file: null,
    consent: { controls: [{ id: 'terms', label: 'Đã đọc', required: true }], advisal: 'Bấm “Ký”', button: 'Ký', decline: 'Không' },
    disclosure: { title: 'z', paragraphs: ['z'] },
    withdrawal: null,
  }
  const document = composeDocument(draft, { contract: 'contract-0001', version: '1.0', number: '2026/11-0001', typesetRevision: 'golden', createdOn: '2026-11-21', publishedAt: '2026-11-21T10:00:00+07:00' })
  const values = { 'buyer-name': 'Nguyễn Thị Ánh Tuyết' }
  const pdf = await typesetPdf({ document, values, fonts })
  const finished = await finishPdf({ pdf, document, particulars: { values, salt: '00' }, publication: Uint8Array.of(0x30, 0), fonts })
  const seal = sealAppearance({ hash: sha256(Uint8Array.of(1)), name: 'Ánh Tuyết', time: '2026-11-21T14:32:07+07:00', issuer: 'CA', address: 'https://example.vn/verify', language: 'vi', width: 288, height: 84 })
  const output = [pdf, finished, encodeUtf8(JSON.stringify(seal))].map((bytes) => sha256Hex(bytes).slice(0, 16)).join(' ')
  expect(output).toBe(OUTPUTS[LAYOUT_NUMBER])
})
