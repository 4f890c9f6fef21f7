import { useQuery, useQueryClient } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { decodeBase64 } from '../../../core/bytes/base64.ts'
import { CodedError } from '../../../core/bytes/error.ts'
import { preparePublication, publish, requestPublicationCertificate } from '../../api/contract.ts'
import { keys, useService, useSession } from '../../api/query.ts'
import { sentenceOf } from '../../api/sentence.ts'
import { fetchTimestamp } from '../../api/service.ts'
import { m } from '../../messages/generated/messages.js'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { StageList } from '../../ui/progress.tsx'
import type { StageState } from '../../ui/progress.tsx'
import { useToast } from '../../ui/toast.tsx'
import { Notice } from '../../ui/verdict.tsx'
import { findProblems, isBlocking } from './problem.ts'
import type { DraftProblem } from './problem.ts'
import { problemSentence } from './problem-sentence.ts'
import type { ChosenKey } from '../../keystore/signing-key.ts'
import type { PublishKey, PublishStage } from './publish.ts'
import type { DraftStore } from './store.ts'

const KeyChoice = lazy(() => import('../../ui/key/key-choice.tsx'))
const OwnKeyForm = lazy(() => import('./own-key-form.tsx'))

const STAGES: readonly (readonly [PublishStage, () => string])[] = [
  ['prepare', m.publish_stage_prepare], ['key', m.publish_stage_key], ['certificate', m.publish_stage_certificate],
  ['sign', m.publish_stage_sign], ['timestamp', m.publish_stage_timestamp], ['upload', m.publish_stage_upload],
]

type Progress = { readonly kind: 'review' } | { readonly kind: 'running' | 'failed'; readonly stage: PublishStage; readonly error?: unknown }

function stateOf(progress: Progress, stage: PublishStage): StageState {
  if (progress.kind === 'review') return 'waiting'
  const [at, here] = [progress.stage, stage].map((wanted) => STAGES.findIndex(([id]) => id === wanted))
  if (here === undefined || at === undefined || here > at) return 'waiting'
  return here < at ? 'done' : progress.kind
}

function failureSentence(error: unknown): string {
  if (error instanceof CodedError) {
    if (error.code === 'DOCUMENT_DIFFERS') return m.publish_failed_differs()
    if (error.code === 'TIMESTAMP_WRONG' || error.code === 'TIMESTAMP_REFUSED') return m.publish_failed_timestamp()
    if (error.code === 'DRAFT_NOT_SAVED') return m.publish_failed_not_saved()
    return m.publish_failed_code({ code: error.code })
  }
  return sentenceOf(error)
}

interface PublishDialogProps {
  readonly open: boolean
  readonly onClose: () => void
  readonly store: DraftStore
  readonly contract: string
  /** Shows where a problem is. */
  readonly onShow: (problem: DraftProblem) => void
}

/** Review of what is wrong or weak, then the seller's own signature over the contract document, with real progress. */
export function PublishDialog({ open, onClose, store, contract, onShow }: PublishDialogProps) {
  const [chosen, setChosen] = useState<ChosenKey | null>(null)
  const [progress, setProgress] = useState<Progress>({ kind: 'review' })
  const queries = useQueryClient()
  const toast = useToast()
  const session = useSession()
  const service = useService()
  const [now] = useState(() => Date.now())
  const running = progress.kind === 'running'
  const { draft } = store.snapshot()
  const places = open ? (draft.file?.places ?? null) : null
  // A signature lies over nothing that a page shows; where the worker does not hold the file, the service says so.
  const covers = useQuery({ queryKey: ['own-cover', contract, places], enabled: places !== null, queryFn: async () => (await import('./own/own-file.ts')).ask('cover', places ?? []), retry: false, gcTime: 0 })
  const covered = (covers.data ?? []).map((cover): DraftProblem => ({ kind: 'cover', page: places?.[cover.index]?.page ?? 1, cover }))
  const problems = open ? [...covered, ...findProblems(draft, now)] : []
  const blocking = problems.filter(isBlocking)
  const advice = problems.filter((problem) => !isBlocking(problem))
  const email = session.data?.email
  const root = service.data?.root.certificate

  const start = async (own: PublishKey | null) => {
    if (!email || !root) return
    let stage: PublishStage = 'prepare'
    try {
      setProgress({ kind: 'running', stage })
      const revision = await store.flush()
      const { publishDraft } = await import('./publish.ts')
      const detail = await publishDraft(
        { draft: store.snapshot().draft, revision, email, key: own },
        {
          prepare: (saved) => preparePublication(contract, saved),
          certify: (hash, key) => requestPublicationCertificate(contract, hash, key),
          timestamp: fetchTimestamp,
          publish: (document, signature) => publish(contract, document, signature),
          root: decodeBase64(root),
          timestampAnchors: (service.data?.timestampAnchors ?? []).map(decodeBase64),
          random: (length) => crypto.getRandomValues(new Uint8Array(length)),
          onStage: (next) => {
            stage = next
            setProgress({ kind: 'running', stage })
          },
        },
      )
      store.close()
      toast(m.publish_done())
      void queries.invalidateQueries({ queryKey: keys.contracts })
      queries.setQueryData(keys.contract(contract), detail)
    } catch (error) {
      setProgress({ kind: 'failed', stage, error })
    }
  }
  const close = () => {
    setProgress({ kind: 'review' })
    onClose()
  }

  return (
    <Dialog open={open} title={m.publish_title()} onClose={close} locked={running}>
      {progress.kind === 'review' ? (
        <div className="grid gap-4">
          {blocking.length > 0 ? (
            <>
              <p>{m.publish_blocking({ count: blocking.length })}</p>
              <ul className="grid max-h-72 gap-1 overflow-y-auto">
                {blocking.map((problem, index) => (
                  <li key={index} className="flex items-start gap-3 border-b border-rule py-2 last:border-0">
                    <span className="min-w-0 flex-1">{problemSentence(draft, problem)}</span>
                    <button type="button" className="min-h-8 shrink-0 rounded-control px-2 text-link underline underline-offset-2 hover:bg-wash" onClick={() => onShow(problem)}>{m.publish_show()}</button>
                  </li>
                ))}
              </ul>
            </>
          ) : (
            <p>{m.publish_ready()}</p>
          )}
          {advice.length > 0 && (
            <Notice title={m.publish_advice()}>
              <ul className="mt-1 list-disc space-y-1 pl-4">{advice.map((problem, index) => <li key={index}>{problemSentence(draft, problem)}</li>)}</ul>
            </Notice>
          )}
          {blocking.length === 0 && (
            <>
              <Suspense fallback={null}><KeyChoice email={email ?? ''} value={chosen} onChange={setChosen} /></Suspense>
              <p className="text-sm text-soft">{!chosen && m.publish_key()}{session.data?.demo && ` ${m.publish_demo()}`}</p>
              {chosen && <Suspense fallback={null}><OwnKeyForm key={chosen.id} chosen={chosen} onKey={(own) => void start(own)} /></Suspense>}
            </>
          )}
          <div className="flex flex-wrap gap-2">
            {blocking.length === 0 && !chosen && <Button look="sign" disabled={!email || !root} onClick={() => void start(null)}>{m.publish_action()}</Button>}
            <Button onClick={close}>{m.publish_back()}</Button>
          </div>
        </div>
      ) : (
        <div className="grid gap-5">
          <StageList label={m.publish_title()} stages={STAGES.map(([id, label]) => ({ id, label: label(), state: stateOf(progress, id) }))} />
          {progress.kind === 'failed' && (
            <div role="alert" className="grid gap-4">
              <Notice kind="fail" title={failureSentence(progress.error)}>{m.publish_nothing_lost()}</Notice>
              <div className="flex flex-wrap gap-2">
                <Button look="main" onClick={() => (chosen ? setProgress({ kind: 'review' }) : void start(null))}>{m.ui_retry()}</Button>
                <Button onClick={close}>{m.publish_back()}</Button>
              </div>
            </div>
          )}
        </div>
      )}
    </Dialog>
  )
}
