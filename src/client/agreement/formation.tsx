import type { FormationView } from '../../core/contract/formation-view.ts'
import { FORMATION_WORDS } from '../../core/contract/formation-words.ts'
import { formatExactInstant } from '../locale/format.ts'
import { useLocale } from '../locale/locale.ts'

const exact = (instant: number): string => formatExactInstant(new Date(instant).toISOString())

/** An instant in the reader's zone and in UTC. */
function Instant({ at }: { readonly at: number }) {
  const iso = new Date(at).toISOString()
  return <time dateTime={iso} className="num">{exact(at)} · {iso.slice(0, 19).replace('T', ' ')} UTC</time>
}

interface FormationFactsProps {
  readonly view: FormationView
  /** As people call a party, by its id. */
  readonly names: Readonly<Record<string, string>>
  /** The offer is an order. */
  readonly isOrder?: boolean
  /** One of the seller's cards, which are set closer than a page to read. */
  readonly isCard?: boolean
}

/** When and where the contract came about, message by message, and by which words of which rule. */
export function FormationFacts({ view, names, isOrder = false, isCard = false }: FormationFactsProps) {
  const words = FORMATION_WORDS[useLocale()]
  const { messages, formation } = view
  const nameOf = (party: string): string => names[party] ?? party
  return (
    <section className={`sheet grid grid-cols-[minmax(0,1fr)] gap-3 ${isCard ? 'p-5' : 'px-4 py-4 sm:px-7 sm:py-5'}`} aria-labelledby="formation">
      <h2 id="formation" className={isCard ? 'text-base' : 'text-[1.0625rem]'}>{words.title}</h2>
      <p className="font-semibold">{words.outcome(formation, exact)}</p>
      <dl>
        {[[words.place, formation.place], [words.deadline, formation.replyBy === null ? words.noDeadline : exact(formation.replyBy)]].map(([term, value]) => value && (
          <div key={term} className="grid gap-x-4 border-b border-rule py-2 last:border-0 sm:grid-cols-[14rem_minmax(0,1fr)]">
            <dt className="text-sm text-soft">{term}</dt>
            <dd className="num min-w-0 break-words">{value}</dd>
          </div>
        ))}
      </dl>
      <ol className="grid gap-3">
        {messages.map(({ kind, party, to, placed: { rule, sent, received } }, index) => (
          // oxlint-disable-next-line react/no-array-index-key -- the list never changes order
          <li key={`${kind} ${party} ${index}`} className="grid gap-0.5 border-l-2 border-rule-strong pl-3 text-sm">
            <h3 className="text-sm">{kind === 'answer' ? words.answer(nameOf(party)) : isOrder ? words.order(nameOf(party)) : words.offer(nameOf(party), to === null ? null : nameOf(to))}</h3>
            <p>{words.sent}: <Instant at={sent.at} />{sent.place !== null && `, ${sent.place}`}<span className="text-soft"> — {words.reasons[sent.reason]}</span></p>
            <p>{words.received}: {received.at === null ? words.notSeen : <Instant at={received.at} />}{received.place !== null && `, ${received.place}`}<span className="text-soft"> — {words.reasons[received.reason]}</span></p>
            <p className="text-soft">{words.rules[rule]}</p>
          </li>
        ))}
      </ol>
      <p className="text-[.8125rem] text-soft">{words.note}</p>
    </section>
  )
}
