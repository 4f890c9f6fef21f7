import type { Language } from './session.ts'

interface Refusal {
  readonly status: number
  readonly vi: string
  readonly en: string
}

/** Each refusal once: status and the sentence people read. A sentence says what happened, that nothing was lost, and what to do. */
export const REFUSALS = {
  NOT_FOUND: { status: 404, vi: 'Không tìm thấy gì ở địa chỉ này; không có gì bị thay đổi. Hãy kiểm tra lại đường dẫn.', en: 'There is nothing at this address; nothing was changed. Please check the link.' },
  BODY_MALFORMED: { status: 400, vi: 'Dữ liệu gửi lên không đúng dạng; chưa có gì được lưu. Hãy tải lại trang và thử lại.', en: 'What was sent does not have the right form; nothing was stored. Reload the page and try again.' },
  BODY_TOO_LARGE: { status: 413, vi: 'Dữ liệu gửi lên quá lớn nên đã bị dừng; chưa có gì được lưu. Hãy rút ngắn rồi thử lại.', en: 'What was sent is too large and was cut off; nothing was stored. Shorten it and try again.' },
  MEDIA_TYPE_REFUSED: { status: 415, vi: 'Loại dữ liệu này không được nhận; chưa có gì được lưu. Hãy tải lại trang và thử lại.', en: 'This kind of data is not accepted; nothing was stored. Reload the page and try again.' },
  ORIGIN_REFUSED: { status: 403, vi: 'Yêu cầu đến từ một trang khác nên bị từ chối; chưa có gì được lưu. Hãy tải lại trang và thử lại.', en: 'The request came from another site and was refused; nothing was stored. Reload the page and try again.' },
  RATE_LIMITED: { status: 429, vi: 'Có quá nhiều lần thử. Không có gì bị mất; hãy đợi một phút rồi thử lại.', en: 'There were too many attempts. Nothing is lost; wait a minute and try again.' },
  SESSION_REQUIRED: { status: 401, vi: 'Bạn chưa đăng nhập hoặc phiên đăng nhập đã hết. Bản nháp đã lưu vẫn còn; hãy đăng nhập để tiếp tục.', en: 'You are not signed in, or your session has ended. Your saved drafts are kept; please sign in to continue.' },
  CODE_REFUSED: { status: 403, vi: 'Mã không đúng hoặc đã hết hạn; không có gì bị mất. Hãy xem thư mới nhất hoặc xin mã mới.', en: 'The code is wrong or has expired; nothing is lost. Check the newest mail or ask for a new code.' },
  CODE_EXHAUSTED: { status: 403, vi: 'Mã đã bị khóa sau nhiều lần nhập sai. Nội dung của bạn vẫn còn; hãy xin mã mới.', en: 'The code was locked after too many wrong attempts. Your work is kept; ask for a new code.' },
  CONTRACT_NOT_FOUND: { status: 404, vi: 'Không tìm thấy hợp đồng này trong không gian của bạn; không có gì bị thay đổi. Hãy về danh sách hợp đồng.', en: 'There is no such contract in your workspace; nothing was changed. Go back to the list of contracts.' },
  DRAFT_CONFLICT: { status: 409, vi: 'Bản nháp vừa được sửa ở nơi khác; bản của bạn chưa bị ghi đè. Hãy chọn bản để tiếp tục.', en: 'The draft was changed elsewhere meanwhile; yours was not overwritten. Choose which to go on with.' },
  DRAFT_INCOMPLETE: { status: 422, vi: 'Bản nháp còn thiếu hoặc sai một số mục nên chưa công bố được; bản nháp vẫn còn. Hãy xem các mục được đánh dấu.', en: 'Some particulars are missing or wrong, so nothing was published; the draft is kept. See the marked fields.' },
  STATE_REFUSED: { status: 409, vi: 'Không làm được việc này ở trạng thái hiện tại của hợp đồng; không có gì bị thay đổi. Hãy tải lại trang.', en: 'This cannot be done in the contract’s present state; nothing was changed. Reload the page.' },
  DOCUMENT_REFUSED: { status: 422, vi: 'Văn bản hợp đồng chưa hợp lệ nên chưa được lưu lên máy chủ; bản của bạn vẫn còn. Hãy xem các mục được đánh dấu.', en: 'The contract document is not right yet and was not stored; yours is kept. See the marked fields.' },
  LETTER_REFUSED: { status: 422, vi: 'Có ký tự mà bản in không thể hiện được; chưa có gì được lưu. Hãy thay ký tự đó.', en: 'A character cannot be printed in the contract; nothing was stored. Please replace it.' },
  PUBLICATION_REFUSED: { status: 422, vi: 'Chữ ký công bố không khớp với văn bản hợp đồng nên chưa công bố; bản nháp vẫn còn. Hãy thử lại.', en: 'The publication signature does not fit the contract document, so nothing was published; the draft is kept. Try again.' },
  OFFER_NOT_FOUND: { status: 404, vi: 'Đường dẫn này không dẫn tới đề nghị nào; không có gì bị thay đổi. Hãy mở đúng đường dẫn trong thư bạn nhận được.', en: 'This link leads to no offer; nothing was changed. Open the exact link from the mail you received.' },
  OFFER_LAPSED: { status: 410, vi: 'Thời hạn trả lời đã qua nên đề nghị hết hiệu lực; chưa có gì được ký. Hãy xin bên bán gửi đề nghị mới.', en: 'The reply deadline has passed, so the offer has lapsed; nothing was signed. Ask the seller for a new offer.' },
  OFFER_WITHDRAWN: { status: 410, vi: 'Bên bán đã rút lại đề nghị này; chưa có gì được ký. Bạn không cần làm gì.', en: 'The seller has taken this offer back; nothing was signed. You need not do anything.' },
  OFFER_ANSWERED: { status: 409, vi: 'Đề nghị này đã được trả lời; câu trả lời trước được giữ nguyên. Hãy tải lại trang.', en: 'This offer has been answered already; that answer stands unchanged. Reload the page.' },
  OFFER_ENDED: { status: 410, vi: 'Hợp đồng này không còn được giao kết nữa: một bên đã trả lời không đồng ý hoặc đề nghị đã được rút lại. Chữ ký đã có vẫn được lưu giữ; bạn không cần làm gì.', en: 'This contract will not be made: a party declined, or the offer was taken back. Signatures given already are kept; you need not do anything.' },
  OFFER_NOT_ITS_TURN: { status: 409, vi: 'Chưa đến lượt bạn ký; chưa có gì được ký. Bạn sẽ nhận được thư khi đến lượt.', en: 'It is not your turn to sign yet; nothing was signed. You will get a mail when it is.' },
  PARTICULARS_AWAITED: { status: 409, vi: 'Chưa đủ thông tin của mọi bên nên chưa ký được; chưa có gì được ký. Bạn sẽ nhận được thư khi có thể ký.', en: 'Not everybody’s details are there yet, so nobody can sign; nothing was signed. You will get a mail when you can.' },
  PARTICULARS_FIXED: { status: 409, vi: 'Đã có bên ký nên thông tin không sửa được nữa; không có gì bị thay đổi. Nếu thông tin của bạn sai, hãy trả lời không đồng ý và báo cho bên gửi.', en: 'Somebody has signed, so the details can no longer be changed; nothing was changed. If yours are wrong, decline and tell the sender.' },
  REVISION_STALE: { status: 409, vi: 'Một bên khác vừa ký trước nên chữ ký này chưa được lưu; trang sẽ tự ký lại trên bản mới nhất. Bạn không cần làm gì.', en: 'Another party signed just before, so this signature was not stored; the page signs the newest revision by itself. You need not do anything.' },
  PARTICULARS_REFUSED: { status: 422, vi: 'Một số thông tin chưa đúng; chưa có gì được ký. Hãy sửa các mục được đánh dấu.', en: 'Some particulars are not right; nothing was signed. Correct the marked fields.' },
  STATEMENT_MALFORMED: { status: 400, vi: 'Bản xác nhận không đúng dạng; chưa có gì được ký. Hãy tải lại trang và ký lại.', en: 'The statement does not have the right form; nothing was signed. Reload the page and sign again.' },
  STATEMENT_TOO_LARGE: { status: 413, vi: 'Bản xác nhận quá lớn; chưa có gì được ký. Hãy rút ngắn những gì bạn đã nhập và ký lại.', en: 'The statement is too large; nothing was signed. Shorten what you entered and sign again.' },
  STATEMENT_REFUSED: { status: 422, vi: 'Bản xác nhận không khớp với hợp đồng được đề nghị; chưa có gì được ký. Hãy tải lại trang và xem lại.', en: 'The statement does not fit the contract on offer; nothing was signed. Reload the page and review again.' },
  VERSION_STALE: { status: 409, vi: 'Hợp đồng đã có phiên bản mới hoặc được dàn trang lại; thông tin của bạn vẫn còn. Hãy xem lại trước khi ký.', en: 'There is a new version of the contract, or it was set anew; your particulars are kept. Please review it before signing.' },
  CHALLENGE_REFUSED: { status: 409, vi: 'Lần ký này đã quá thời gian cho phép; chưa có gì được ký. Hãy ký lại.', en: 'The time for this act of signing has run out; nothing was signed. Sign again.' },
  REQUEST_REFUSED: { status: 422, vi: 'Yêu cầu chứng thư không khớp với khóa nêu trong bản xác nhận; chưa có gì được ký. Hãy ký lại.', en: 'The certificate request does not fit the key that the statement names; nothing was signed. Sign again.' },
  CERTIFICATE_REFUSED: { status: 422, vi: 'Chứng thư trong chữ ký không phải chứng thư đã cấp cho lần ký này; chưa có gì được lưu. Hãy ký lại.', en: 'The certificate in the signature is not the one issued for this act; nothing was stored. Sign again.' },
  BASE_REVISION_DIFFERS: { status: 422, vi: 'Tệp gửi lên không phải văn bản được đề nghị; chưa có gì được lưu. Hãy tải lại trang và ký lại.', en: 'The file sent is not the document that was offered; nothing was stored. Reload the page and sign again.' },
  SIGNATURE_REVISION_DIFFERS: { status: 422, vi: 'Phần chữ ký trong tệp khác với bản xác nhận; chưa có gì được lưu. Hãy tải lại trang và ký lại.', en: 'The signature part of the file differs from what was stated; nothing was stored. Reload the page and sign again.' },
  SIGNATURE_REFUSED: { status: 422, vi: 'Chữ ký không đạt kiểm tra; chưa có gì được lưu. Hãy ký lại.', en: 'The signature does not verify; nothing was stored. Sign again.' },
  TIMESTAMP_REFUSED: { status: 422, vi: 'Dấu thời gian không đúng hoặc không thuộc chữ ký này; chưa có gì được lưu. Hãy thử lại.', en: 'The timestamp is wrong or belongs to something else; nothing was stored. Try again.' },
  TIMESTAMP_UNAVAILABLE: { status: 503, vi: 'Chưa có dịch vụ cấp dấu thời gian nào trả lời; chưa có gì được ký. Hãy thử lại sau ít phút.', en: 'No timestamp authority answered; nothing was signed. Try again in a few minutes.' },
  NOT_A_PDF: { status: 422, vi: 'Tệp gửi lên không phải PDF; chưa có gì được lưu. Hãy tải lại trang và thử lại.', en: 'The file sent is not a PDF; nothing was stored. Reload the page and try again.' },
  INTENT_NOT_FOUND: { status: 404, vi: 'Không tìm thấy lần ký này; chưa có gì được ký. Hãy tải lại trang và ký lại.', en: 'This act of signing is not known; nothing was signed. Reload the page and sign again.' },
  AGREEMENT_NOT_FOUND: { status: 404, vi: 'Không tìm thấy thỏa thuận này; không có gì bị thay đổi. Hãy kiểm tra lại đường dẫn.', en: 'There is no such agreement; nothing was changed. Please check the link.' },
  VERSION_NOT_FOUND: { status: 404, vi: 'Thỏa thuận này không có phiên bản đó; không có gì bị thay đổi. Hãy xem danh sách phiên bản.', en: 'The agreement has no such version; nothing was changed. See the list of versions.' },
  VERSION_NOT_ACTIVE: { status: 409, vi: 'Phiên bản này không còn hoặc chưa áp dụng; chưa có gì được đồng ý. Hãy tải lại trang để xem phiên bản đang áp dụng.', en: 'This version is no longer, or not yet, in force; nothing was agreed. Reload the page to see the one in force.' },
  SUBJECT_REFUSED: { status: 403, vi: 'Trang này chưa cho biết đúng bạn là ai; chưa có gì được đồng ý. Hãy tải lại trang và thử lại.', en: 'The page did not say properly who you are; nothing was agreed. Reload the page and try again.' },
  HOST_REFUSED: { status: 403, vi: 'Trang này không được phép hỏi về thỏa thuận này; chưa có gì được đồng ý. Hãy báo cho chủ trang.', en: 'This page may not ask about this agreement; nothing was agreed. Please tell the owner of the page.' },
  JWS_REFUSED: { status: 422, vi: 'Chữ ký trên bản xác nhận không đạt kiểm tra; chưa có gì được đồng ý. Hãy tải lại trang và thử lại.', en: 'The signature on the statement does not verify; nothing was agreed. Reload the page and try again.' },
  ACCEPTANCE_NOT_FOUND: { status: 404, vi: 'Đường dẫn này không dẫn tới bản ghi nào; không có gì bị thay đổi. Hãy mở đúng đường dẫn trong biên nhận.', en: 'This link leads to no record; nothing was changed. Open the exact link from the receipt.' },
  ACCEPTANCE_ERASED: { status: 410, vi: 'Dữ liệu cá nhân của bản ghi này đã được xóa theo yêu cầu; lịch sử vẫn kiểm tra được. Bạn không cần làm gì.', en: 'The personal data of this record was erased on request; the history can still be checked. You need not do anything.' },
  WITHDRAWAL_REFUSED: { status: 409, vi: 'Không có quyền rút khỏi hợp đồng ở đây, hoặc thời hạn đã qua; sự đồng ý vẫn như cũ. Hãy liên hệ bên kia.', en: 'There is no right to withdraw from the contract here, or its period is over; the acceptance stands. Contact the other party.' },
  ORDER_LAPSED: { status: 410, vi: 'Thời hạn trả lời đơn hàng đã qua nên đơn hàng hết hiệu lực; câu trả lời muộn không được ghi nhận. Hãy đề nghị người mua đặt lại.', en: 'The time to answer this order has passed, so the order has lapsed; a late answer is not recorded. Ask the buyer to order again.' },
  ORDER_ANSWERED: { status: 409, vi: 'Đơn hàng này đã được trả lời hoặc người mua đã rút lại; câu trả lời trước được giữ nguyên.', en: 'This order was answered already, or the buyer has withdrawn; the earlier answer stands unchanged.' },
  DATA_CONSENT_STALE: { status: 409, vi: 'Lựa chọn về dữ liệu cá nhân vừa được thay đổi ở nơi khác; lần này chưa được lưu, không có gì bị mất. Hãy tải lại trang rồi chọn lại.', en: 'The choices about personal data were changed elsewhere meanwhile; this one was not stored and nothing is lost. Reload the page and choose again.' },
  WEBHOOK_REFUSED: { status: 422, vi: 'Không gửi được tin tới địa chỉ này; cài đặt cũ được giữ nguyên. Hãy dùng một địa chỉ https công khai.', en: 'News cannot be sent to this address; the earlier settings are kept. Use a public https address.' },
  CERTIFICATE_NOT_FOUND: { status: 404, vi: 'Không tìm thấy chứng thư này; không có gì bị thay đổi. Hãy kiểm tra lại số sê-ri hoặc dấu vân tay.', en: 'There is no such certificate; nothing was changed. Check the serial number or thumbprint.' },
  CERTIFICATE_STATE_REFUSED: { status: 409, vi: 'Không làm được việc này ở trạng thái hiện tại của chứng thư; không có gì bị thay đổi. Hãy tải lại trang.', en: 'This cannot be done in the certificate’s present state; nothing was changed. Reload the page.' },
  CERTIFICATE_SUSPENDED: { status: 409, vi: 'Chứng thư của khóa này đang bị tạm dừng nên chưa có gì được ký. Hãy khôi phục chứng thư ở trang “Khóa của tôi” hoặc ký bằng khóa khác.', en: 'The certificate of this key is suspended, so nothing was signed. Restore it on the page “My keys”, or sign with another key.' },
  CERTIFICATE_REVOKED: { status: 409, vi: 'Chứng thư của khóa này đã bị thu hồi nên chưa có gì được ký. Hãy ký bằng khóa khác.', en: 'The certificate of this key has been revoked, so nothing was signed. Sign with another key.' },
  CERTIFICATE_ENDED: { status: 409, vi: 'Chứng thư của khóa này không còn hoặc chưa có hiệu lực nên chưa có gì được ký. Hãy gia hạn hoặc ký bằng khóa khác.', en: 'The certificate of this key is not valid at this time, so nothing was signed. Renew it, or sign with another key.' },
  OWN_CERTIFICATE_REFUSED: { status: 422, vi: 'Chứng thư mang tới không dùng để ký tài liệu được; chưa có gì được ký. Hãy chọn chứng thư khác.', en: 'The certificate brought along cannot sign documents; nothing was signed. Choose another one.' },
  KEY_KIND_REFUSED: { status: 422, vi: 'Hợp đồng này không cho ký bằng loại khóa ấy; chưa có gì được ký. Hãy chọn khóa khác.', en: 'This contract does not let that kind of key sign; nothing was signed. Choose another one.' },
  ORGANISATION_REFUSED: { status: 403, vi: 'Dịch vụ chưa kiểm tra việc bạn được thay mặt tổ chức này; chưa có gì được cấp. Hãy liên hệ người vận hành dịch vụ.', en: 'This service has not checked that you may act for this organisation; nothing was issued. Ask the operator of the service.' },
  OPERATOR_REFUSED: { status: 403, vi: 'Chỉ người vận hành dịch vụ làm được việc này; không có gì bị thay đổi.', en: 'Only the operator of the service can do this; nothing was changed.' },
  PASSKEY_REFUSED: { status: 403, vi: 'Khóa truy cập không được chấp nhận; không có gì bị mất. Hãy thử lại hoặc đăng nhập bằng mã gửi qua thư.', en: 'The passkey was not accepted; nothing is lost. Try again, or sign in with a code by mail.' },
  PROOF_STALE: { status: 403, vi: 'Hộp thư của bạn được xác minh đã lâu; chưa có gì được cấp và không có gì bị mất. Hãy đăng xuất rồi đăng nhập lại bằng mã gửi qua thư.', en: 'Your mailbox was proven too long ago; nothing was issued and nothing is lost. Sign out, then sign in again with a code by mail.' },
  SERVICE_FAILED: { status: 500, vi: 'Máy chủ gặp lỗi; những gì đã được xác nhận vẫn còn. Hãy thử lại sau ít phút.', en: 'The server failed; whatever was acknowledged is kept. Try again in a few minutes.' },
  STORAGE_FULL: { status: 507, vi: 'Máy chủ hết chỗ lưu nên chưa nhận được; không có gì bị mất. Hãy thử lại sau.', en: 'The server has no space left, so nothing was taken; nothing is lost. Try again later.' },
  STORAGE_REFUSED: { status: 507, vi: 'Máy chủ không ghi được vào ổ đĩa nên chưa nhận được; những gì đã được xác nhận vẫn còn. Hãy thử lại sau.', en: 'The server cannot write to its disk, so nothing was taken; whatever was acknowledged is kept. Try again later.' },
  STORE_UNREACHABLE: { status: 503, vi: 'Kho dữ liệu của máy chủ tạm thời không trả lời; những gì đã được xác nhận vẫn còn. Hãy thử lại sau ít phút.', en: 'The server’s store of data does not answer just now; whatever was acknowledged is kept. Try again in a few minutes.' },
  STORED_DAMAGED: { status: 500, vi: 'Dữ liệu đã lưu bị hỏng nên không được đưa ra như bản đúng; người vận hành đã được báo. Hãy dùng bản sao bạn đã nhận và thử lại sau.', en: 'What was stored here is damaged, so it is not given out as if it were good; the operator has been told. Use the copy you received, and try again later.' },
  LOG_REFUSED: { status: 503, vi: 'Sổ công khai không khớp với những gì đã ghi nên chưa có gì được ký; những gì đã được xác nhận vẫn còn. Hãy báo cho người vận hành.', en: 'The public log does not fit what was written, so nothing is signed; whatever was acknowledged is kept. Please tell the operator.' },
  DATA_ERASED: { status: 410, vi: 'Nội dung này đã được xóa khi hết thời hạn lưu giữ; lịch sử vẫn kiểm tra được. Bạn không cần làm gì.', en: 'This content was erased when its time of keeping was over; the history can still be checked. You need not do anything.' },
  RELAY_ADDRESS_REFUSED: { status: 422, vi: 'Không lấy dữ liệu ở địa chỉ này: chứng thư không nêu nó, hoặc nó dẫn vào mạng riêng. Chưa có gì được gửi đi; bạn có thể tự thêm tệp CRL hay OCSP.', en: 'Nothing is fetched from this address: the certificate does not name it, or it leads into a private network. Nothing was sent; you can add a CRL or OCSP file yourself.' },
  RELAY_FAILED: { status: 502, vi: 'Địa chỉ nêu trong chứng thư không trả lời đúng; kết luận hiện có vẫn giữ nguyên. Hãy thử lại sau hoặc tự thêm tệp CRL hay OCSP.', en: 'The address named in the certificate gave no proper answer; the verdict stands as it was. Try again later, or add a CRL or OCSP file yourself.' },
  MAIL_FAILED: { status: 502, vi: 'Không gửi được thư; nội dung của bạn vẫn còn. Hãy thử lại sau ít phút.', en: 'The mail could not be sent; your work is kept. Try again in a few minutes.' },
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
