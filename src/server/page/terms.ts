import type { ContractDocument } from '../../core/contract/document.ts'
import { findActive, readText, readVersions } from '../agreement/access.ts'
import { openDocument } from '../contract/access.ts'
import { parseDocumentText } from '../contract/document.ts'
import { digestContract } from '../contract/summary.ts'
import { hashToken } from '../identifier.ts'
import type { Parts } from '../parts.ts'
import type { Pages } from './page.ts'

interface Rendered {
  readonly status: number
  readonly html: string
}

const NOTES = {
  vi: 'Bạn đọc và in được toàn bộ nội dung này mà không cần JavaScript. Để ký hoặc từ chối trực tuyến, hãy bật JavaScript.',
  en: 'You can read and print all of this without JavaScript. To sign or decline online, please turn JavaScript on.',
} as const

async function renderDocument(pages: Pages, document: ContractDocument, feature: string): Promise<Rendered> {
  const { renderHtml, serializeHtml } = await import('../../core/typeset/html.ts')
  const main = serializeHtml(renderHtml(document, {}))
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
  return renderDocument(pages, parseDocumentText(openDocument(key, version)), 'sign')
}

/** The public page of an agreement: the text in force, readable before any script. */
export async function renderAgreement(parts: Parts, pages: Pages, agreement: string): Promise<Rendered> {
  const versions = await readVersions(parts.store, agreement)
  const active = findActive(versions, parts.clock())
  if (!active) return { status: versions.length === 0 ? 404 : 200, html: pages.shell }
  return renderDocument(pages, (await readText(parts, parts.store, active)).document, 'agreement')
}

/** The sample page that shows a published version as a browse-wrap notice. */
export async function renderNotice({ store, vault }: Parts, pages: Pages, versionId: string): Promise<Rendered> {
  const version = await store.selectFrom('contract_version').selectAll().where('version_id', '=', versionId).executeTakeFirst()
  if (!version) return { status: 404, html: pages.shell }
  const key = await vault.loadKey(store, version.contract)
  return renderDocument(pages, parseDocumentText(openDocument(key, version)), 'notice')
}
