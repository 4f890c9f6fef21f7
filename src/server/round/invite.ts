import type { ContractDocument } from '../../core/contract/document.ts'
import type { Parts } from '../parts.ts'
import { appendRecords, SERVICE_ACTOR } from '../record/append.ts'
import type { Access } from '../storage/database.ts'
import type { DataKey } from '../vault/vault.ts'
import { readRound, stageOf } from './access.ts'
import { composeRoundLetter, TURN } from './letter.ts'

/**
 * Invites everybody whose turn to sign has come, in the transaction that made it so; `present` is at the page already and needs no letter.
 * Returns the letters' ids.
 */
export async function inviteNext(parts: Parts, access: Access, key: DataKey, document: ContractDocument, roundId: string, present: string | null): Promise<string[]> {
  const now = parts.clock()
  const round = await readRound(access, roundId)
  const due = round.offers.filter((offer) => stageOf(round, document, offer) === 'sign' && offer.turn_at === null)
  if (due.length === 0) return []
  await access.updateTable('offer').set({ turn_at: now }).where('id', 'in', due.map(({ id }) => id)).execute()
  await access.updateTable('offer').set({ state: 'sent', invited_at: now }).where('id', 'in', due.map(({ id }) => id)).where('state', '=', 'waiting').execute()
  await appendRecords(access, parts, key, round.row.contract, due.map(({ id }) => ({ event: 'invited' as const, actor: SERVICE_ACTOR, offer: id })))
  const letters = due.filter(({ id }) => id !== present).map((offer) => composeRoundLetter(parts, key, document, offer, 'offer', TURN))
  return letters.length === 0 ? [] : parts.mailer.enqueue(access, ...letters)
}
