import { eraseAcceptanceRow } from '../agreement/erasure.ts'
import type { Parts } from '../parts.ts'
import { appendRecord, lockContract, SERVICE_ACTOR } from '../record/append.ts'
import type { Access } from '../storage/database.ts'
import { isHeld } from './hold.ts'

/** The contract's stored files, no longer named by any row. */
async function releaseFiles(access: Access, contract: string): Promise<string[]> {
  const rows = await Promise.all([
    access.selectFrom('answer').select('blob').where('contract', '=', contract).execute(),
    access.selectFrom('round').select('blob').where('contract', '=', contract).execute(),
    access.selectFrom('archive_file').select('blob').where('contract', '=', contract).execute(),
    access.selectFrom('own_file').select('blob').where('contract', '=', contract).execute(),
  ])
  await access.updateTable('answer').set({ blob: null }).where('contract', '=', contract).execute()
  await access.updateTable('round').set({ blob: null, particulars: null }).where('contract', '=', contract).execute()
  await access.deleteFrom('archive_file').where('contract', '=', contract).execute()
  await access.deleteFrom('own_file').where('contract', '=', contract).execute()
  return [...new Set(rows.flat().flatMap(({ blob }) => blob ?? []))]
}

/**
 * Erases a contract whose time is over: one record more, with its entry in the log, says so; then its key is destroyed, with it the salts of its entries, and its files go.
 * Hashes, links and the public entries stay: who kept a copy can still show that it is genuine. Order: one transaction; then the files, which
 * nobody can read any more if a crash leaves them. False when it is held or was erased already.
 */
export async function eraseContract(parts: Parts, contract: string): Promise<boolean> {
  const { store, vault, blobs, clock } = parts
  const files = await store.transaction().execute(async (access) => {
    await lockContract(access, contract)
    const row = await access.selectFrom('contract').select(['erased_at', 'state']).where('id', '=', contract).executeTakeFirst()
    if (!row || row.erased_at !== null || (await isHeld(access, contract))) return null
    const key = await vault.loadKey(access, contract)
    await appendRecord(access, parts, key, contract, { event: 'erased', actor: SERVICE_ACTOR })
    await access.deleteFrom('pending_publication').where('contract', '=', contract).execute()
    await access.deleteFrom('intent').where('offer', 'in', access.selectFrom('offer').select('id').where('contract', '=', contract)).execute()
    await access.updateTable('mail').set({ content: null }).where('contract', '=', contract).where('state', '!=', 'queued').execute()
    const names = await releaseFiles(access, contract)
    if (row.state === 'draft') {
      await access.deleteFrom('record').where('contract', '=', contract).execute()
      await access.deleteFrom('contract').where('id', '=', contract).execute()
    } else await access.updateTable('contract').set({ erased_at: clock(), draft: null }).where('id', '=', contract).execute()
    for (const { id } of await access.selectFrom('data_consent').select('id').where('contract', '=', contract).where('erased_at', 'is', null).execute()) {
      await vault.destroyKey(access, id)
      await access.updateTable('data_consent').set({ erased_at: clock(), subject_lookup: null, token: new Uint8Array(0) }).where('id', '=', id).execute()
    }
    await vault.destroyKey(access, contract)
    return names
  })
  for (const name of files ?? []) await blobs.remove(name)
  return files !== null
}

/** Erases what is personal of an acceptance whose time is over, as its holder could. False when its contract is held or it was erased already. */
export async function eraseOldAcceptance(parts: Parts, id: string): Promise<boolean> {
  return parts.store.transaction().execute(async (access) => {
    const found = await access.selectFrom('acceptance').select(['contract']).where('id', '=', id).executeTakeFirst()
    if (!found) return false
    await lockContract(access, found.contract)
    const row = await access.selectFrom('acceptance').selectAll().where('id', '=', id).where('erased_at', 'is', null).executeTakeFirst()
    if (!row || (await isHeld(access, row.contract))) return false
    await eraseAcceptanceRow(parts, access, row)
    return true
  })
}
