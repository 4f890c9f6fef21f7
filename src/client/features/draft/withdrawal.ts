import type { ContractDraft } from '../../../core/contract/document.ts'

type Withdrawal = NonNullable<ContractDraft['withdrawal']>

export const MAX_DAYS = 365

/** How the standard texts write a fortnight. */
const WRITTEN: Readonly<Record<number, string>> = { 14: 'fourteen|mười bốn' }

const dayWords = (days: number): RegExp => new RegExp(`(?<![\\p{L}\\d])(?:${days}${WRITTEN[days] === undefined ? '' : `|${WRITTEN[days]}`})(?![\\p{L}\\d])`, 'giu')

/** Whether the text names the days that the contract counts. */
export const namesDays = ({ days, text }: Withdrawal): boolean => dayWords(days).test(text)

/** Another period; where the text named the earlier one, it names this. What is no number of days from 1 to 365 changes nothing. */
export function changeDays(withdrawal: Withdrawal, typed: string): Withdrawal {
  const days = Number(typed)
  if (!Number.isInteger(days) || days < 1 || days > MAX_DAYS || days === withdrawal.days) return withdrawal
  return { days, text: withdrawal.text.replace(dayWords(withdrawal.days), String(days)) }
}
