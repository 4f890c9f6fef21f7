import type { Selectable } from 'kysely'
import type { Parts } from '../parts.ts'
import { refuse } from '../refusal.ts'
import type { Access } from '../storage/database.ts'
import type { Database } from '../storage/schema.ts'
import type { DataKey } from '../vault/vault.ts'

export type ContractRow = Selectable<Database['contract']>
export type OfferRow = Selectable<Database['offer']>
export type VersionRow = Selectable<Database['contract_version']>

/** A contract of this person with its data key. Throws CONTRACT_NOT_FOUND, also for somebody else's. */
export async function readOwnContract({ vault }: Pick<Parts, 'vault'>, access: Access, person: string, id: string): Promise<{ row: ContractRow; key: DataKey }> {
  const row = await access.selectFrom('contract').selectAll().where('id', '=', id).where('person', '=', person).executeTakeFirst()
  if (!row) refuse('CONTRACT_NOT_FOUND')
  return { row, key: await vault.loadKey(access, id) }
}

/** The one published version, or null before publication. */
export async function readVersion(access: Access, contract: string): Promise<VersionRow | null> {
  return (await access.selectFrom('contract_version').selectAll().where('contract', '=', contract).orderBy('published_at', 'desc').limit(1).executeTakeFirst()) ?? null
}

export const openDocument = (key: DataKey, row: VersionRow): string => key.openText(`contract_version/document/${row.version_id}`, row.document)
export const openPublication = (key: DataKey, row: VersionRow): Uint8Array => key.open(`contract_version/publication/${row.version_id}`, row.publication)
export const openDraft = (key: DataKey, row: ContractRow): string | null => (row.draft === null ? null : key.openText(`contract/draft/${row.id}`, row.draft))
