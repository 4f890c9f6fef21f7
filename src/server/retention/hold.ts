import type { Parts } from '../parts.ts'
import { appendRecord, formatInstant, lockContract, SERVICE_ACTOR, type EventFacts } from '../record/append.ts'
import { refuse } from '../refusal.ts'
import type { Access } from '../storage/database.ts'
import type { DataKey } from '../vault/vault.ts'

const context = (contract: string): string => `legal_hold/reason/${contract}`

/** Whether nothing of this contract may be erased. */
export async function isHeld(access: Access, contract: string): Promise<boolean> {
  return (await access.selectFrom('legal_hold').select('contract').where('contract', '=', contract).executeTakeFirst()) !== undefined
}

type HoldParts = Pick<Parts, 'store' | 'vault' | 'clock' | 'random'>

/** Changes how a contract is kept, in one transaction with the record that says so. `change` gives false when there is nothing to change. Throws CONTRACT_NOT_FOUND, also for an erased one. */
export async function changeKeeping(parts: HoldParts, contract: string, facts: EventFacts, change: (access: Access, key: DataKey) => Promise<boolean>): Promise<boolean> {
  const { store, vault } = parts
  return store.transaction().execute(async (access) => {
    await lockContract(access, contract)
    const row = await access.selectFrom('contract').select('id').where('id', '=', contract).where('erased_at', 'is', null).executeTakeFirst()
    if (!row) refuse('CONTRACT_NOT_FOUND')
    const key = await vault.loadKey(access, contract)
    if (!(await change(access, key))) return false
    await appendRecord(access, parts, key, contract, facts)
    return true
  })
}

/** No rule erases anything of the contract until it is released. Throws CONTRACT_NOT_FOUND. */
export async function placeHold(parts: HoldParts, contract: string, reason: string): Promise<void> {
  const short = reason.slice(0, 1000)
  await changeKeeping(parts, contract, { event: 'hold-placed', actor: SERVICE_ACTOR, evidence: { reason: short } }, async (access, key) => {
    const row = { reason: key.sealText(context(contract), short), placed_at: parts.clock() }
    await access.insertInto('legal_hold').values({ contract, ...row }).onConflict((conflict) => conflict.column('contract').doUpdateSet(row)).execute()
    return true
  })
}

/** False when there was none. Throws CONTRACT_NOT_FOUND. */
export async function releaseHold(parts: HoldParts, contract: string): Promise<boolean> {
  return changeKeeping(parts, contract, { event: 'hold-released', actor: SERVICE_ACTOR }, async (access) => (await access.deleteFrom('legal_hold').where('contract', '=', contract).executeTakeFirst()).numDeletedRows === 1n)
}

export async function listHolds({ store, vault }: Pick<Parts, 'store' | 'vault'>): Promise<{ readonly contract: string; readonly reason: string; readonly since: string }[]> {
  const holds = []
  for (const row of await store.selectFrom('legal_hold').selectAll().orderBy('placed_at').execute()) {
    const key = await vault.loadKey(store, row.contract)
    holds.push({ contract: row.contract, reason: key.openText(context(row.contract), row.reason), since: formatInstant(row.placed_at) })
  }
  return holds
}
