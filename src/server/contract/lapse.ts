import type { Parts } from '../parts.ts'
import { appendRecord, SERVICE_ACTOR } from '../record/append.ts'

const OPEN = ['sent', 'opened', 'code-sent']

/** Writes down which offers have lapsed. Until then their state is told from the deadline, so nothing depends on how often this runs. */
export async function lapseOffers(parts: Parts): Promise<void> {
  const { store, vault, clock } = parts
  const due = await store.selectFrom('offer').select(['id', 'contract']).where('state', 'in', OPEN).where('reply_by', '<=', clock()).limit(100).execute()
  for (const { id, contract } of due) {
    await store.transaction().execute(async (access) => {
      const changed = await access.updateTable('offer').set({ state: 'lapsed' }).where('id', '=', id).where('state', 'in', OPEN).executeTakeFirst()
      if (changed.numUpdatedRows !== 1n) return
      await appendRecord(access, parts, await vault.loadKey(access, contract), contract, { event: 'lapsed', actor: SERVICE_ACTOR, offer: id })
    })
  }
}
