import type { OfferMail } from '../../protocol/contract.ts'
import { formatInstant } from '../record/append.ts'
import type { Access } from '../storage/database.ts'

/** Letters that ask a party for something; a code has its own answer on the page that waits for it. */
const ASKING = ['offer', 'notice']

/** For each offer whose last letter was not taken by the mail system: refused for good, given up, or still being tried. */
export async function readUnreached(access: Access, contracts: readonly string[]): Promise<ReadonlyMap<string, OfferMail>> {
  const rows = contracts.length === 0 ? [] : await access.selectFrom('mail').select(['offer', 'state', 'attempts', 'reply', 'next_at', 'created_at']).where('contract', 'in', contracts).where('offer', 'is not', null).where('kind', 'in', ASKING).orderBy('created_at').orderBy('id').execute()
  const found = new Map<string, OfferMail>()
  for (const { offer, state, attempts, reply, next_at } of rows) {
    if (offer === null) continue
    if (state === 'failed') found.set(offer, { state: reply !== null && reply >= 500 ? 'refused' : 'given-up', reply, nextAt: null })
    else if (state === 'queued' && attempts > 0) found.set(offer, { state: 'trying', reply, nextAt: next_at === null ? null : formatInstant(next_at) })
    else if (state === 'sent') found.delete(offer)
  }
  return found
}
