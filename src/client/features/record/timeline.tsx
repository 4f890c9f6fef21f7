import { checkChain, parseRecord } from '../../../core/evidence/record.ts'
import type { ContractRecord } from '../../../core/evidence/record.ts'
import { parseStatement } from '../../../core/consent/statement.ts'
import { useRecords } from '../../api/query.ts'
import { formatExactInstant } from '../../locale/format.ts'
import { m } from '../../messages/generated/messages.js'
import { FailureNotice } from '../../ui/failure.tsx'
import { ThreeFacts } from '../../ui/fact.tsx'
import { Waiting } from '../../ui/progress.tsx'
import { Notice } from '../../ui/verdict.tsx'
import { eventSentence, weigh } from './event-sentence.ts'
import type { EventWeight, Names } from './event-sentence.ts'

const DOTS: Record<EventWeight, string> = { milestone: 'border-ink bg-ink', step: 'border-rule-strong bg-surface', trouble: 'border-fail bg-fail-wash' }

function isWhole(texts: readonly string[]): boolean {
  try {
    checkChain(texts)
    return true
  } catch {
    return false
  }
}

function Technical({ record, hash }: { readonly record: ContractRecord; readonly hash: string }) {
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
    <details className="text-[.8125rem] text-soft">
      <summary className="w-fit cursor-pointer py-1 underline underline-offset-2">{m.record_technical({ number: record.sequence + 1 })}</summary>
      <dl className="grid gap-x-4 gap-y-1 pt-1 sm:grid-cols-[auto_minmax(0,1fr)]">
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

function Entry({ record, hash, names }: { readonly record: ContractRecord; readonly hash: string; readonly names: Names }) {
  const weight = weigh(record)
  const { evidence } = record
  return (
    <li className="relative grid gap-1 pb-5 pl-8 last:pb-0 before:absolute before:bottom-0 before:left-[.4375rem] before:top-2 before:w-px before:bg-rule last:before:hidden">
      <span aria-hidden="true" className={`absolute left-0 top-1 size-[.9375rem] rounded-full border-2 ${DOTS[weight]}`} />
      <p className={weight === 'step' ? '' : 'font-semibold'}>{eventSentence(record, names)}</p>
      <p className="num text-[.8125rem] text-soft"><time dateTime={record.at}>{formatExactInstant(record.at)}</time></p>
      {evidence?.notice && <p className="text-sm text-soft">{m.record_no_assent()} {evidence.notice.inView === null ? m.record_in_view_unknown() : evidence.notice.inView ? m.record_in_view() : m.record_not_in_view()}</p>}
      {evidence?.reason && <blockquote className="border-l-2 border-rule-strong pl-3 text-sm">{evidence.reason}</blockquote>}
      {(record.presentation ?? record.act) && <ThreeFacts presentation={record.presentation} act={record.act} identity={evidence?.identityProof ?? null} />}
      <Technical record={record} hash={hash} />
    </li>
  )
}

/** The contract's history, newest first, with the links between its records checked on this device. */
export function Timeline({ contract, names }: { readonly contract: string; readonly names: Names }) {
  const records = useRecords(contract)
  if (records.isPending) return <Waiting label={m.ui_loading()} />
  if (records.isError) return <FailureNotice error={records.error} onRetry={() => void records.refetch()} />
  const entries = records.data.map(({ hash, record }) => ({ hash, record: parseRecord(record) }))
  const whole = isWhole(records.data.map(({ record }) => record))
  return (
    <div className="grid gap-5">
      {whole ? <p className="text-sm text-soft">{m.record_chain_whole({ count: entries.length })}</p> : <Notice kind="fail" title={m.record_chain_broken()} />}
      <ol aria-label={m.record_timeline()}>
        {entries.toReversed().map((entry) => <Entry key={entry.hash} {...entry} names={names} />)}
      </ol>
    </div>
  )
}
