import { createHash } from 'node:crypto'
import { requireOpen, type HeldOffer } from '../offer/access.ts'
import type { Parts } from '../parts.ts'
import { refuse } from '../refusal.ts'
import { openParticulars, requireTurn } from '../round/access.ts'
import { fileContext } from './context.ts'
import type { DerivedBase } from './derivation.ts'

/** The round's last stored revision: what the next party signs over. null before the first signature, when that is the base revision. */
export async function readStoredRevision({ blobs }: Pick<Parts, 'blobs'>, { key, round }: Pick<HeldOffer, 'key' | 'round'>): Promise<DerivedBase | null> {
  const { blob, contract, file_offer: offer, file_hash: hash } = round.row
  if (blob === null || offer === null || hash === null) return null
  return { bytes: key.open(fileContext(contract, offer), await blobs.get(blob)), hash }
}

/** The bytes that a party whose turn it is signs over, or null when nobody has signed before. Throws OFFER_…, PARTICULARS_AWAITED. */
export async function readLastRevision(parts: Parts, held: HeldOffer): Promise<Uint8Array | null> {
  requireOpen(held.offer, parts.clock())
  requireTurn(held.round, held.document, held.offer)
  const stored = await readStoredRevision(parts, held)
  return stored && stored.bytes
}

/** The base revision of an intent, as it is derived now. Throws VERSION_STALE when it is no longer what was stated, also because somebody corrected its particulars since. */
export async function deriveStatedBase(parts: Parts, held: HeldOffer, intent: { readonly row: { readonly base_hash: string }; readonly particulars: { readonly values: Readonly<Record<string, string>>; readonly salt: string } }): Promise<DerivedBase> {
  const { document, version, publication, key, round } = held
  const particulars = openParticulars(key, round.row) ?? intent.particulars
  const base = await parts.derivations.deriveBase(version.document_hash, { document, ...particulars, publication })
  if (base.hash !== intent.row.base_hash) refuse('VERSION_STALE')
  return base
}

export const hashFile = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
