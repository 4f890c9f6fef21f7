import * as z from 'zod/mini'
import { isCodedError } from '../../core/bytes/error.ts'
import { parseJws } from '../../core/pki/jws.ts'
import { orderSchema, type AcceptanceSummary } from '../../protocol/agreement.ts'
import type { Parts } from '../parts.ts'
import { formatInstant } from '../record/compose.ts'
import type { Access } from '../storage/database.ts'
import type { DataKey } from '../vault/vault.ts'
import type { AcceptanceRow } from './access.ts'

/** What is personal of an acceptance, sealed together under the acceptance's own key: destroying that key erases all of it. */
const contentSchema = z.object({
  /** Null where `jws` has it. */
  statement: z.nullable(z.string()),
  jws: z.nullable(z.string()),
  salt: z.string(),
  claims: z.record(z.string(), z.unknown()),
  claimsSalt: z.string(),
  snapshot: z.nullable(z.string()),
  subject: z.nullable(z.string()),
  nonce: z.nullable(z.string()),
  audience: z.nullable(z.string()),
  origin: z.nullable(z.string()),
  order: z.nullable(orderSchema),
  observations: z.record(z.string(), z.unknown()),
  token: z.string(),
  receipt: z.string(),
})
export type AcceptanceContent = Omit<z.infer<typeof contentSchema>, 'statement'> & { readonly statement: string }

/** A signed statement stands in its JWS and is not written a second time. */
export const sealContent = (key: DataKey, id: string, content: AcceptanceContent): Uint8Array =>
  key.sealText(`acceptance/content/${id}`, JSON.stringify(content.jws === null ? content : { ...content, statement: null }))

function readContent(text: string): AcceptanceContent {
  const { statement, ...content } = contentSchema.parse(JSON.parse(text))
  return { ...content, statement: statement ?? (content.jws === null ? '' : parseJws(content.jws).payload) }
}

/** The content of an acceptance; null once it was erased. */
export async function openContent({ vault }: Pick<Parts, 'vault'>, access: Access, row: Pick<AcceptanceRow, 'id' | 'content'>): Promise<AcceptanceContent | null> {
  try {
    const key = await vault.loadKey(access, row.id)
    return readContent(key.openText(`acceptance/content/${row.id}`, row.content))
  } catch (error) {
    if (isCodedError(error, 'KEY_DESTROYED')) return null
    throw error
  }
}

/** The row of a list; what was erased has no subject any more. */
export async function summarizeAcceptance(parts: Pick<Parts, 'vault'>, access: Access, row: AcceptanceRow): Promise<AcceptanceSummary> {
  const content = await openContent(parts, access, row)
  const records = await access.selectFrom('records_withdrawal').select('at').where('id', '=', row.id).executeTakeFirst()
  return {
    acceptance: row.id, number: row.number, event: row.event, at: formatInstant(row.at), subject: content?.subject ?? null,
    presentation: row.presentation, act: row.act, identity: row.identity,
    statementHash: row.statement_hash, documentHash: row.document_hash, recordHash: row.record_hash,
    withdrawnAt: row.withdrawn_at === null ? null : formatInstant(row.withdrawn_at), recordsWithdrawnAt: records ? formatInstant(records.at) : null,
  }
}
