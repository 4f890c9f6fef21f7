import type { ContractDocument } from './document.ts'
import { chooseRuleSet, computeFormation, placeMessage } from './formation.ts'
import type { Formation, PlacedMessage, RuleSet } from './formation.ts'

/** A message of offer or acceptance with its way; `party` is who sent it. */
export interface FormationMessage {
  readonly kind: 'offer' | 'answer'
  readonly party: string
  /** Whom an offer was sent to; null for terms that are open to many, and for answers. */
  readonly to: string | null
  readonly placed: PlacedMessage
}

/** When and where a contract came about, with every message that it rests on. */
export interface FormationView {
  readonly rule: RuleSet
  readonly messages: readonly FormationMessage[]
  readonly formation: Formation
}

/** Where a party is, as the contract says: its first address among the particulars. */
export function addressOf(document: Pick<ContractDocument, 'particulars'>, party: string, values: Readonly<Record<string, string>>): string | null {
  const particular = document.particulars.find((candidate) => candidate.party === party && candidate.kind === 'address')
  return (particular && (particular.value ?? values[particular.id])) || null
}

/** An acceptance by a click on terms that are open to many. Instants are epoch milliseconds. */
export interface ClickFacts {
  readonly document: ContractDocument
  readonly receivedAt: number
  readonly isAcceptance: boolean
  /** The click is an order: the buyer's offer, which the seller has still to accept. */
  readonly isOrder: boolean
  /** The seller's answer to an order; null while there is none. */
  readonly orderReply: { readonly at: number; readonly isAcceptance: boolean } | null
  readonly now: number
}

/** Terms are the seller's offer and the click accepts it; an order is the buyer's offer. */
export function formByClick({ document, receivedAt: at, isAcceptance, isOrder, orderReply, now }: ClickFacts): FormationView {
  const rule = chooseRuleSet(document.governingLaw, at)
  const seller = addressOf(document, 'seller', {})
  // A page of the service is no system of the sender's: the click is sent as it enters the service, which the seller named for answers.
  const click = placeMessage(rule, { left: null, entered: at, isDesignated: true, accessible: at, noticed: at, from: null, to: seller })
  const published = document.publishedAt === null ? at : Date.parse(document.publishedAt)
  const terms = placeMessage(rule, { left: published, entered: published, isDesignated: true, accessible: published, noticed: at, from: seller, to: null })
  if (!isOrder) {
    const formation = computeFormation({ document, offer: terms, answer: { message: click, isAcceptance }, isOrder, now })
    return { rule, messages: [{ kind: 'offer', party: 'seller', to: null, placed: terms }, { kind: 'answer', party: 'buyer', to: null, placed: click }], formation }
  }
  // The seller answers on a page of the service too, where the buyer's own page shows it.
  const reply = orderReply && placeMessage(chooseRuleSet(document.governingLaw, orderReply.at), { left: null, entered: orderReply.at, isDesignated: true, accessible: orderReply.at, noticed: orderReply.at, from: seller, to: null })
  const formation = computeFormation({ document, offer: click, answer: orderReply && reply ? { message: reply, isAcceptance: orderReply.isAcceptance } : null, isOrder, now })
  return { rule, messages: [{ kind: 'offer', party: 'buyer', to: null, placed: click }, ...(reply ? [{ kind: 'answer' as const, party: 'seller', to: null, placed: reply }] : [])], formation }
}

/** One party's part in a contract that was sent to it. Instants are epoch milliseconds; null where nothing was seen. */
export interface OfferFacts {
  readonly party: string
  /** When the letter with the link was handed to the mail system; null while it was not. */
  readonly handedOver: number | null
  /** When the terms were first on the party's screen. */
  readonly opened: number | null
  readonly answer: { readonly receivedAt: number; readonly isAcceptance: boolean } | null
}

/**
 * A contract that was sent to one or several parties: concluded when the last of their acceptances is received (each message by the rule of
 * its own date). The address in the letter is one that the seller knew, not one that the addressee named, so what reached it counts as the
 * rule says for systems that were not named.
 */
export function formByOffers(input: { readonly document: ContractDocument; readonly values: Readonly<Record<string, string>>; readonly sentAt: number; readonly offers: readonly OfferFacts[]; readonly now: number }): FormationView {
  const { document, values, sentAt, offers, now } = input
  const seller = addressOf(document, 'seller', values)
  const messages: FormationMessage[] = []
  const formations: Formation[] = []
  for (const { party, handedOver, opened, answer } of offers) {
    const place = addressOf(document, party, values)
    const offer = placeMessage(chooseRuleSet(document.governingLaw, sentAt), { left: handedOver, entered: handedOver ?? opened ?? sentAt, isDesignated: false, accessible: opened, noticed: opened, from: seller, to: place })
    const reply = answer && placeMessage(chooseRuleSet(document.governingLaw, answer.receivedAt), { left: null, entered: answer.receivedAt, isDesignated: true, accessible: answer.receivedAt, noticed: answer.receivedAt, from: place, to: seller })
    // Nothing is said of the way of a letter that no mail system took and nobody opened.
    const isUnderway = handedOver !== null || opened !== null || answer !== null
    messages.push(...(isUnderway ? [{ kind: 'offer' as const, party: 'seller', to: party, placed: offer }] : []), ...(reply ? [{ kind: 'answer' as const, party, to: null, placed: reply }] : []))
    formations.push(computeFormation({ document, offer, answer: answer && reply ? { message: reply, isAcceptance: answer.isAcceptance } : null, isOrder: false, now }))
  }
  return { rule: chooseRuleSet(document.governingLaw, sentAt), messages, formation: decide(formations) }
}

/** A no ends it; a deadline that passed too; all accepted: the last one received makes the contract. */
function decide(formations: readonly Formation[]): Formation {
  for (const reason of ['DECLINED', 'LAPSED', 'NOT_RECEIVED', 'OPEN'] as const) {
    const found = formations.find((one) => one.reason === reason)
    if (found) return found
  }
  const sorted = formations.toSorted((a, b) => (a.formedAt ?? 0) - (b.formedAt ?? 0))
  return sorted.at(-1) ?? { formedAt: null, place: null, replyBy: null, isDefaultDeadline: false, reason: 'OPEN' }
}
