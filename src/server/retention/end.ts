import type { Selectable } from 'kysely'
import type { Access } from '../storage/database.ts'
import type { Database } from '../storage/schema.ts'
import { keepOf, type RuleId } from './rule.ts'

export type ContractRule = Extract<RuleId, 'draft' | 'unconcluded' | 'concluded'>

/** What decides how long a contract is kept. Counts are of its rounds. */
export interface KeepingFacts {
  readonly state: string
  readonly updatedAt: number
  /** The contract’s own time, which lengthens the rule’s and never shortens it. */
  readonly ownUntil: number | null
  /** When its latest round ended, or began; null when there is none. */
  readonly lastRound: number | null
  readonly openRounds: number
  readonly concludedRounds: number
}

/** Until when a contract is kept, by which rule. */
export interface Keeping {
  readonly rule: ContractRule
  /** By the rule alone; null while an offer is open: nothing has ended. */
  readonly ruleEnd: number | null
  /** When it is erased; null while an offer is open. */
  readonly end: number | null
}

/** The one place that says when a contract’s time is over. */
export function decideKeeping({ state, updatedAt, ownUntil, lastRound, openRounds, concludedRounds }: KeepingFacts): Keeping {
  const rule: ContractRule = state === 'draft' ? 'draft' : concludedRounds > 0 || state === 'concluded' ? 'concluded' : 'unconcluded'
  if (openRounds > 0) return { rule, ruleEnd: null, end: null }
  const ruleEnd = Math.max(updatedAt, lastRound ?? 0) + keepOf(rule)
  return { rule, ruleEnd, end: Math.max(ruleEnd, ownUntil ?? 0) }
}

type Row = Pick<Selectable<Database['contract']>, 'state' | 'updated_at' | 'retain_until'>

/** One contract’s. `ending`: the offer whose round ends with what is being written. */
export async function readKeeping(access: Access, contract: string, row: Row, now: number, ending: string | null = null): Promise<Keeping> {
  const rounds = await access
    .selectFrom('round')
    .select(({ fn, eb, or, and, val }) => [
      fn.max(fn.coalesce('ended_at', 'created_at')).as('last'),
      fn.count(eb.case().when(and([eb('state', '=', 'open'), or([eb('reply_by', 'is', null), eb('reply_by', '>', now)])])).then(val(1)).end()).as('open'),
      fn.count(eb.case().when('state', '=', 'concluded').then(val(1)).end()).as('concluded'),
    ])
    .where('contract', '=', contract)
    .$if(ending !== null, (query) => query.where('id', 'not in', access.selectFrom('offer').select('round').where('id', '=', ending).where('round', 'is not', null)))
    .executeTakeFirstOrThrow()
  return decideKeeping({
    state: row.state, updatedAt: row.updated_at, ownUntil: row.retain_until, lastRound: rounds.last, openRounds: Number(rounds.open), concludedRounds: Number(rounds.concluded),
  })
}

/**
 * What a record says of its own keeping (`retainUntil`): until when the contract is kept at least, by what is known at that moment. Null while no end
 * is known (an offer is open), and for a draft, which its author may delete at any time.
 */
export async function keptAtLeast(access: Access, contract: string, row: Row, now: number, ending: string | null): Promise<number | null> {
  if (row.state === 'draft') return null
  const { end } = await readKeeping(access, contract, row, now, ending)
  return end ?? row.retain_until
}
