import { formatDate } from '../contract/format.ts'
import type { EventKind } from './event.ts'

export type TrailLanguage = 'vi' | 'en'

/** What a sentence needs to know of an event. */
export interface TrailFacts {
  readonly event: EventKind
  /** As people call who acted or was acted on. */
  readonly name: string
  readonly version: string | null
  readonly isNotice: boolean
  /** The letter is known to have come into the addressee's system. */
  readonly isReceived: boolean
  /** Of a change of retention: until when the contract is kept at least, as an instant; null while no day is known. */
  readonly keptUntil: string | null
}

const dayOf = (instant: string, language: TrailLanguage): string => formatDate(instant.slice(0, 10), language)

type Words = Readonly<Record<EventKind, (facts: TrailFacts) => string>>

const en: Words = {
  drafted: ({ name }) => `${name} created the draft.`,
  edited: ({ name }) => `${name} edited the draft.`,
  published: ({ name, version }) => `${name} signed and published version ${version ?? ''}.`,
  offered: ({ name }) => `${name} sent the offer.`,
  delivered: ({ isReceived }) => (isReceived ? 'The mail reached the recipient’s mailbox.' : 'The mail was handed over for delivery.'),
  'delivery-failed': () => 'A mail could not be delivered: the mail system did not take it.',
  displayed: ({ isNotice }) => (isNotice ? 'The notice was shown to a visitor nobody identified.' : 'The link was opened and the terms were shown.'),
  accessed: ({ isNotice }) => (isNotice ? 'A visitor nobody identified opened the terms from the notice.' : 'The terms were shown to their end on the page.'),
  'key-made': ({ name }) => `The browser of ${name} named the key to sign with; the key itself never left it.`,
  'code-sent': () => 'A code to sign with was sent to the mailbox named in the offer.',
  'code-failed': () => 'A wrong code was entered.',
  'code-locked': () => 'Too many wrong codes: this attempt to sign was locked.',
  'certificate-issued': ({ name }) => `A certificate was issued for the key of ${name}.`,
  'certificate-presented': ({ name }) => `${name} presented a certificate they have.`,
  'certificate-suspended': ({ name }) => `The certificate that ${name} used here was suspended.`,
  'certificate-restored': ({ name }) => `The certificate that ${name} used here was restored.`,
  'certificate-revoked': ({ name }) => `The certificate that ${name} used here was revoked.`,
  agreed: ({ name }) => `${name} agreed and signed.`,
  declined: ({ name }) => `${name} declined.`,
  withdrawn: ({ name }) => `${name} withdrew from the contract.`,
  're-accepted': ({ name }) => `${name} agreed again, to the new version.`,
  'signature-discarded': ({ name }) => `A signature of ${name} was not stored because another party signed just before; it was destroyed, and the page signed the newer revision by itself.`,
  'upload-refused': ({ name }) => `A signed file from ${name} was refused and not stored.`,
  'validation-data-added': () => 'Validation data was added to the signed file.',
  'copy-sent': () => 'A copy was sent to the parties.',
  downloaded: ({ name }) => `${name} downloaded the signed file.`,
  'archive-extended': () => 'The signed file was given a new timestamp, so that it stays provable.',
  'integrity-checked': () => 'The stored files and records were checked and are as they were written.',
  'integrity-failed': () => 'A check found that something stored is not as it was written.',
  lapsed: () => 'The reply deadline passed and the offer lapsed.',
  'offer-withdrawn': ({ name }) => `${name} took the offer back.`,
  erased: () => 'Personal data in this record was erased.',
  'particulars-given': ({ name }) => `${name} entered its details.`,
  invited: ({ name }) => `It became the turn of ${name} to sign.`,
  reminded: ({ name }) => `${name} was reminded by mail.`,
  'notice-sent': ({ name }) => `A notice was sent to ${name}.`,
  'order-accepted': ({ name }) => `${name} accepted the order.`,
  'order-declined': ({ name }) => `${name} declined the order.`,
  'records-consent-withdrawn': ({ name }) => `${name} took back the consent to electronic records; what was signed stands.`,
  'data-consent-given': () => 'Consent to the use of personal data (apart from the contract).',
  'data-consent-withdrawn': () => 'All consent to the use of personal data was withdrawn.',
  'data-consent-refused': () => 'No consent to the use of personal data.',
  'hold-placed': () => 'The operator of the service placed a legal hold: nothing of this contract is erased until it is released.',
  'hold-released': () => 'The legal hold was released: the rule of retention applies again.',
  'retention-changed': ({ name, keptUntil }) => (keptUntil === null ? `${name} had the contract kept as long as the rule says.` : `${name} changed how long the contract is kept: until ${dayOf(keptUntil, 'en')} at least.`),
}

const vi: Words = {
  drafted: ({ name }) => `${name} tạo bản nháp.`,
  edited: ({ name }) => `${name} sửa bản nháp.`,
  published: ({ name, version }) => `${name} ký và công bố phiên bản ${version ?? ''}.`,
  offered: ({ name }) => `${name} gửi đề nghị giao kết.`,
  delivered: ({ isReceived }) => (isReceived ? 'Thư đã tới hộp thư của bên nhận.' : 'Thư đã được chuyển đi.'),
  'delivery-failed': () => 'Có thư không gửi được: hệ thống thư không nhận thư đó.',
  displayed: ({ isNotice }) => (isNotice ? 'Thông báo được hiển thị cho một người xem chưa rõ danh tính.' : 'Đường dẫn được mở, điều khoản đã hiển thị.'),
  accessed: ({ isNotice }) => (isNotice ? 'Một người xem chưa rõ danh tính mở điều khoản từ thông báo.' : 'Điều khoản đã hiển thị đến cuối trên trang.'),
  'key-made': ({ name }) => `Trình duyệt của ${name} nêu khóa dùng để ký; khóa ký không rời khỏi máy.`,
  'code-sent': () => 'Mã xác nhận được gửi tới hộp thư nêu trong đề nghị.',
  'code-failed': () => 'Mã xác nhận bị nhập sai.',
  'code-locked': () => 'Nhập sai mã quá nhiều lần: lần ký này đã bị khóa.',
  'certificate-issued': ({ name }) => `Chứng thư được cấp cho khóa của ${name}.`,
  'certificate-presented': ({ name }) => `${name} dùng chứng thư có sẵn.`,
  'certificate-suspended': ({ name }) => `Chứng thư mà ${name} đã dùng ở đây bị tạm dừng.`,
  'certificate-restored': ({ name }) => `Chứng thư mà ${name} đã dùng ở đây được phục hồi.`,
  'certificate-revoked': ({ name }) => `Chứng thư mà ${name} đã dùng ở đây bị thu hồi.`,
  agreed: ({ name }) => `${name} đồng ý và ký.`,
  declined: ({ name }) => `${name} trả lời không đồng ý.`,
  withdrawn: ({ name }) => `${name} rút khỏi hợp đồng.`,
  're-accepted': ({ name }) => `${name} đồng ý lại với phiên bản mới.`,
  'signature-discarded': ({ name }) => `Chữ ký của ${name} không được lưu vì một bên khác vừa ký trước; chữ ký đó đã bị hủy và trang tự ký lại trên bản mới.`,
  'upload-refused': ({ name }) => `Một tệp ký của ${name} bị từ chối và không được lưu.`,
  'validation-data-added': () => 'Dữ liệu kiểm chứng được thêm vào tệp đã ký.',
  'copy-sent': () => 'Bản sao được gửi cho các bên.',
  downloaded: ({ name }) => `${name} tải tệp đã ký.`,
  'archive-extended': () => 'Tệp đã ký được gắn thêm dấu thời gian mới để giữ được giá trị chứng minh lâu dài.',
  'integrity-checked': () => 'Các tệp và bản ghi lưu trữ đã được kiểm tra và còn nguyên như khi ghi.',
  'integrity-failed': () => 'Lần kiểm tra phát hiện có dữ liệu lưu trữ không còn như khi ghi.',
  lapsed: () => 'Thời hạn trả lời đã qua; đề nghị hết hiệu lực.',
  'offer-withdrawn': ({ name }) => `${name} rút lại đề nghị.`,
  erased: () => 'Dữ liệu cá nhân trong hồ sơ này đã được xóa.',
  'particulars-given': ({ name }) => `${name} đã điền thông tin của mình.`,
  invited: ({ name }) => `Đã đến lượt ${name} ký.`,
  reminded: ({ name }) => `Đã gửi thư nhắc ${name}.`,
  'notice-sent': ({ name }) => `Thông báo đã được gửi tới ${name}.`,
  'order-accepted': ({ name }) => `${name} nhận đơn hàng.`,
  'order-declined': ({ name }) => `${name} không nhận đơn hàng.`,
  'records-consent-withdrawn': ({ name }) => `${name} rút lại sự đồng ý dùng tài liệu điện tử; những gì đã ký vẫn giữ nguyên.`,
  'data-consent-given': () => 'Đồng ý cho xử lý dữ liệu cá nhân (tách khỏi hợp đồng).',
  'data-consent-withdrawn': () => 'Rút lại mọi đồng ý về dữ liệu cá nhân.',
  'data-consent-refused': () => 'Không đồng ý cho xử lý dữ liệu cá nhân.',
  'hold-placed': () => 'Người vận hành dịch vụ đặt lệnh giữ theo yêu cầu pháp lý: không nội dung nào của hợp đồng này bị xóa cho đến khi lệnh được gỡ.',
  'hold-released': () => 'Lệnh giữ theo yêu cầu pháp lý được gỡ: quy tắc lưu giữ được áp dụng trở lại.',
  'retention-changed': ({ name, keptUntil }) => (keptUntil === null ? `${name} đặt thời hạn lưu giữ hợp đồng theo quy tắc.` : `${name} thay đổi thời hạn lưu giữ hợp đồng: ít nhất đến ngày ${dayOf(keptUntil, 'vi')}.`),
}

/** One sentence that says what happened. */
export function describeEvent(facts: TrailFacts, language: TrailLanguage): string {
  return { vi, en }[language][facts.event](facts)
}

const ACTORS = {
  en: { service: 'The service', visitor: 'A visitor nobody identified', seller: 'The seller', other: 'The buyer' },
  vi: { service: 'Hệ thống', visitor: 'Một người xem chưa rõ danh tính', seller: 'Bên bán', other: 'Bên mua' },
} as const

/** As people call who an event is about: a party by its name, else by what it is. `about` is the party whose offer it concerns. */
export function nameActor(actor: { readonly kind: 'party' | 'visitor' | 'service'; readonly party: string | null }, about: string | null, names: Readonly<Record<string, string>>, language: TrailLanguage): string {
  const words = ACTORS[language]
  const party = actor.party ?? about
  if (actor.kind === 'service' && about === null) return words.service
  if (actor.kind === 'visitor' && actor.party === null) return words.visitor
  return names[party ?? ''] ?? (party === 'seller' ? words.seller : words.other)
}

export type TrailWeight = 'milestone' | 'step' | 'trouble'

/** Milestones stand out; the rest is the way there. */
export function weighEvent(event: EventKind): TrailWeight {
  switch (event) {
    case 'published': case 'offered': case 'agreed': case 're-accepted': return 'milestone'
    case 'declined': case 'lapsed': case 'offer-withdrawn': case 'withdrawn': case 'code-failed': case 'code-locked': case 'signature-discarded': case 'erased': case 'delivery-failed':
    case 'upload-refused': case 'certificate-suspended': case 'certificate-revoked': case 'integrity-failed': case 'records-consent-withdrawn': return 'trouble'
    default: return 'step'
  }
}

/** What readers filter by. */
export const TRAIL_GROUPS = ['making', 'sending', 'reading', 'signing', 'keeping'] as const
export type TrailGroup = (typeof TRAIL_GROUPS)[number]

export const GROUP_OF: Readonly<Record<EventKind, TrailGroup>> = {
  drafted: 'making', edited: 'making', published: 'making',
  offered: 'sending', delivered: 'sending', 'delivery-failed': 'sending', invited: 'sending', reminded: 'sending', 'notice-sent': 'sending', 'offer-withdrawn': 'sending', lapsed: 'sending', 'copy-sent': 'sending',
  displayed: 'reading', accessed: 'reading', 'particulars-given': 'reading',
  'key-made': 'signing', 'code-sent': 'signing', 'code-failed': 'signing', 'code-locked': 'signing', 'certificate-issued': 'signing', 'certificate-presented': 'signing', agreed: 'signing', 're-accepted': 'signing',
  'order-accepted': 'signing', 'order-declined': 'signing', 'data-consent-given': 'signing', 'data-consent-withdrawn': 'signing', 'data-consent-refused': 'signing', 'records-consent-withdrawn': 'signing',
  declined: 'signing', withdrawn: 'signing', 'signature-discarded': 'signing', 'upload-refused': 'signing',
  'validation-data-added': 'keeping', downloaded: 'keeping', 'archive-extended': 'keeping', 'integrity-checked': 'keeping', 'integrity-failed': 'keeping', erased: 'keeping', 'hold-placed': 'keeping', 'hold-released': 'keeping', 'retention-changed': 'keeping',
  'certificate-suspended': 'keeping', 'certificate-restored': 'keeping', 'certificate-revoked': 'keeping',
}
