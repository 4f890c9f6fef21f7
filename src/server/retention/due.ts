import type { Parts } from '../parts.ts'
import type { Access } from '../storage/database.ts'
import { decideKeeping, type Keeping } from './end.ts'
import { keepOf, type RuleId } from './rule.ts'

/** One contract or acceptance whose time ends, and when. */
export interface DueItem {
  readonly rule: RuleId
  readonly name: string
  readonly contract: string
  readonly dueAt: number
  readonly isHeld: boolean
}

const SHORTEST = Math.min(keepOf('draft'), keepOf('unconcluded'), keepOf('concluded'))
const CONCLUDED = 'concluded'

/** What decides when a contract's time ends. */
const readFacts = (access: Access, now: number) =>
  access
    .selectFrom('contract')
    .leftJoin('legal_hold', 'legal_hold.contract', 'contract.id')
    .select(['contract.id', 'contract.state', 'contract.updated_at', 'contract.retain_until', 'legal_hold.placed_at as held'])
    .select(({ selectFrom, fn }) => [
      selectFrom('round').select(({ fn: f }) => f.max(f.coalesce('round.ended_at', 'round.created_at')).as('last')).whereRef('round.contract', '=', 'contract.id').as('last'),
      selectFrom('round').select(fn.countAll<number | string>().as('open')).whereRef('round.contract', '=', 'contract.id').where('round.state', '=', 'open').where(({ or, eb }) => or([eb('round.reply_by', 'is', null), eb('round.reply_by', '>', now)])).as('open'),
      selectFrom('round').select(fn.countAll<number | string>().as('concluded')).whereRef('round.contract', '=', 'contract.id').where('round.state', '=', CONCLUDED).as('concluded'),
    ])

type Facts = Awaited<ReturnType<ReturnType<typeof readFacts>['execute']>>[number]

const keepingOf = ({ state, updated_at, retain_until, last, open, concluded }: Facts): Keeping =>
  decideKeeping({ state, updatedAt: updated_at, ownUntil: retain_until, lastRound: last, openRounds: Number(open), concludedRounds: Number(concluded) })

/** Contracts whose time is over by `until`, soonest first. A contract's own time lengthens the rule's; one with an open offer, and a version of an agreement, is never due. */
export async function dueContracts({ store, clock }: Pick<Parts, 'store' | 'clock'>, until: number): Promise<DueItem[]> {
  const rows = await readFacts(store, clock())
    .where('contract.erased_at', 'is', null)
    .where('contract.id', 'not in', store.selectFrom('agreement_version').select('contract'))
    .where('contract.updated_at', '<=', until - SHORTEST)
    .where(({ or, eb }) => or([eb('contract.retain_until', 'is', null), eb('contract.retain_until', '<=', until)]))
    .execute()
  const items = rows.flatMap((row): DueItem[] => {
    const { rule, end } = keepingOf(row)
    return end !== null && end <= until ? [{ rule, dueAt: end, name: `contract ${row.id}`, contract: row.id, isHeld: row.held !== null }] : []
  })
  return items.toSorted((a, b) => a.dueAt - b.dueAt)
}

/** Acceptances whose time is over by `until`, soonest first. */
export async function dueAcceptances({ store }: Pick<Parts, 'store'>, until: number, limit: number): Promise<DueItem[]> {
  const rows = await store
    .selectFrom('acceptance')
    .leftJoin('legal_hold', 'legal_hold.contract', 'acceptance.contract')
    .select(['acceptance.id', 'acceptance.contract', 'acceptance.at', 'legal_hold.placed_at as held'])
    .where('acceptance.erased_at', 'is', null)
    .where('acceptance.at', '<=', until - keepOf('acceptance'))
    .orderBy('acceptance.at')
    .limit(limit)
    .execute()
  return rows.map(({ id, contract, at, held }) => ({ rule: 'acceptance', name: `acceptance ${id}`, contract, dueAt: at + keepOf('acceptance'), isHeld: held !== null }))
}
