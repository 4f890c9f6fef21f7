import type { RuleId } from './conspicuousness.ts'

/** What each rule of SPEC.md asks of the screen, in a few words for people. */
export const RULE_WORDS: Readonly<Record<'vi' | 'en', Readonly<Record<RuleId, string>>>> = {
  vi: {
    C1: 'Câu xác nhận nằm trọn trong màn hình, không bị che', C2: 'Câu xác nhận đủ tương phản (từ 4.5:1)', C3: 'Không mờ hơn chữ xung quanh', C4: 'Không nhỏ hơn chữ xung quanh', C5: 'Cách nút không quá 48 px',
    C6: 'Đúng câu đã đề nghị, nêu đúng chữ trên nút', C7: 'Mỗi điều một ô riêng, ban đầu để trống', C8: 'Liên kết trông ra liên kết', C9: 'Nút mang đúng chữ, thấy trọn, không bị che', C10: 'Không đồng ý cũng dễ như đồng ý',
    C11: 'Giữa câu xác nhận và nút không có gì khác', C12: 'Nút và ô đủ lớn để bấm', C13: 'Văn bản đã hiển thị đến cuối', C14: 'Các màn hình trước không đòi sự đồng ý', C15: 'Trình duyệt thấy phần này không bị che', C16: 'Phải trả tiền thì nút nói rõ',
  },
  en: {
    C1: 'The sentence is wholly in view and uncovered', C2: 'The sentence has enough contrast (4.5:1)', C3: 'It is no greyer than the text around it', C4: 'It is no smaller than the text around it', C5: 'It stands within 48 px of the button',
    C6: 'It is the offered sentence and names the button’s exact words', C7: 'One box for each thing asked, unticked at first', C8: 'Links look like links', C9: 'The button bears its words, in view and uncovered', C10: 'Saying no is as easy as saying yes',
    C11: 'Nothing stands between sentence and button', C12: 'Button and boxes are large enough', C13: 'The text was shown to its end', C14: 'No earlier screen asks for assent', C15: 'The browser saw it uncovered', C16: 'Where the press costs money, the button says so',
  },
}

/** A rule as people read it; its id where a newer schema names one that is not known here. */
export const nameRule = (rule: string, language: 'vi' | 'en'): string => (rule in RULE_WORDS[language] ? RULE_WORDS[language][rule as RuleId] : rule)
