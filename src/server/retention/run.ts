import type { Parts } from '../parts.ts'
import { dueAcceptances, dueContracts, type DueItem } from './due.ts'
import { eraseContract, eraseOldAcceptance } from './erase.ts'
import { countPrunable, prune } from './prune.ts'
import { RETENTION_RULES, type RuleId } from './rule.ts'

/** Erasures of one run: each is a transaction of its own. */
const LIMIT = 200
const HOUR = 3_600_000
const LAST_RUN = 'retention-run'

/** What will have happened by an instant: rows by rule, and contracts and acceptances by name, with those that a hold keeps. */
export interface RetentionPlan {
  readonly until: number
  readonly rules: readonly { readonly rule: RuleId; readonly count: number }[]
  readonly items: readonly DueItem[]
}

/** Looks, and changes nothing. */
export async function planRetention(parts: Pick<Parts, 'store' | 'clock'>, until: number): Promise<RetentionPlan> {
  const [counts, contracts, acceptances] = [await countPrunable(parts, until), await dueContracts(parts, until), await dueAcceptances(parts, until, LIMIT)]
  const items = [...contracts, ...acceptances]
  const rules = RETENTION_RULES.map(({ id }) => ({ rule: id, count: counts.get(id) ?? items.filter((item) => item.rule === id && !item.isHeld).length }))
  return { until, rules, items }
}

/** Does what is due now. Gives how much was done by each rule; what is held stays. */
export async function runRetention(parts: Parts): Promise<ReadonlyMap<RuleId, number>> {
  const { store, clock } = parts
  const now = clock()
  const done = new Map(await store.transaction().execute((access) => prune(access, now)))
  const count = (rule: RuleId): void => void done.set(rule, (done.get(rule) ?? 0) + 1)
  for (const { rule, contract, isHeld } of (await dueContracts(parts, now)).slice(0, LIMIT)) if (!isHeld && (await eraseContract(parts, contract))) count(rule)
  for (const { rule, name, isHeld } of await dueAcceptances(parts, now, LIMIT)) if (!isHeld && (await eraseOldAcceptance(parts, name.replace('acceptance ', '')))) count(rule)
  for (const [rule, number] of done) {
    if (number > 0) await store.insertInto('retention_run').values({ at: now, rule, done: number }).onConflict((conflict) => conflict.columns(['at', 'rule']).doUpdateSet({ done: number })).execute()
  }
  return done
}

/** Housekeeping: once an hour, by whichever process comes first. */
export async function runRetentionDue(parts: Parts): Promise<void> {
  const { store, clock } = parts
  const now = clock()
  const isMine = await store.transaction().execute(async (access) => {
    const known = await access.selectFrom('fact').select('value').where('name', '=', LAST_RUN).executeTakeFirst()
    if (known && Number(known.value) > now - HOUR) return false
    await access.insertInto('fact').values({ name: LAST_RUN, value: String(now) }).onConflict((conflict) => conflict.column('name').doUpdateSet({ value: String(now) })).execute()
    return true
  })
  if (isMine) await runRetention(parts)
}
