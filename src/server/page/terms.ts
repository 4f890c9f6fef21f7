import type { ContractDocument } from '../../core/contract/document.ts'
import { findActive, readText, readVersions } from '../agreement/access.ts'
import { openDocument } from '../contract/access.ts'
import { parseDocumentText } from '../contract/document.ts'
import { digestContract } from '../contract/summary.ts'
import { hashToken } from '../identifier.ts'
import type { Parts } from '../parts.ts'
import { ownTextContext, readOwnFileRow } from '../own-file/access.ts'
import { pageTextSchema } from '../own-file/page-text.ts'
import type { DataKey } from '../vault/vault.ts'
import { escapeHtml, type Pages } from './page.ts'

interface Rendered {
  readonly status: number
  readonly html: string
}

const NOTES = {
  vi: 'Bạn đọc và in được toàn bộ nội dung này mà không cần JavaScript. Để ký hoặc từ chối trực tuyến, hãy bật JavaScript.',
  en: 'You can read and print all of this without JavaScript. To sign or decline online, please turn JavaScript on.',
} as const

const FILE_WORDS = {
  vi: { title: 'Nội dung tệp PDF', link: 'Mở tệp PDF', page: (number: number) => `Trang ${number}`, none: 'Trang này không có chữ trích ra được; hãy xem trong tệp PDF.', more: 'Phần còn lại có trong tệp PDF.' },
  en: { title: 'What the PDF says', link: 'Open the PDF', page: (number: number) => `Page ${number}`, none: 'No text can be taken from this page; see it in the PDF.', more: 'The rest is in the PDF.' },
} as const

/** A seller's own file where scripts are off: a link to it, and what its pages say as far as it can be extracted. */
async function renderOwnFile({ store }: Pick<Parts, 'store'>, key: DataKey, contract: string, { file, language }: ContractDocument, address: string): Promise<string> {
  if (file === null) return ''
  const row = await readOwnFileRow(store, contract)
  if (!row) return ''
  const words = FILE_WORDS[language]
  const { pages, isWhole } = pageTextSchema.parse(JSON.parse(key.openText(ownTextContext(contract), row.text)))
  const paragraphs = (text: string): string => text.split(/\n+/).map((line) => (line.trim() === '' ? '' : `<p>${escapeHtml(line.trim())}</p>`)).join('')
  const sections = pages.map((text, index) => `<section><h3>${words.page(index + 1)}</h3>${text === '' ? `<p>${words.none}</p>` : paragraphs(text)}</section>`)
  return `<article class="contract"><h2>${words.title}</h2><p><a href="${escapeHtml(address)}">${words.link}</a> (${escapeHtml(file.name)})</p>${sections.join('')}${isWhole ? '' : `<p>${words.more}</p>`}</article>`
}

async function renderDocument(pages: Pages, document: ContractDocument, feature: string, after = ''): Promise<Rendered> {
  const { renderHtml, serializeHtml } = await import('../../core/typeset/html.ts')
  const main = `${serializeHtml(renderHtml(document, {}))}${after}`
  const { title } = digestContract(document)
  return { status: 200, html: pages.render({ language: document.language, title: `${title} · Countersign`, main, note: NOTES[document.language], feature }) }
}

/** The page of an offer's link: the terms as the seller published them. An unknown link gives the bare page, which says so. */
export async function renderTerms({ store, vault }: Parts, pages: Pages, token: string): Promise<Rendered> {
  const version = await store
    .selectFrom('offer')
    .innerJoin('contract_version', 'contract_version.version_id', 'offer.version_id')
    .selectAll('contract_version')
    .where('offer.token_hash', '=', hashToken(token))
    .executeTakeFirst()
  if (!version) return { status: 404, html: pages.shell }
  const key = await vault.loadKey(store, version.contract)
  const document = parseDocumentText(openDocument(key, version))
  return renderDocument(pages, document, 'sign', await renderOwnFile({ store }, key, version.contract, document, `/api/offers/${encodeURIComponent(token)}/own-file`))
}

/** The public page of an agreement: the text in force, or the version that the address names, readable before any script. */
export async function renderAgreement(parts: Parts, pages: Pages, agreement: string, number: string | null = null): Promise<Rendered> {
  const versions = await readVersions(parts.store, agreement)
  const named = versions.find((one) => one.number === number && one.published && one.activeFrom !== null)
  const shown = named ?? findActive(versions, parts.clock())
  if (!shown) return { status: versions.length === 0 ? 404 : 200, html: pages.shell }
  return renderDocument(pages, (await readText(parts, parts.store, shown)).document, 'agreement')
}

/** The sample page that shows a published version as a browse-wrap notice. */
export async function renderNotice({ store, vault }: Parts, pages: Pages, versionId: string): Promise<Rendered> {
  const version = await store.selectFrom('contract_version').selectAll().where('version_id', '=', versionId).executeTakeFirst()
  if (!version) return { status: 404, html: pages.shell }
  const key = await vault.loadKey(store, version.contract)
  return renderDocument(pages, parseDocumentText(openDocument(key, version)), 'notice')
}
