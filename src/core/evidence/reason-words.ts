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

/** The sentence for what a record gives as its reason, where the service wrote that itself; null where it is somebody's own words, or a code that stands for itself. */
export function describeReason(event: EventKind, reason: string, language: TrailLanguage): string | null {
  const [, thumbprint] = (event === 'key-made' && /^key ([\w-]{43})$/.exec(reason)) || []
  if (thumbprint !== undefined) return KEY[language](thumbprint)
  const words = TABLES[language][event]
  return words && Object.hasOwn(words, reason) ? (words[reason] ?? null) : null
}
