import { LONGEST_KEEPING_YEARS, type RetentionRequest, type RetentionView } from '../../protocol/retention.ts'
import { readOwnContract } from '../contract/access.ts'
import type { Parts } from '../parts.ts'
import { formatInstant, SERVICE_ACTOR, type EventFacts, type Observations } from '../record/append.ts'
import { refuse } from '../refusal.ts'
import { proveSession, type Person } from '../session/session.ts'
import type { Access } from '../storage/database.ts'
import { readKeeping, type Keeping } from './end.ts'
import { changeKeeping } from './hold.ts'
import { keepOf, RETENTION_RULES } from './rule.ts'

const YEAR = 365.25 * 86_400_000

/** The earliest day that a contract's own time may name: never before the rule's; while an offer is open, as if it ended now. */
const earliestOf = ({ rule, ruleEnd }: Keeping, now: number): number => ruleEnd ?? now + keepOf(rule)

/**
 * A contract's own time of keeping, longer than the rule's; null goes back to the rule. One record says so. Throws CONTRACT_NOT_FOUND, RETENTION_REFUSED (before
 * the rule's day, or a hundred years off).
 */
export async function keepUntil(parts: Pick<Parts, 'store' | 'vault' | 'clock' | 'random'>, contract: string, until: number | null, by: Pick<EventFacts, 'actor' | 'evidence' | 'observations'> = { actor: SERVICE_ACTOR }): Promise<void> {
  const now = parts.clock()
  await changeKeeping(parts, contract, { ...by, event: 'retention-changed' }, async (access) => {
    const row = await access.selectFrom('contract').select(['state', 'updated_at', 'retain_until']).where('id', '=', contract).executeTakeFirstOrThrow()
    if (row.retain_until === until) return false
    if (until !== null) {
      const earliest = earliestOf(await readKeeping(access, contract, row, now), now)
      if (until < earliest || until > now + LONGEST_KEEPING_YEARS * YEAR) refuse('RETENTION_REFUSED', { earliest: formatInstant(earliest) })
    }
    await access.updateTable('contract').set({ retain_until: until }).where('id', '=', contract).execute()
    return true
  })
}

async function isVersionOfAgreement(access: Access, contract: string): Promise<boolean> {
  return (await access.selectFrom('agreement_version').select('contract').where('contract', '=', contract).limit(1).executeTakeFirst()) !== undefined
}

/** When a contract will be erased and why, for its seller. Throws CONTRACT_NOT_FOUND. */
export async function viewRetention(parts: Parts, person: string, contract: string): Promise<RetentionView> {
  const { store, clock } = parts
  const { row } = await readOwnContract(parts, store, person, contract)
  const now = clock()
  const keeping = await readKeeping(store, contract, row, now)
  const { what, basis, days } = RETENTION_RULES.find(({ id }) => id === keeping.rule)!
  const hold = await store.selectFrom('legal_hold').select('placed_at').where('contract', '=', contract).executeTakeFirst()
  const isKept = await isVersionOfAgreement(store, contract)
  return {
    rule: { id: keeping.rule, days, what, basis },
    erasedAt: isKept || hold || keeping.end === null ? null : formatInstant(keeping.end),
    ruleEnd: isKept || keeping.ruleEnd === null ? null : formatInstant(keeping.ruleEnd),
    ownUntil: row.retain_until === null ? null : formatInstant(row.retain_until),
    earliest: formatInstant(earliestOf(keeping, now)),
    heldSince: hold ? formatInstant(hold.placed_at) : null,
    isOpen: keeping.end === null,
    isVersionOfAgreement: isKept,
  }
}

/** The seller lengthens the time, or goes back to the rule. Throws CONTRACT_NOT_FOUND, RETENTION_REFUSED. */
export async function setRetention(parts: Parts, person: Person, contract: string, { until }: RetentionRequest, observations: Observations): Promise<RetentionView> {
  await readOwnContract(parts, parts.store, person.person, contract)
  // The day named is one on which it is still kept, wherever on the earth it is read.
  const end = until === null ? null : Date.parse(`${until}T23:59:59.999Z`)
  await keepUntil(parts, contract, end, { actor: { kind: 'party', party: 'seller', person: person.person }, evidence: { identityProof: proveSession(person) }, observations })
  return viewRetention(parts, person.person, contract)
}
