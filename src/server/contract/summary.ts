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
  const [title] = expandBlocks(document, {})
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
  const isOpen = state === 'sent' || state === 'opened' || state === 'code-sent'
  return isOpen && offer.reply_by !== null && offer.reply_by <= now ? 'lapsed' : state
}

const ORDER: readonly [OfferState[], ContractSummary['state']][] = [
  [['accepted'], 'concluded'],
  [['sent', 'opened', 'code-sent'], 'offered'],
]
const LAST: Readonly<Partial<Record<OfferState, ContractSummary['state']>>> = { declined: 'declined', lapsed: 'lapsed', withdrawn: 'withdrawn' }

/** A published contract's state follows from its offers: one acceptance concludes it, an open offer keeps it offered, else the latest answer tells. */
export function deriveState(stored: string, offers: readonly Pick<OfferRow, 'state' | 'reply_by' | 'sent_at'>[], now: number): ContractSummary['state'] {
  const state = contractStateSchema.parse(stored)
  if (state === 'draft' || offers.length === 0) return state
  const states = [...offers].sort((a, b) => a.sent_at - b.sent_at).map((offer) => currentState(offer, now))
  for (const [some, result] of ORDER) if (states.some((one) => some.includes(one))) return result
  return LAST[states.at(-1)!] ?? state
}

/** The row of a list. */
export function summarize(row: ContractRow, key: DataKey, offers: readonly OfferRow[], now: number): ContractSummary {
  const { seller, ...digest } = openDigest(key, row)
  return {
    id: row.id,
    ...digest,
    template: templateSchema.parse(row.template),
    language: row.language,
    state: deriveState(row.state, offers, now),
    updatedAt: formatInstant(row.updated_at),
    parties: [
      { name: seller, state: null },
      ...offers.map((offer) => ({ name: offer.name === null ? key.openText(`offer/email/${offer.id}`, offer.email) : key.openText(`offer/name/${offer.id}`, offer.name), state: currentState(offer, now) })),
    ],
  }
}
