import type { Language } from './session.ts'

interface Refusal {
  readonly status: number
  readonly vi: string
  readonly en: string
}

/** Each refusal once: status and the sentence people read. A sentence says what happened, that nothing was lost, and what to do. */
export const REFUSALS = {
  NOT_FOUND: { status: 404, vi: 'Không tìm thấy trang hoặc dữ liệu này. Hãy kiểm tra lại đường dẫn.', en: 'There is nothing at this address. Please check the link.' },
  BODY_MALFORMED: { status: 400, vi: 'Dữ liệu gửi lên không đúng dạng nên chưa được lưu. Hãy tải lại trang và thử lại.', en: 'What was sent does not have the right form, so nothing was stored. Reload the page and try again.' },
  BODY_TOO_LARGE: { status: 413, vi: 'Dữ liệu gửi lên quá lớn nên đã bị dừng; chưa có gì được lưu.', en: 'What was sent is too large and was cut off; nothing was stored.' },
  MEDIA_TYPE_REFUSED: { status: 415, vi: 'Loại dữ liệu này không được nhận; chưa có gì được lưu.', en: 'This kind of data is not accepted; nothing was stored.' },
  ORIGIN_REFUSED: { status: 403, vi: 'Yêu cầu đến từ một trang khác nên bị từ chối; chưa có gì được lưu.', en: 'The request came from another site and was refused; nothing was stored.' },
  RATE_LIMITED: { status: 429, vi: 'Quá nhiều lần thử. Hãy đợi một phút rồi thử lại; không có gì bị mất.', en: 'Too many attempts. Wait a minute and try again; nothing is lost.' },
  SESSION_REQUIRED: { status: 401, vi: 'Bạn cần đăng nhập để tiếp tục. Bản thảo đã lưu vẫn còn.', en: 'Please sign in to continue. Your saved drafts are kept.' },
  CODE_REFUSED: { status: 403, vi: 'Mã không đúng hoặc đã hết hạn. Hãy kiểm tra thư mới nhất hoặc xin mã mới.', en: 'The code is wrong or has expired. Check the newest mail or ask for a new code.' },
  CODE_EXHAUSTED: { status: 403, vi: 'Mã đã bị khóa sau nhiều lần nhập sai. Hãy xin mã mới; nội dung của bạn vẫn còn.', en: 'The code was locked after too many wrong attempts. Ask for a new one; your work is kept.' },
  CONTRACT_NOT_FOUND: { status: 404, vi: 'Không tìm thấy hợp đồng này trong không gian của bạn.', en: 'There is no such contract in your workspace.' },
  DRAFT_CONFLICT: { status: 409, vi: 'Bản thảo vừa được sửa ở nơi khác. Hãy tải lại để xem bản mới nhất; bản của bạn chưa bị ghi đè.', en: 'The draft was changed elsewhere meanwhile. Reload to see the newest; yours was not overwritten.' },
  DRAFT_INCOMPLETE: { status: 422, vi: 'Bản thảo còn thiếu hoặc sai một số mục nên chưa thể công bố. Hãy xem các mục được đánh dấu.', en: 'Some particulars are missing or wrong, so the draft cannot be published yet. See the marked fields.' },
  STATE_REFUSED: { status: 409, vi: 'Việc này không thể thực hiện ở trạng thái hiện tại của hợp đồng. Hãy tải lại trang.', en: 'This cannot be done in the contract’s present state. Reload the page.' },
  DOCUMENT_REFUSED: { status: 422, vi: 'Văn bản hợp đồng không hợp lệ nên chưa được lưu.', en: 'The contract document is not valid, so it was not stored.' },
  LETTER_REFUSED: { status: 422, vi: 'Có ký tự mà bản in không thể hiện được. Hãy thay ký tự đó.', en: 'A letter cannot be printed in the contract. Please replace it.' },
  PUBLICATION_REFUSED: { status: 422, vi: 'Chữ ký công bố không khớp với văn bản hợp đồng nên chưa được công bố.', en: 'The publication signature does not fit the contract document, so nothing was published.' },
  OFFER_NOT_FOUND: { status: 404, vi: 'Đường dẫn này không hợp lệ. Hãy mở đúng đường dẫn trong thư bạn nhận được.', en: 'This link is not valid. Open the exact link from the mail you received.' },
  OFFER_LAPSED: { status: 410, vi: 'Thời hạn trả lời đã qua nên đề nghị không còn hiệu lực. Hãy liên hệ bên bán.', en: 'The time to reply has passed, so the offer has lapsed. Please contact the seller.' },
  OFFER_WITHDRAWN: { status: 410, vi: 'Bên bán đã rút lại đề nghị này.', en: 'The seller has withdrawn this offer.' },
  OFFER_ANSWERED: { status: 409, vi: 'Đề nghị này đã được trả lời; câu trả lời trước vẫn được giữ nguyên.', en: 'This offer has been answered already; that answer stands unchanged.' },
  PARTICULARS_REFUSED: { status: 422, vi: 'Một số thông tin chưa đúng. Hãy xem các mục được đánh dấu; chưa có gì được ký.', en: 'Some particulars are not right. See the marked fields; nothing was signed.' },
  STATEMENT_MALFORMED: { status: 400, vi: 'Bản xác nhận không đúng dạng nên chưa được lưu. Hãy tải lại trang.', en: 'The statement does not have the right form and was not stored. Reload the page.' },
  STATEMENT_TOO_LARGE: { status: 413, vi: 'Bản xác nhận quá lớn nên chưa được lưu.', en: 'The statement is too large and was not stored.' },
  STATEMENT_REFUSED: { status: 422, vi: 'Bản xác nhận không khớp với hợp đồng đang hiển thị nên chưa được lưu. Hãy tải lại trang và xem lại.', en: 'The statement does not fit the contract on offer and was not stored. Reload the page and review again.' },
  VERSION_STALE: { status: 409, vi: 'Hợp đồng đã có phiên bản hoặc bản dàn trang mới. Hãy xem lại trước khi ký; thông tin của bạn vẫn còn.', en: 'There is a new version or typeset revision of the contract. Please review it before signing; your particulars are kept.' },
  CHALLENGE_REFUSED: { status: 409, vi: 'Phiên ký đã hết hạn. Hãy bấm ký lại; chưa có gì được ký.', en: 'The signing challenge has expired. Press sign again; nothing was signed.' },
  REQUEST_REFUSED: { status: 422, vi: 'Yêu cầu chứng thư không khớp với khóa đã xác nhận nên bị từ chối.', en: 'The certificate request does not fit the key that was stated and was refused.' },
  CERTIFICATE_REFUSED: { status: 422, vi: 'Chứng thư trong chữ ký không phải chứng thư đã cấp cho lần ký này; chưa có gì được lưu.', en: 'The certificate in the signature is not the one issued for this act; nothing was stored.' },
  BASE_REVISION_DIFFERS: { status: 422, vi: 'Tệp gửi lên không phải văn bản đã đề nghị; chưa có gì được lưu.', en: 'The file sent is not the document that was offered; nothing was stored.' },
  SIGNATURE_REVISION_DIFFERS: { status: 422, vi: 'Phần chữ ký trong tệp khác với phần được xác nhận; chưa có gì được lưu.', en: 'The signature part of the file differs from what was stated; nothing was stored.' },
  SIGNATURE_REFUSED: { status: 422, vi: 'Chữ ký không đúng; chưa có gì được lưu.', en: 'The signature does not verify; nothing was stored.' },
  TIMESTAMP_REFUSED: { status: 422, vi: 'Dấu thời gian không đúng hoặc không thuộc chữ ký này; chưa có gì được lưu.', en: 'The timestamp is wrong or belongs to something else; nothing was stored.' },
  NOT_A_PDF: { status: 422, vi: 'Tệp gửi lên không phải PDF; chưa có gì được lưu.', en: 'The file sent is not a PDF; nothing was stored.' },
  INTENT_NOT_FOUND: { status: 404, vi: 'Không tìm thấy lần ký này. Hãy tải lại trang và bấm ký lại.', en: 'This act of signing is not known. Reload the page and press sign again.' },
  SERVICE_FAILED: { status: 500, vi: 'Máy chủ gặp lỗi; những gì đã được xác nhận vẫn còn. Hãy thử lại sau ít phút.', en: 'The server failed; whatever was acknowledged is kept. Try again in a few minutes.' },
  STORAGE_FULL: { status: 507, vi: 'Máy chủ hết chỗ lưu nên chưa nhận được; chưa có gì bị mất. Hãy thử lại sau.', en: 'The server has no space left, so nothing was taken; nothing is lost. Try again later.' },
  MAIL_FAILED: { status: 502, vi: 'Không gửi được thư. Nội dung của bạn vẫn còn; hãy thử lại sau ít phút.', en: 'The mail could not be sent. Your work is kept; try again in a few minutes.' },
} as const satisfies Record<string, Refusal>

export type RefusalCode = keyof typeof REFUSALS

export interface ErrorAnswer {
  readonly error: { readonly code: RefusalCode; readonly sentence: string; readonly details?: Readonly<Record<string, string | number>> }
}

export function isRefusalCode(code: string): code is RefusalCode {
  return Object.hasOwn(REFUSALS, code)
}

/** The sentence for people, in their language. */
export function refusalSentence(code: RefusalCode, language: Language): string {
  return REFUSALS[code][language]
}
