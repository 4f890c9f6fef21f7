import { useQuery } from '@tanstack/react-query'
import { checkContinuity } from '../../../core/log/continuity.ts'
import { parseNoteKey } from '../../../core/log/note.ts'
import { decodeBase64 } from '../../../core/bytes/base64.ts'
import { fetchLog, fetchLogView } from '../../api/log.ts'
import { formatCount, formatExactInstant } from '../../locale/format.ts'
import { m } from '../../messages/generated/messages.js'
import { Growth } from '../../ui/log-growth.tsx'
import { LogTree } from '../../ui/log-tree.tsx'
import { Verdict } from '../../ui/verdict.tsx'
import { IS_STANDALONE } from './edition.ts'
import type { ProofReport } from '../../../core/evidence/proof-report.ts'

/** The log as it is served now: whether it continues the proven tree, and how it grew. */
function useServedLog({ size, root, verifier }: ProofReport) {
  return useQuery({
    queryKey: ['proof-log', verifier, size, root],
    queryFn: async () => ({ continuity: await checkContinuity({ size, root: decodeBase64(root) }, parseNoteKey(verifier), fetchLog), view: await fetchLogView().catch(() => null) }),
    retry: false,
  }).data
}

/** The page as one file asks nobody. */
const useLogNow: (report: ProofReport) => ReturnType<typeof useServedLog> = IS_STANDALONE ? () => undefined : useServedLog

interface ProofViewProps {
  readonly name: string
  readonly report: ProofReport
}

/** A bare proof from the log, verified offline against the log's key: where the entry stands, when the tree was seen, and how the tree grew. */
export function ProofView({ name, report }: ProofViewProps) {
  const now = useLogNow(report)
  const { index, size, origin, hash, witnesses } = report
  const [entry, whole] = [formatCount(index), formatCount(size)]
  const isRewritten = now?.continuity.state === 'rewritten'
  const grown = now?.view?.growth.find((point) => point.size >= size)?.at ?? null
  const times = [...witnesses.map(({ name: by, at }) => m.verify_proof_witnessed({ name: by, time: formatExactInstant(at) })), ...(grown === null ? [] : [m.verify_proof_grown({ time: formatExactInstant(grown), size: whole })])]
  const facts = [
    [m.verify_proof_place(), m.verify_proof_place_value({ entry, size: whole, origin })],
    [m.verify_proof_time(), times.length === 0 ? m.verify_proof_no_time() : times.join(' ')],
    [m.verify_proof_hash(), hash],
  ] as const
  return (
    <>
      {isRewritten ? (
        <Verdict kind="fail" title={m.log_rewritten()}>{m.log_rewritten_text()}</Verdict>
      ) : (
        <Verdict kind="pass" title={m.log_check_proven({ entry, size: whole })}>
          <p className="break-words">{name}</p>
          <p>{now?.continuity.state === 'continues' ? m.log_check_continues() : m.verify_proof_offline()}</p>
        </Verdict>
      )}
      <section aria-label={m.log_place_title()} className="sheet grid grid-cols-[minmax(0,1fr)] gap-4 p-5">
        <h2 className="text-base">{m.log_place_title()}</h2>
        <LogTree index={index} size={size} label={m.log_place_picture({ entry, size: whole })} />
        {now?.view && <Growth growth={now.view.growth} />}
        <dl>
          {facts.map(([term, value]) => (
            <div key={term} className="grid gap-x-4 border-b border-rule py-2 last:border-0 sm:grid-cols-[14rem_minmax(0,1fr)]">
              <dt className="text-sm text-soft">{term}</dt>
              <dd className={`min-w-0 ${value === hash ? 'break-all font-mono text-[.8125rem]' : 'num break-words'}`}>{value}</dd>
            </div>
          ))}
        </dl>
        <p className="text-[.8125rem] text-soft">{m.log_place_meaning()}</p>
      </section>
    </>
  )
}
