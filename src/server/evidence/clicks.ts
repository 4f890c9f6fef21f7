import { encodeUtf8 } from '../../core/bytes/text.ts'
import type { PackageFile } from '../../core/evidence/manifest.ts'
import { openContent } from '../agreement/content.ts'
import type { Parts } from '../parts.ts'
import { formatInstant } from '../record/append.ts'

/** A package of terms that very many accepted holds the newest; the records of all are in it. */
const MOST = 2000

/**
 * What was clicked under a version of an agreement, an answer a file: statement, the key's signature over it, what was shown, the service's receipt
 * and the withdrawal's. The link of the person's own page stays out: whoever has it could withdraw in its place. What was erased is left out.
 */
export async function listClicks(parts: Parts, contract: string): Promise<PackageFile[]> {
  const { store, vault } = parts
  const rows = await store.selectFrom('acceptance').selectAll().where('contract', '=', contract).where('erased_at', 'is', null).orderBy('at', 'desc').limit(MOST).execute()
  const files: PackageFile[] = []
  for (const row of rows.toReversed()) {
    const content = await openContent(parts, store, row)
    if (!content) continue
    const { token: _, observations, ...told } = content
    const withdrawal = row.withdrawal === null ? null : (await vault.loadKey(store, row.id)).openText(`acceptance/withdrawal/${row.id}`, row.withdrawal)
    const answer = {
      event: row.event, number: row.number, at: formatInstant(row.at), presentation: row.presentation, act: row.act, identity: row.identity, statementHash: row.statement_hash, documentHash: row.document_hash,
      recordHash: row.record_hash, withdrawnAt: row.withdrawn_at === null ? null : formatInstant(row.withdrawn_at), withdrawal, ...told, observations,
    }
    files.push({ name: `acceptances/${row.id}.json`, mediaType: 'application/json', bytes: encodeUtf8(`${JSON.stringify(answer, null, 2)}\n`) })
  }
  return files
}
