import type { Wording } from './letter.ts'

export interface CertificateLetter {
  readonly serial: string
  /** Epoch milliseconds. */
  readonly notAfter: number
  readonly link: string
}

/** A certificate's holder has no language on record: both are written, Vietnamese first. */
function both(subject: readonly [string, string], vi: string, en: string, { serial, link }: Pick<CertificateLetter, 'serial' | 'link'>): Wording {
  return { subject: `${subject[0]} / ${subject[1]}`, text: `${vi}\n\nSố sê-ri: ${serial}\nKhóa của tôi: ${link}\n\n—\n\n${en}\n\nSerial number: ${serial}\nMy keys: ${link}\n` }
}

const dayOf = (instant: number): string => new Date(instant).toISOString().slice(0, 10).split('-').toReversed().join('/')

/** A certificate was issued to the holder of this address. */
export function wordCertificateIssued(letter: CertificateLetter): Wording {
  const day = dayOf(letter.notAfter)
  return both(
    ['Đã cấp chứng thư cho khóa của bạn', 'A certificate was issued for your key'],
    `Một chứng thư vừa được cấp cho khóa ký gắn với địa chỉ thư này, có hiệu lực đến ${day}.\nNếu không phải bạn yêu cầu, hãy thu hồi ngay tại trang “Khóa của tôi”.`,
    `A certificate was just issued for a signing key under this mail address. It is valid until ${day}.\nIf it was not you who asked for it, revoke it at once on the page “My keys”.`,
    letter,
  )
}

/** Its end is near. */
export function wordCertificateEnding(letter: CertificateLetter): Wording {
  const day = dayOf(letter.notAfter)
  return both(
    ['Chứng thư sắp hết hạn', 'Your certificate ends soon'],
    `Chứng thư của một khóa ký gắn với địa chỉ thư này sẽ hết hạn ngày ${day}. Nếu còn dùng khóa này, hãy gia hạn chứng thư trước ngày đó.\nNhững gì đã ký vẫn giữ nguyên.`,
    `The certificate of a signing key under this mail address ends on ${day}. If you still use the key, renew the certificate before that day.\nWhat was signed with it stays as it is.`,
    letter,
  )
}

const CHANGES = {
  suspended: ['tạm dừng', 'suspended'],
  restored: ['khôi phục', 'restored'],
  revoked: ['thu hồi', 'revoked'],
} as const

/** Its status has changed. */
export function wordCertificateChanged(letter: CertificateLetter, event: keyof typeof CHANGES, by: 'holder' | 'operator'): Wording {
  const [vi, en] = CHANGES[event]
  return both(
    [`Chứng thư đã được ${vi}`, `Your certificate was ${en}`],
    `Chứng thư của một khóa ký gắn với địa chỉ thư này vừa được ${vi}, theo yêu cầu của ${by === 'holder' ? 'chính người giữ khóa' : 'người vận hành dịch vụ'}.`,
    `The certificate of a signing key under this mail address was just ${en}, as asked by ${by === 'holder' ? 'its holder' : 'the operator of the service'}.`,
    letter,
  )
}
