import type { Act, Identity, Presentation } from '../consent/statement.ts'
import type { TrailLanguage } from './trail-words.ts'

/** The three facts of an acceptance in words for files; the pages say the same. */
interface FactWords {
  readonly presentation: string
  readonly act: string
  readonly identity: string
  readonly presentations: Readonly<Record<Presentation, string>>
  readonly acts: Readonly<Record<Act, string>>
  readonly identities: (identity: { readonly method: Identity; readonly address: string | null; readonly demo: boolean }) => string
}

const en: FactWords = {
  presentation: 'Presentation', act: 'Act', identity: 'Identity',
  presentations: {
    'scroll-wrap': 'the whole text on the page, shown to its end before signing', inline: 'the whole text above the button', dialog: 'the whole text in a dialog', link: 'a link beside the box',
    'sign-in-wrap': 'a sentence beside the sign-in button', 'notice-only': 'notice only, not assent',
  },
  acts: { 'certificate-signature': 'electronic signature with a certified key', 'key-signed-click': 'a click signed with a key', none: 'no act of signing' },
  identities: ({ method, address, demo }) => {
    switch (method) {
      case 'own-certificate': return 'the signatory’s own certificate'
      case 'mail-code': return demo ? `a code sent to ${address ?? '–'} in a demo; it proves nothing about a mailbox` : `a code sent to the mailbox ${address ?? '–'}; it shows use of the mailbox, not a name`
      case 'asserted-by-host': return 'asserted by the website that embeds this, not checked'
      case 'none': return 'not proven'
    }
  },
}

const vi: FactWords = {
  presentation: 'Cách trình bày', act: 'Hành vi', identity: 'Danh tính',
  presentations: {
    'scroll-wrap': 'toàn văn trên trang, đã hiển thị đến cuối trước khi ký', inline: 'toàn văn ngay trên nút ký', dialog: 'toàn văn trong hộp thoại', link: 'đường dẫn cạnh ô đánh dấu',
    'sign-in-wrap': 'một câu cạnh nút đăng nhập', 'notice-only': 'chỉ thông báo, không phải sự đồng ý',
  },
  acts: { 'certificate-signature': 'chữ ký điện tử bằng khóa có chứng thư', 'key-signed-click': 'thao tác bấm nút được ký bằng khóa', none: 'không có hành vi ký' },
  identities: ({ method, address, demo }) => {
    switch (method) {
      case 'own-certificate': return 'chứng thư riêng của người ký'
      case 'mail-code': return demo ? `mã gửi tới ${address ?? '–'} trong bản dùng thử; không chứng minh điều gì về hộp thư` : `mã gửi tới hộp thư ${address ?? '–'}; chỉ cho thấy người ký đang dùng hộp thư đó, không xác nhận họ tên`
      case 'asserted-by-host': return 'do trang web nhúng khai, chưa được kiểm tra'
      case 'none': return 'chưa được chứng minh'
    }
  },
}

export const FACT_WORDS: Readonly<Record<TrailLanguage, FactWords>> = { vi, en }
