import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { evidenceAddress, fetchContractLog, fetchLog } from '../../api/log.ts'
import { keys, useRecords, useService } from '../../api/query.ts'
import { formatCount } from '../../locale/format.ts'
import { m } from '../../messages/generated/messages.js'
import { checkLog } from '../../../core/evidence/succession.ts'
import { verifyContractLog } from '../../../core/evidence/contract-proof.ts'
import { ButtonAnchor } from '../../ui/button.tsx'
import { FailureNotice } from '../../ui/failure.tsx'
import { LogTree } from '../../ui/log-tree.tsx'
import { Waiting } from '../../ui/progress.tsx'
import { Verdict } from '../../ui/verdict.tsx'

interface LogHistoryProps {
  readonly contract: string
}

async function readState(contract: string, verifiers: readonly string[]) {
  const state = await verifyContractLog((await fetchContractLog(contract)).entries, verifiers)
  return { ...state, continuity: state.newest && (await checkLog(state.newest.head, state.newest.key, verifiers, fetchLog)) }
}

/** A contract's records in the public log: each proof verified in this page, and the log itself held against them. */
export function LogHistory({ contract }: LogHistoryProps) {
  const known = useRecords(contract)
  const count = known.data?.length ?? 0
  const service = useService()
  const verifiers = service.data?.log.verifiers
  const { data, error, refetch } = useQuery({ queryKey: [...keys.records(contract), 'log', count], queryFn: () => readState(contract, verifiers ?? []), enabled: verifiers !== undefined && count > 0, placeholderData: keepPreviousData })
  if (error) return <FailureNotice error={error} onRetry={() => void refetch()} />
  if (!data) return <Waiting label={m.log_checking()} />
  const { records, newest, continuity } = data
  const wrong = records.filter(({ state }) => state === 'wrong')
  const proven = records.filter(({ state }) => state === 'proven')
  const isRewritten = continuity?.state === 'rewritten' || wrong.length > 0
  const last = proven.at(-1)
  return (
    <section aria-labelledby="log-history" className="sheet grid gap-3 p-5">
      <h2 id="log-history" className="text-base">{m.log_history_title()}</h2>
      {isRewritten ? (
        <Verdict kind="fail" title={m.log_rewritten()}>{m.log_rewritten_text()}</Verdict>
      ) : (
        <p>{m.log_history_state({ proven: formatCount(proven.length), count: formatCount(records.length) })} {continuity?.state === 'continues' && newest ? m.log_continues({ size: formatCount(continuity.head.size) }) : continuity?.state === 'restarted' ? m.log_restarted_text({ previous: continuity.succession.previousOrigin, origin: continuity.succession.origin, size: formatCount(continuity.succession.previous.size) }) : m.log_unreachable()}</p>
      )}
      {last && last.index !== null && last.size !== null && <LogTree index={last.index} size={last.size} label={m.log_place_picture({ entry: formatCount(last.index), size: formatCount(last.size) })} />}
      <details>
        <summary className="min-h-11 cursor-pointer py-2.5 text-sm font-semibold">{m.log_history_each()}</summary>
        <ol className="grid gap-1 text-sm">
          {records.map(({ sequence, state, index, origin, proof }) => (
            <li key={sequence} className="flex flex-wrap items-baseline gap-x-3">
              <span className="num">{m.log_history_record({ number: formatCount(sequence + 1) })}</span>
              <span className={state === 'wrong' ? 'font-semibold text-fail' : state === 'proven' ? 'text-pass' : 'text-doubt'}>
                {state === 'proven' ? m.log_history_proven({ entry: formatCount(index ?? 0), origin: origin ?? '' }) : state === 'missing' ? m.log_history_missing() : m.log_history_wrong()}
              </span>
              {proof !== null && <a href={`data:text/plain;charset=utf-8,${encodeURIComponent(proof)}`} download={`record-${sequence + 1}.tlog-proof`} className="inline-flex min-h-6 items-center text-link underline underline-offset-2">.tlog-proof<span className="sr-only"> {m.log_history_record({ number: formatCount(sequence + 1) })}</span></a>}
            </li>
          ))}
        </ol>
      </details>
      <p><ButtonAnchor href={evidenceAddress(contract)} download>{m.log_evidence()}</ButtonAnchor></p>
      <p className="text-[.8125rem] text-soft">{m.log_place_meaning()} <a href="/log">{m.log_open()}</a></p>
    </section>
  )
}
