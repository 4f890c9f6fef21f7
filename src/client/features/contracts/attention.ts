import type { ContractSummary } from '../../../protocol/contract.ts'

const DAY = 86_400_000

/** Somebody who is to answer has not got its mail. */
export const isUnreached = ({ parties }: ContractSummary): boolean => parties.some(({ unreached }) => unreached)

/** Whether the seller should look at it now: finish a draft, send what is published, an answer of no, a party whose mail was not taken, a deadline within two days. */
export function needsAttention(contract: ContractSummary, now: number): boolean {
  switch (contract.state) {
    case 'draft':
    case 'published':
    case 'declined':
      return true
    case 'offered':
      return isUnreached(contract) || (contract.replyBy !== null && Date.parse(contract.replyBy) - now < 2 * DAY)
    default:
      return false
  }
}

const ORDER: readonly ContractSummary['state'][] = ['offered', 'declined', 'published', 'draft', 'concluded', 'lapsed', 'withdrawn']

/** Two lists, each by state and then the newest first; within a state, those that reach nobody first. */
export function sortByAttention(contracts: readonly ContractSummary[], now: number): { attention: ContractSummary[]; others: ContractSummary[] } {
  const sorted = contracts.toSorted((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state) || Number(isUnreached(b)) - Number(isUnreached(a)) || Date.parse(b.updatedAt) - Date.parse(a.updatedAt))
  return { attention: sorted.filter((contract) => needsAttention(contract, now)), others: sorted.filter((contract) => !needsAttention(contract, now)) }
}
