import type { OfferParty } from '../../../../protocol/offer.ts'
import { m } from '../../../messages/generated/messages.js'
import { Chip } from '../../../ui/chip.tsx'
import type { ChipKind } from '../../../ui/chip.tsx'

function describe({ state, isTurn, hasGiven }: OfferParty, awaits: boolean): readonly [ChipKind, string] {
  switch (state) {
    case 'accepted': return ['pass', m.parties_state_signed()]
    case 'declined': return ['fail', m.parties_state_declined()]
    case 'ended': case 'lapsed': case 'withdrawn': return ['off', m.parties_state_unsigned()]
    default: break
  }
  if (awaits) return hasGiven ? ['plain', m.parties_state_given()] : ['doubt', m.parties_state_details()]
  return isTurn ? ['need', m.parties_state_turn()] : ['off', m.parties_state_waiting()]
}

interface PartiesListProps {
  readonly parties: readonly OfferParty[]
  /** Whose page this is. */
  readonly own: string
  /** Whether somebody's details are still awaited. */
  readonly awaits: boolean
  readonly lang: string
}

/** Who signs, in order of turns, and where each stands: never an address. */
export function PartiesList({ parties, own, awaits, lang }: PartiesListProps) {
  const hasTurns = new Set(parties.map(({ turn }) => turn)).size > 1
  return (
    <section aria-labelledby="parties" className="sheet grid gap-2 px-4 py-4 sm:px-7 sm:py-5">
      <h2 id="parties" className="text-[1.0625rem]">{m.parties_title()}</h2>
      <ol className="grid">
        {parties.map((party) => {
          const [kind, word] = describe(party, awaits)
          return (
            <li key={party.party} className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1 border-b border-rule py-2 last:border-0">
              <span className="min-w-0">
                <span lang={lang} className="font-semibold">{party.role}</span>
                {party.name !== null && <span lang={lang}> · {party.name}</span>}
                <span className="text-sm text-soft">{party.party === own && ` (${m.parties_you()})`}{hasTurns && ` · ${m.parties_turn({ turn: party.turn })}`}</span>
              </span>
              <Chip kind={kind}>{kind === 'pass' && <span aria-hidden="true">✓</span>}{word}</Chip>
            </li>
          )
        })}
      </ol>
    </section>
  )
}
