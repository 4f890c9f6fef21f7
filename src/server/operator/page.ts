import type { Language } from '../../protocol/session.ts'
import { listDamages } from '../integrity/recheck.ts'
import { escapeHtml } from '../page/page.ts'
import type { Parts } from '../parts.ts'
import { formatInstant } from '../record/append.ts'

const WORDS = {
  vi: {
    title: 'Vận hành Countersign', stored: 'Dữ liệu lưu trữ', none: 'Chưa có hợp đồng nào để kiểm tra.', unchecked: 'Chưa kiểm tra hợp đồng nào trong {contracts}.', partly: 'Đã kiểm tra {checked} trên {contracts} hợp đồng: không thấy gì hỏng. Số còn lại chưa được kiểm tra.', good: 'Đã kiểm tra cả {contracts} hợp đồng: không thấy gì hỏng.',
    logUnchecked: 'Sổ công khai chưa được kiểm tra.', logGood: 'Đã kiểm tra sổ công khai: không thấy gì hỏng.', damaged: 'Có dữ liệu bị hỏng. Tệp hỏng không được đưa ra như bản đúng; hãy khôi phục từ bản sao lưu.',
    code: 'Mã', what: 'Cái gì', of: 'Thuộc về', found: 'Thấy lúc', seen: 'Thấy lại lúc', log: 'Sổ công khai', size: 'Số mục', origin: 'Nguồn', file: 'Tệp trạng thái', written: 'ghi được', oldest: 'Lần kiểm tra hợp đồng cũ nhất', logChecked: 'Kiểm tra sổ công khai',
    waiting: 'Thư đang chờ', failed: 'thư không gửi được',
  },
  en: {
    title: 'Operating Countersign', stored: 'Stored data', none: 'There is no contract to check yet.', unchecked: 'Not checked yet: none of {contracts} contracts.', partly: '{checked} of {contracts} contracts checked: nothing damaged. The others are not checked yet.', good: 'All {contracts} contracts checked: nothing damaged.',
    logUnchecked: 'The public log is not checked yet.', logGood: 'The public log is checked: nothing damaged.', damaged: 'Something stored is damaged. Damaged files are not given out as good; bring them back from a backup.',
    code: 'Code', what: 'What', of: 'Belongs to', found: 'Found', seen: 'Seen again', log: 'Public log', size: 'Entries', origin: 'Origin', file: 'Checkpoint’s file', written: 'is written', oldest: 'Oldest check of a contract', logChecked: 'Check of the public log',
    waiting: 'Mails waiting', failed: 'mails failed',
  },
} as const

/** What the operator should know now, as data. */
export async function readStatus(parts: Parts) {
  const { store, log, clock, build } = parts
  const count = async (query: { executeTakeFirst(): Promise<{ count: number | string | bigint } | undefined> }): Promise<number> => Number((await query.executeTakeFirst())?.count ?? 0)
  const [damages, tree, contracts, checked, logChecked, waiting, failed] = await Promise.all([
    listDamages(parts),
    store.selectFrom('log_tree').select(['size', 'origin', 'number']).orderBy('number', 'desc').limit(1).executeTakeFirst(),
    count(store.selectFrom('contract').select((q) => q.fn.countAll().as('count')).where('state', '!=', 'draft')),
    // Of contracts that are there: one that is gone leaves its check behind.
    store.selectFrom('contract').innerJoin('integrity_check', 'integrity_check.subject', 'contract.id').select((q) => [q.fn.countAll().as('count'), q.fn.min('checked_at').as('oldest')]).where('contract.state', '!=', 'draft').executeTakeFirst(),
    store.selectFrom('integrity_check').select('checked_at').where('subject', '=', `log/${log.number}`).executeTakeFirst(),
    count(store.selectFrom('mail').select((q) => q.fn.countAll().as('count')).where('state', '=', 'queued')),
    count(store.selectFrom('mail').select((q) => q.fn.countAll().as('count')).where('state', '=', 'failed')),
  ])
  const tell = (at: number | string | bigint | null | undefined): string | null => (at === null || at === undefined ? null : formatInstant(Number(at)))
  return {
    at: formatInstant(clock()),
    build,
    damages: damages.map(({ foundAt, seenAt, ...damage }) => ({ ...damage, foundAt: formatInstant(foundAt), seenAt: formatInstant(seenAt) })),
    integrity: { contracts, checked: Number(checked?.count ?? 0), oldest: tell(checked?.oldest), log: tell(logChecked?.checked_at) },
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

/** What the checks have shown so far, never more: how many contracts were looked at, and whether the log was. */
function sayStored({ damages, integrity: { contracts, checked, log } }: OperatorStatus, language: Language): string {
  const w = WORDS[language]
  const sentence = contracts === 0 ? w.none : checked === 0 ? w.unchecked : checked < contracts ? w.partly : w.good
  const told = sentence.replace('{checked}', String(checked)).replace('{contracts}', String(contracts))
  const isWhole = damages.length === 0 && checked >= contracts && log !== null
  const state = damages.length > 0 ? 'bad' : isWhole ? 'good' : 'open'
  return `<p role="status" class="${state}">${escapeHtml(damages.length > 0 ? w.damaged : `${told} ${log === null ? w.logUnchecked : w.logGood}`)}</p>`
}

/** The operator's page: plain HTML without any script. `more` is HTML of further sections. */
export function renderOperatorPage(status: OperatorStatus, language: Language, more: string): string {
  const w = WORDS[language]
  const { damages, integrity, log, mail } = status
  const times = [[w.oldest, integrity.oldest], [w.logChecked, integrity.log]].flatMap(([name, at]) => (at ? [`<dt>${name}</dt><dd>${escapeHtml(at)}</dd>`] : []))
  return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${w.title}</title><link rel="stylesheet" href="/operator/style.css"></head>
<body><main><h1>${w.title}</h1><p>${escapeHtml(status.at)} · ${escapeHtml(status.build.slice(0, 16))}</p>
<section><h2>${w.stored}</h2>${sayStored(status, language)}<dl>${times.join('')}</dl>
${renderTable([w.code, w.what, w.of, w.found, w.seen], damages.map(({ code, name, subject, foundAt, seenAt }) => [code, name, subject, foundAt, seenAt]))}</section>
<section><h2>${w.log}</h2><dl><dt>${w.origin}</dt><dd>${escapeHtml(log.origin)}</dd><dt>${w.size}</dt><dd>${log.size}</dd><dt>${w.file}</dt><dd>${log.checkpointFile === 'good' ? w.written : escapeHtml(log.checkpointFile)}</dd><dt>${w.waiting}</dt><dd>${mail.waiting}; ${mail.failed} ${w.failed}</dd></dl></section>
${more}</main></body></html>
`
}

export const OPERATOR_STYLE = `:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}body{margin:0;padding:1rem}main{max-width:72rem;margin:auto}h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2rem}
.scroll{overflow-x:auto}table{border-collapse:collapse;min-width:100%}th,td{text-align:left;padding:.4rem .8rem .4rem 0;border-bottom:1px solid #8886;vertical-align:top;min-width:3.5rem}th{font-weight:600}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.25rem 1rem}dd{margin:0;overflow-wrap:anywhere}.bad{border-left:.3rem solid #c33;padding-left:.7rem;font-weight:600}.good{border-left:.3rem solid #2a7;padding-left:.7rem}.open{border-left:.3rem solid #888;padding-left:.7rem}`
