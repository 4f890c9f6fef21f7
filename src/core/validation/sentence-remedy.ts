import { decisiveCheck } from './check.ts'
import type { Check } from './check.ts'
import type { Report } from './report.ts'
import type { RuleId } from './rule.ts'
import type { Sentence } from './sentence-pair.ts'

const s = (en: string, vi: string): Sentence => ({ en, vi })

/** What a reader can do about a check that did not pass; by rule, then by reason, `else` where one remedy serves all reasons. */
const REMEDIES: Partial<Readonly<Record<RuleId, Readonly<Record<string, Sentence>>>>> = {
  'path-to-anchor': {
    else: s('If you know the root certificate above this signatory from a source you trust, add it under “Whom this page trusts”; the check is then repeated.', 'Nếu bạn có chứng thư gốc cấp trên của người ký này từ nguồn mà bạn tin, hãy thêm vào mục “Trang này tin cậy ai”; phép kiểm tra sẽ được làm lại.'),
  },
  revocation: {
    unknown: s('Fetch the missing revocation data below, or add a CRL or OCSP file; the check is then repeated.', 'Hãy lấy dữ liệu thu hồi còn thiếu ở bên dưới, hoặc thêm tệp CRL hay OCSP; phép kiểm tra sẽ được làm lại.'),
    held: s('The certificate was suspended at that time. Ask its issuer whether the suspension was lifted, and check again with newer revocation data.', 'Chứng thư bị tạm dừng vào lúc đó. Hãy hỏi bên cấp xem việc tạm dừng đã được bỏ chưa, rồi kiểm tra lại với dữ liệu thu hồi mới hơn.'),
    else: s('Do not rely on this signature. Ask the signatory to sign anew with a certificate in force.', 'Đừng dựa vào chữ ký này. Hãy đề nghị người ký ký lại bằng chứng thư còn hiệu lực.'),
  },
  'timestamp-path': {
    path: s('If you trust this timestamp service, add its root certificate under “Whom this page trusts”; the check is then repeated.', 'Nếu bạn tin dịch vụ dấu thời gian này, hãy thêm chứng thư gốc của dịch vụ vào mục “Trang này tin cậy ai”; phép kiểm tra sẽ được làm lại.'),
    revocation: s('Fetch the missing revocation data of the timestamp service below, or add a CRL or OCSP file; the check is then repeated.', 'Hãy lấy dữ liệu thu hồi còn thiếu của dịch vụ dấu thời gian ở bên dưới, hoặc thêm tệp CRL hay OCSP; phép kiểm tra sẽ được làm lại.'),
    else: s('Ask for a copy that was timestamped again in time; without one, nothing proves when this was signed.', 'Hãy xin một bản đã được đóng thêm dấu thời gian kịp lúc; nếu không, không có gì chứng minh lúc ký.'),
  },
  'path-validity': {
    else: s('Ask the sender for a copy that carries a timestamp from before the certificate ended; without one, nobody can say when this was signed.', 'Hãy xin người gửi một bản có dấu thời gian từ trước khi chứng thư hết hiệu lực; nếu không, không ai nói được tệp được ký lúc nào.'),
  },
  'changes-permitted': {
    undecided: s('Look below at what was changed, and ask the signatories whether they agreed to it. The file as it was signed can be saved from its layer.', 'Hãy xem bên dưới những gì đã bị sửa và hỏi những người ký xem họ có đồng ý không. Bạn có thể lưu lại tệp đúng như lúc ký từ lớp của nó.'),
    else: s('Use the file as it was signed: it can be saved from its layer below. Ask the sender who made the later changes.', 'Hãy dùng tệp đúng như lúc ký: có thể lưu lại từ lớp của nó ở bên dưới. Hãy hỏi người gửi xem ai đã sửa về sau.'),
  },
  'unexplained-bytes': {
    else: s('Use the file as it was signed: it can be saved from its layer below. Ask the sender what was added.', 'Hãy dùng tệp đúng như lúc ký: có thể lưu lại từ lớp của nó ở bên dưới. Hãy hỏi người gửi xem đã thêm gì.'),
  },
  'trailing-bytes': {
    else: s('Use the file as it was signed: it can be saved from its layer below. Ask the sender what was added.', 'Hãy dùng tệp đúng như lúc ký: có thể lưu lại từ lớp của nó ở bên dưới. Hãy hỏi người gửi xem đã thêm gì.'),
  },
  'statement-agreement': {
    else: s('Ask the other party which of the texts is meant, and rely on none of them until they agree.', 'Hãy hỏi bên kia xem văn bản nào mới đúng, và chưa dựa vào văn bản nào khi chúng chưa khớp nhau.'),
  },
  'algorithms-sound': {
    else: s('Ask for a new signature: one this weak could have been made by somebody else.', 'Hãy xin một chữ ký mới: chữ ký yếu như vậy có thể do người khác tạo ra.'),
  },
}

const FAILED = s('Do not act on this file. Ask the signatory, in a way that you already know, for the original.', 'Đừng làm theo tệp này. Hãy xin người ký bản gốc, qua cách liên lạc mà bạn đã biết từ trước.')
const UNDECIDED = s('Nothing shows that the file is wrong, and nothing settles it. The checks below marked “?” say what is missing.', 'Không có gì cho thấy tệp sai, cũng chưa đủ để kết luận. Các phép kiểm tra có dấu “?” bên dưới cho biết còn thiếu gì.')

const ERRORS: Readonly<Record<string, Sentence>> = {
  NO_SIGNATURE: s('The file on your device is unchanged. If it should be signed, ask the sender for the file itself: printing or saving it anew removes signatures.', 'Tệp trên máy của bạn vẫn nguyên vẹn. Nếu tệp lẽ ra đã được ký, hãy xin người gửi chính tệp gốc: in ra hoặc lưu lại sẽ làm mất chữ ký.'),
  PDF_NOT_A_PDF: s('The file on your device is unchanged. Choose the signed PDF itself, not a picture, an archive or a link to it.', 'Tệp trên máy của bạn vẫn nguyên vẹn. Hãy chọn chính tệp PDF đã ký, không phải ảnh chụp, tệp nén hay đường dẫn.'),
  PDF_ENCRYPTED: s('The file on your device is unchanged. Ask the sender for a copy that opens without a password: taking the password off yourself would break the signature.', 'Tệp trên máy của bạn vẫn nguyên vẹn. Hãy xin người gửi một bản mở được mà không cần mật khẩu: tự gỡ mật khẩu sẽ làm hỏng chữ ký.'),
  PDF_TOO_LARGE: s('The file on your device is unchanged. The check in a terminal takes larger files: see the project’s README.', 'Tệp trên máy của bạn vẫn nguyên vẹn. Cách kiểm tra bằng dòng lệnh nhận tệp lớn hơn: xem README của dự án.'),
  PDF_TRUNCATED: s('The file on your device is unchanged. Download it or have it sent again: most likely the transfer broke off.', 'Tệp trên máy của bạn vẫn nguyên vẹn. Hãy tải về hoặc xin gửi lại: nhiều khả năng quá trình truyền bị ngắt giữa chừng.'),
  JUDGE_FAILED: s('This is a fault of the check, not of your file.', 'Đây là lỗi của phép kiểm tra, không phải của tệp.'),
  FILE_UNREADABLE: s('It may have been moved, renamed or changed since you chose it. Choose it once more.', 'Có thể tệp đã bị chuyển chỗ, đổi tên hoặc sửa từ lúc bạn chọn. Hãy chọn lại.'),
  CANCELLED: s('You can start the check again at any time.', 'Bạn có thể kiểm tra lại bất cứ lúc nào.'),
}
const UNREADABLE = s('The file on your device is unchanged. Ask the sender for it again, or try another copy.', 'Tệp trên máy của bạn vẫn nguyên vẹn. Hãy xin người gửi lại tệp, hoặc thử một bản khác.')

function remedyOf(check: Check | null): Sentence | null {
  const table = check && REMEDIES[check.id]
  return table ? (table[check.reason ?? 'else'] ?? table['else'] ?? null) : null
}

/** What the reader can do next about a verdict; null when nothing needs doing. */
export function describeRemedy(report: Report, language: 'vi' | 'en'): string | null {
  const { indication, subIndication } = report.verdict
  if (indication === 'TOTAL-PASSED') return null
  const deciding = report.signatures.find((one) => one.indication === indication && one.subIndication === subIndication)
  return (remedyOf(deciding ? decisiveCheck(deciding.checks) : null) ?? (indication === 'TOTAL-FAILED' ? FAILED : UNDECIDED))[language]
}

/** What the reader can do about a file that could not be judged. */
export function describeErrorRemedy(code: string, language: 'vi' | 'en'): string {
  return (ERRORS[code] ?? UNREADABLE)[language]
}

/** Every sentence of this table, for the tests that hold all of them to the same rules. */
export const REMEDY_SENTENCES: readonly Sentence[] = [...Object.values(REMEDIES).flatMap((table) => Object.values(table)), ...Object.values(ERRORS), FAILED, UNDECIDED, UNREADABLE]
