import type { ContractRecord } from '../../core/evidence/record.ts'
import type { PackageFile } from '../../core/evidence/manifest.ts'
import { escapeHtml } from '../page/page.ts'

interface IndexFacts {
  readonly title: string
  readonly number: string
  readonly made: string
  readonly origin: string
  readonly verifier: string
  readonly root: string
  readonly records: readonly ContractRecord[]
  readonly files: readonly PackageFile[]
}

const PARTS = [
  ['document/', 'Văn bản hợp đồng đã công bố và chữ ký công bố của bên bán', 'The published contract document and the seller’s publication signature'],
  ['signed/', 'Tệp PDF đã ký của từng bên', 'The signed PDF of each party'],
  ['records/', 'Các bản ghi, mỗi bản nối với bản trước bằng mã băm', 'The records, each linked to the one before by its hash'],
  ['statements/', 'Bản xác nhận mà người ký đã ký', 'The statements that signatories signed'],
  ['data-consents/', 'Đồng ý về dữ liệu cá nhân, tách khỏi hợp đồng, theo từng mục đích (các trường của ISO/IEC TS 27560)', 'Personal-data consent, apart from the contract, purpose by purpose (fields of ISO/IEC TS 27560)'],
  ['proofs/', 'Bằng chứng từ sổ công khai cho từng bản ghi', 'Each record’s proof from the public log'],
  ['log/', 'Trạng thái đã ký của sổ công khai và khóa kiểm tra', 'The public log’s signed state and its verifier key'],
  ['certificates/', 'Chứng thư', 'Certificates'],
  ['revocation/', 'Danh sách thu hồi tại thời điểm lập', 'Revocation lists when this was made'],
  ['timestamps/', 'Dấu thời gian (RFC 3161)', 'Timestamps (RFC 3161)'],
  ['schemas/', 'Mô tả dạng dữ liệu', 'Schemas of the data'],
  ['audit-trail.json', 'Diễn biến của hợp đồng cho chương trình đọc', 'The contract’s life, for programs'],
  ['META-INF/', 'Danh mục và chữ ký của gói này', 'This package’s manifest and signature'],
] as const

function describeWho(record: ContractRecord): string {
  const proof = record.evidence?.identityProof
  const by = record.actor.party ?? record.actor.kind
  return proof ? `${by} · ${proof.method}${proof.address ? ` · ${proof.address}` : ''}${proof.demo ? ' · demo' : ''}` : by
}

function row(record: ContractRecord): string {
  const { evidence, observations } = record
  const cells = [
    String(record.sequence + 1),
    record.at,
    record.event,
    describeWho(record),
    [record.version && `v${record.version}`, record.documentHash?.slice(0, 16), evidence?.fileHash && `PDF ${evidence.fileHash.slice(0, 16)}`].filter(Boolean).join(' · '),
    [observations?.address, observations?.agent].filter(Boolean).join(' · '),
    [evidence?.sent?.instant, evidence?.received?.instant].filter(Boolean).join(' → '),
  ]
  return `<tr>${cells.map((cell) => `<td>${escapeHtml(cell)}</td>`).join('')}</tr>`
}

/** The first thing a person opens: what each part of the package is and the contract's life line by line, in Vietnamese and English; no script. */
export function renderIndex(facts: IndexFacts): string {
  const { title, number, made, origin, verifier, root, records, files } = facts
  const parts = PARTS.filter(([start]) => start === 'META-INF/' || files.some(({ name }) => name.startsWith(start))).map(([start, vi, en]) => `<tr><td><code>${start}</code></td><td lang="vi">${vi}</td><td lang="en">${en}</td></tr>`)
  return `<!doctype html>
<html lang="vi"><head><meta charset="utf-8"><title>${escapeHtml(`${number} · ${title}`)}</title><meta name="viewport" content="width=device-width"><style>
body{font:16px/1.5 Georgia,serif;max-width:70rem;margin:2rem auto;padding:0 1rem}table{border-collapse:collapse;width:100%}td,th{border-top:1px solid #bbb;padding:.3rem .5rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}code{font-size:.85em}
</style></head><body>
<h1>${escapeHtml(title)}</h1><p>${escapeHtml(number)} · ${escapeHtml(made)}</p>
<section lang="vi"><h2>Gói chứng cứ này là gì</h2><p>Tệp này là một gói ASiC-E (ETSI EN 319 162-1), mở được như tệp zip. Danh mục <code>META-INF/ASiCManifest.xml</code> nêu mã băm SHA-256 của từng tệp và được dịch vụ ký kèm dấu thời gian. Kiểm tra bằng lệnh <code>countersign verify</code>, hoặc kiểm tra chữ ký bằng <code>openssl cms -verify</code>. Giờ do máy người ký nêu, giờ máy chủ ghi nhận và giờ của dấu thời gian được ghi riêng, không lẫn vào nhau.</p></section>
<section lang="en"><h2>What this evidence package is</h2><p>It is an ASiC-E (ETSI EN 319 162-1) and opens as a zip. The manifest <code>META-INF/ASiCManifest.xml</code> names each file’s SHA-256 and is signed by the service with a timestamp. Check it with <code>countersign verify</code>, or its signature with <code>openssl cms -verify</code>. What the signatory’s clock claimed, what the server observed and what the timestamp proves are kept apart.</p></section>
<table><tbody>${parts.join('\n')}</tbody></table>
<h2>Diễn biến · History</h2>
<table><thead><tr><th>#</th><th>Ghi nhận · Observed (UTC)</th><th>Việc · Event</th><th>Ai, bằng cách nào · Who, how shown</th><th>Phiên bản · Version</th><th>Từ đâu · From where</th><th>Gửi → nhận · Sent → received</th></tr></thead><tbody>
${records.map(row).join('\n')}
</tbody></table>
<h2>Sổ công khai · Public log</h2><p><code>${escapeHtml(origin)}</code><br><code>${escapeHtml(verifier)}</code></p>
<h2>Chứng thư gốc · Root certificate</h2><p>SHA-256 <code>${root}</code></p>
</body></html>
`
}
