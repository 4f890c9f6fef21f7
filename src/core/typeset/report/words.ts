/** The fixed words of a report, by language; what the judge found is told by `core/validation`'s sentences. */
export interface ReportWords {
  readonly title: string
  readonly judged: (time: string) => string
  readonly remedy: string
  readonly file: string
  readonly name: string
  readonly size: string
  readonly bytes: (count: string) => string
  readonly revisions: string
  readonly signature: (index: number, count: number) => string
  readonly timestamp: string
  readonly nameAsGiven: string
  readonly certificate: string
  readonly provenTime: string
  readonly unproven: string
  readonly claimedTime: string
  readonly level: string
  readonly result: string
  readonly after: string
  readonly agreement: string
  readonly agrees: string
  readonly differs: (expected: string, found: string) => string
  readonly path: string
  readonly pathItem: (subject: string, issuer: string, from: string, to: string) => string
  readonly anchor: string
  readonly revocation: Readonly<Record<'not-needed' | 'good' | 'revoked' | 'unknown', string>>
  readonly layers: string
  readonly layer: (number: number, size: string) => string
  readonly noChange: string
  readonly before: string
  readonly now: string
  readonly checks: (field: string) => string
  readonly finding: string
  readonly rule: string
  readonly results: Readonly<Record<'PASSED' | 'FAILED' | 'INDETERMINATE' | 'NOTED', string>>
  readonly note: string
  readonly attachment: string
}

const en: ReportWords = {
  title: 'Report on a signed file',
  judged: (time) => `Judged ${time}`,
  remedy: 'What to do',
  file: 'The file',
  name: 'Name',
  size: 'Size',
  bytes: (count) => `${count} bytes`,
  revisions: 'Layers',
  signature: (index, count) => (count > 1 ? `Signature ${index} of ${count}` : 'The signature'),
  timestamp: 'Timestamp over the whole document',
  nameAsGiven: 'Name as given, not checked',
  certificate: 'Certificate of',
  provenTime: 'Proven time',
  unproven: 'not proven by any trusted timestamp',
  claimedTime: 'Time on the signatory’s clock (a claim)',
  level: 'Level',
  result: 'Result',
  after: 'Changes after it',
  agreement: 'Statement, contract and text',
  agrees: 'The signed statement, the attached contract document and the text on the pages agree.',
  differs: (expected, found) => `They differ: “${expected}” against “${found}”.`,
  path: 'Certificate path',
  pathItem: (subject, issuer, from, to) => `${subject}, issued by ${issuer}, valid ${from} – ${to}`,
  anchor: 'trusted root',
  revocation: { 'not-needed': 'needs no revocation data', good: 'not revoked', revoked: 'revoked', unknown: 'revocation not known' },
  layers: 'Layers of the file',
  layer: (number, size) => `Layer ${number}: the first ${size} bytes`,
  noChange: 'Nothing that a rule reports.',
  before: 'before',
  now: 'after',
  checks: (field) => `Every check: ${field}`,
  finding: 'Finding',
  rule: 'Rule and clause',
  results: { PASSED: 'Passed', FAILED: 'Failed', INDETERMINATE: 'Undecided', NOTED: 'Noted' },
  note: 'This report was computed on the device of the person who checked the file; the file was not uploaded. It rests on the roots that this person trusts and is itself not signed: whoever needs certainty checks the file again. The attached JSON says the same for programs.',
  attachment: 'The same report as data',
}

const vi: ReportWords = {
  title: 'Báo cáo kiểm tra tệp đã ký',
  judged: (time) => `Kiểm tra lúc ${time}`,
  remedy: 'Nên làm gì',
  file: 'Tệp',
  name: 'Tên tệp',
  size: 'Dung lượng',
  bytes: (count) => `${count} byte`,
  revisions: 'Số lớp',
  signature: (index, count) => (count > 1 ? `Chữ ký ${index}/${count}` : 'Chữ ký'),
  timestamp: 'Dấu thời gian cho toàn tài liệu',
  nameAsGiven: 'Tên tự ghi, chưa được kiểm tra',
  certificate: 'Chứng thư cấp cho',
  provenTime: 'Thời điểm đã chứng minh',
  unproven: 'chưa có dấu thời gian tin cậy nào chứng minh',
  claimedTime: 'Giờ trên máy người ký (lời khai)',
  level: 'Mức',
  result: 'Kết quả',
  after: 'Thay đổi về sau',
  agreement: 'Bản xác nhận, hợp đồng và chữ trên trang',
  agrees: 'Bản xác nhận đã ký, dữ liệu hợp đồng đính kèm và chữ trên các trang khớp nhau.',
  differs: (expected, found) => `Không khớp: “${expected}” so với “${found}”.`,
  path: 'Chuỗi chứng thư',
  pathItem: (subject, issuer, from, to) => `${subject}, do ${issuer} cấp, hiệu lực ${from} – ${to}`,
  anchor: 'gốc được tin cậy',
  revocation: { 'not-needed': 'không cần dữ liệu thu hồi', good: 'không bị thu hồi', revoked: 'đã bị thu hồi', unknown: 'chưa biết có bị thu hồi không' },
  layers: 'Các lớp của tệp',
  layer: (number, size) => `Lớp ${number}: ${size} byte đầu`,
  noChange: 'Không có thay đổi nào mà quy tắc báo.',
  before: 'trước',
  now: 'sau',
  checks: (field) => `Mọi phép kiểm tra: ${field}`,
  finding: 'Nhận định',
  rule: 'Quy tắc và điều khoản',
  results: { PASSED: 'Đạt', FAILED: 'Không đạt', INDETERMINATE: 'Chưa kết luận', NOTED: 'Ghi nhận' },
  note: 'Báo cáo này được tính trên máy của người kiểm tra; tệp không bị tải lên đâu cả. Báo cáo dựa vào các gốc mà người đó tin cậy và không được ký: ai cần chắc chắn thì hãy kiểm tra lại chính tệp. Tệp JSON đính kèm ghi cùng nội dung cho chương trình.',
  attachment: 'Cùng báo cáo này ở dạng dữ liệu',
}

export const REPORT_WORDS: Readonly<Record<'vi' | 'en', ReportWords>> = { vi, en }
