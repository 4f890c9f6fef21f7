/** From when the days count. */
export type RetentionStart = 'ended' | 'created' | 'sent' | 'changed' | 'concluded' | 'accepted'
/** What happens end: rows go, contents go and the row stays, or the key of their own is destroyed, which leaves a history that can still be checked. */
export type RetentionEnd = 'delete' | 'strip' | 'destroy-key'

export interface RetentionRule {
  readonly id: string
  readonly tables: readonly string[]
  readonly days: number
  readonly from: RetentionStart
  readonly end: RetentionEnd
  readonly what: { readonly vi: string; readonly en: string }
  readonly basis: { readonly vi: string; readonly en: string }
}

const PURPOSE_OVER = { vi: 'hết mục đích sử dụng', en: 'no purpose is left' } as const

/**
 * How long things are kept, why, and what happens end: the one source of the job that does it, the operator's view, the data map and the README.
 * A contract may have a longer time of its own, and a legal hold stops every rule for it.
 */
export const RETENTION_RULES = [
  { id: 'session', tables: ['session'], days: 0, from: 'ended', end: 'delete', what: { vi: 'phiên đăng nhập', en: 'sessions' }, basis: PURPOSE_OVER },
  { id: 'code', tables: ['session_code'], days: 1, from: 'ended', end: 'delete', what: { vi: 'mã đăng nhập và số lần đã gửi', en: 'sign-in codes, and how many were sent' }, basis: PURPOSE_OVER },
  { id: 'challenge', tables: ['challenge', 'click_challenge', 'passkey_challenge'], days: 1, from: 'ended', end: 'delete', what: { vi: 'số dùng một lần', en: 'challenges' }, basis: PURPOSE_OVER },
  { id: 'pending-publication', tables: ['pending_publication'], days: 1, from: 'created', end: 'delete', what: { vi: 'công bố bỏ dở', en: 'publications that were not finished' }, basis: PURPOSE_OVER },
  { id: 'abandoned-intent', tables: ['intent'], days: 30, from: 'created', end: 'delete', what: { vi: 'lần ký, đặt hàng bỏ dở', en: 'signings and orders that were abandoned' }, basis: PURPOSE_OVER },
  { id: 'code-mail', tables: ['mail'], days: 1, from: 'sent', end: 'strip', what: { vi: 'nội dung thư có mã', en: 'contents of mails with a code' }, basis: PURPOSE_OVER },
  { id: 'mail', tables: ['mail'], days: 30, from: 'sent', end: 'strip', what: { vi: 'nội dung thư trong hộp thư đi', en: 'contents of mails in the outbox' }, basis: PURPOSE_OVER },
  { id: 'webhook', tables: ['webhook_delivery'], days: 30, from: 'sent', end: 'delete', what: { vi: 'tin đã gửi cho trang khác', en: 'news sent to other sites' }, basis: PURPOSE_OVER },
  { id: 'draft', tables: ['contract', 'own_file'], days: 730, from: 'changed', end: 'destroy-key', what: { vi: 'bản nháp không công bố', en: 'drafts that were never published' }, basis: { vi: 'người soạn không còn sửa', en: 'its author no longer works on it' } },
  {
    id: 'unconcluded', tables: ['contract', 'contract_version', 'offer', 'answer', 'record', 'round', 'archive_file', 'own_file', 'certificate', 'used_certificate'], days: 1095, from: 'ended', end: 'destroy-key',
    what: { vi: 'hợp đồng không giao kết được', en: 'contracts that were not concluded' }, basis: { vi: 'thời hiệu khởi kiện 3 năm (Bộ luật Dân sự 2015, Điều 429)', en: 'three years in which a claim can be brought (Civil Code of Viet Nam 2015, art. 429)' },
  },
  {
    id: 'concluded', tables: ['contract', 'contract_version', 'offer', 'answer', 'record', 'round', 'archive_file', 'own_file', 'certificate', 'used_certificate'], days: 3650, from: 'concluded', end: 'destroy-key',
    what: { vi: 'hợp đồng đã giao kết', en: 'contracts that were concluded' }, basis: { vi: 'lưu chứng từ 10 năm (Luật Kế toán 2015, Điều 41; Nghị định 174/2016, Điều 13)', en: 'ten years for which documents are kept (Law on Accounting of Viet Nam 2015, art. 41; Decree 174/2016, art. 13)' },
  },
  {
    id: 'acceptance', tables: ['acceptance'], days: 3650, from: 'accepted', end: 'destroy-key', what: { vi: 'nội dung cá nhân của lần đồng ý bằng nút bấm', en: 'what is personal of an acceptance by a click' },
    basis: { vi: 'bằng chứng về sự đồng ý, cùng thời hạn với hợp đồng', en: 'evidence of consent, as long as of contracts' },
  },
] as const satisfies readonly RetentionRule[]

export type RuleId = (typeof RETENTION_RULES)[number]['id']

export const DAY = 86_400_000

/** A rule's time in milliseconds. */
export function keepOf(id: RuleId): number {
  return RETENTION_RULES.find((rule) => rule.id === id)!.days * DAY
}

const FROM: Readonly<Record<RetentionStart, string>> = { ended: 'they end', created: 'they are made', sent: 'they are sent', changed: 'the last change', concluded: 'conclusion', accepted: 'acceptance' }
const THEN: Readonly<Record<RetentionEnd, string>> = { delete: 'deleted', strip: 'content deleted', 'destroy-key': 'key destroyed; the history can still be checked' }

/** The table in the README, which a test holds against it. */
export function renderRetentionTable(): string {
  const rows = RETENTION_RULES.map(({ what, days, from, end, basis }) => `| ${what.en} | ${days} days after ${FROM[from]} | ${THEN[end]} | ${basis.en} |`)
  return ['| What | Kept | Then | Because |', '|---|---|---|---|', ...rows].join('\n')
}
