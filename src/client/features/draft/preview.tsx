import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import { isCodedError } from '../../../core/bytes/error.ts'
import { composePreview } from '../../../core/contract/template.ts'
import { encodeContractDocument } from '../../../core/contract/document.ts'
import type { ContractDraft } from '../../../core/contract/document.ts'
import { TYPESET_REVISION } from '../../../core/typeset/revision.ts'
import type { ContractSummary } from '../../../protocol/contract.ts'
import { m } from '../../messages/generated/messages.js'
import { Waiting } from '../../ui/progress.tsx'
import { Notice } from '../../ui/verdict.tsx'
import { openPort } from '../../worker/port.ts'
import type { Port } from '../../worker/port.ts'
import type { TypesetCommands } from './typeset-worker.ts'
// oxlint-disable-next-line import/default -- the build answers the address
import workerAddress from './typeset-worker.ts?worker&url'

const PdfViewer = lazy(() => import('../../pdf/viewer.tsx'))
const PAUSE = 500

/** The draft as a document with what publication would fix; null while its text is no contract yet. */
function previewDocument(draft: ContractDraft, summary: ContractSummary): string | null {
  try {
    return encodeContractDocument(composePreview(draft, { contract: summary.id, number: summary.number, typesetRevision: TYPESET_REVISION }, Date.now()))
  } catch {
    return null
  }
}

type Outcome = { readonly kind: 'pdf'; readonly bytes: Uint8Array } | { readonly kind: 'failed'; readonly code: string } | null

/** Typesets in a worker, a moment after the last change; only the newest text's outcome counts. */
function useTypeset(document: string | null): { outcome: Outcome; isBusy: boolean } {
  const [outcome, setOutcome] = useState<Outcome>(null)
  const [isBusy, setBusy] = useState(true)
  const port = useRef<Port<TypesetCommands, never> | null>(null)
  const isFirst = useRef(true)
  useEffect(() => {
    const opened = openPort<TypesetCommands>({ address: workerAddress, name: 'typeset', stopped: 'TYPESET_FAILED' })
    port.current = opened
    return () => opened.stop()
  }, [])
  useEffect(() => {
    if (document === null) return
    let isCurrent = true
    const settle = (result: Outcome) => {
      if (!isCurrent) return
      setBusy(false)
      setOutcome(result)
    }
    const timer = setTimeout(() => {
      isFirst.current = false
      setBusy(true)
      port.current?.ask('typeset', document).then(
        (bytes) => settle({ kind: 'pdf', bytes }),
        (error: unknown) => settle({ kind: 'failed', code: isCodedError(error) ? error.code : 'TYPESET_FAILED' }),
      )
    }, isFirst.current ? 0 : PAUSE)
    return () => {
      isCurrent = false
      clearTimeout(timer)
    }
  }, [document])
  return { outcome, isBusy }
}

/** The PDF as it will be, while the text is written. Pages equal those of the revision published today. */
export function Preview({ draft, summary, className = '' }: { readonly draft: ContractDraft; readonly summary: ContractSummary; readonly className?: string }) {
  const document = previewDocument(draft, summary)
  const { outcome, isBusy } = useTypeset(document)
  return (
    <div className={`flex min-h-0 flex-col gap-2 ${className}`}>
      <p className="flex items-center gap-2 text-[.8125rem] text-soft">
        {m.draft_preview_note()}
        {isBusy && document && <span aria-hidden="true" className="size-3.5 animate-spin rounded-full border-2 border-current border-r-transparent" />}
      </p>
      {document === null && <Notice title={m.draft_preview_invalid()} />}
      {outcome?.kind === 'failed' && <Notice kind="fail" title={m.draft_preview_failed({ code: outcome.code })} />}
      {outcome?.kind === 'pdf' ? (
        <Suspense fallback={<Waiting label={m.pdf_opening()} />}>
          <PdfViewer bytes={outcome.bytes} label={m.draft_preview_label()} className="flex-1" />
        </Suspense>
      ) : (
        document && isBusy && <Waiting label={m.draft_preview_busy()} />
      )}
    </div>
  )
}
