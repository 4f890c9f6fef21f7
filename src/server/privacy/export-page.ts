import { escapeHtml } from '../page/page.ts'
import type { ExportedItem } from './export.ts'

const KINDS: Readonly<Record<ExportedItem['kind'], readonly [vi: string, en: string]>> = {
  account: ['Tài khoản', 'Account'],
  'contract-of-yours': ['Hợp đồng bạn soạn', 'Contract you drafted'],
  offer: ['Hợp đồng gửi cho bạn', 'Contract sent to you'],
  acceptance: ['Điều khoản bạn đã trả lời', 'Terms you answered'],
  'data-consent': ['Lựa chọn về dữ liệu cá nhân', 'Choices about personal data'],
}

const MAX_SHOWN = 400

/** Values as lines of a name and a text; long ones are cut here and whole in data.json. */
function* linesOf(value: unknown, path: string): Generator<readonly [string, string]> {
  if (value === null || value === undefined) return
  if (typeof value === 'object') for (const [name, inner] of Object.entries(value)) yield* linesOf(inner, path === '' ? name : `${path}.${name}`)
  else {
    const text = typeof value === 'string' ? value : JSON.stringify(value)
    yield [path, text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text]
  }
}

function section(item: ExportedItem): string {
  const [vi, en] = KINDS[item.kind]
  const rows = [...linesOf(item.values, '')].map(([name, text]) => `<tr><th scope="row">${escapeHtml(name)}</th><td>${escapeHtml(text)}</td></tr>`)
  const files = item.files.map((name) => `<li><a href="${escapeHtml(name)}">${escapeHtml(name)}</a></li>`)
  return `<section><h2>${escapeHtml(item.title)}</h2><p><span lang="vi">${vi}</span> · <span lang="en">${en}</span> · ${escapeHtml(item.at)}</p><table><tbody>${rows.join('')}</tbody></table>${files.length > 0 ? `<ul>${files.join('')}</ul>` : ''}</section>`
}

/** The archive's first page: everything line by line, no script. */
export function renderExport({ email, madeAt, service, items }: { readonly email: string; readonly madeAt: string; readonly service: string; readonly items: readonly ExportedItem[] }): string {
  return `<!doctype html>
<html lang="vi"><head><meta charset="utf-8"><title>${escapeHtml(email)}</title><meta name="viewport" content="width=device-width"><style>
body{font:16px/1.5 Georgia,serif;max-width:60rem;margin:2rem auto;padding:0 1rem}table{border-collapse:collapse;width:100%}td,th{border-top:1px solid #bbb;padding:.3rem .5rem;text-align:left;vertical-align:top;overflow-wrap:anywhere;font-weight:normal}th{width:16rem;color:#444}
@media (max-width:40rem){tbody,tr,th,td{display:block;width:auto}td{border:0;padding-top:0}}
</style></head><body>
<h1>${escapeHtml(email)}</h1><p>${escapeHtml(service)} · ${escapeHtml(madeAt)}</p>
<p lang="vi">Mọi dữ liệu mà dịch vụ này lưu về bạn dưới địa chỉ thư này. Bản cho chương trình đọc: <code>data.json</code>.</p>
<p lang="en">Everything that this service stores of you under this mail address. For programs: <code>data.json</code>.</p>
<p lang="vi">Bản ghi của một hợp đồng nối nhau bằng mã băm nên được giữ đến hết thời hạn lưu của hợp đồng đó, kể cả khi những dữ liệu khác đã xóa; từng mục nêu ngày và lý do.</p>
<p lang="en">A contract’s records are linked by hashes and therefore stay until that contract’s time ends, even where other data is erased; each entry names the day and the reason.</p>
${items.map(section).join('\n')}
</body></html>
`
}
