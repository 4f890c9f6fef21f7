import type { ContractDocument } from '../../core/contract/document.ts'
import type { Parts } from '../parts.ts'
import type { Access } from '../storage/database.ts'
import type { DataKey } from '../vault/vault.ts'
import { OPEN_STATES, type Round } from './access.ts'
import { composeRoundLetter, ENDED, LAPSED, WITHDRAWN } from './letter.ts'

const ENDS = {
  declined: { offer: 'ended', words: ENDED },
  lapsed: { offer: 'lapsed', words: LAPSED },
  withdrawn: { offer: 'withdrawn', words: WITHDRAWN },
} as const

/**
 * Ends a round without a contract, in the caller's transaction: its open offers end, every party that had heard of it is told, but for
 * `silent`; signatures that were given stay stored. Returns the letters' ids; none when the round had ended already.
 */
export async function endRound(parts: Parts, access: Access, key: DataKey, document: ContractDocument, { row, offers }: Round, how: keyof typeof ENDS, silent: readonly string[]): Promise<{ readonly ended: readonly string[]; readonly mails: string[] }> {
  const now = parts.clock()
  const end = ENDS[how]
  const changed = await access.updateTable('round').set({ state: how, ended_at: now }).where('id', '=', row.id).where('state', '=', 'open').executeTakeFirst()
  if (changed.numUpdatedRows !== 1n) return { ended: [], mails: [] }
  const open = offers.filter(({ id, state }) => OPEN_STATES.includes(state) && (how !== 'declined' || !silent.includes(id))).map(({ id }) => id)
  if (open.length > 0) await access.updateTable('offer').set({ state: end.offer, answered_at: how === 'lapsed' ? null : now }).where('id', 'in', open).where('state', 'in', OPEN_STATES).execute()
  const letters = offers
    .filter(({ id, state }) => state !== 'waiting' && !silent.includes(id))
    .map((offer) => composeRoundLetter(parts, key, document, offer, 'notice', end.words))
  return { ended: open, mails: letters.length === 0 ? [] : await parts.mailer.enqueue(access, ...letters) }
}
