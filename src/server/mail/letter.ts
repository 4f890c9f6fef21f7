import type { Language } from '../../protocol/session.ts'

/** A letter's words. */
export interface Wording {
  readonly subject: string
  readonly text: string
}

const MINUTES = 10

/** The code that signs a seller in. */
export function wordSessionCode(language: Language, digits: string): Wording {
  return language === 'vi'
    ? {
        subject: `Mã đăng nhập Countersign: ${digits}`,
        text: `Mã đăng nhập của bạn là: ${digits}\n\nMã có hiệu lực trong ${MINUTES} phút và dùng một lần.\nNếu bạn không yêu cầu mã này, hãy bỏ qua thư; không có mã thì không ai đăng nhập được.\n`,
      }
    : {
        subject: `Countersign sign-in code: ${digits}`,
        text: `Your sign-in code is: ${digits}\n\nIt works once, within ${MINUTES} minutes.\nIf you did not ask for it, ignore this mail; nobody can sign in without the code.\n`,
      }
}

export interface OfferLetter {
  readonly title: string
  readonly number: string
  readonly seller: string
  readonly name: string | null
  readonly link: string
  /** As people read it, or null. */
  readonly replyBy: string | null
}

/** The link to an offer. */
export function wordOffer(language: Language, { title, number, seller, name, link, replyBy }: OfferLetter): Wording {
  return language === 'vi'
    ? {
        subject: `${seller} gửi bạn hợp đồng: ${title}`,
        text: `Kính gửi ${name ?? 'Quý vị'},\n\n${seller} gửi bạn đề nghị giao kết hợp đồng “${title}” (số ${number}).\n\nĐọc, ký hoặc trả lời không đồng ý tại:\n${link}\n\n${replyBy ? `Thời hạn trả lời: ${replyBy}\n` : ''}Đường dẫn này dành riêng cho bạn: ai có đường dẫn đều đọc được hợp đồng. Khi ký, một mã xác nhận sẽ được gửi tới chính địa chỉ thư này.\n`,
      }
    : {
        subject: `${seller} sent you a contract: ${title}`,
        text: `Dear ${name ?? 'Sir or Madam'},\n\n${seller} offers you the contract “${title}” (no. ${number}).\n\nRead it, and sign or decline, at:\n${link}\n\n${replyBy ? `Reply by: ${replyBy}\n` : ''}The link is meant for you alone: whoever has it can read the contract. When you sign, a code is sent to this very mail address.\n`,
      }
}

export interface SigningCodeLetter {
  readonly title: string
  readonly number: string
  readonly total: string | null
}

/** The code that confirms one act of signing; it names contract and total so that its owner sees what it is for. */
export function wordSigningCode(language: Language, digits: string, { title, number, total }: SigningCodeLetter): Wording {
  return language === 'vi'
    ? {
        subject: `Mã xác nhận ký hợp đồng ${number}`,
        text: `Mã xác nhận ký: ${digits}\n\nMã này dùng để ký:\n  Hợp đồng: ${title}\n  Số: ${number}\n${total ? `  Tổng giá trị: ${total}\n` : ''}\nMã có hiệu lực trong ${MINUTES} phút và chỉ dùng cho lần ký này. Nếu bạn không định ký hợp đồng này, đừng nhập mã và đừng đưa mã cho ai.\n`,
      }
    : {
        subject: `Code to sign contract ${number}`,
        text: `Signing code: ${digits}\n\nIt signs this:\n  Contract: ${title}\n  Number: ${number}\n${total ? `  Total: ${total}\n` : ''}\nIt works for ${MINUTES} minutes and for this act only. If you are not about to sign this contract, do not enter the code and give it to nobody.\n`,
      }
}

export interface AnswerLetter {
  readonly title: string
  readonly number: string
  readonly party: string
  readonly link: string
}

/** A signed copy, to either party. */
export function wordCopy(language: Language, { title, number, party, link }: AnswerLetter): Wording {
  return language === 'vi'
    ? { subject: `Bản đã ký: ${title}`, text: `Hợp đồng “${title}” (số ${number}) đã được ký. Họ tên do người ký tự ghi, chưa được kiểm tra: ${party}. Bản đã ký đính kèm thư này; hãy lưu giữ.\n\nXem lại: ${link}\n\nAi cũng có thể kiểm tra tệp PDF tại trang kiểm tra; tệp không được tải lên đâu cả.\n` }
    : { subject: `Signed copy: ${title}`, text: `The contract “${title}” (no. ${number}) was signed. Name as given by the signatory, not checked: ${party}. The signed copy is attached; please keep it.\n\nSee it again: ${link}\n\nAnyone can check the PDF on the check page; it is not uploaded there.\n` }
}

/** News of a decline, to the seller. */
export function wordDecline(language: Language, { title, number, party, link }: AnswerLetter): Wording {
  return language === 'vi'
    ? { subject: `Không đồng ý: ${title}`, text: `Bên được đề nghị (họ tên tự ghi: ${party}) đã trả lời không đồng ý với hợp đồng “${title}” (số ${number}). Không có gì được ký.\n\nXem lại: ${link}\n` }
    : { subject: `Declined: ${title}`, text: `The other party (name as given: ${party}) declined the contract “${title}” (no. ${number}). Nothing was signed.\n\nSee it again: ${link}\n` }
}
