import type { Selectable } from 'kysely'
import type { AcceptanceRow } from '../agreement/access.ts'
import type { ContractRow, OfferRow } from '../contract/access.ts'
import type { DataConsentRow } from '../data-consent/place.ts'
import type { Parts } from '../parts.ts'
import type { Person } from '../session/session.ts'
import type { Database } from '../storage/schema.ts'

export type ErasureRow = Selectable<Database['erasure']>

/** Rows that are a person's own: under its account, sent to its address, or accepted under its address as a host's subject. */
export interface Own {
  readonly contracts: readonly ContractRow[]
  readonly offers: readonly OfferRow[]
  readonly acceptances: readonly AcceptanceRow[]
  readonly dataConsents: readonly DataConsentRow[]
}

const PAGE = 500

/** By which an offer is found again by who it was sent to. */
export const offerLookup = ({ vault }: Pick<Parts, 'vault'>, email: string): string => vault.lookup('offer-email', email.toLowerCase())

/** Offers from before there was a look-up are given one, each once. */
async function fillLookups(parts: Parts): Promise<void> {
  const { store, vault } = parts
  for (;;) {
    const rows = await store.selectFrom('offer').select(['id', 'contract', 'email']).where('email_lookup', 'is', null).where('erased_at', 'is', null).limit(PAGE).execute()
    for (const { id, contract, email } of rows) {
      const key = await vault.loadKey(store, contract).catch(() => null)
      const lookup = key ? offerLookup(parts, key.openText(`offer/email/${id}`, email)) : ''
      await store.updateTable('offer').set({ email_lookup: lookup }).where('id', '=', id).execute()
    }
    if (rows.length < PAGE) return
  }
}

/** Everything that is stored of a person. */
export async function findOwn(parts: Parts, { person, email }: Person): Promise<Own> {
  const { store, vault } = parts
  await fillLookups(parts)
  const contracts = await store.selectFrom('contract').selectAll().where('person', '=', person).where('erased_at', 'is', null).orderBy('created_at').execute()
  const erased = store.selectFrom('contract').select('id').where('erased_at', 'is not', null)
  const offers = await store.selectFrom('offer').selectAll().where('email_lookup', '=', offerLookup(parts, email)).where('erased_at', 'is', null).where('contract', 'not in', erased).orderBy('sent_at').execute()
  const agreements = await store.selectFrom('agreement').select('id').execute()
  const lookups = agreements.flatMap(({ id }) => [...new Set([email, email.toLowerCase()])].map((subject) => vault.lookup('subject', `${id}\n${subject}`)))
  const [acceptances, dataConsents]: [AcceptanceRow[], DataConsentRow[]] = [[], []]
  for (let at = 0; at < lookups.length; at += PAGE) {
    const some = lookups.slice(at, at + PAGE)
    acceptances.push(...(await store.selectFrom('acceptance').selectAll().where('subject_lookup', 'in', some).where('erased_at', 'is', null).orderBy('at').execute()))
    dataConsents.push(...(await store.selectFrom('data_consent').selectAll().where('subject_lookup', 'in', some).where('erased_at', 'is', null).execute()))
  }
  const ids = offers.map(({ id }) => id)
  if (ids.length > 0) dataConsents.push(...(await store.selectFrom('data_consent').selectAll().where('offer', 'in', ids).where('erased_at', 'is', null).execute()))
  return { contracts, offers, acceptances, dataConsents }
}
