import type { NoticeView } from '../../protocol/offer.ts'
import { openDocument, type VersionRow } from '../contract/access.ts'
import { parseDocumentText } from '../contract/document.ts'
import { digestContract } from '../contract/summary.ts'
import type { Parts } from '../parts.ts'
import { appendRecord, VISITOR_ACTOR, type Observations } from '../record/append.ts'
import { refuse } from '../refusal.ts'
import type { Access } from '../storage/database.ts'

async function requireVersion(access: Access, versionId: string): Promise<VersionRow> {
  const version = await access.selectFrom('contract_version').selectAll().where('version_id', '=', versionId).executeTakeFirst()
  return version ?? refuse('NOT_FOUND')
}

/** A published version as its sample page shows it. Throws NOT_FOUND. */
export async function viewNotice({ store, vault }: Parts, versionId: string): Promise<NoticeView> {
  const version = await requireVersion(store, versionId)
  const document = openDocument(await vault.loadKey(store, version.contract), version)
  return { version: version.version_id, document, documentHash: version.document_hash, seller: digestContract(parseDocumentText(document)).seller }
}

/** Records that a notice was displayed or accessed: browse-wrap is notice and never assent (L4, R5). Throws NOT_FOUND. */
export async function recordNotice(parts: Parts, versionId: string, event: 'displayed' | 'accessed', inView: boolean | null, observations: Observations): Promise<void> {
  const { store, vault } = parts
  const version = await requireVersion(store, versionId)
  await store.transaction().execute(async (access) =>
    appendRecord(access, parts, await vault.loadKey(access, version.contract), version.contract, {
      event,
      actor: VISITOR_ACTOR,
      version: version.version,
      presentation: 'notice-only',
      act: 'none',
      documentHash: version.document_hash,
      evidence: { notice: { inView, assent: false } },
      observations,
    }),
  )
}
