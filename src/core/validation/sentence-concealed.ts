import { pair as s, type Sentence } from './sentence-pair.ts'

/** What a file holds without showing it, by the kinds of survey.ts and format.ts. */
export const CONCEALED_WORDS: Readonly<Record<string, Sentence>> = {
  'unused-page': s('a page that is not among the pages', 'trang không nằm trong danh sách trang'),
  'unused-page-tree': s('a second set of pages', 'một bộ trang khác'),
  'unused-catalog': s('a second document root', 'một gốc tài liệu khác'),
  'unused-content': s('page content that no page uses', 'nội dung trang không trang nào dùng'),
  'hidden-layer': s('a layer that is switched off', 'lớp đang tắt'),
  'xfa-form': s('a form of another technology (XFA)', 'biểu mẫu công nghệ khác (XFA)'),
  'stray-signature': s('a signature that no field leads to', 'chữ ký không thuộc trường nào'),
  'covered-text': s('words under something painted over them', 'chữ bị vẽ đè lên'),
  'ground-coloured-text': s('words in the colour of what they stand on', 'chữ cùng màu với nền'),
  'invisible-text': s('words that are not painted', 'chữ không được tô'),
  'tiny-text': s('words too small to read', 'chữ quá nhỏ để đọc'),
  'outside-text': s('words outside the part of the page that is shown', 'chữ nằm ngoài phần trang được hiển thị'),
  'hidden-annotation': s('a remark that is hidden', 'ghi chú đang ẩn'),
}
