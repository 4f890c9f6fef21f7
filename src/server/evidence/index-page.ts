import { FACT_WORDS } from '../../core/evidence/fact-words.ts'
import { describeEvent, nameActor } from '../../core/evidence/trail-words.ts'
import type { Trail, TrailEvent } from '../../core/evidence/trail.ts'
import { escapeHtml } from '../page/page.ts'
import { showEverywhere } from '../sheet/time.ts'
import { zonesOf } from '../trail/outline.ts'

interface IndexFacts {
  readonly title: string
  readonly number: string
  readonly made: string
  readonly origin: string
  readonly verifier: string
  readonly root: string
  readonly trail: Trail
  readonly files: readonly { readonly name: string }[]
}

const PARTS = [
  ['document/', 'Văn bản hợp đồng đã công bố và chữ ký công bố của bên bán', 'The published contract document and the seller’s publication signature'],
  ['document/alongside/', 'Thỏa thuận kèm theo: đúng các phiên bản mà người ký đã đồng ý riêng từng văn bản', 'Agreements alongside: the very versions that signatories agreed to, each by a box of its own'],
  ['signed/', 'Tệp PDF đã ký của từng bên', 'The signed PDF of each party'],
  ['records/', 'Các bản ghi, mỗi bản nối với bản trước bằng mã băm', 'The records, each linked to the one before by its hash'],
  ['statements/', 'Bản xác nhận mà người ký đã ký', 'The statements that signatories signed'],
  ['acceptances/', 'Câu trả lời bằng cú bấm: bản xác nhận, chữ ký của khóa, những gì đã hiển thị, biên nhận', 'Answers by a click: statement, the key’s signature, what was shown, receipt'],
  ['snapshots/', 'Phần màn hình lúc bấm nút, do trình duyệt ghi lại; tên tệp là mã băm mà bản xác nhận nêu', 'What the screen showed at the press, as the browser recorded it; each file’s name is the hash that the statement names'],
  ['data-consents/', 'Đồng ý về dữ liệu cá nhân, tách khỏi hợp đồng, theo từng mục đích (các trường của ISO/IEC TS 27560)', 'Personal-data consent, apart from the contract, purpose by purpose (fields of ISO/IEC TS 27560)'],
  ['proofs/', 'Bằng chứng từ sổ công khai cho từng bản ghi', 'Each record’s proof from the public log'],
  ['log/', 'Trạng thái đã ký của sổ công khai và khóa kiểm tra', 'The public log’s signed state and its verifier key'],
  ['certificates/', 'Chứng thư', 'Certificates'],
  ['revocation/', 'Danh sách thu hồi tại thời điểm lập', 'Revocation lists when this was made'],
  ['timestamps/', 'Dấu thời gian (RFC 3161)', 'Timestamps (RFC 3161)'],
  ['schemas/', 'Mô tả dạng dữ liệu', 'Schemas of the data'],
  ['archive/', 'Bản mới nhất của tệp đã ký, có dấu thời gian lưu trữ thêm vào sau', 'The newest state of the signed PDF, with archive timestamps that were added later'],
  ['audit-trail.vi.pdf', 'Diễn biến của hợp đồng để đọc, bằng tiếng Việt, có niêm phong', 'The contract’s life to read, in Vietnamese, sealed'],
  ['audit-trail.en.pdf', 'Diễn biến của hợp đồng để đọc, bằng tiếng Anh, có niêm phong', 'The contract’s life to read, in English, sealed'],
  ['audit-trail.json', 'Diễn biến của hợp đồng cho chương trình đọc, kèm bằng chứng', 'The contract’s life, for programs, with proofs'],
  ['verify.html', 'Trang kiểm tra: mở tệp này từ đĩa, không cần mạng, rồi thả cả gói vào', 'The check page: open this file from disk, without any network, and drop the whole package on it'],
  ['META-INF/', 'Danh mục và chữ ký của gói này', 'This package’s manifest and signature'],
] as const

type Language = 'vi' | 'en'

/** A line of the contract's life in one language; times in the contract's own zone and UTC. */
function row(event: TrailEvent, trail: Trail, language: Language): string {
  const names = Object.fromEntries(trail.parties.map(({ id, role, name }) => [id, name ?? role]))
  const { times, identity } = event
  const told = FACT_WORDS[language]
  const show = (instant: string): string => showEverywhere(instant, zonesOf(trail), language)
  const sentence = describeEvent({ event: event.event, name: nameActor(event.actor, event.party, names, language), version: event.version, isNotice: event.notice !== null, isReceived: times.received !== null, keptUntil: event.keptUntil }, language)
  const cells = [
    String(event.sequence + 1),
    show(times.observed),
    sentence,
    identity ? told.identities(identity) : '',
    [times.claimed && `${CLAIMED[language]} ${show(times.claimed)}`, times.timestamped && `${STAMPED[language]} ${show(times.timestamped)}`].filter(Boolean).join('; '),
    [event.from?.address, event.from?.agent].filter(Boolean).join(' · '),
  ]
  // Where there is no room for columns each cell has its heading before it; what is empty is left out.
  return `<tr role="row">${cells.map((cell, at) => `<td role="cell" data-head="${HEADS[language][at]}">${escapeHtml(cell)}</td>`).join('')}</tr>`
}

const CLAIMED: Readonly<Record<Language, string>> = { vi: 'máy người ký khai', en: 'claimed' }
const STAMPED: Readonly<Record<Language, string>> = { vi: 'dấu thời gian', en: 'timestamped' }
const HEADS: Readonly<Record<Language, readonly string[]>> = {
  vi: ['#', 'Dịch vụ ghi nhận', 'Việc', 'Danh tính', 'Giờ khác', 'Từ đâu'],
  en: ['#', 'Observed by the service', 'Event', 'Identity', 'Other times', 'From where'],
}

function history(trail: Trail, language: Language): string {
  const head = HEADS[language].map((name) => `<th role="columnheader" scope="col">${name}</th>`).join('')
  return `<table role="table" class="life"><thead role="rowgroup"><tr role="row">${head}</tr></thead><tbody role="rowgroup">\n${trail.events.map((event) => row(event, trail, language)).join('\n')}\n</tbody></table>`
}

/** What is one file opens from here; of a folder, the files that people read. */
function place(start: string, files: IndexFacts['files']): string {
  const link = (name: string, shown: string): string => `<a href="${escapeHtml(name)}"><code>${escapeHtml(shown)}</code></a>`
  if (!start.endsWith('/')) return link(start, start)
  const read = files.filter(({ name }) => name.startsWith(start) && name.endsWith('.pdf')).map(({ name }) => link(name, name.slice(start.length)))
  return [`<code>${start}</code>`, ...read].join('<br>')
}

const STYLE = `:root{color-scheme:light dark;--ink:#1d1b18;--soft:#57524a;--line:#c9c3b8;--paper:#fdfcf9;--seal:#9c1c1c}
@media (prefers-color-scheme:dark){:root{--ink:#ece8e0;--soft:#b3aca0;--line:#4a463f;--paper:#1b1a18;--seal:#ff9d94}}
body{font:1rem/1.55 Georgia,'Times New Roman',serif;color:var(--ink);background:var(--paper);max-width:70rem;margin:2rem auto;padding:0 1rem;overflow-wrap:break-word}
h1{line-height:1.2}h2{margin-top:2rem}section p{max-width:68ch}a{color:var(--seal)}
table{border-collapse:collapse;width:100%}td,th{border-top:1px solid var(--line);padding:.4rem .6rem;text-align:left;vertical-align:top}
code{font-size:.85em;overflow-wrap:anywhere}.parts code,.life td:first-child{white-space:nowrap}.life{font-size:.95em;font-variant-numeric:tabular-nums}.life td:last-child{overflow-wrap:anywhere;min-width:7rem}
@media (max-width:46rem){table,tbody,tr,td{display:block}thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}tr{border-top:1px solid var(--line);padding:.5rem 0}td{border:0;padding:.1rem 0}td:empty{display:none}
.life td::before{content:attr(data-head) ': ';color:var(--soft)}.life td:nth-child(3){font-weight:bold}.life td:nth-child(3)::before{content:''}}`

/** The first thing a person opens: what each part of the package is and the contract's life line by line, in Vietnamese and English; no script. */
export function renderIndex(facts: IndexFacts): string {
  const { title, number, made, origin, verifier, root, trail, files } = facts
  const parts = PARTS.filter(([start]) => start === 'META-INF/' || files.some(({ name }) => name.startsWith(start))).map(([start, vi, en]) => `<tr><td>${place(start, files)}</td><td lang="vi">${vi}</td><td lang="en">${en}</td></tr>`)
  return `<!doctype html>
<html lang="vi"><head><meta charset="utf-8"><title>${escapeHtml(`${number} · ${title}`)}</title><meta name="viewport" content="width=device-width"><style>
${STYLE}
</style></head><body>
<h1>${escapeHtml(title)}</h1><p>${escapeHtml(number)} · <span lang="vi">${escapeHtml(showEverywhere(made, zonesOf(trail), 'vi'))}</span> · <span lang="en">${escapeHtml(showEverywhere(made, zonesOf(trail), 'en'))}</span></p>
<section lang="vi"><h2>Gói chứng cứ này là gì</h2><p>Tệp này là một gói ASiC-E (ETSI EN 319 162-1), mở được như tệp zip. Danh mục <code>META-INF/ASiCManifest.xml</code> nêu mã băm SHA-256 của từng tệp và được dịch vụ ký kèm dấu thời gian. Kiểm tra: mở <code>verify.html</code> trong gói rồi thả chính tệp gói này vào trang, hoặc dùng lệnh <code>countersign verify</code>, hoặc kiểm tra chữ ký bằng <code>openssl cms -verify</code>. Giờ do máy người ký nêu, giờ máy chủ ghi nhận và giờ của dấu thời gian được ghi riêng, không lẫn vào nhau.</p></section>
<section lang="en"><h2>What this evidence package is</h2><p>It is an ASiC-E (ETSI EN 319 162-1) and opens as a zip. The manifest <code>META-INF/ASiCManifest.xml</code> names each file’s SHA-256 and is signed by the service with a timestamp. To check it, open <code>verify.html</code> from the package and drop the package file itself on the page; or use <code>countersign verify</code>, or check its signature with <code>openssl cms -verify</code>. What the signatory’s clock claimed, what the server observed and what the timestamp proves are kept apart.</p></section>
<table class="parts"><tbody>${parts.join('\n')}</tbody></table>
<section lang="vi"><h2>Diễn biến</h2>
${history(trail, 'vi')}
</section>
<section lang="en"><h2>History</h2>
${history(trail, 'en')}
</section>
<h2>Sổ công khai · Public log</h2><p><code>${escapeHtml(origin)}</code><br><code>${escapeHtml(verifier)}</code></p>
<h2>Chứng thư gốc · Root certificate</h2><p>SHA-256 <code>${root}</code></p>
</body></html>
`
}
