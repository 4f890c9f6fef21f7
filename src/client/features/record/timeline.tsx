import { useState } from 'react'
import { describeReason } from '../../../core/evidence/reason-words.ts'
import { checkChain, parseRecord } from '../../../core/evidence/record.ts'
import { parseStatement } from '../../../core/consent/statement.ts'
import { useRecords } from '../../api/query.ts'
import { formatExactInstant, formatInstant } from '../../locale/format.ts'
import { currentLocale } from '../../locale/locale.ts'
import { m } from '../../messages/generated/messages.js'
import { FailureNotice } from '../../ui/failure.tsx'
import { ThreeFacts } from '../../ui/fact.tsx'
import { SelectField } from '../../ui/field.tsx'
import { Waiting } from '../../ui/progress.tsx'
import { Notice } from '../../ui/verdict.tsx'
import { weigh } from './event-sentence.ts'
import type { EventWeight, Names } from './event-sentence.ts'
import { foldHistory } from './history.ts'
import type { Entry, Line } from './history.ts'

const DOTS: Record<EventWeight, string> = { milestone: 'border-ink bg-ink', step: 'border-rule-strong bg-surface', trouble: 'border-fail bg-fail-wash' }

function isWhole(texts: readonly string[]): boolean {
  try {
    checkChain(texts)
    return true
  } catch {
    return false
  }
}

function Technical({ record, hash }: Pick<Entry, 'record' | 'hash'>) {
  const { evidence } = record
  const rows = [
    [m.record_hash(), hash],
    [m.record_previous(), record.previous],
    [m.record_document_hash(), record.documentHash],
    [m.record_statement_hash(), record.statementHash],
    [m.record_certificate(), evidence?.certificateThumbprint],
    [m.record_file_hash(), evidence?.fileHash],
    [m.record_claimed_time(), evidence?.statement && parseStatement(evidence.statement).claimedTime],
    [m.record_sent(), evidence?.sent && `${formatExactInstant(evidence.sent.instant)} · ${evidence.sent.rule}${evidence.sent.place ? ` · ${evidence.sent.place}` : ''}`],
    [m.record_received(), evidence?.received && `${formatExactInstant(evidence.received.instant)} · ${evidence.received.rule}${evidence.received.place ? ` · ${evidence.received.place}` : ''}`],
  ] as const
  return (
    <details className="group text-[.8125rem] text-soft">
      <summary className="flex min-h-6 w-fit cursor-pointer list-none flex-wrap items-baseline gap-x-3 [&::-webkit-details-marker]:hidden">
        <time dateTime={record.at} className="num">{formatExactInstant(record.at)}</time>
        <span className="underline decoration-rule-strong underline-offset-2">{m.record_technical({ number: record.sequence + 1 })}</span>
      </summary>
      <dl className="mt-1 grid gap-x-4 gap-y-1 rounded-control bg-wash px-3 py-2 sm:grid-cols-[auto_minmax(0,1fr)]">
        {rows.map(([name, value]) => value && (
          <div key={name} className="contents">
            <dt>{name}</dt>
            <dd className="num break-all font-mono text-xs leading-5 text-ink">{value}</dd>
          </div>
        ))}
      </dl>
    </details>
  )
}

/** The same step, more than once: how often and from when to when, each with its details when asked for. */
function Repeated({ entries }: { readonly entries: readonly Entry[] }) {
  const [newest, oldest] = [entries[0], entries.at(-1)]
  if (!newest || !oldest) return null
  const [first, last] = [formatInstant(oldest.record.at), formatInstant(newest.record.at)]
  return (
    <details className="text-[.8125rem] text-soft">
      <summary className="num min-h-6 w-fit cursor-pointer underline decoration-rule-strong underline-offset-2">{first === last ? m.record_times_at({ count: entries.length, time: last }) : m.record_times({ count: entries.length, first, last })}</summary>
      <div className="mt-1 grid gap-1 pl-4">{entries.map((entry) => <Technical key={entry.hash} {...entry} />)}</div>
    </details>
  )
}

function HistoryLine({ sentence, entries }: Line) {
  const [entry] = entries
  const { record } = entry
  const { evidence } = record
  const weight = weigh(record)
  return (
    <li className="relative grid gap-1 pb-5 pl-8 last:pb-0 before:absolute before:bottom-0 before:left-[.4375rem] before:top-2 before:w-px before:bg-rule last:before:hidden">
      <span aria-hidden="true" className={`absolute left-0 top-1 size-[.9375rem] rounded-full border-2 ${DOTS[weight]}`} />
      <p className={weight === 'step' ? '' : 'font-semibold'}>{sentence}</p>
      {entries.length === 1 ? <Technical {...entry} /> : <Repeated entries={entries} />}
      {evidence?.notice && <p className="text-sm text-soft">{m.record_no_assent()} {evidence.notice.inView === null ? m.record_in_view_unknown() : evidence.notice.inView ? m.record_in_view() : m.record_not_in_view()}</p>}
      {evidence?.reason && <blockquote className="border-l-2 border-rule-strong pl-3 text-sm [overflow-wrap:anywhere]">{describeReason(record.event, evidence.reason, currentLocale()) ?? evidence.reason}</blockquote>}
      {(record.presentation ?? record.act) && <ThreeFacts presentation={record.presentation} act={record.act} identity={evidence?.identityProof ?? null} />}
    </li>
  )
}

interface TimelineProps {
  readonly contract: string
  readonly names: Names
  /** Who can be looked at apart, when there are several. */
  readonly parties: readonly string[]
  /** The party of each offer. */
  readonly partyOf: Readonly<Record<string, string>>
}

/** The contract's history, newest first, with the links between its records checked on this device. */
export function Timeline({ contract, names, parties, partyOf }: TimelineProps) {
  const records = useRecords(contract)
  const [shown, setShown] = useState('')
  if (records.isPending) return <Waiting label={m.ui_loading()} />
  if (records.isError) return <FailureNotice error={records.error} onRetry={() => void records.refetch()} />
  const entries = records.data.map(({ hash, record, offer }) => ({ hash, record: parseRecord(record), party: (offer === null ? null : partyOf[offer]) ?? null }))
  const chosen = shown === '' ? entries : entries.filter(({ party, record }) => (party ?? record.actor.party) === shown)
  const whole = isWhole(records.data.map(({ record }) => record))
  return (
    <div className="grid gap-5">
      {whole ? <p className="text-sm text-soft">{m.record_chain_whole({ count: entries.length })}</p> : <Notice kind="fail" title={m.record_chain_broken()} />}
      {parties.length > 2 && (
        <SelectField label={m.record_filter()} value={shown} onChange={(event) => setShown(event.target.value)}>
          <option value="">{m.record_filter_all()}</option>
          {parties.map((party) => <option key={party} value={party}>{names[party] ?? party}</option>)}
        </SelectField>
      )}
      <ol aria-label={m.record_timeline()}>
        {foldHistory(chosen, names, currentLocale()).map((line) => <HistoryLine key={line.entries[0].hash} {...line} />)}
      </ol>
    </div>
  )
}
