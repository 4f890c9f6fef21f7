import type { Parts } from '../parts.ts'
import { appendRecord, formatInstant, SERVICE_ACTOR } from '../record/append.ts'
import { readHeldAcceptance } from './view.ts'

/**
 * Erases what is personal of an acceptance, for who holds its link: the key over statement, signature, claims, snapshot and subject is
 * destroyed. The records stay and can still be checked; one more says that it was erased. Throws ACCEPTANCE_NOT_FOUND, ACCEPTANCE_ERASED.
 */
export async function eraseAcceptance(parts: Parts, token: string): Promise<{ erasedAt: string }> {
  const { store, vault, clock } = parts
  return store.transaction().execute(async (access) => {
    const { row } = await readHeldAcceptance(parts, access, token)
    const now = clock()
    const key = await vault.loadKey(access, row.contract)
    await vault.destroyKey(access, row.id)
    await access.updateTable('acceptance').set({ erased_at: now, subject_lookup: null, content: new Uint8Array(0), withdrawal: null }).where('id', '=', row.id).execute()
    await appendRecord(access, parts, key, row.contract, { event: 'erased', actor: SERVICE_ACTOR, statementHash: row.statement_hash, documentHash: row.document_hash })
    return { erasedAt: formatInstant(now) }
  })
}
