import type { Language } from '../../protocol/session.ts'
import type { Wording } from './letter.ts'
import { timeOf, type WithdrawalLetter } from './withdrawal-letter.ts'

type RecordsLetter = Omit<WithdrawalLetter, 'reason'>

/** Acknowledges on a durable medium that consent to electronic records was taken back: content, date and time, and what follows. */
export function wordRecordsWithdrawal(language: Language, { title, number, link, at }: RecordsLetter): Wording {
  return language === 'vi'
    ? {
        subject: `Đã nhận: rút lại sự đồng ý dùng tài liệu điện tử (${title})`,
        text: `Chúng tôi xác nhận bạn đã rút lại sự đồng ý dùng tài liệu điện tử.\n\nVăn bản: ${title} (số ${number})\nThời điểm: ${timeOf(at, language)}\n\nBên kia đã được báo. Những gì đã ký và đã nhận trước đó vẫn giữ nguyên; hợp đồng không chấm dứt vì việc này. Hãy giữ thư này.\n\nXem lại: ${link}\n`,
      }
    : {
        subject: `Received: your consent to electronic records is taken back (${title})`,
        text: `We acknowledge that you have taken back your consent to electronic records.\n\nDocument: ${title} (no. ${number})\nTime: ${timeOf(at, language)}\n\nThe other party has been told. What you signed and received before stays as it is, and the contract does not end by this. Please keep this mail.\n\nSee it again: ${link}\n`,
      }
}

/** The same for the seller, with what it has to do. */
export function wordRecordsNotice(language: Language, { title, number, link, at }: RecordsLetter): Wording {
  return language === 'vi'
    ? {
        subject: `Bên kia rút lại sự đồng ý dùng tài liệu điện tử: ${title}`,
        text: `Bên kia đã rút lại sự đồng ý dùng tài liệu điện tử cho “${title}” (số ${number}).\n\nThời điểm: ${timeOf(at, language)}\n\nTừ nay hãy gửi thông báo và hóa đơn theo cách mà văn bản đã nêu cho trường hợp này, thường là bản giấy. Hợp đồng và những gì đã ký vẫn giữ nguyên.\n\nXem lại: ${link}\n`,
      }
    : {
        subject: `The other party took back its consent to electronic records: ${title}`,
        text: `The other party has taken back its consent to electronic records under “${title}” (no. ${number}).\n\nTime: ${timeOf(at, language)}\n\nFrom now on send notices and invoices as the document says for this case, usually on paper. The contract and what was signed stand.\n\nSee it again: ${link}\n`,
      }
}
