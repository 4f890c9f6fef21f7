import { encodeBase64 } from '../../core/bytes/base64.ts'
import type { ContractDetail, ContractSummary, OfferSummary } from '../../protocol/contract.ts'
import { readUnreached } from '../mail/reach.ts'
import type { Parts } from '../parts.ts'
import { formatInstant, readRecords } from '../record/append.ts'
import type { DataKey } from '../vault/vault.ts'
import { openDocument, openDraft, openPublication, readOwnContract, readVersion, type OfferRow } from './access.ts'
import { offerLink } from './link.ts'
import { currentState, isUnreached, summarize } from './summary.ts'

function describeOffer(publicAddress: string, key: DataKey, offer: OfferRow, { fileHash, extensions, mail }: Pick<OfferSummary, 'fileHash' | 'extensions' | 'mail'>, now: number): OfferSummary {
  return {
    id: offer.id,
    round: offer.round ?? '',
    turn: offer.turn ?? 1,
    hasGiven: offer.given !== null,
    isInvited: offer.turn_at !== null,
    remindedAt: offer.reminded_at === null ? null : formatInstant(offer.reminded_at),
    party: offer.party,
    email: key.openText(`offer/email/${offer.id}`, offer.email),
    name: offer.name === null ? null : key.openText(`offer/name/${offer.id}`, offer.name),
    state: currentState(offer, now),
    link: offerLink(publicAddress, key.openText(`offer/token/${offer.id}`, offer.token)),
    sentAt: formatInstant(offer.sent_at),
    answeredAt: offer.answered_at === null ? null : formatInstant(offer.answered_at),
    fileHash,
    extensions,
    mail,
  }
}

/** The person's contracts, latest change first. */
export async function listContracts({ store, vault, clock }: Parts, person: string): Promise<{ contracts: ContractSummary[] }> {
  const rows = await store.selectFrom('contract').selectAll().where('person', '=', person).where('erased_at', 'is', null).orderBy('updated_at', 'desc').orderBy('id').limit(500).execute()
  if (rows.length === 0) return { contracts: [] }
  const offers = await store.selectFrom('offer').selectAll().where('contract', 'in', rows.map((row) => row.id)).orderBy('sent_at').orderBy('turn').orderBy('party').execute()
  const unreached = await readUnreached(store, rows.map((row) => row.id))
  const contracts: ContractSummary[] = []
  for (const row of rows) contracts.push(summarize(row, await vault.loadKey(store, row.id), offers.filter((offer) => offer.contract === row.id), unreached, clock()))
  return { contracts }
}

/** Everything of one contract. Throws CONTRACT_NOT_FOUND. */
export async function readDetail({ store, vault, clock, settings }: Parts, person: string, id: string): Promise<ContractDetail> {
  const { row, key } = await readOwnContract({ vault }, store, person, id)
  const version = await readVersion(store, id)
  const offers = await store.selectFrom('offer').selectAll().where('contract', '=', id).orderBy('sent_at').orderBy('turn').orderBy('party').execute()
  const answers = await store.selectFrom('answer').select(['offer', 'file_hash']).where('contract', '=', id).execute()
  const fileHashes = new Map(answers.map((answer) => [answer.offer, answer.file_hash]))
  // One file for a round, extended under the offer whose signature came last.
  const archived = await store
    .selectFrom('archive_file').innerJoin('round', 'round.file_offer', 'archive_file.offer')
    .select(({ fn }) => ['round.id', fn.max<number | string>('archive_file.sequence').as('sequence')]).where('archive_file.contract', '=', id).groupBy('round.id').execute()
  const extensions = new Map(archived.map((row) => [row.id, Number(row.sequence)]))
  const [unreached, now] = [await readUnreached(store, [id]), clock()]
  return {
    summary: summarize(row, key, offers, unreached, now),
    revision: row.revision,
    draft: openDraft(key, row),
    published: version && {
      version: version.version,
      versionId: version.version_id,
      document: openDocument(key, version),
      documentHash: version.document_hash,
      publication: encodeBase64(openPublication(key, version)),
      publishedAt: formatInstant(version.published_at),
    },
    offers: offers.map((offer) => describeOffer(settings.publicAddress, key, offer, { fileHash: fileHashes.get(offer.id) ?? null, extensions: fileHashes.get(offer.id) ? (extensions.get(offer.round ?? '') ?? 0) : 0, mail: isUnreached(offer, unreached, now) ? (unreached.get(offer.id) ?? null) : null }, now)),
  }
}

/** The contract's whole history, oldest first. Throws CONTRACT_NOT_FOUND. */
export async function listRecords({ store, vault }: Parts, person: string, id: string): Promise<{ records: { hash: string; record: string; offer: string | null }[] }> {
  const { key } = await readOwnContract({ vault }, store, person, id)
  return { records: await readRecords(store, key, id) }
}
