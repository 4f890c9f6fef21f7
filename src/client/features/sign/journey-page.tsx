import { useQueryClient } from '@tanstack/react-query'
import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { ReactNode } from 'react'
import { useSearchParams } from 'react-router'
import type { MeasuredScreen } from '../../../core/consent/measurement.ts'
import { formOf } from '../../../core/consent/presentation.ts'
import type { Receipt } from '../../../protocol/receipt.ts'
import type { Service } from '../../../protocol/service.ts'
import { keys, useService } from '../../api/query.ts'
import { m } from '../../messages/generated/messages.js'
import { measureScreen } from '../../consent/screen.ts'
import { FailureNotice } from '../../ui/failure.tsx'
import { Column } from '../../ui/page.tsx'
import { Waiting } from '../../ui/progress.tsx'
import { useCeremony } from './act/use-ceremony.ts'
import { findProblems, valuesOf } from './details/problem.ts'
import type { Journey } from './journey.ts'
import type { Offer } from './offer.ts'
import { ReadStep } from './read/read-step.tsx'
import { Interruption } from './step/interruption.tsx'
import { JourneyFrame } from './step/journey-frame.tsx'
import { currentStep } from './step/step.ts'
import type { Step } from './step/step.ts'
import { warmUp } from './step/warm-up.ts'
import { useDraft } from './use-draft.ts'
import type { KeptDraft } from './use-draft.ts'

const DetailsStep = lazy(() => import('./details/details-step.tsx'))
const WaitStep = lazy(() => import('./step/wait-step.tsx'))
const ConsentStep = lazy(() => import('./consent/consent-step.tsx'))
const SignStep = lazy(() => import('./signing/sign-step.tsx'))
const ReceiptStep = lazy(() => import('./receipt/receipt-step.tsx'))
const DeclineDialog = lazy(() => import('./decline/decline-dialog.tsx'))
const PdfDialog = lazy(() => import('./pdf/pdf-dialog.tsx'))

interface Props {
  readonly token: string
  readonly offer: Offer
}

function withStep(search: URLSearchParams, step: Step): URLSearchParams {
  const changed = new URLSearchParams(search)
  if (step === 'read') changed.delete('step')
  else changed.set('step', step)
  return changed
}

/** The journey once the offer and what the device keeps of it are there. */
function KeptJourney({ token, offer, service, kept, reading }: Props & { readonly service: Service; readonly kept: KeptDraft; readonly reading: ReactNode }) {
  const [search, setSearch] = useSearchParams()
  const queries = useQueryClient()
  const [state, ceremony] = useCeremony(token, offer, service)
  const [declined, setDeclined] = useState<Receipt | null>(null)
  const [screens, setScreens] = useState<readonly MeasuredScreen[]>([])
  const [correcting, setCorrecting] = useState(false)
  const [dialog, setDialog] = useState<'decline' | 'pdf' | null>(null)
  const { document, party, view } = offer
  const { typed, place, reason } = kept.draft
  const shared = view.particulars
  const own = useMemo(() => valuesOf(document, party, { typed }), [document, party, typed])
  // Once everybody's particulars are there they stand; until then the party's own are as it types them.
  const values = useMemo(() => (shared?.salt ? shared.values : { ...shared?.values, ...own }), [shared, own])
  const problems = useMemo(() => findProblems(document, party, { typed, place, reason }, view.email), [document, party, typed, place, reason, view.email])
  const isWaiting = !correcting && (view.stage === 'others' || view.stage === 'turn')
  const isSigning = state.elsewhere || (state.busy && state.act === null && state.phase !== null)
  const step = declined ? 'receipt' : currentStep({ wished: search.get('step'), offer: view.state, act: state.act, detailsFit: problems.size === 0 || Boolean(shared?.salt), stage: view.stage, signing: isSigning, isAssent: formOf(document.presentation).isAssent })

  const go = useCallback(
    (next: Step) => {
      ceremony.dismiss()
      const screen = measureScreen(step)
      setScreens((before) => [...before.filter(({ name }) => name !== screen.name), screen])
      setSearch((now) => withStep(now, next))
    },
    [ceremony, setSearch, step],
  )
  // The address says where the person is, also when an act or an answer decided it.
  const isKnown = state.loaded || state.elsewhere
  useEffect(() => {
    if (isKnown && (search.get('step') ?? 'read') !== step) setSearch((now) => withStep(now, step), { replace: true })
  }, [isKnown, search, step, setSearch])
  // Whoever reads already, in what the service sent, stays where they are.
  const before = useRef<Step>('read')
  useEffect(() => {
    if (step !== before.current) scrollTo(0, 0)
    before.current = step
  }, [step])
  const isOwnFile = document.file !== null
  useEffect(() => warmUp(isOwnFile), [isOwnFile])
  // A finished act needs its draft no longer; what the service says of the offer is asked anew.
  const isDone = state.act?.stage === 'acknowledged'
  const { remove } = kept
  useEffect(() => {
    if (!isDone) return
    void remove().catch(() => {})
    void queries.invalidateQueries({ queryKey: keys.offer(token) })
  }, [isDone, remove, queries, token])

  if (!isKnown) return reading
  const journey: Journey = { token, offer, service, kept, values, salt: shared?.salt ?? kept.draft.salt, problems, ceremony, state, screens, termsOnly: search.has('terms'), go, decline: () => setDialog('decline'), showPdf: () => setDialog('pdf') }
  const receipt = declined ?? (state.act?.stage === 'acknowledged' ? state.act.receipt : null)
  return (
    <JourneyFrame seller={view.seller} step={step}>
      <Suspense fallback={<Waiting label={m.ui_loading()} />}>
        {state.failure && !state.act && step !== 'receipt' && <Interruption journey={journey} failure={state.failure} />}
        {step === 'read' && <ReadStep journey={journey} />}
        {step === 'details' && (isWaiting ? <WaitStep journey={journey} onCorrect={() => setCorrecting(true)} /> : <DetailsStep journey={journey} onGiven={() => setCorrecting(false)} />)}
        {step === 'consent' && <ConsentStep journey={journey} />}
        {step === 'sign' && <SignStep journey={journey} />}
        {step === 'receipt' && <ReceiptStep token={token} offer={offer} receipt={receipt} onRemove={state.act ? () => ceremony.forget() : null} />}
      </Suspense>
      {/* Apart from the page: while a dialog's code is fetched, the page keeps its place and its focus. */}
      <Suspense fallback={<div className="fixed inset-0 z-40 grid place-items-center bg-desk/60"><Waiting label={m.ui_loading()} /></div>}>
        {dialog === 'pdf' && <PdfDialog journey={journey} onClose={() => setDialog(null)} />}
        {dialog === 'decline' && (
          <DeclineDialog
            seller={view.seller}
            onClose={() => setDialog(null)}
            onDecline={async (reason) => {
              const { refuse } = await import('./decline/refusal.ts')
              return refuse(token, offer, service, reason, kept.draft.reading)
            }}
            onDone={(answer) => {
              setDialog(null)
              setDeclined(answer)
              void kept.remove().catch(() => {})
            }}
          />
        )}
      </Suspense>
    </JourneyFrame>
  )
}

/** The buyer's journey for an offer that was found. `reading` is shown until the device has been asked what it keeps. */
export default function JourneyPage({ token, offer, reading }: Props & { readonly reading: ReactNode }) {
  const kept = useDraft(offer)
  const service = useService()
  if (service.error && !service.data) {
    return <JourneyFrame seller={offer.view.seller} step="read"><Column width="text"><FailureNotice error={service.error} onRetry={() => void service.refetch()} /></Column></JourneyFrame>
  }
  if (!kept || !service.data) return reading
  return <KeptJourney token={token} offer={offer} service={service.data} kept={kept} reading={reading} />
}
