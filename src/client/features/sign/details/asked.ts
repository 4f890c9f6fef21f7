import type { ContractDocument, Particular, PartyId } from '../../../../core/contract/document.ts'

/** The particulars that the party is to give: those of its own that the document does not fix already. */
export function askedParticulars(document: ContractDocument, party: PartyId): Particular[] {
  return document.particulars.filter((particular) => particular.party === party && particular.value === undefined)
}
