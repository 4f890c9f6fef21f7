import type { ContractDocument } from '../contract/document.ts'
import { PAYMENT_WORDS } from './conspicuousness.ts'

/** Whether pressing the button orders and obliges to pay: a price is named, and the button says so (L9). */
export function isPaidOrder({ total, consent }: Pick<ContractDocument, 'total' | 'consent'>): boolean {
  const button = consent.button.trim().toLowerCase()
  return total !== null && PAYMENT_WORDS.some((words) => words.toLowerCase() === button)
}
