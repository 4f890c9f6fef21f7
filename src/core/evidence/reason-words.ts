import type { EventKind } from './event.ts'
import type { TrailLanguage } from './trail-words.ts'

/** What a service writes as one word, by its event. */
type Table = Readonly<Partial<Record<EventKind, Readonly<Record<string, string>>>>>

const ENDS = {
  en: {
    keyCompromise: 'The key may be known to others, or the device is lost.', affiliationChanged: 'The holder is no longer with the organisation.', superseded: 'Another key has taken its place.',
    cessationOfOperation: 'The key is no longer needed.', privilegeWithdrawn: 'The key is no longer permitted.', unspecified: 'No reason was stated.',
  },
  vi: {
    keyCompromise: 'Khóa có thể đã lộ hoặc thiết bị bị mất.', affiliationChanged: 'Người giữ khóa không còn làm việc ở tổ chức đó.', superseded: 'Đã có khóa khác thay thế.',
    cessationOfOperation: 'Khóa không dùng nữa.', privilegeWithdrawn: 'Khóa không còn được phép dùng.', unspecified: 'Không nêu lý do.',
  },
} as const

const TABLES: Readonly<Record<TrailLanguage, Table>> = {
  en: {
    'code-failed': { expired: 'The code was right but had expired.', wrong: 'The code was not the one that had been sent.' },
    'certificate-suspended': ENDS.en, 'certificate-revoked': ENDS.en,
    'signature-discarded': { REVISION_STALE: 'It stood on a revision that another party had meanwhile signed over.' },
  },
  vi: {
    'code-failed': { expired: 'Mã đúng nhưng đã hết hạn.', wrong: 'Mã không đúng với mã đã gửi.' },
    'certificate-suspended': ENDS.vi, 'certificate-revoked': ENDS.vi,
    'signature-discarded': { REVISION_STALE: 'Chữ ký được tạo trên bản mà trong lúc đó một bên khác đã ký tiếp.' },
  },
}

const KEY = { en: (thumbprint: string) => `The thumbprint of its public key is ${thumbprint}.`, vi: (thumbprint: string) => `Dấu vân tay của khóa công khai là ${thumbprint}.` } as const

const LETTERS: Readonly<Record<TrailLanguage, Readonly<Record<string, string>>>> = {
  en: { offer: 'the mail with the offer', code: 'the mail with the code', copy: 'the mail with the signed copy', notice: 'a notice' },
  vi: { offer: 'thư gửi đề nghị', code: 'thư gửi mã xác nhận', copy: 'thư gửi bản đã ký', notice: 'thư thông báo' },
}

/** `offer, mail.example.com, 550`: which letter, which mail system, and its reply where it gave one. */
function describeRefusedMail(reason: string, language: TrailLanguage): string | null {
  const [, kind = '', system, reply] = /^(\w+), ([^\s,]+)(?:, ([45]\d\d))?$/.exec(reason) ?? []
  const letter = LETTERS[language][kind]
  if (letter === undefined || system === undefined) return null
  if (language === 'vi') return `Đó là ${letter}, qua ${system}.${reply ? ` Mã trả lời SMTP: ${reply} (${reply.startsWith('5') ? 'từ chối hẳn' : 'chưa nhận lúc đó'}).` : ''}`
  return `It was ${letter}, by way of ${system}.${reply ? ` SMTP reply: ${reply} (${reply.startsWith('5') ? 'refused for good' : 'not taken at that time'}).` : ''}`
}

/** The sentence for what a record gives as its reason, where the service wrote that itself; null where it is somebody's own words, or a code that stands for itself. */
export function describeReason(event: EventKind, reason: string, language: TrailLanguage): string | null {
  const [, thumbprint] = (event === 'key-made' && /^key ([\w-]{43})$/.exec(reason)) || []
  if (thumbprint !== undefined) return KEY[language](thumbprint)
  if (event === 'delivery-failed') return describeRefusedMail(reason, language)
  const words = TABLES[language][event]
  return words && Object.hasOwn(words, reason) ? (words[reason] ?? null) : null
}
