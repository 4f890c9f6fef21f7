import type { ContractDocument } from '../../core/contract/document.ts'

/** The rule set that says when a message is sent and received (L15), by the contract's governing law. */
export function passageRule(document: ContractDocument): 'vn-2023' | 'un-ecc' {
  return /vi[eệ]t\s*nam/i.test(document.governingLaw.normalize('NFC')) ? 'vn-2023' : 'un-ecc'
}

/** Where a party is, as the contract says: its first address among the particulars. */
export function placeOf(document: ContractDocument, party: string, values: Readonly<Record<string, string>>): string | null {
  const particular = document.particulars.find((candidate) => candidate.party === party && candidate.kind === 'address')
  return (particular && (particular.value ?? values[particular.id])) || null
}
