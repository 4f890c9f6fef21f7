import type { Selectable } from 'kysely'
import * as z from 'zod/mini'
import type { ContractDocument, ParticularValues } from '../../core/contract/document.ts'
import type { OfferRow } from '../contract/access.ts'
import { refuse } from '../refusal.ts'
import type { Access } from '../storage/database.ts'
import type { Database } from '../storage/schema.ts'
import type { DataKey } from '../vault/vault.ts'

export type RoundRow = Selectable<Database['round']>

const particularsSchema = z.object({ values: z.record(z.string(), z.string()), salt: z.string() })

/** What the file is derived from besides document and publication. */
export interface Particulars {
  readonly values: ParticularValues
  /** 32 bytes in hex. */
  readonly salt: string
}

/** A round: the offers that were made together, in order of turns, over one file. */
export interface Round {
  readonly row: RoundRow
  readonly offers: readonly OfferRow[]
}

export const OPEN_STATES: readonly string[] = ['waiting', 'sent', 'opened', 'code-sent']

const particularsContext = (round: string): string => `round/particulars/${round}`
const givenContext = (offer: string): string => `offer/given/${offer}`

export async function readRound(access: Access, id: string | null): Promise<Round> {
  const row = await access.selectFrom('round').selectAll().where('id', '=', id ?? '').executeTakeFirst()
  if (!row) refuse('OFFER_NOT_FOUND')
  const offers = await access.selectFrom('offer').selectAll().where('round', '=', row.id).orderBy('turn').orderBy('party').execute()
  return { row, offers }
}

export const sealParticulars = (key: DataKey, round: string, particulars: Particulars): Uint8Array => key.sealText(particularsContext(round), JSON.stringify(particulars))

/** The particulars of all parties, once they are all there; null before. */
export function openParticulars(key: DataKey, row: RoundRow): Particulars | null {
  return row.particulars === null ? null : particularsSchema.parse(JSON.parse(key.openText(particularsContext(row.id), row.particulars)))
}

export const sealGiven = (key: DataKey, offer: string, values: ParticularValues): Uint8Array => key.sealText(givenContext(offer), JSON.stringify(values))

/** What one party gave, or null. */
export function openGiven(key: DataKey, offer: OfferRow): ParticularValues | null {
  return offer.given === null ? null : z.record(z.string(), z.string()).parse(JSON.parse(key.openText(givenContext(offer.id), offer.given)))
}

/** Whether a party is asked for anything: a particular of its own that the document leaves open. */
export function isAsked(document: ContractDocument, party: string): boolean {
  return document.particulars.some((particular) => particular.party === party && particular.value === undefined)
}

/** Whether this round collects everybody's particulars before the first signature. With one signatory they come with its signature. */
export function gathers({ offers }: Pick<Round, 'offers'>): boolean {
  return offers.length > 1
}

/**
 * Where a party stands. `sign`: it may sign now · `details`: its particulars are awaited · `others`: somebody else's are ·
 * `turn`: others sign before it · `over`: it has answered, or the round has ended.
 */
export type Stage = 'sign' | 'details' | 'others' | 'turn' | 'over'

export function stageOf(round: Round, document: ContractDocument, offer: OfferRow): Stage {
  if (round.row.state !== 'open' || !OPEN_STATES.includes(offer.state)) return 'over'
  if (gathers(round) && round.row.particulars === null) return isAsked(document, offer.party) && offer.given === null ? 'details' : 'others'
  return round.offers.some((other) => (other.turn ?? 1) < (offer.turn ?? 1) && other.state !== 'accepted') ? 'turn' : 'sign'
}

/** Whether the party may sign now. Throws OFFER_ENDED, PARTICULARS_AWAITED, OFFER_NOT_ITS_TURN. */
export function requireTurn(round: Round, document: ContractDocument, offer: OfferRow): void {
  switch (stageOf(round, document, offer)) {
    case 'sign': return
    case 'turn': return refuse('OFFER_NOT_ITS_TURN')
    case 'over': return refuse('OFFER_ENDED')
    case 'details': case 'others': return refuse('PARTICULARS_AWAITED')
  }
}
