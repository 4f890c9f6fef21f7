import type { Selectable } from 'kysely'
import type { ContractDocument } from '../../core/contract/document.ts'
import type { DataPlace } from '../../protocol/data-consent.ts'
import { readAgreement, readText, readVersions } from '../agreement/access.ts'
import { readAsked } from '../agreement/challenge.ts'
import { openDocument } from '../contract/access.ts'
import { parseDocumentText } from '../contract/document.ts'
import { digestContract } from '../contract/summary.ts'
import { hashToken } from '../identifier.ts'
import { readHeldOffer } from '../offer/access.ts'
import type { Parts } from '../parts.ts'
import { refuse } from '../refusal.ts'
import type { Access } from '../storage/database.ts'
import type { Database } from '../storage/schema.ts'
import type { DataKey } from '../vault/vault.ts'

export type DataConsentRow = Selectable<Database['data_consent']>

/** Who is asked, under which published notice, and what is kept of it already. */
export interface Asking {
  /** Names the place in a challenge, so that one given here counts nowhere else. */
  readonly name: string
  readonly row: DataConsentRow | null
  readonly contract: string
  readonly contractKey: DataKey
  readonly versionId: string
  readonly version: string
  readonly document: ContractDocument
  readonly text: string
  readonly documentHash: string
  readonly title: string
  readonly offer: string | null
  readonly party: string | null
  readonly agreement: string | null
  readonly subjectLookup: string | null
}

const find = (access: Access) => access.selectFrom('data_consent').selectAll()

async function readKept(parts: Parts, access: Access, token: string): Promise<Asking> {
  const row = await find(access).where('token_hash', '=', hashToken(token)).executeTakeFirst()
  if (!row) refuse('ACCEPTANCE_NOT_FOUND')
  const contract = await access.selectFrom('contract').select('erased_at').where('id', '=', row.contract).executeTakeFirst()
  if (row.erased_at !== null || contract?.erased_at != null) refuse('ACCEPTANCE_ERASED')
  const version = await access.selectFrom('contract_version').selectAll().where('version_id', '=', row.version_id).executeTakeFirstOrThrow()
  const contractKey = await parts.vault.loadKey(access, row.contract)
  const text = openDocument(contractKey, version)
  const document = parseDocumentText(text)
  return {
    name: row.id, row, contract: row.contract, contractKey, versionId: row.version_id, version: version.version, document, text, documentHash: version.document_hash, title: digestContract(document).title,
    offer: row.offer, party: null, agreement: row.agreement, subjectLookup: row.subject_lookup,
  }
}

/** Throws OFFER_NOT_FOUND, AGREEMENT_NOT_FOUND, SUBJECT_REFUSED, HOST_REFUSED, VERSION_NOT_ACTIVE, ACCEPTANCE_NOT_FOUND, ACCEPTANCE_ERASED. */
export async function readAsking(parts: Parts, access: Access, place: DataPlace): Promise<Asking> {
  if (place.kind === 'kept') return readKept(parts, access, place.token)
  if (place.kind === 'offer') {
    const { offer, version, key, text, document } = await readHeldOffer(parts, access, place.token)
    const row = (await find(access).where('offer', '=', offer.id).executeTakeFirst()) ?? null
    if (row?.erased_at != null) refuse('ACCEPTANCE_ERASED')
    return {
      name: `offer ${offer.id}`, row, contract: offer.contract, contractKey: key, versionId: version.version_id, version: version.version, document, text, documentHash: version.document_hash,
      title: digestContract(document).title, offer: offer.id, party: offer.party, agreement: null, subjectLookup: null,
    }
  }
  const { active, subjectLookup } = await readAsked(parts, access, place.agreement, place)
  if (!active) refuse('VERSION_NOT_ACTIVE')
  const version = (await readVersions(access, place.agreement)).find(({ number }) => number === active.number)
  const published = await readText(parts, access, version)
  const { key } = await readAgreement(parts, access, place.agreement)
  const agreement = await access.selectFrom('agreement').select('title').where('id', '=', place.agreement).executeTakeFirstOrThrow()
  const row = subjectLookup === null ? null : ((await find(access).where('subject_lookup', '=', subjectLookup).where('version_id', '=', published.row.version_id).executeTakeFirst()) ?? null)
  return {
    name: `agreement ${place.agreement} ${subjectLookup ?? ''}`, row, contract: active.contract, contractKey: published.key, versionId: published.row.version_id, version: published.row.version, document: published.document,
    text: published.text, documentHash: published.row.document_hash, title: key.openText(`agreement/title/${place.agreement}`, agreement.title), offer: null, party: null, agreement: place.agreement, subjectLookup,
  }
}
