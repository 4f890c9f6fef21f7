import type { ContractDocument } from '../../core/contract/document.ts'
import type { OfferRow } from '../contract/access.ts'
import { wordDeadline } from '../contract/deadline.ts'
import { offerLink } from '../contract/link.ts'
import { passageRule } from '../contract/passage.ts'
import { digestContract } from '../contract/summary.ts'
import type { Wording } from '../mail/letter.ts'
import type { MailKind, MailOrder } from '../mail/mailer.ts'
import type { Parts } from '../parts.ts'
import type { DataKey } from '../vault/vault.ts'

/** What every letter about a round can name. */
export interface RoundLetter {
  readonly title: string
  readonly number: string
  readonly seller: string
  readonly name: string | null
  readonly link: string
  readonly replyBy: string | null
}

const greet = (name: string | null, isVietnamese: boolean): string => (isVietnamese ? `Kính gửi ${name ?? 'Quý vị'},\n\n` : `Dear ${name ?? 'Sir or Madam'},\n\n`)
const deadline = (replyBy: string | null, isVietnamese: boolean): string => (replyBy === null ? '' : isVietnamese ? `Thời hạn trả lời: ${replyBy}\n` : `Reply by: ${replyBy}\n`)
const OWN_LINK = {
  vi: 'Đường dẫn này dành riêng cho bạn: ai có đường dẫn đều đọc được hợp đồng.\n',
  en: 'The link is meant for you alone: whoever has it can read the contract.\n',
} as const

type Words = (letter: RoundLetter) => Wording
type Bilingual = { readonly vi: Words; readonly en: Words }

/** Asks a party of several for its details: nobody can sign before all of them are there. */
export const DETAILS: Bilingual = {
  vi: ({ title, number, seller, name, link, replyBy }) => ({
    subject: `${seller} gửi bạn hợp đồng: ${title}`,
    text: `${greet(name, true)}${seller} gửi bạn và các bên khác đề nghị giao kết hợp đồng “${title}” (số ${number}).\n\nHãy đọc và điền thông tin của bạn tại:\n${link}\n\nKhi mọi bên đã điền xong và đến lượt bạn ký, bạn sẽ nhận được một thư nữa. Bạn cũng có thể trả lời không đồng ý tại đường dẫn trên.\n\n${deadline(replyBy, true)}${OWN_LINK.vi}`,
  }),
  en: ({ title, number, seller, name, link, replyBy }) => ({
    subject: `${seller} sent you a contract: ${title}`,
    text: `${greet(name, false)}${seller} offers the contract “${title}” (no. ${number}) to you and to others.\n\nPlease read it and enter your details at:\n${link}\n\nWhen everybody’s details are there and it is your turn to sign, you will get another mail. You can also decline at that link.\n\n${deadline(replyBy, false)}${OWN_LINK.en}`,
  }),
}

/** It is this party's turn to sign. */
export const TURN: Bilingual = {
  vi: ({ title, number, name, link, replyBy }) => ({
    subject: `Đến lượt bạn ký: ${title}`,
    text: `${greet(name, true)}Đã đến lượt bạn ký hợp đồng “${title}” (số ${number}).\n\nĐọc, ký hoặc trả lời không đồng ý tại:\n${link}\n\n${deadline(replyBy, true)}${OWN_LINK.vi}Khi ký, một mã xác nhận sẽ được gửi tới chính địa chỉ thư này.\n`,
  }),
  en: ({ title, number, name, link, replyBy }) => ({
    subject: `Your turn to sign: ${title}`,
    text: `${greet(name, false)}It is your turn to sign the contract “${title}” (no. ${number}).\n\nRead it, and sign or decline, at:\n${link}\n\n${deadline(replyBy, false)}${OWN_LINK.en}When you sign, a code is sent to this very mail address.\n`,
  }),
}

/** Nothing has come yet. */
export const REMINDER: Bilingual = {
  vi: ({ title, number, name, link, replyBy }) => ({
    subject: `Nhắc lại: ${title}`,
    text: `${greet(name, true)}Hợp đồng “${title}” (số ${number}) vẫn đang chờ bạn. Hãy mở đường dẫn sau để xem bạn cần làm gì:\n${link}\n\n${deadline(replyBy, true)}Nếu bạn không muốn giao kết, hãy trả lời không đồng ý tại đường dẫn đó.\n`,
  }),
  en: ({ title, number, name, link, replyBy }) => ({
    subject: `Reminder: ${title}`,
    text: `${greet(name, false)}The contract “${title}” (no. ${number}) is still waiting for you. Open this link to see what is to be done:\n${link}\n\n${deadline(replyBy, false)}If you do not want to enter into it, please decline at that link.\n`,
  }),
}

/** The seller took the contract back: the notice that its text promises. */
export const WITHDRAWN: Bilingual = {
  vi: ({ title, number, seller, name, link }) => ({
    subject: `Đã rút lại: ${title}`,
    text: `${greet(name, true)}${seller} đã rút lại đề nghị giao kết hợp đồng “${title}” (số ${number}). Hợp đồng không được giao kết; chữ ký đã có, nếu có, vẫn được lưu giữ. Bạn không cần làm gì.\n\nXem lại: ${link}\n`,
  }),
  en: ({ title, number, seller, name, link }) => ({
    subject: `Taken back: ${title}`,
    text: `${greet(name, false)}${seller} has taken back the offer of the contract “${title}” (no. ${number}). The contract is not made; signatures given already, if any, are kept. You need not do anything.\n\nSee it again: ${link}\n`,
  }),
}

/** Another party declined. */
export const ENDED: Bilingual = {
  vi: ({ title, number, name, link }) => ({
    subject: `Có bên không đồng ý: ${title}`,
    text: `${greet(name, true)}Một bên khác đã trả lời không đồng ý với hợp đồng “${title}” (số ${number}), nên hợp đồng không được giao kết. Chữ ký đã có, nếu có, vẫn được lưu giữ. Bạn không cần làm gì.\n\nXem lại: ${link}\n`,
  }),
  en: ({ title, number, name, link }) => ({
    subject: `Another party declined: ${title}`,
    text: `${greet(name, false)}Another party declined the contract “${title}” (no. ${number}), so it is not made. Signatures given already, if any, are kept. You need not do anything.\n\nSee it again: ${link}\n`,
  }),
}

/** The deadline passed before everybody had signed. */
export const LAPSED: Bilingual = {
  vi: ({ title, number, name, link }) => ({
    subject: `Hết thời hạn: ${title}`,
    text: `${greet(name, true)}Thời hạn trả lời của hợp đồng “${title}” (số ${number}) đã qua mà chưa đủ chữ ký, nên hợp đồng không được giao kết. Chữ ký đã có vẫn được lưu giữ.\n\nXem lại: ${link}\n`,
  }),
  en: ({ title, number, name, link }) => ({
    subject: `Deadline passed: ${title}`,
    text: `${greet(name, false)}The reply deadline of the contract “${title}” (no. ${number}) has passed before everybody had signed, so it is not made. Signatures given already are kept.\n\nSee it again: ${link}\n`,
  }),
}

/** A letter to the holder of an offer, in the contract's language. */
export function composeRoundLetter({ settings }: Pick<Parts, 'settings'>, key: DataKey, document: ContractDocument, offer: OfferRow, kind: MailKind, words: Bilingual): MailOrder {
  const { title, seller } = digestContract(document)
  const { language } = document
  const written = words[language]({
    title, seller,
    number: document.number,
    name: offer.name === null ? null : key.openText(`offer/name/${offer.id}`, offer.name),
    link: offerLink(settings.publicAddress, key.openText(`offer/token/${offer.id}`, offer.token)),
    replyBy: wordDeadline(document, offer.reply_by),
  })
  return { kind, contract: offer.contract, offer: offer.id, content: { to: key.openText(`offer/email/${offer.id}`, offer.email), ...written, rule: passageRule(document), attachment: null } }
}
