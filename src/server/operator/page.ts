import type { Language } from '../../protocol/session.ts'
import { listDamages } from '../integrity/recheck.ts'
import { escapeHtml } from '../page/page.ts'
import type { Parts } from '../parts.ts'
import { formatInstant } from '../record/append.ts'

const WORDS = {
  vi: {
    title: 'Vận hành Countersign', stored: 'Dữ liệu lưu trữ', good: 'Lần kiểm tra gần nhất không thấy gì hỏng.', damaged: 'Có dữ liệu bị hỏng. Tệp hỏng không được đưa ra như bản đúng; hãy khôi phục từ bản sao lưu.',
    code: 'Mã', what: 'Cái gì', of: 'Thuộc về', found: 'Thấy lúc', seen: 'Thấy lại lúc', log: 'Sổ công khai', size: 'Số mục', origin: 'Nguồn', file: 'Tệp trạng thái', written: 'ghi được', checked: 'Đã kiểm tra', of_all: 'trên', oldest: 'lần cũ nhất',
    waiting: 'Thư đang chờ', failed: 'thư không gửi được',
  },
  en: {
    title: 'Operating Countersign', stored: 'Stored data', good: 'The last checks found nothing damaged.', damaged: 'Something stored is damaged. Damaged files are not given out as good; bring them back from a backup.',
    code: 'Code', what: 'What', of: 'Belongs to', found: 'Found', seen: 'Seen again', log: 'Public log', size: 'Entries', origin: 'Origin', file: 'Checkpoint’s file', written: 'is written', checked: 'Checked', of_all: 'of', oldest: 'oldest',
    waiting: 'Mails waiting', failed: 'mails failed',
  },
} as const

/** What the operator should know now, as data. */
export async function readStatus(parts: Parts) {
  const { store, log, clock, build } = parts
  const count = async (query: { executeTakeFirst(): Promise<{ count: number | string | bigint } | undefined> }): Promise<number> => Number((await query.executeTakeFirst())?.count ?? 0)
  const [damages, tree, contracts, checked, waiting, failed] = await Promise.all([
    listDamages(parts),
    store.selectFrom('log_tree').select(['size', 'origin', 'number']).orderBy('number', 'desc').limit(1).executeTakeFirst(),
    count(store.selectFrom('contract').select((q) => q.fn.countAll().as('count')).where('state', '!=', 'draft')),
    store.selectFrom('integrity_check').select((q) => [q.fn.countAll().as('count'), q.fn.min('checked_at').as('oldest')]).where('subject', 'not like', 'log/%').executeTakeFirst(),
    count(store.selectFrom('mail').select((q) => q.fn.countAll().as('count')).where('state', '=', 'queued')),
    count(store.selectFrom('mail').select((q) => q.fn.countAll().as('count')).where('state', '=', 'failed')),
  ])
  const oldest = checked?.oldest
  return {
    at: formatInstant(clock()),
    build,
    damages: damages.map(({ foundAt, seenAt, ...damage }) => ({ ...damage, foundAt: formatInstant(foundAt), seenAt: formatInstant(seenAt) })),
    integrity: { contracts, checked: Number(checked?.count ?? 0), oldest: oldest === null || oldest === undefined ? null : formatInstant(oldest) },
    log: { origin: tree?.origin ?? log.origin, number: tree?.number ?? log.number, size: tree?.size ?? 0, checkpointFile: log.trouble ?? 'good' },
    mail: { waiting, failed },
  }
}
export type OperatorStatus = Awaited<ReturnType<typeof readStatus>>

/** A table with its headings; nothing when it would be empty. */
export function renderTable(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return ''
  const cells = (tag: 'th' | 'td', texts: readonly string[]): string => texts.map((text) => `<${tag}${tag === 'th' ? ' scope="col"' : ''}>${escapeHtml(text)}</${tag}>`).join('')
  return `<div class="scroll" role="region" tabindex="0" aria-label="${escapeHtml(headings.join(', '))}"><table><thead><tr>${cells('th', headings)}</tr></thead><tbody>${rows.map((row) => `<tr>${cells('td', row)}</tr>`).join('')}</tbody></table></div>`
}

/** The operator's page: plain HTML without any script. `more` is HTML of further sections. */
export function renderOperatorPage(status: OperatorStatus, language: Language, more: string): string {
  const w = WORDS[language]
  const { damages, integrity, log, mail } = status
  const checked = `${integrity.checked} ${w.of_all} ${integrity.contracts}${integrity.oldest ? `, ${w.oldest} ${integrity.oldest}` : ''}`
  return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${w.title}</title><link rel="stylesheet" href="/operator/style.css"></head>
<body><main><h1>${w.title}</h1><p>${escapeHtml(status.at)} · ${escapeHtml(status.build.slice(0, 16))}</p>
<section><h2>${w.stored}</h2><p role="status" class="${damages.length > 0 ? 'bad' : 'good'}">${damages.length > 0 ? w.damaged : w.good}</p><p>${w.checked}: ${escapeHtml(checked)}</p>
${renderTable([w.code, w.what, w.of, w.found, w.seen], damages.map(({ code, name, subject, foundAt, seenAt }) => [code, name, subject, foundAt, seenAt]))}</section>
<section><h2>${w.log}</h2><dl><dt>${w.origin}</dt><dd>${escapeHtml(log.origin)}</dd><dt>${w.size}</dt><dd>${log.size}</dd><dt>${w.file}</dt><dd>${log.checkpointFile === 'good' ? w.written : escapeHtml(log.checkpointFile)}</dd><dt>${w.waiting}</dt><dd>${mail.waiting}; ${mail.failed} ${w.failed}</dd></dl></section>
${more}</main></body></html>
`
}

export const OPERATOR_STYLE = `:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}body{margin:0;padding:1rem}main{max-width:72rem;margin:auto}h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2rem}
.scroll{overflow-x:auto}table{border-collapse:collapse;min-width:100%}th,td{text-align:left;padding:.4rem .8rem .4rem 0;border-bottom:1px solid #8886;vertical-align:top;min-width:3.5rem}th{font-weight:600}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.25rem 1rem}dd{margin:0;overflow-wrap:anywhere}.bad{border-left:.3rem solid #c33;padding-left:.7rem;font-weight:600}.good{border-left:.3rem solid #2a7;padding-left:.7rem}`
