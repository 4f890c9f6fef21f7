import { isPaidOrder } from '../../core/consent/order.ts'
import type { ContractDocument } from '../../core/contract/document.ts'
import { formatInstant as formatZoned, formatVietnamTime } from '../../core/contract/format.ts'
import { ORDER_LIFE } from '../../core/contract/formation.ts'
import { formatInstant } from '../record/append.ts'

/** Until when an offer that is sent now may be answered: the contract's own deadline; for an order without one, 12 hours (L14); else without end. */
export function deadlineOf(document: ContractDocument, sentAt: number): number | null {
  if (document.replyBy !== null) return Date.parse(document.replyBy)
  return isPaidOrder(document) ? sentAt + ORDER_LIFE : null
}

/** As letters say it: in the contract's zone, and in UTC. */
export function wordDeadline(document: Pick<ContractDocument, 'replyBy' | 'language'>, replyBy: number | null): string | null {
  if (replyBy === null) return null
  return `${formatZoned(document.replyBy ?? formatVietnamTime(replyBy), document.language)}; UTC: ${formatInstant(replyBy)}`
}
