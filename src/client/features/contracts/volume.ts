import type { ContractSummary } from '../../../protocol/contract.ts'

/** A calendar month of the reader's zone. */
export interface Month {
  /** Its first instant. */
  readonly start: string
  /** Contracts first sent in it, and those concluded in it. */
  readonly sent: number
  readonly concluded: number
}

/** The last `count` months up to that of `now`, oldest first. */
export function countByMonth(contracts: readonly ContractSummary[], now: number, count: number): Month[] {
  const today = new Date(now)
  const starts = Array.from({ length: count + 1 }, (_, index) => new Date(today.getFullYear(), today.getMonth() - count + 1 + index, 1))
  const within = (index: number, instant: string | null): boolean => instant !== null && Date.parse(instant) >= Number(starts[index]) && Date.parse(instant) < Number(starts[index + 1])
  return starts.slice(0, -1).map((start, index) => ({
    start: start.toISOString(),
    sent: contracts.filter(({ sentAt }) => within(index, sentAt)).length,
    concluded: contracts.filter((contract) => within(index, contract.concludedAt)).length,
  }))
}
