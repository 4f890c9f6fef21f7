import type { Language } from './document.ts'
import type { Formation, PassageReason, RuleSet } from './formation.ts'

/** Formation in words: pages and files say the same. `show` writes an instant (epoch milliseconds) as the reader has it. */
interface FormationWords {
  readonly title: string
  readonly rule: string
  readonly rules: Readonly<Record<RuleSet, string>>
  readonly reasons: Readonly<Record<PassageReason, string>>
  readonly offer: (party: string, to: string | null) => string
  readonly answer: (party: string) => string
  readonly order: (party: string) => string
  readonly sent: string
  readonly received: string
  readonly notSeen: string
  readonly place: string
  readonly deadline: string
  readonly noDeadline: string
  readonly outcome: (formation: Formation, show: (instant: number) => string) => string
  readonly note: string
}

const en: FormationWords = {
  title: 'When and where it was concluded',
  rule: 'Rule that applies',
  rules: {
    'vn-2023': 'Law on Electronic Transactions 20/2023/QH15, arts 15 and 17', 'vn-2005': 'Law on E-Transactions 2005, arts 17 and 19', 'un-ecc': 'UN Electronic Communications Convention 2005, art. 10',
  },
  reasons: {
    LEFT_ORIGINATOR: 'it left the sender’s system', ENTERED_SYSTEM: 'it entered a system outside the sender’s control', ENTERED_DESIGNATED: 'it entered the system that the recipient named',
    ENTERED_ACCESSIBLE: 'it entered the system and could be read there', ENTERED_ANY: 'it entered a system of the recipient', CAPABLE_OF_RETRIEVAL: 'it could be retrieved at the named address',
    AWARE_AND_CAPABLE: 'the recipient knew of it and could retrieve it', NOT_SEEN: 'nothing shows that the recipient knows of it',
  },
  offer: (party, to) => (to === null ? `Offer from ${party}` : `Offer from ${party} to ${to}`), answer: (party) => `Answer of ${party}`, order: (party) => `Order of ${party}`,
  sent: 'Sent', received: 'Received', notSeen: 'not seen', place: 'Place', deadline: 'Reply deadline', noDeadline: 'none set',
  outcome: ({ reason, formedAt, replyBy, isDefaultDeadline }, show) => {
    switch (reason) {
      case 'ACCEPTANCE_RECEIVED': return `The contract was concluded at ${show(formedAt ?? 0)}, when the acceptance was received.`
      case 'DECLINED': return 'There is no contract: the offer was not agreed to.'
      case 'LAPSED': return `There is no contract: the reply deadline passed at ${show(replyBy ?? 0)}.`
      case 'NOT_RECEIVED': return 'There is no contract yet: the answer was not received.'
      case 'OPEN':
        if (replyBy === null) return 'The offer is open.'
        return isDefaultDeadline ? `An order is the buyer’s offer; the seller fixed no deadline and must answer by ${show(replyBy)} (12 hours).` : `The offer may be answered until ${show(replyBy)}.`
    }
  },
  note: 'The place is the seat or residence that the contract names, not where a server stands. This is computed from what the service saw by the rule named; a court may see it otherwise.',
}

const vi: FormationWords = {
  title: 'Giao kết lúc nào, ở đâu',
  rule: 'Quy tắc áp dụng',
  rules: {
    'vn-2023': 'Luật Giao dịch điện tử 20/2023/QH15, điều 15 và 17', 'vn-2005': 'Luật Giao dịch điện tử 2005, điều 17 và 19', 'un-ecc': 'Công ước của Liên hợp quốc về thư tín điện tử 2005, điều 10',
  },
  reasons: {
    LEFT_ORIGINATOR: 'rời hệ thống của người gửi', ENTERED_SYSTEM: 'vào hệ thống ngoài sự kiểm soát của người gửi', ENTERED_DESIGNATED: 'vào hệ thống mà bên nhận đã chỉ định',
    ENTERED_ACCESSIBLE: 'vào hệ thống và đọc được ở đó', ENTERED_ANY: 'vào hệ thống của bên nhận', CAPABLE_OF_RETRIEVAL: 'có thể lấy về ở địa chỉ đã chỉ định',
    AWARE_AND_CAPABLE: 'bên nhận biết và có thể lấy về', NOT_SEEN: 'chưa thấy bên nhận biết tới',
  },
  offer: (party, to) => (to === null ? `Đề nghị của ${party}` : `Đề nghị của ${party} gửi ${to}`), answer: (party) => `Câu trả lời của ${party}`, order: (party) => `Đơn hàng của ${party}`,
  sent: 'Gửi', received: 'Nhận', notSeen: 'chưa thấy', place: 'Nơi', deadline: 'Thời hạn trả lời', noDeadline: 'không nêu',
  outcome: ({ reason, formedAt, replyBy, isDefaultDeadline }, show) => {
    switch (reason) {
      case 'ACCEPTANCE_RECEIVED': return `Hợp đồng được giao kết lúc ${show(formedAt ?? 0)}, khi sự đồng ý được nhận.`
      case 'DECLINED': return 'Không có hợp đồng: đề nghị không được đồng ý.'
      case 'LAPSED': return `Không có hợp đồng: thời hạn trả lời đã hết lúc ${show(replyBy ?? 0)}.`
      case 'NOT_RECEIVED': return 'Chưa có hợp đồng: câu trả lời chưa được nhận.'
      case 'OPEN':
        if (replyBy === null) return 'Đề nghị còn để ngỏ.'
        return isDefaultDeadline ? `Đơn hàng là đề nghị của người mua; bên bán không nêu thời hạn nên phải trả lời trước ${show(replyBy)} (12 giờ).` : `Đề nghị chờ trả lời đến ${show(replyBy)}.`
    }
  },
  note: 'Nơi là trụ sở hoặc nơi cư trú nêu trong hợp đồng, không phải nơi đặt máy chủ. Kết quả được tính từ những gì dịch vụ ghi nhận theo quy tắc đã nêu; tòa án có thể nhìn nhận khác.',
}

export const FORMATION_WORDS: Readonly<Record<Language, FormationWords>> = { vi, en }
