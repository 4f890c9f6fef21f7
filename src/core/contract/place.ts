import type { ContractDraft, PartyId } from './document.ts'

/** Name of a party's signature field: its `place`th, from 1. Slugs hold no low line, so names never meet. */
export function signatureFieldName(party: PartyId, place = 1): string {
  return place === 1 ? `signature-${party}` : `signature-${party}_${place}`
}

/** Names of all fields that a party fills when it signs, in the order of its places. */
export function signaturePlaces({ blocks, file, parties }: Pick<ContractDraft, 'blocks' | 'file' | 'parties'>, party: PartyId): string[] {
  if (!parties.some(({ id, signs }) => id === party && signs)) return []
  const places = file ? file.places.filter((place) => place.party === party) : blocks.filter((block) => block.kind === 'signature' && block.party === party)
  return places.map((_, index) => signatureFieldName(party, index + 1))
}

/** The parties that sign, in order of their turns. */
export function listSignatories({ parties }: Pick<ContractDraft, 'parties'>): ContractDraft['parties'] {
  return parties.filter(({ signs }) => signs).toSorted((a, b) => a.order - b.order)
}
