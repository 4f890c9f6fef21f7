/** A refusal's HTTP status and what people read of it. */
export interface Refusal {
  readonly status: number
  readonly vi: string
  readonly en: string
}

/** Refusals that a page may come to by itself, without the service's answer and its sentence: these few it carries. */
export const PAGE_REFUSALS = {
  VERSION_STALE: { status: 409, vi: 'Hợp đồng đã có phiên bản mới hoặc được dàn trang lại; thông tin của bạn vẫn còn. Hãy xem lại trước khi ký.', en: 'There is a new version of the contract, or it was set anew; your particulars are kept. Please review it before signing.' },
  CERTIFICATE_REFUSED: { status: 422, vi: 'Chứng thư trong chữ ký không phải chứng thư đã cấp cho lần ký này; chưa có gì được lưu. Hãy ký lại.', en: 'The certificate in the signature is not the one issued for this act; nothing was stored. Sign again.' },
  STATEMENT_MALFORMED: { status: 400, vi: 'Bản xác nhận không đúng dạng; chưa có gì được ký. Hãy tải lại trang và ký lại.', en: 'The statement does not have the right form; nothing was signed. Reload the page and sign again.' },
  STATEMENT_TOO_LARGE: { status: 413, vi: 'Bản xác nhận quá lớn; chưa có gì được ký. Hãy rút ngắn những gì bạn đã nhập và ký lại.', en: 'The statement is too large; nothing was signed. Shorten what you entered and sign again.' },
  OWN_FILE_DIFFERS: { status: 422, vi: 'Tệp PDF không phải tệp mà hợp đồng nêu; chưa có gì được ký. Hãy tải lại trang.', en: 'The PDF is not the file that the contract names; nothing was signed. Reload the page.' },
  SERVICE_FAILED: { status: 500, vi: 'Máy chủ gặp lỗi; những gì đã được xác nhận vẫn còn. Hãy thử lại sau ít phút.', en: 'The server failed; whatever was acknowledged is kept. Try again in a few minutes.' },
} as const satisfies Record<string, Refusal>
