import { useQuery } from '@tanstack/react-query'
import { encodeBase64 } from '../../../core/bytes/base64.ts'
import { parseNoteKey } from '../../../core/log/note.ts'
import type { LogView } from '../../../protocol/log.ts'
import { fetchLog, fetchLogView } from '../../api/log.ts'
import { formatCount, formatExactInstant } from '../../locale/format.ts'
import { checkLog, type LogState } from '../../../core/evidence/succession.ts'
import { fetchCheckpoint } from '../../../core/log/continuity.ts'
import { keepHead, recallHead } from '../../log/memory.ts'
import { m } from '../../messages/generated/messages.js'
import { FailureNotice } from '../../ui/failure.tsx'
import { Frame } from '../../ui/frame.tsx'
import { Column, PageTitle } from '../../ui/page.tsx'
import { Waiting } from '../../ui/progress.tsx'
import { Verdict } from '../../ui/verdict.tsx'
import { Growth } from '../../ui/log-growth.tsx'
import { ProofCheck } from './proof-check.tsx'

interface Reading {
  readonly view: LogView
  readonly continuity: LogState
  /** Size of the tree this device knew before; null on its first visit. */
  readonly known: number | null
}

/** Reads the log itself, and holds it against what this device has seen of it before. */
async function readLog(): Promise<Reading> {
  const view = await fetchLogView()
  const key = parseNoteKey(view.verifiers[0] ?? '')
  // What this device knows of the log, or of the one that it took over from.
  const remembered = view.verifiers.map(parseNoteKey).map((each) => ({ key: each, head: recallHead(each.name) })).find(({ head }) => head !== null)
  const known = remembered?.head ?? null
  const head = known ?? (await fetchCheckpoint(key, fetchLog))
  const continuity: LogState = head ? await checkLog(head, remembered?.key ?? key, view.verifiers, fetchLog) : { state: 'unreachable' }
  if (continuity.state === 'continues' || continuity.state === 'restarted') keepHead(key.name, continuity.head)
  return { view, continuity, known: known?.size ?? null }
}

const Fact = ({ name, value }: { readonly name: string; readonly value: string }) => (
  <div>
    <dt className="text-sm text-soft">{name}</dt>
    <dd className="num break-all">{value}</dd>
  </div>
)

function State({ continuity, known }: Reading) {
  if (continuity.state === 'rewritten') return <Verdict kind="fail" title={m.log_rewritten()}>{m.log_rewritten_text()}</Verdict>
  if (continuity.state === 'restarted') {
    const { previousOrigin, origin, previous } = continuity.succession
    return <Verdict kind="pass" title={m.log_whole({ size: formatCount(continuity.head.size) })}>{m.log_restarted_text({ previous: previousOrigin, origin, size: formatCount(previous.size) })}</Verdict>
  }
  if (continuity.state === 'unreachable') return <Verdict kind="doubt" title={m.log_unreachable()} />
  return <Verdict kind="pass" title={m.log_whole({ size: formatCount(continuity.head.size) })}>{known === null ? m.log_first_visit() : m.log_known({ size: formatCount(known) })}</Verdict>
}

/** `/log`: what the public log is, how it stands, and a place to check a proof that somebody kept. */
export default function LogPage() {
  const { data, error, refetch } = useQuery({ queryKey: ['log'], queryFn: readLog })
  return (
    <Frame title={m.log_title()}>
      <Column>
        <PageTitle title={m.log_title()} />
        <p className="measure">{m.log_intro()}</p>
        {error && <FailureNotice error={error} onRetry={() => void refetch()} />}
        {!data && !error && <Waiting label={m.log_checking()} />}
        {data && (
          <>
            <State {...data} />
            <section aria-label={m.log_facts()} className="sheet grid gap-4 p-5">
              <Growth growth={data.view.growth} />
              <dl className="grid gap-3 sm:grid-cols-2">
                <Fact name={m.log_origin()} value={data.view.origin} />
                <Fact name={m.log_since()} value={formatExactInstant(data.view.since)} />
                <Fact name={m.log_size()} value={formatCount(data.view.size)} />
                {data.continuity.state !== 'unreachable' && <Fact name={m.log_root()} value={encodeBase64(data.continuity.head.root)} />}
                {data.view.verifiers.map((verifier) => <Fact key={verifier} name={m.log_key()} value={verifier} />)}
                {data.view.witnesses.map(({ name, size, at }) => <Fact key={name} name={m.log_witness({ name })} value={m.log_witness_seen({ size: formatCount(size), time: formatExactInstant(at) })} />)}
              </dl>
              <p className="text-sm text-soft">{m.log_formats()} <a href="/log/checkpoint">/log/checkpoint</a> · <a href="/log/key">/log/key</a></p>
            </section>
            <ProofCheck verifiers={data.view.verifiers} />
          </>
        )}
      </Column>
    </Frame>
  )
}
