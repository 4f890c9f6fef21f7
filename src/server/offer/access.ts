import { createHash } from 'node:crypto'
import { OWN_FILE_REVISION, type ContractDocument } from '../../core/contract/document.ts'
import { TYPESET_REVISION } from '../../core/typeset/revision.ts'
import { openDocument, openPublication, type OfferRow, type VersionRow } from '../contract/access.ts'
import { parseDocumentText } from '../contract/document.ts'
import { currentState } from '../contract/summary.ts'
import { hashToken } from '../identifier.ts'
import type { Parts } from '../parts.ts'
import { formatInstant } from '../record/append.ts'
import { refuse } from '../refusal.ts'
import { readRound, type Round } from '../round/access.ts'
import type { Access } from '../storage/database.ts'
import type { DataKey } from '../vault/vault.ts'

/** An offer as the holder of its link has it. */
export interface HeldOffer {
  readonly offer: OfferRow
  readonly version: VersionRow
  readonly key: DataKey
  readonly email: string
  readonly name: string | null
  /** Canonical text and what it says. */
  readonly text: string
  readonly document: ContractDocument
  readonly publication: Uint8Array
  /** The offers made together with this one. */
  readonly round: Round
}

const MAX_KEPT = 200
const kept = new Map<string, ContractDocument>()

/** A published document never changes, so it is parsed once; it is kept by the hash of its own sealed bytes. */
function parseKept(version: VersionRow, text: string): ContractDocument {
  const name = createHash('sha256').update(version.document).digest('hex')
  const known = kept.get(name)
  if (known) return known
  const document = parseDocumentText(text)
  if (kept.size >= MAX_KEPT) kept.delete(kept.keys().next().value!)
  kept.set(name, document)
  return document
}

/** The offer that this link opens. Throws OFFER_NOT_FOUND, the same for every wrong link. */
export async function readHeldOffer({ vault }: Pick<Parts, 'vault'>, access: Access, token: string): Promise<HeldOffer> {
  const offer = await access.selectFrom('offer').selectAll().where('token_hash', '=', hashToken(token)).executeTakeFirst()
  if (!offer) refuse('OFFER_NOT_FOUND')
  const version = await access.selectFrom('contract_version').selectAll().where('version_id', '=', offer.version_id).executeTakeFirstOrThrow()
  const key = await vault.loadKey(access, offer.contract)
  const text = openDocument(key, version)
  return {
    offer, version, key, text,
    email: key.openText(`offer/email/${offer.id}`, offer.email),
    name: offer.name === null ? null : key.openText(`offer/name/${offer.id}`, offer.name),
    document: parseKept(version, text),
    publication: openPublication(key, version),
    round: await readRound(access, offer.round),
  }
}

/** Whether the party may answer now. Throws OFFER_ANSWERED, OFFER_LAPSED, OFFER_WITHDRAWN, OFFER_ENDED. */
export function requireOpen(offer: Pick<OfferRow, 'state' | 'reply_by'>, now: number): void {
  switch (currentState(offer, now)) {
    case 'accepted':
    case 'declined':
      return refuse('OFFER_ANSWERED')
    case 'lapsed':
      return refuse('OFFER_LAPSED', offer.reply_by === null ? {} : { replyBy: formatInstant(offer.reply_by) })
    case 'withdrawn':
      return refuse('OFFER_WITHDRAWN')
    case 'ended':
      return refuse('OFFER_ENDED')
    default:
  }
}

/** Whether this server can still derive the file that was published. Throws VERSION_STALE. */
export function requireCurrent({ document }: HeldOffer): void {
  const current = document.file === null ? TYPESET_REVISION : OWN_FILE_REVISION
  if (document.typesetRevision !== current) refuse('VERSION_STALE', { typesetRevision: TYPESET_REVISION })
}

/** `a•••@example.com`: enough to recognize, too little to learn. */
export function maskEmail(email: string): string {
  const at = email.lastIndexOf('@')
  return `${email.slice(0, 1)}•••${email.slice(at)}`
}
