import { formatInstant } from '../record/append.ts'
import type { Access } from '../storage/database.ts'
import type { DataKey } from '../vault/vault.ts'

export const withdrawalContext = (id: string): string => `records_withdrawal/content/${id}`

export interface RecordsWithdrawal {
  readonly at: string
  readonly recordHash: string
  /** Acknowledges it (JWS). */
  readonly receipt: string
}

/** What was taken back of an offer or an acceptance, opened with the key of its place; null while it stands. */
export async function readRecordsWithdrawal(access: Access, key: DataKey, id: string): Promise<RecordsWithdrawal | null> {
  const row = await access.selectFrom('records_withdrawal').selectAll().where('id', '=', id).executeTakeFirst()
  return row ? { at: formatInstant(row.at), recordHash: row.record_hash, receipt: key.openText(withdrawalContext(id), row.content) } : null
}
