import type { Parts } from '../parts.ts'
import { appendRecord, formatInstant, lockContract, SERVICE_ACTOR } from '../record/append.ts'
import { isHeld } from '../retention/hold.ts'
import { refuse } from '../refusal.ts'
import type { Access } from '../storage/database.ts'
import type { AcceptanceRow } from './access.ts'
import { readHeldAcceptance } from './view.ts'

/** Destroys an acceptance's key in the caller's transaction, and writes that down. */
export async function eraseAcceptanceRow(parts: Parts, access: Access, row: AcceptanceRow): Promise<{ erasedAt: string }> {
  const { vault, clock } = parts
  await lockContract(access, row.contract)
  const now = clock()
  const key = await vault.loadKey(access, row.contract)
  await vault.destroyKey(access, row.id)
  await access.updateTable('acceptance').set({ erased_at: now, subject_lookup: null, content: new Uint8Array(0), withdrawal: null }).where('id', '=', row.id).execute()
  await access.updateTable('records_withdrawal').set({ content: new Uint8Array(0) }).where('id', '=', row.id).execute()
  await appendRecord(access, parts, key, row.contract, { event: 'erased', actor: SERVICE_ACTOR, statementHash: row.statement_hash, documentHash: row.document_hash })
  return { erasedAt: formatInstant(now) }
}

/**
 * Erases what is personal of an acceptance, for who holds its link: the key over statement, signature, claims, snapshot and subject is
 * destroyed. The records stay and can still be checked; one more says that it was erased. Throws ACCEPTANCE_NOT_FOUND, ACCEPTANCE_ERASED, STATE_REFUSED under a legal hold.
 */
export async function eraseAcceptance(parts: Parts, token: string): Promise<{ erasedAt: string }> {
  return parts.store.transaction().execute(async (access) => {
    const { row } = await readHeldAcceptance(parts, access, token)
    if (await isHeld(access, row.contract)) refuse('STATE_REFUSED')
    return eraseAcceptanceRow(parts, access, row)
  })
}
