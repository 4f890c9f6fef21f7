import { createHash } from 'node:crypto'
import { requireOpen, type HeldOffer } from '../offer/access.ts'
import type { Parts } from '../parts.ts'
import { refuse } from '../refusal.ts'
import { openSealed, readSealed } from '../sealed-file.ts'
import { openParticulars, requireTurn } from '../round/access.ts'
import { fileContext } from './context.ts'
import type { DerivedBase } from './derivation.ts'

/** The round's last stored revision: what the next party signs over. null before the first signature, when that is the base revision. */
export async function readStoredRevision({ blobs }: Pick<Parts, 'blobs'>, { key, round }: Pick<HeldOffer, 'key' | 'round'>): Promise<DerivedBase | null> {
  const { blob, contract, file_offer: offer, file_hash: hash } = round.row
  if (blob === null || offer === null || hash === null) return null
  return { bytes: await readSealed(blobs, key, fileContext(contract, offer), blob), hash }
}

/**
 * The bytes that a party whose turn it is signs over, those after the first `after`; null when nobody has signed before. They are read as
 * they come, so that of a large file only what is sent is in memory. Throws OFFER_…, PARTICULARS_AWAITED.
 */
export async function readLastRevision(parts: Parts, held: HeldOffer, after = 0): Promise<Uint8Array | null> {
  requireOpen(held.offer, parts.clock())
  requireTurn(held.round, held.document, held.offer)
  const { blob, contract, file_offer } = held.round.row
  if (blob === null || file_offer === null) return null
  const kept: Uint8Array[] = []
  let at = 0
  for await (const chunk of openSealed(parts.blobs, held.key, fileContext(contract, file_offer), blob)) {
    if (at + chunk.length > after) kept.push(chunk.subarray(Math.max(0, after - at)))
    at += chunk.length
  }
  return Buffer.concat(kept)
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
