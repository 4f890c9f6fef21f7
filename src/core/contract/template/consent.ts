import { TOTAL_PLACE } from '../advisal.ts'
import type { Consent, ContractDraft, Language } from '../document.ts'

/** Whether the press of the button also costs money; then the button says so and nothing else (Directive 2011/83/EU art. 8(2)). */
export type Obligation = 'pay' | 'order' | 'none'

const BUTTONS = {
  vi: { pay: 'Ký và có nghĩa vụ thanh toán', order: 'Đặt hàng và có nghĩa vụ thanh toán', none: 'Đồng ý và ký' },
  en: { pay: 'Sign with obligation to pay', order: 'Order with obligation to pay', none: 'Agree and sign' },
} as const satisfies Readonly<Record<Language, Readonly<Record<Obligation, string>>>>

/** What the button says, and the sentence that names it: for a contract that is signed, also one that costs money, and for an order by a click. */
export function createWords(language: Language, obligation: Obligation): Pick<Consent, 'button' | 'advisal'> {
  const button = BUTTONS[language][obligation]
  if (language === 'vi') {
    if (obligation === 'order') return { button, advisal: `Khi bấm “${button}”, bạn đặt hàng theo toàn bộ nội dung trên và có nghĩa vụ trả ${TOTAL_PLACE}.` }
    return { button, advisal: `Khi bấm “${button}”, bạn đồng ý với toàn bộ nội dung trên${obligation === 'pay' ? `, có nghĩa vụ trả ${TOTAL_PLACE}` : ''} và ký bằng khóa vừa được tạo trên thiết bị này. Khóa không rời khỏi thiết bị.` }
  }
  if (obligation === 'order') return { button, advisal: `By clicking “${button}” you place this order under all of the above and owe ${TOTAL_PLACE}.` }
  return { button, advisal: `By clicking “${button}” you agree to all of the above${obligation === 'pay' ? `, owe ${TOTAL_PLACE}` : ''} and sign it with a key made on this device just now. The key never leaves the device.` }
}

/** The last box is no consent: what the contract itself needs rests on the contract, and whatever rests on consent is asked apart from it (`privacy`). */
export function createConsent(language: Language, obligation: Obligation): Consent {
  if (language === 'vi') {
    return {
      controls: [
        { id: 'terms', label: 'Tôi đã đọc toàn bộ nội dung trên và xác nhận thông tin của tôi là đúng.', required: true },
        { id: 'electronic-records', label: 'Tôi đồng ý giao kết, nhận và lưu giữ tài liệu này bằng phương tiện điện tử.', required: true },
        { id: 'personal-data', label: 'Tôi đã đọc điều về dữ liệu cá nhân và biết dữ liệu nào của tôi được dùng để giao kết và thực hiện thỏa thuận này.', required: true },
      ],
      ...createWords(language, obligation),
      decline: 'Tôi không đồng ý',
    }
  }
  return {
    controls: [
      { id: 'terms', label: 'I have read all of the above, and my details are correct.', required: true },
      { id: 'electronic-records', label: 'I agree to enter into, receive and keep this document electronically.', required: true },
      { id: 'personal-data', label: 'I have read the clause on personal data and know which data of mine are used to make and perform this agreement.', required: true },
    ],
    ...createWords(language, obligation),
    decline: 'I do not agree',
  }
}

export function createDisclosure(language: Language): ContractDraft['disclosure'] {
  if (language === 'vi') {
    return {
      title: 'Thông tin về tài liệu điện tử',
      paragraphs: [
        'Phạm vi: sự đồng ý dưới đây áp dụng cho tài liệu này cùng các thông báo và hóa đơn gửi theo tài liệu này, không áp dụng cho giao dịch khác.',
        'Bản giấy: bạn có thể in tài liệu này bất cứ lúc nào, hoặc yêu cầu một bản giấy miễn phí bằng thư gửi tới địa chỉ thư điện tử của bên kia nêu trong tài liệu.',
        'Rút lại: trước khi ký, bạn có thể rời trang hoặc trả lời không đồng ý mà không chịu chi phí nào. Sau khi ký, bạn có thể rút lại sự đồng ý này, miễn phí, bằng nút trên trang biên nhận hoặc trang bản ghi, hay bằng thư gửi tới địa chỉ thư điện tử của bên kia nêu trong tài liệu; từ đó các thông báo được gửi bằng giấy, còn những gì đã ký vẫn giữ nguyên.',
        'Liên hệ: khi địa chỉ thư điện tử của bạn thay đổi, hãy báo cho bên kia bằng thư gửi từ địa chỉ cũ, hoặc bằng văn bản có chữ ký.',
        'Thiết bị: cần một trình duyệt còn được cập nhật, có bật JavaScript để ký, một hộp thư điện tử và một chương trình đọc tệp PDF để lưu giữ.',
      ],
    }
  }
  return {
    title: 'About electronic records',
    paragraphs: [
      'Scope: your consent covers this document and the notices and invoices sent under it, and no other dealing.',
      'Paper: you can print this document at any time, or ask for a paper copy free of charge by writing to the other party’s e-mail address given in it.',
      'Withdrawing: before you sign you can leave the page or choose that you do not agree, at no cost. After you sign you can take this consent back, free of charge, with the button on the page of your receipt or record, or by writing to the other party’s e-mail address given in it; from then on notices come on paper, and what you have signed stays as it is.',
      'Contact: if your e-mail address changes, tell the other party by a message from the old address or in a signed letter.',
      'Equipment: you need a browser that still receives updates, with JavaScript on for signing, a mailbox, and a program that opens PDF files to keep your copy.',
    ],
  }
}

/** What is told where nobody is asked about electronic records by a box. */
export function createShortDisclosure(language: Language): ContractDraft['disclosure'] {
  const { title } = createDisclosure(language)
  return { title, paragraphs: [language === 'vi' ? 'Tài liệu này được giao kết, gửi và lưu giữ bằng phương tiện điện tử; bạn có thể in ra bất cứ lúc nào.' : 'This document is made, sent and kept electronically; you can print it at any time.'] }
}

/** A right to withdraw as it is usually granted to consumers (Directive 2011/83/EU arts 9 and 11a). */
export function createWithdrawal(language: Language): NonNullable<ContractDraft['withdrawal']> {
  return {
    days: 14,
    text: language === 'vi' ? 'Bạn có thể rút khỏi hợp đồng này trong 14 ngày kể từ ngày giao kết mà không cần nêu lý do, ngay trên trang biên nhận hoặc trang bản ghi; việc rút được xác nhận bằng văn bản có ghi ngày giờ.'
      : 'You can withdraw from this contract within 14 days of its conclusion, without giving a reason, on the page of the receipt or of the record; the withdrawal is acknowledged in writing with date and time.',
  }
}
