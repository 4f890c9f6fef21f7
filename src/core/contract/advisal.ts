import { currencySchema } from './document.ts'
import type { ContractDraft, ContractDocument, ParticularValues } from './document.ts'
import { formatMoney } from './format.ts'

/** Stands in a sentence beside a button for the amount that the press obliges to pay (L9, L13). */
export const TOTAL_PLACE = '{@total}'

/** An amount in currency units, as statements name it. */
export interface Total {
  readonly amount: string
  /** Three letters; a host's order may name one that contracts do not know. */
  readonly currency: string
}

/** Where no amount is known yet. */
const UNKNOWN = { vi: 'tổng giá trị đã nêu', en: 'the total stated above' } as const

/** What a document says is to be paid, with the particulars that are known; null where it names no price. */
export function readTotal({ particulars, total }: Pick<ContractDocument, 'particulars' | 'total'>, values: ParticularValues): Total | null {
  const particular = particulars.find(({ id }) => id === total?.particular)
  const amount = particular && (values[particular.id] ?? particular.value)
  return particular && amount ? { amount, currency: particular.currency ?? 'VND' } : null
}

function writeTotal({ amount, currency }: Total, language: ContractDraft['language']): string {
  const known = currencySchema.safeParse(currency)
  return known.success ? formatMoney(amount, known.data, language) : `${amount}\u00a0${currency}`
}

/** The sentence beside the button as this person reads and signs it: with the amount itself where the version leaves a place for it. */
export function writeAdvisal({ consent: { advisal }, language }: Pick<ContractDraft, 'consent' | 'language'>, total: Total | null): string {
  return advisal.replaceAll(TOTAL_PLACE, () => (total === null ? UNKNOWN[language] : writeTotal(total, language)))
}
