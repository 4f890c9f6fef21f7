import * as z from 'zod/mini'
import { expandBlocks } from '../../core/contract/expand.ts'
import type { ContractDocument, ContractDraft } from '../../core/contract/document.ts'
import { CONTRACT_SCHEMA } from '../../core/contract/document.ts'
import { resolveValues } from '../../core/contract/particular.ts'
import type { ContractSummary } from '../../protocol/contract.ts'
import { contractStateSchema, templateSchema } from '../../protocol/contract.ts'
import type { OfferState } from '../../protocol/offer.ts'
import { offerStateSchema } from '../../protocol/offer.ts'
import { formatInstant } from '../record/append.ts'
import { OPEN_STATES } from '../round/access.ts'
import type { DataKey } from '../vault/vault.ts'
import type { ContractRow, OfferRow } from './access.ts'

/** What a list shows of a contract, kept sealed beside it so that a list needs no document. */
const digestSchema = z.object({
  title: z.string(),
  number: z.string(),
  version: z.nullable(z.string()),
  replyBy: z.nullable(z.string()),
  total: z.nullable(z.object({ amount: z.string(), currency: z.string() })),
  seller: z.string(),
})
export type Digest = z.infer<typeof digestSchema>

const PREVIEW = { schema: CONTRACT_SCHEMA, contract: 'preview-', version: '1.0', typesetRevision: 'none', createdOn: '2100-01-01', publishedAt: null } as const

/** A draft's digest; its number was given when it was made. */
export const digestDraft = (draft: ContractDraft, number: string): Digest => ({ ...digestContract({ ...PREVIEW, number, ...draft }), version: null })

/** Title, total and seller of a document, with the values it holds. */
export function digestContract(document: ContractDocument): Digest {
  const [title] = expandBlocks({ ...document, blocks: [] }, {})
  const values = resolveValues(document, {})
  const seller = document.parties.find((party) => party.id === 'seller')
  const total = document.total ? document.particulars.find((particular) => particular.id === document.total?.particular) : undefined
  const amount = total && values[total.id]
  return {
    title: title?.kind === 'title' ? title.runs.map((run) => run.text).join('') : document.title,
    number: document.number,
    version: document.version,
    replyBy: document.replyBy,
    total: total && amount ? { amount, currency: total.currency ?? 'VND' } : null,
    seller: (seller && values[seller.nameParticular]) ?? seller?.role ?? '',
  }
}

export const sealDigest = (key: DataKey, contract: string, digest: Digest): Uint8Array => key.sealText(`contract/summary/${contract}`, JSON.stringify(digest))
export const openDigest = (key: DataKey, row: Pick<ContractRow, 'id' | 'summary'>): Digest => digestSchema.parse(JSON.parse(key.openText(`contract/summary/${row.id}`, row.summary)))

/** An offer's state now: an unanswered one whose deadline is over has lapsed, whether or not that was written down yet. */
export function currentState(offer: Pick<OfferRow, 'state' | 'reply_by'>, now: number): OfferState {
  const state = offerStateSchema.parse(offer.state)
  const isOpen = OPEN_STATES.includes(state)
  return isOpen && offer.reply_by !== null && offer.reply_by <= now ? 'lapsed' : state
}

/** A round's state from its offers: one no ends it, every yes concludes it; what is left open keeps it offered. */
function roundState(states: readonly OfferState[]): ContractSummary['state'] {
  for (const end of ['declined', 'withdrawn', 'lapsed'] as const) if (states.includes(end)) return end
  if (states.includes('ended')) return 'declined'
  return states.every((state) => state === 'accepted') ? 'concluded' : 'offered'
}

/** A published contract's state follows from its rounds: one concluded concludes it, an open one keeps it offered, else the latest tells. */
export function deriveState(stored: string, offers: readonly Pick<OfferRow, 'id' | 'state' | 'reply_by' | 'sent_at' | 'round'>[], now: number): ContractSummary['state'] {
  const state = contractStateSchema.parse(stored)
  if (state === 'draft' || offers.length === 0) return state
  const sorted = [...offers].sort((a, b) => a.sent_at - b.sent_at)
  const rounds = [...Map.groupBy(sorted, (offer) => offer.round ?? offer.id).values()].map((round) => roundState(round.map((offer) => currentState(offer, now))))
  for (const result of ['concluded', 'offered'] as const) if (rounds.includes(result)) return result
  return rounds.at(-1) ?? state
}

/** When the round that concluded a contract had its last answer; null while none has. */
function concludedAt(offers: readonly OfferRow[], now: number): number | null {
  for (const round of Map.groupBy(offers, (offer) => offer.round ?? offer.id).values()) {
    if (roundState(round.map((offer) => currentState(offer, now))) === 'concluded') return Math.max(...round.map(({ answered_at }) => answered_at ?? 0))
  }
  return null
}

type Unreached = ReadonlyMap<string, unknown>

/** Whether something is still awaited of a party whose mail was not taken. */
export const isUnreached = (offer: OfferRow, unreached: Unreached, now: number): boolean => unreached.has(offer.id) && OPEN_STATES.includes(currentState(offer, now))

/** The row of a list. */
export function summarize(row: ContractRow, key: DataKey, offers: readonly OfferRow[], unreached: Unreached, now: number): ContractSummary {
  const { seller, ...digest } = openDigest(key, row)
  const concluded = concludedAt(offers, now)
  return {
    id: row.id,
    ...digest,
    template: templateSchema.parse(row.template),
    language: row.language,
    state: deriveState(row.state, offers, now),
    updatedAt: formatInstant(row.updated_at),
    sentAt: offers.length === 0 ? null : formatInstant(Math.min(...offers.map(({ sent_at }) => sent_at))),
    concludedAt: concluded === null ? null : formatInstant(concluded),
    parties: [
      { name: seller, state: null, unreached: false },
      ...offers.map((offer) => ({ name: offer.name === null ? key.openText(`offer/email/${offer.id}`, offer.email) : key.openText(`offer/name/${offer.id}`, offer.name), state: currentState(offer, now), unreached: isUnreached(offer, unreached, now) })),
    ],
  }
}
