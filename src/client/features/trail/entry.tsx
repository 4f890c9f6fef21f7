import { describeReason } from '../../../core/evidence/reason-words.ts'
import { describeEvent, nameActor, weighEvent } from '../../../core/evidence/trail-words.ts'
import type { TrailWeight } from '../../../core/evidence/trail-words.ts'
import type { RecordState } from '../../../core/evidence/contract-proof.ts'
import type { TrailEvent } from '../../../core/evidence/trail.ts'
import { FORMATION_WORDS } from '../../../core/contract/formation-words.ts'
import { formatCount, formatExactInstant } from '../../locale/format.ts'
import { useLocale } from '../../locale/locale.ts'
import { m } from '../../messages/generated/messages.js'
import { Chip } from '../../ui/chip.tsx'
import { ThreeFacts } from '../../ui/fact.tsx'

const DOTS: Record<TrailWeight, string> = { milestone: 'border-ink bg-ink', step: 'border-rule-strong bg-surface', trouble: 'border-fail bg-fail-wash' }

/** An instant with the reader's zone, and in UTC to the millisecond. */
function exact(instant: string): string {
  const utc = new Date(instant).toISOString()
  return `${formatExactInstant(instant)} · ${utc.slice(0, 10)} ${utc.slice(11, 23)} UTC`
}

/** How the record stands in the public log, as this page found. */
function ProofState({ state, event }: { readonly state: RecordState | undefined; readonly event: TrailEvent }) {
  if (!state) return null
  return (
    <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
      {state.state === 'proven' && <Chip kind="pass">{m.trail_proven({ entry: formatCount(state.index ?? 0) })}</Chip>}
      {state.state === 'missing' && <Chip kind="doubt">{m.trail_missing()}</Chip>}
      {state.state === 'wrong' && <Chip kind="fail">{m.trail_wrong()}</Chip>}
      {event.proof !== null && <a href={`data:text/plain;charset=utf-8,${encodeURIComponent(event.proof)}`} download={`record-${event.sequence + 1}.tlog-proof`} className="inline-flex min-h-6 items-center text-[.8125rem] text-link underline underline-offset-2">.tlog-proof<span className="sr-only"> {m.log_history_record({ number: formatCount(event.sequence + 1) })}</span></a>}
    </span>
  )
}

function Details({ event }: { readonly event: TrailEvent }) {
  const rules = FORMATION_WORDS[useLocale()].rules
  const { times, from } = event
  const rows = [
    [m.trail_observed(), exact(times.observed)],
    [m.trail_claimed(), times.claimed && exact(times.claimed)],
    [m.trail_timestamped(), times.timestamped && exact(times.timestamped)],
    [m.trail_sent(), times.sent && `${exact(times.sent.instant)} · ${rules[times.sent.rule]}${times.sent.place ? ` · ${times.sent.place}` : ''}`],
    [m.trail_received(), times.received && `${exact(times.received.instant)} · ${rules[times.received.rule]}${times.received.place ? ` · ${times.received.place}` : ''}`],
    [m.trail_from(), event.withheld ? m.trail_withheld() : from && ([from.address, from.agent].filter(Boolean).join(' · ') || '–')],
    [m.trail_version(), event.version],
  ] as const
  const hashes = [
    [m.record_document_hash(), event.documentHash], [m.record_statement_hash(), event.statementHash], [m.record_file_hash(), event.fileHash], [m.record_certificate(), event.certificateThumbprint],
    [m.record_hash(), event.recordHash], [m.record_previous(), event.previous],
  ] as const
  return (
    <details className="text-[.8125rem] text-soft">
      <summary className="min-h-6 w-fit cursor-pointer underline decoration-rule-strong underline-offset-2">{m.trail_details({ number: formatCount(event.sequence + 1) })}</summary>
      <dl className="mt-1 grid gap-x-4 gap-y-1 rounded-control bg-wash px-3 py-2 sm:grid-cols-[auto_minmax(0,1fr)]">
        {[...rows, ...hashes].map(([name, value]) => value && (
          <div key={name} className="contents">
            <dt>{name}</dt>
            <dd className={`num min-w-0 text-ink ${/^[0-9a-f]{64}$/.test(value) ? 'break-all font-mono text-xs leading-5' : 'break-words'}`}>{value}</dd>
          </div>
        ))}
      </dl>
    </details>
  )
}

interface TrailEntryProps {
  readonly event: TrailEvent
  readonly names: Readonly<Record<string, string>>
  readonly clock: string
  readonly state: RecordState | undefined
}

/** One moment: when, what, who and how that was shown, and its proof. */
export function TrailEntry({ event, names, clock, state }: TrailEntryProps) {
  const locale = useLocale()
  const actor = event.event === 'reminded' && event.party !== null ? { kind: 'party' as const, party: event.party } : event.actor
  const name = nameActor(actor, event.party, names, locale)
  const weight = weighEvent(event.event)
  const sentence = describeEvent({ event: event.event, name, version: event.version, isNotice: event.notice !== null, isReceived: event.times.received !== null, keptUntil: event.keptUntil }, locale)
  const isHolder = event.identity === null && event.actor.kind === 'visitor' && event.party !== null
  return (
    <li className="relative grid gap-1 pb-5 pl-8 last:pb-0 before:absolute before:bottom-0 before:left-[.4375rem] before:top-2 before:w-px before:bg-rule last:before:hidden">
      <span aria-hidden="true" className={`absolute left-0 top-1 size-[.9375rem] rounded-full border-2 ${DOTS[weight]}`} />
      <p className={weight === 'step' ? '' : 'font-semibold'}><time dateTime={event.times.observed} className="num mr-2 font-normal text-soft">{clock}</time>{sentence}</p>
      {isHolder && <p className="text-sm text-soft">{m.trail_who()}: {m.trail_holder()}</p>}
      {(event.presentation ?? event.act ?? event.identity) && <ThreeFacts presentation={event.presentation} act={event.act} identity={event.identity} />}
      {event.notice && <p className="text-sm text-soft">{m.record_no_assent()} {event.notice.inView === null ? m.record_in_view_unknown() : event.notice.inView ? m.record_in_view() : m.record_not_in_view()}</p>}
      {event.reason !== null && <p className="[overflow-wrap:anywhere] border-l-2 border-rule-strong pl-3 text-sm">{describeReason(event.event, event.reason, locale) ?? `${m.trail_reason()}: ${event.reason}`}</p>}
      <ProofState state={state} event={event} />
      <Details event={event} />
    </li>
  )
}
