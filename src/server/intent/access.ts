import type { Selectable } from 'kysely'
import * as z from 'zod/mini'
import type { ParticularValues } from '../../core/contract/document.ts'
import type { Access } from '../storage/database.ts'
import type { Database } from '../storage/schema.ts'
import type { DataKey } from '../vault/vault.ts'

export type IntentRow = Selectable<Database['intent']>

const particularsSchema = z.object({ values: z.record(z.string(), z.string()), salt: z.string() })
const claimsSchema = z.object({ values: z.record(z.string(), z.unknown()), salt: z.string() })

/** A statement that was checked and is waiting for its signature. */
export interface HeldIntent {
  readonly row: IntentRow
  readonly statement: string
  readonly particulars: { readonly values: ParticularValues; readonly salt: string }
  readonly claims: { readonly values: Record<string, unknown>; readonly salt: string }
  /** The consent region as it stood at the press. */
  readonly snapshot: string | null
}

const context = (column: string, offer: string, statementHash: string): string => `intent/${column}/${offer}/${statementHash}`

/** Sealed columns of a new intent. */
export function sealIntent(key: DataKey, offer: string, statementHash: string, intent: Pick<HeldIntent, 'statement' | 'particulars' | 'claims' | 'snapshot'>): Pick<IntentRow, 'statement' | 'particulars' | 'claims' | 'snapshot'> {
  return {
    statement: key.sealText(context('statement', offer, statementHash), intent.statement),
    particulars: key.sealText(context('particulars', offer, statementHash), JSON.stringify(intent.particulars)),
    claims: key.sealText(context('claims', offer, statementHash), JSON.stringify(intent.claims)),
    snapshot: intent.snapshot === null ? null : key.sealText(context('snapshot', offer, statementHash), intent.snapshot),
  }
}

/** An offer's intent by its statement, or null. */
export async function readIntent(access: Access, key: DataKey, offer: string, statementHash: string): Promise<HeldIntent | null> {
  const row = await access.selectFrom('intent').selectAll().where('offer', '=', offer).where('statement_hash', '=', statementHash).executeTakeFirst()
  if (!row) return null
  return {
    row,
    statement: key.openText(context('statement', offer, statementHash), row.statement),
    particulars: particularsSchema.parse(JSON.parse(key.openText(context('particulars', offer, statementHash), row.particulars))),
    claims: claimsSchema.parse(JSON.parse(key.openText(context('claims', offer, statementHash), row.claims))),
    snapshot: row.snapshot === null ? null : key.openText(context('snapshot', offer, statementHash), row.snapshot),
  }
}
