import { sql, type SqlBool, type RawBuilder } from 'kysely'
import type { Parts } from '../parts.ts'
import type { Access } from '../storage/database.ts'
import { keepOf, type RuleId } from './rule.ts'

/** Rows of one table that a rule is over for. */
interface Pruning {
  readonly rule: RuleId
  readonly table: string
  /** SQL that both databases know; `before` is the instant up to which things are over. */
  readonly where: (before: number) => RawBuilder<SqlBool>
  /** Columns that become null instead of the row going. */
  readonly strip?: string
}

/** What has no key of its own: rows and contents that go by a date. */
const PRUNINGS: readonly Pruning[] = [
  { rule: 'session', table: 'session', where: (before) => sql`expires_at <= ${before}` },
  { rule: 'code', table: 'session_code', where: (before) => sql`expires_at <= ${before} and window_start <= ${before}` },
  { rule: 'challenge', table: 'challenge', where: (before) => sql`expires_at <= ${before}` },
  { rule: 'challenge', table: 'click_challenge', where: (before) => sql`expires_at <= ${before}` },
  { rule: 'challenge', table: 'passkey_challenge', where: (before) => sql`expires_at <= ${before}` },
  { rule: 'pending-publication', table: 'pending_publication', where: (before) => sql`created_at <= ${before}` },
  { rule: 'abandoned-intent', table: 'intent', where: (before) => sql`created_at <= ${before} and state <> 'accepted' and offer not in (select offer.id from offer join legal_hold on legal_hold.contract = offer.contract)` },
  { rule: 'code-mail', table: 'mail', where: (before) => sql`kind in ('code', 'session-code') and state <> 'queued' and content is not null and created_at <= ${before}`, strip: 'content' },
  { rule: 'mail', table: 'mail', where: (before) => sql`state <> 'queued' and content is not null and created_at <= ${before} and (contract is null or contract not in (select contract from legal_hold))`, strip: 'content' },
  { rule: 'webhook', table: 'webhook_delivery', where: (before) => sql`state <> 'queued' and created_at <= ${before}` },
]

/** How many rows each rule is over for at an instant. */
export async function countPrunable({ store }: Pick<Parts, 'store'>, at: number): Promise<ReadonlyMap<RuleId, number>> {
  const counts = new Map<RuleId, number>()
  for (const { rule, table, where } of PRUNINGS) {
    const { rows } = await sql<{ count: number | string }>`select count(*) as count from ${sql.table(table)} where ${where(at - keepOf(rule))}`.execute(store)
    counts.set(rule, (counts.get(rule) ?? 0) + Number(rows[0]?.count ?? 0))
  }
  return counts
}

/** Does it; gives how many rows went or were emptied. */
export async function prune(access: Access, now: number): Promise<ReadonlyMap<RuleId, number>> {
  const counts = new Map<RuleId, number>()
  for (const { rule, table, where, strip } of PRUNINGS) {
    const condition = where(now - keepOf(rule))
    const { numAffectedRows } = await (strip === undefined ? sql`delete from ${sql.table(table)} where ${condition}` : sql`update ${sql.table(table)} set ${sql.ref(strip)} = null where ${condition}`).execute(access)
    counts.set(rule, (counts.get(rule) ?? 0) + Number(numAffectedRows ?? 0))
  }
  return counts
}
