import type { ContractDocument } from './document.ts'

/** Which rules say when and where a message is sent and received (STANDARDS L15). */
export type RuleSet = 'vn-2023' | 'vn-2005' | 'un-ecc'

/** 1 July 2024, 00:00 in Vietnam: the Law on Electronic Transactions 20/2023/QH15 takes the place of that of 2005 (1 March 2006). */
export const VN_2023_FROM = Date.UTC(2024, 5, 30, 17)
/** How long an order without a published deadline stays open: 12 hours (Decree 52/2013 art. 20(2)). */
export const ORDER_LIFE = 12 * 60 * 60_000

/** The rule set of a message, by its date and the contract's governing law. */
export function chooseRuleSet(governingLaw: string, instant: number): RuleSet {
  if (!/vi[eệ]t\s*nam/iu.test(governingLaw.normalize('NFC'))) return 'un-ecc'
  return instant < VN_2023_FROM ? 'vn-2005' : 'vn-2023'
}

/** What is known of a message's way; instants are epoch milliseconds. */
export interface Passage {
  /** When it left a system under its originator's control; null where the system was never under that control, as a page of the service. */
  readonly left: number | null
  /** When it entered a system outside the originator's control. */
  readonly entered: number
  /** Whether the addressee named the system it came into. */
  readonly isDesignated: boolean
  /** When the addressee could first read it there, as far as anybody saw; null when nothing was seen. */
  readonly accessible: number | null
  /** When the addressee became aware of it in a system that was not named; null when nothing was seen. */
  readonly noticed: number | null
  /** Seat or residence of originator and addressee; never where a server stands. */
  readonly from: string | null
  readonly to: string | null
}

export type PassageReason =
  | 'LEFT_ORIGINATOR' | 'ENTERED_SYSTEM' | 'ENTERED_DESIGNATED' | 'ENTERED_ACCESSIBLE' | 'ENTERED_ANY' | 'CAPABLE_OF_RETRIEVAL' | 'AWARE_AND_CAPABLE' | 'NOT_SEEN'

/** When and where a message was sent and received, and by which words of the rule. */
export interface PlacedMessage {
  readonly rule: RuleSet
  readonly sent: { readonly at: number; readonly place: string | null; readonly reason: PassageReason }
  readonly received: { readonly at: number | null; readonly place: string | null; readonly reason: PassageReason }
}

function receive(rule: RuleSet, { entered, isDesignated, accessible, noticed }: Passage): { at: number | null; reason: PassageReason } {
  switch (rule) {
    case 'vn-2005':
      return { at: entered, reason: isDesignated ? 'ENTERED_DESIGNATED' : 'ENTERED_ANY' }
    case 'vn-2023':
      // In the named system, and accessible; without a named one, in any system of the addressee's that it can be read in.
      return accessible === null ? { at: entered, reason: isDesignated ? 'ENTERED_DESIGNATED' : 'ENTERED_ANY' } : { at: Math.max(entered, accessible), reason: 'ENTERED_ACCESSIBLE' }
    case 'un-ecc':
      if (isDesignated) return { at: accessible === null ? entered : Math.max(entered, accessible), reason: 'CAPABLE_OF_RETRIEVAL' }
      // Art. 10(2): at another address only once the addressee knows of it.
      return noticed === null ? { at: null, reason: 'NOT_SEEN' } : { at: Math.max(entered, noticed), reason: 'AWARE_AND_CAPABLE' }
  }
}

/** Sending and receipt of a message by its rule set: L15; Law 20/2023 arts 15, 17; 2005 Law arts 17, 19; UN ECC art. 10. */
export function placeMessage(rule: RuleSet, passage: Passage): PlacedMessage {
  const { left, entered, from, to } = passage
  const sent = rule !== 'vn-2005' && left !== null ? { at: left, reason: 'LEFT_ORIGINATOR' as const } : { at: entered, reason: 'ENTERED_SYSTEM' as const }
  return { rule, sent: { ...sent, place: from }, received: { ...receive(rule, passage), place: to } }
}

export type FormationReason = 'ACCEPTANCE_RECEIVED' | 'NOT_RECEIVED' | 'LAPSED' | 'DECLINED' | 'OPEN'

export interface Formation {
  readonly formedAt: number | null
  /** Where the party is that received the acceptance. */
  readonly place: string | null
  /** Until when an answer was in time; null when nothing set a limit. */
  readonly replyBy: number | null
  readonly isDefaultDeadline: boolean
  readonly reason: FormationReason
}

/** Until when an offer may be answered: its own deadline; for an order without one, 12 hours from its receipt. */
export function computeReplyBy(document: Pick<ContractDocument, 'replyBy'>, offer: PlacedMessage, isOrder: boolean): { at: number | null; isDefault: boolean } {
  if (document.replyBy !== null) return { at: Date.parse(document.replyBy), isDefault: false }
  if (!isOrder) return { at: null, isDefault: false }
  return { at: (offer.received.at ?? offer.sent.at) + ORDER_LIFE, isDefault: true }
}

/**
 * When and where a contract came about: when the acceptance was received by who offered, if that was in time. `now` tells an open offer from
 * a lapsed one.
 */
export function computeFormation(input: {
  readonly document: Pick<ContractDocument, 'replyBy'>
  readonly offer: PlacedMessage
  readonly answer: { readonly message: PlacedMessage; readonly isAcceptance: boolean } | null
  readonly isOrder: boolean
  readonly now: number
}): Formation {
  const { document, offer, answer, isOrder, now } = input
  const { at: replyBy, isDefault } = computeReplyBy(document, offer, isOrder)
  const result = (reason: FormationReason, formedAt: number | null = null, place: string | null = null): Formation => ({ formedAt, place, replyBy, isDefaultDeadline: isDefault, reason })
  if (!answer) return result(replyBy !== null && now > replyBy ? 'LAPSED' : 'OPEN')
  if (!answer.isAcceptance) return result('DECLINED')
  const { received } = answer.message
  if (received.at === null) return result('NOT_RECEIVED')
  if (replyBy !== null && received.at > replyBy) return result('LAPSED')
  return result('ACCEPTANCE_RECEIVED', received.at, received.place)
}
