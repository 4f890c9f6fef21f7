import { MAX_ALONGSIDE } from '../../../core/contract/document.ts'
import type { Alongside, ContractDraft } from '../../../core/contract/document.ts'
import type { AgreementDetail } from '../../../protocol/agreement.ts'

/** The version in force of each of the seller's agreements that a draft may name: of its language, and published. */
export function listChoices(agreements: readonly AgreementDetail[], language: ContractDraft['language']): Alongside[] {
  return agreements.flatMap(({ agreement, title, address, versions, language: spoken }) => {
    const active = versions.find(({ state }) => state === 'active')
    if (spoken !== language || !active?.documentHash) return []
    return [{ agreement, number: active.number, title, documentHash: active.documentHash, address: `${address}?version=${active.number}` }]
  })
}

/** Whether what the draft names is what is in force. */
export const isCurrent = (one: Alongside, choices: readonly Alongside[]): boolean => choices.some(({ agreement, documentHash, title, address }) => agreement === one.agreement && documentHash === one.documentHash && title === one.title && address === one.address)

export const isFull = ({ alongside = [] }: ContractDraft): boolean => alongside.length >= MAX_ALONGSIDE

/** The draft with one agreement more. */
export function addAlongside(draft: ContractDraft, choice: Alongside): ContractDraft {
  const before = draft.alongside ?? []
  return isFull(draft) || before.some(({ agreement }) => agreement === choice.agreement) ? draft : { ...draft, alongside: [...before, choice] }
}

/** The draft without one; without the last it has no such section. */
export function removeAlongside(draft: ContractDraft, agreement: string): ContractDraft {
  const { alongside = [], ...rest } = draft
  const left = alongside.filter((one) => one.agreement !== agreement)
  return left.length === 0 ? rest : { ...rest, alongside: left }
}
