import { formatInstant, formatVietnamTime } from '../../core/contract/format.ts'
import type { Language } from '../../protocol/session.ts'
import type { Wording } from './letter.ts'

export interface WithdrawalLetter {
  readonly title: string
  readonly number: string
  readonly reason: string | null
  readonly link: string
  /** Epoch milliseconds. */
  readonly at: number
}

/** When it was, in Viet Nam's time and in UTC. */
export const timeOf = (at: number, language: Language): string => `${formatInstant(formatVietnamTime(at), language)}; UTC: ${new Date(at).toISOString()}`

/** Acknowledges a withdrawal on a durable medium: its content, date and time (CRD art. 11a). */
export function wordWithdrawal(language: Language, { title, number, reason, link, at }: WithdrawalLetter): Wording {
  return language === 'vi'
    ? {
        subject: `Đã nhận thông báo rút khỏi hợp đồng: ${title}`,
        text: `Chúng tôi xác nhận đã nhận thông báo rút khỏi hợp đồng của bạn.\n\nHợp đồng: ${title} (số ${number})\nThời điểm: ${timeOf(at, language)}\n${reason === null ? '' : `Lý do bạn nêu: ${reason}\n`}\nHãy giữ thư này. Bản ghi trước đó không bị sửa hay xóa.\n\nXem lại: ${link}\n`,
      }
    : {
        subject: `Your withdrawal was received: ${title}`,
        text: `We acknowledge that you have withdrawn from the contract.\n\nContract: ${title} (no. ${number})\nTime: ${timeOf(at, language)}\n${reason === null ? '' : `Reason you gave: ${reason}\n`}\nPlease keep this mail. The earlier record is neither changed nor deleted.\n\nSee it again: ${link}\n`,
      }
}

/** The same for the seller. */
export function wordWithdrawalNotice(language: Language, { title, number, reason, link, at }: WithdrawalLetter): Wording {
  return language === 'vi'
    ? { subject: `Bên kia đã rút khỏi hợp đồng: ${title}`, text: `Bên kia đã rút khỏi hợp đồng “${title}” (số ${number}).\n\nThời điểm: ${timeOf(at, language)}\n${reason === null ? '' : `Lý do được nêu: ${reason}\n`}\nXem lại: ${link}\n` }
    : { subject: `The other party withdrew from the contract: ${title}`, text: `The other party has withdrawn from the contract “${title}” (no. ${number}).\n\nTime: ${timeOf(at, language)}\n${reason === null ? '' : `Reason given: ${reason}\n`}\nSee it again: ${link}\n` }
}
