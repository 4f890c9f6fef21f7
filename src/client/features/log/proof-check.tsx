import { useId, useState } from 'react'
import { isCodedError } from '../../../core/bytes/error.ts'
import { parseRecordProof, verifyRecordProof } from '../../../core/evidence/record-proof.ts'
import { parseNoteKey } from '../../../core/log/note.ts'
import { formatCount } from '../../locale/format.ts'
import { checkLog, type LogState } from '../../../core/evidence/succession.ts'
import { fetchLog } from '../../api/log.ts'
import { m } from '../../messages/generated/messages.js'
import { FileButton } from '../../ui/file-button.tsx'
import { LogTree } from '../../ui/log-tree.tsx'
import { Verdict } from '../../ui/verdict.tsx'

type Result =
  | { readonly kind: 'proven'; readonly hash: string; readonly index: number; readonly size: number; readonly continuity: LogState }
  | { readonly kind: 'refused'; readonly code: string }

async function check(file: File, verifiers: readonly string[]): Promise<Result> {
  try {
    const text = await file.text()
    const { origin } = parseRecordProof(text)
    const key = verifiers.map(parseNoteKey).find(({ name }) => name === origin)
    if (!key) return { kind: 'refused', code: 'LOG_UNKNOWN' }
    const { hash, index, head } = await verifyRecordProof(text, key)
    const continuity = await checkLog(head, key, verifiers, fetchLog)
    return { kind: 'proven', hash, index, size: head.size, continuity }
  } catch (error) {
    if (isCodedError(error)) return { kind: 'refused', code: error.code }
    throw error
  }
}

/** Somebody's kept proof, verified here against the log's key and against the log as it is served now. */
export function ProofCheck({ verifiers }: { readonly verifiers: readonly string[] }) {
  const [result, setResult] = useState<Result | null>(null)
  const id = useId()
  return (
    <section aria-labelledby={`${id}-title`} className="sheet grid grid-cols-[minmax(0,1fr)] gap-3 p-5">
      <h2 id={`${id}-title`} className="text-base">{m.log_check_title()}</h2>
      <p className="text-soft">{m.log_check_text()}</p>
      <div>
        <FileButton
          accept=".tlog-proof,text/plain"
          onFiles={([file]) => {
            if (file) void check(file, verifiers).then(setResult)
          }}
        >
          {m.log_check_choose()}
        </FileButton>
      </div>
      <div aria-live="polite" className="grid gap-3">
        {result?.kind === 'refused' && <Verdict kind="fail" title={m.log_check_refused()}><span className="num">{result.code}</span></Verdict>}
        {result?.kind === 'proven' && (
          <>
            {result.continuity.state === 'rewritten' ? <Verdict kind="fail" title={m.log_rewritten()}>{m.log_rewritten_text()}</Verdict> : (
              <Verdict kind={result.continuity.state === 'unreachable' ? 'doubt' : 'pass'} title={m.log_check_proven({ entry: formatCount(result.index), size: formatCount(result.size) })}>
                {result.continuity.state === 'continues' ? m.log_check_continues() : result.continuity.state === 'restarted' ? m.log_restarted_text({ previous: result.continuity.succession.previousOrigin, origin: result.continuity.succession.origin, size: formatCount(result.continuity.succession.previous.size) }) : m.log_unreachable()}
              </Verdict>
            )}
            <LogTree index={result.index} size={result.size} label={m.log_place_picture({ entry: formatCount(result.index), size: formatCount(result.size) })} />
            <p className="text-sm text-soft">{m.log_check_hash()} <code className="break-all font-mono text-[.8125rem]">{result.hash}</code></p>
          </>
        )}
      </div>
    </section>
  )
}
