import { useMutation } from '@tanstack/react-query'
import { lazy, Suspense, useMemo, useRef, useState } from 'react'
import type { ReactNode } from 'react'
import { formOf } from '../../core/consent/presentation.ts'
import { readTotal, writeAdvisal } from '../../core/contract/advisal.ts'
import { decodeContractDocument } from '../../core/contract/document.ts'
import { renderHtml } from '../../core/typeset/html.ts'
import type { AcceptanceRequest, ClickReceipt, Standing, VersionView } from '../../protocol/agreement.ts'
import { sendAcceptance } from '../api/agreement.ts'
import type { Asker } from '../api/agreement.ts'
import { ConsentBar } from '../consent/bar.tsx'
import { ConsentBoxes } from '../consent/boxes.tsx'
import type { Tick } from '../consent/boxes.tsx'
import { readClock } from '../consent/claims.ts'
import { measurePress } from '../consent/press.ts'
import { addReading, END_PERCENT, NO_READING, useReading, useSharedReading } from '../consent/reading.ts'
import { PresentedTerms, TermsLink } from '../consent/terms.tsx'
import { useVisibility } from '../consent/visibility.ts'
import { settleVisible } from '../consent/visible.ts'
import { m } from '../messages/generated/messages.js'
import { FailureNotice } from '../ui/failure.tsx'
import { Notice } from '../ui/verdict.tsx'
import { closeAcceptance, closeDecline } from './click.ts'
import { Disclosure } from './disclosure.tsx'
import { OrderSummary } from './order.tsx'
import { createSendOnce } from './unanswered.ts'

const PersonalData = lazy(() => import('../data-consent/personal-data.tsx'))

interface AskProps {
  readonly agreement: string
  readonly version: VersionView
  readonly standing: Standing
  readonly asker: Asker
  readonly appBuild: string
  /** Stands between the terms and the boxes, as the differences to what was accepted before. */
  readonly children?: ReactNode
  /** In a frame of somebody else's page: the press counts only where the browser saw the controls uncovered; `null` sends it to a window of ours. */
  readonly onUnseen?: (isVisible: boolean | null) => void
  readonly onDone: (receipt: ClickReceipt) => void
  /** Nothing was recorded as far as is known; for who must be told besides the person. */
  readonly onFailed?: (error: unknown) => void
}

/** Asks for assent to the version in force, in the form that it fixed; a plain click is signed by a key made for it. */
export function Ask({ agreement, version, standing, asker, appBuild, children, onUnseen, onDone, onFailed }: AskProps) {
  const document = useMemo(() => decodeContractDocument(version.document), [version.document])
  const nodes = useMemo(() => renderHtml(document, {}), [document])
  const form = formOf(document.presentation)
  const { language } = document
  const consent = { ...document.consent, advisal: writeAdvisal(document, standing.order?.total ?? readTotal(document, {})) }
  const [ticks, setTicks] = useState<Readonly<Record<string, Tick>>>({})
  const [missing, setMissing] = useState(false)
  const [reading, setReading] = useState(NO_READING)
  const [terms, boxes, bar] = [useRef<HTMLDivElement>(null), useRef<HTMLElement>(null), useRef<HTMLElement>(null)]
  const report = useSharedReading(`${agreement} ${version.number}`, false, (added) => setReading((before) => addReading(before, added)))
  useReading(terms, report)
  const isPressed = useRef(false)
  const isVisible = useVisibility(bar)
  const isShut = form.opensAtEnd && reading.scrolledPercent < END_PERCENT
  const input = {
    agreement, number: version.number, document, asker, order: standing.order, reading, appBuild,
    name: standing.subject ?? document.parties.find(({ id, signs }) => signs && id !== 'seller')?.role ?? 'buyer',
  }
  const controls = form.hasBoxes ? consent.controls : []
  const [send] = useState(() => createSendOnce((request: AcceptanceRequest) => sendAcceptance(agreement, request)))
  const yes = useMutation({
    mutationFn: () => send(JSON.stringify(ticks), async () => {
      const expectation = { ...consent, controls, isPaidOrder: standing.order !== null }
      const measured = bar.current && (await measurePress({ boxes: boxes.current, bar: bar.current, terms: terms.current, shownPercent: form.terms === 'link' && reading.scrolledPercent === 0 ? null : reading.scrolledPercent, screens: [], isVisible, expectation }))
      const event = standing.accepted && standing.order === null ? ('re-accepted' as const) : ('agreed' as const)
      return closeAcceptance({ ...input, measured, event, controls: controls.map(({ id }) => ({ id, final: ticks[id]?.on ?? false, changedAt: ticks[id]?.at ?? null })) })
    }),
    onSuccess: onDone,
    onError: (error) => onFailed?.(error),
    onSettled: () => void (isPressed.current = false),
  })
  const no = useMutation({ mutationFn: () => send('declined', async () => closeDecline({ ...input, measured: null })), onSuccess: onDone, onError: (error) => onFailed?.(error) })
  const press = () => {
    const open = isShut || controls.some(({ id, required }) => required && !ticks[id]?.on)
    setMissing(open)
    if (open) {
      boxes.current?.querySelector<HTMLInputElement>('input:enabled:not(:checked)')?.focus()
      return
    }
    // A double press is one, also while the browser's word is waited for.
    if (isPressed.current) return
    isPressed.current = true
    if (!onUnseen) return yes.mutate()
    void settleVisible(isVisible).then((seen) => {
      if (seen === true) return yes.mutate()
      isPressed.current = false
      onUnseen(seen)
    })
  }
  if (!form.isAssent) return <Notice title={m.consent_notice_only()}>{m.consent_notice_only_text()}</Notice>
  const address = `/a/${agreement}?version=${version.number}`
  const problem = missing ? (isShut ? m.consent_shut() : m.sign_unticked()) : null
  return (
    <>
      <div className="mx-auto grid w-full max-w-3xl grid-cols-[minmax(0,1fr)] gap-5 px-4 py-5 sm:px-5">
        {children}
        {form.hasBoxes && <PresentedTerms form={form} nodes={nodes} lang={language} title={document.title} address={address} ref={terms} onEnd={() => setReading((before) => ({ ...before, scrolledPercent: 100 }))} />}
        <Disclosure document={document} />
        {form.hasBoxes && (
          <ConsentBoxes
            ref={boxes} lang={language} controls={controls} ticks={ticks} showMissing={missing} isShut={isShut}
            onTick={(id, on) => {
              setTicks((all) => ({ ...all, [id]: { on, at: readClock() } }))
              setMissing(false)
            }}
          />
        )}
        {document.privacy && <Suspense fallback={null}><PersonalData place={{ kind: 'agreement', agreement, ...asker }} /></Suspense>}
        {standing.order && <OrderSummary order={standing.order} />}
        {(yes.isError || no.isError) && <FailureNotice error={yes.error ?? no.error} />}
      </div>
      <ConsentBar
        ref={bar} consent={consent} lang={language} look="main" busy={yes.isPending || no.isPending} onAgree={press} onDecline={() => no.mutate()} note={null} back={null} problem={problem}
        terms={form.hasBoxes ? null : <TermsLink address={address} title={document.title} lang={language} />}
      />
    </>
  )
}
