import type { Parts } from '../parts.ts'
import { formatInstant } from '../record/append.ts'
import { refuse } from '../refusal.ts'
import type { Access } from '../storage/database.ts'

const context = (contract: string): string => `legal_hold/reason/${contract}`

/** Whether nothing of this contract may be erased. */
export async function isHeld(access: Access, contract: string): Promise<boolean> {
  return (await access.selectFrom('legal_hold').select('contract').where('contract', '=', contract).executeTakeFirst()) !== undefined
}

async function requireContract({ store }: Pick<Parts, 'store'>, contract: string): Promise<void> {
  const row = await store.selectFrom('contract').select('id').where('id', '=', contract).where('erased_at', 'is', null).executeTakeFirst()
  if (!row) refuse('CONTRACT_NOT_FOUND')
}

/** No rule erases anything of the contract until it is released. Throws CONTRACT_NOT_FOUND. */
export async function placeHold(parts: Pick<Parts, 'store' | 'vault' | 'clock'>, contract: string, reason: string): Promise<void> {
  const { store, vault, clock } = parts
  await requireContract(parts, contract)
  const key = await vault.loadKey(store, contract)
  const row = { reason: key.sealText(context(contract), reason.slice(0, 1000)), placed_at: clock() }
  await store.insertInto('legal_hold').values({ contract, ...row }).onConflict((conflict) => conflict.column('contract').doUpdateSet(row)).execute()
}

/** False when there was none. */
export async function releaseHold({ store }: Pick<Parts, 'store'>, contract: string): Promise<boolean> {
  return (await store.deleteFrom('legal_hold').where('contract', '=', contract).executeTakeFirst()).numDeletedRows === 1n
}

export async function listHolds({ store, vault }: Pick<Parts, 'store' | 'vault'>): Promise<{ readonly contract: string; readonly reason: string; readonly since: string }[]> {
  const holds = []
  for (const row of await store.selectFrom('legal_hold').selectAll().orderBy('placed_at').execute()) {
    const key = await vault.loadKey(store, row.contract)
    holds.push({ contract: row.contract, reason: key.openText(context(row.contract), row.reason), since: formatInstant(row.placed_at) })
  }
  return holds
}

/** A contract's own time of keeping instead of the rule's; null goes back to the rule. Throws CONTRACT_NOT_FOUND. */
export async function keepUntil(parts: Pick<Parts, 'store'>, contract: string, until: number | null): Promise<void> {
  await requireContract(parts, contract)
  await parts.store.updateTable('contract').set({ retain_until: until }).where('id', '=', contract).execute()
}
