import type { Language } from '../../protocol/session.ts'
import { escapeHtml } from '../page/page.ts'
import type { Parts } from '../parts.ts'
import { formatInstant } from '../record/append.ts'
import { listHolds } from '../retention/hold.ts'
import { DAY, RETENTION_RULES } from '../retention/rule.ts'
import { planRetention } from '../retention/run.ts'
import { renderTable } from './page.ts'

/** How far ahead the operator looks, in days. */
const AHEAD = 90
const SHOWN = 200

const WORDS = {
  vi: { title: 'Thời hạn lưu giữ', next: `Sẽ đến hạn trong ${AHEAD} ngày`, none: 'Không có hợp đồng hay lần đồng ý nào đến hạn.', rule: 'Quy tắc', days: 'Ngày', because: 'Căn cứ', count: `Trong ${AHEAD} ngày`, when: 'Khi nào', what: 'Cái gì', state: 'Trạng thái', held: 'đang giữ theo yêu cầu pháp lý', due: 'sẽ xóa', holds: 'Giữ theo yêu cầu pháp lý', since: 'Từ', reason: 'Lý do', runs: 'Đã làm', done: 'Số lượng' },
  en: { title: 'Retention', next: `Due within ${AHEAD} days`, none: 'No contract or acceptance falls due.', rule: 'Rule', days: 'Days', because: 'Because', count: `Within ${AHEAD} days`, when: 'When', what: 'What', state: 'State', held: 'under legal hold', due: 'will be erased', holds: 'Legal holds', since: 'Since', reason: 'Reason', runs: 'Done', done: 'Count' },
} as const

/** What will be erased when and why, what is held, and what was done. */
export async function renderRetention(parts: Parts, language: Language): Promise<string> {
  const w = WORDS[language]
  const plan = await planRetention(parts, parts.clock() + AHEAD * DAY)
  const holds = await listHolds(parts)
  const runs = await parts.store.selectFrom('retention_run').selectAll().orderBy('at', 'desc').limit(30).execute()
  const whatOf = (rule: string): string => RETENTION_RULES.find(({ id }) => id === rule)?.what[language] ?? rule
  const items = plan.items.slice(0, SHOWN).map(({ rule, name, dueAt, isHeld }) => [formatInstant(dueAt).slice(0, 10), whatOf(rule), name, isHeld ? w.held : w.due])
  return `<section><h2>${w.title}</h2>
${renderTable([w.rule, w.days, w.because, w.count], RETENTION_RULES.map(({ id, what, days, basis }) => [what[language], String(days), basis[language], String(plan.rules.find(({ rule }) => rule === id)?.count ?? 0)]))}
<h3>${w.next}</h3>${items.length === 0 ? `<p>${escapeHtml(w.none)}</p>` : renderTable([w.when, w.rule, w.what, w.state], items)}
${holds.length === 0 ? '' : `<h3>${w.holds}</h3>${renderTable([w.since, w.what, w.reason], holds.map(({ contract, since, reason }) => [since.slice(0, 10), contract, reason]))}`}
${runs.length === 0 ? '' : `<h3>${w.runs}</h3>${renderTable([w.when, w.rule, w.done], runs.map(({ at, rule, done }) => [formatInstant(at), whatOf(rule), String(done)]))}`}</section>
`
}
