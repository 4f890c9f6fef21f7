import type { Consent, ContractDraft, Language, Particular } from '../document.ts'
import { createConsent, createDisclosure } from './consent.ts'

const LABELS: Record<Language, Record<'seller-name' | 'buyer-name' | 'seller-email' | 'buyer-email', string>> = {
  vi: { 'seller-name': 'Tên tổ chức, cá nhân', 'seller-email': 'Thư điện tử', 'buyer-name': 'Họ và tên', 'buyer-email': 'Thư điện tử' },
  en: { 'seller-name': 'Name of business or person', 'seller-email': 'E-mail', 'buyer-name': 'Full name', 'buyer-email': 'E-mail' },
}

const WORDS: Record<Language, { title: string; seller: string; buyer: string; terms: string; parties: readonly string[]; law: string; court: string; data: string }> = {
  vi: {
    title: 'Tài liệu PDF để ký',
    seller: 'Bên gửi',
    buyer: 'Bên ký',
    terms: 'Nội dung được giao kết là toàn bộ các trang của tệp PDF nêu dưới đây. Các bên ký thẳng vào tệp đó: ô chữ ký và chữ ký được ghi nối vào cuối, không byte nào của tệp bị thay đổi.',
    parties: ['**Bên gửi:** {seller-name}; thư điện tử {seller-email}.', '**Bên ký:** {buyer-name}; thư điện tử {buyer-email}.'],
    law: 'pháp luật Việt Nam',
    court: 'Tòa án có thẩm quyền tại Việt Nam, trừ khi tệp PDF nêu nơi khác',
    data: 'Tôi biết bên kia dùng tên và địa chỉ thư điện tử của tôi để giao kết và thực hiện tài liệu này.',
  },
  en: {
    title: 'A PDF document to sign',
    seller: 'Sender',
    buyer: 'Signatory',
    terms: 'What is agreed to is all pages of the PDF file named below. The parties sign that file itself: signature fields and signatures are appended to it, and no byte of the file is changed.',
    parties: ['**Sender:** {seller-name}; e-mail {seller-email}.', '**Signatory:** {buyer-name}; e-mail {buyer-email}.'],
    law: 'the law of Vietnam',
    court: 'the competent court in Vietnam, unless the PDF file names another place',
    data: 'I know that the other party uses my name and e-mail address to make and perform this document.',
  },
}

function consentOf(language: Language): Consent {
  const consent = createConsent(language, 'none')
  return { ...consent, controls: consent.controls.map((control) => (control.id === 'personal-data' ? { ...control, label: WORDS[language].data } : control)) }
}

/** The cover of a contract whose pages are a seller's own PDF. Until the file is there, the signature place is a block. */
export function createOwnFileDraft(language: Language): ContractDraft {
  const words = WORDS[language]
  const particular = (id: keyof typeof LABELS.vi, kind: Particular['kind'], maxLength: number): Particular => ({ id, party: id.startsWith('seller') ? 'seller' : 'buyer', label: LABELS[language][id], kind, required: true, maxLength })
  return {
    template: 'own-file',
    language,
    title: words.title,
    parties: [
      { id: 'seller', role: words.seller, signs: false, order: 1, nameParticular: 'seller-name', emailParticular: 'seller-email' },
      { id: 'buyer', role: words.buyer, signs: true, order: 1, nameParticular: 'buyer-name', emailParticular: 'buyer-email' },
    ],
    particulars: [particular('seller-name', 'text', 120), particular('seller-email', 'email', 120), particular('buyer-name', 'person-name', 80), particular('buyer-email', 'email', 120)],
    terms: [],
    blocks: [{ kind: 'paragraph', text: words.terms }, ...words.parties.map((text) => ({ kind: 'paragraph' as const, text })), { kind: 'signature', party: 'buyer' }],
    total: null,
    replyBy: null,
    governingLaw: words.law,
    jurisdiction: words.court,
    presentation: 'scroll-wrap',
    keyPolicy: 'one-time',
    signatureLevel: 'B-LT',
    file: null,
    consent: consentOf(language),
    disclosure: createDisclosure(language),
    withdrawal: null,
  }
}
