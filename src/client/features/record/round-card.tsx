import type { ContractDocument } from '../../../core/contract/document.ts'
import type { OfferSummary } from '../../../protocol/contract.ts'
import { formatInstant } from '../../locale/format.ts'
import { m } from '../../messages/generated/messages.js'
import { OfferCard } from './offer-card.tsx'

interface RoundCardProps {
  readonly contract: string
  /** Offers made together, in order of turns. */
  readonly round: readonly OfferSummary[]
  readonly document: ContractDocument
  readonly title: string
  readonly fileName: string
}

const OVER = ['declined', 'ended', 'lapsed', 'withdrawn']

/** One sending of the contract: how far it is, and each party in order of turns. */
export function RoundCard({ contract, round, document, title, fileName }: RoundCardProps) {
  const [first] = round
  if (!first) return null
  const signed = round.filter(({ state }) => state === 'accepted').length
  const isOpen = !round.some(({ state }) => OVER.includes(state))
  const own = new Set(document.particulars.filter(({ value }) => value === undefined).map(({ party }) => party))
  /** Of which the others' details are awaited, when this round collects them. */
  const isClosed = round.every(({ party, hasGiven }) => hasGiven || !own.has(party))
  const note = (offer: OfferSummary): string | null => {
    if (round.length === 1 || !isOpen || offer.state === 'accepted') return null
    if (!isClosed) return offer.hasGiven ? m.record_party_given() : own.has(offer.party) ? m.record_party_details() : null
    return offer.isInvited ? m.record_party_turn() : null
  }
  return (
    <div>
      {round.length > 1 && (
        <p className="num flex flex-wrap justify-between gap-2 border-b border-rule px-5 pb-2 pt-3 text-sm">
          <span className="text-soft">{m.record_round({ time: formatInstant(first.sentAt) })}</span>
          <span className="font-semibold">{m.record_round_progress({ signed, count: round.length })}</span>
        </p>
      )}
      <ul>
        {round.map((offer) => (
          <OfferCard
            key={offer.id}
            contract={contract}
            offer={offer}
            title={title}
            fileName={fileName}
            language={document.language}
            role={round.length > 1 ? (document.parties.find(({ id }) => id === offer.party)?.role ?? offer.party) : null}
            note={note(offer)}
            isAsked={round.length === 1 || (note(offer) !== null && note(offer) !== m.record_party_given())}
            isActing={round.length > 1 && note(offer) !== null && note(offer) !== m.record_party_given()}
          />
        ))}
      </ul>
    </div>
  )
}
