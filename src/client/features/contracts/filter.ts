import type { ContractState, ContractSummary } from '../../../protocol/contract.ts'
import { dropMarks } from '../../locale/marks.ts'

export interface Filter {
  /** Words as typed; every one of them must stand in title, number or a party's name. */
  readonly words: string
  readonly state: ContractState | null
}

const plain = (text: string): string => dropMarks(text).toLowerCase()

export function filterContracts(contracts: readonly ContractSummary[], { words, state }: Filter): ContractSummary[] {
  const wanted = plain(words).split(/\s+/).filter(Boolean)
  return contracts.filter((contract) => {
    if (state !== null && contract.state !== state) return false
    const text = plain([contract.title, contract.number, ...contract.parties.map(({ name }) => name)].join(' '))
    return wanted.every((word) => text.includes(word))
  })
}
