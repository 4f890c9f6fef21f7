import { lazy, Suspense, useMemo, useState } from 'react'
import type { ReactNode } from 'react'
import type { Change } from '../../../core/validation/change/change.ts'
import { describeError, describeVerdict } from '../../../core/validation/sentence.ts'
import { describeErrorRemedy, describeRemedy } from '../../../core/validation/sentence-remedy.ts'
import { formatExactInstant, formatSize } from '../../locale/format.ts'
import { useLocale } from '../../locale/locale.ts'
import { m } from '../../messages/generated/messages.js'
import type { ShownPage } from '../../pdf/raster.ts'
import { Button } from '../../ui/button.tsx'
import { Waiting } from '../../ui/progress.tsx'
import { Notice, Verdict } from '../../ui/verdict.tsx'
import { isSettled, kindOf } from './case.ts'
import type { Case } from './case.ts'
import { downloadFile } from '../../ui/download.ts'
import { nameBeside } from './name-beside.ts'
import { isAlarmingChange, readLayers } from './layer.ts'
import { LogPlace } from './log-place.tsx'
import { MissingData } from './missing-data.tsx'
import { PackageView } from './package-view.tsx'
import { PhaseList } from './phase-list.tsx'
import { ProofView } from './proof-view.tsx'
import { ReportDownloads } from './report-downloads.tsx'
import { SignatureCard } from './signature-card.tsx'
import { SignatureDetails } from './signature-details.tsx'
import { Strata } from './strata.tsx'
import { TechnicalReport } from './technical-report.tsx'
import type { TrustState } from './use-trust.ts'

const PdfViewer = lazy(() => import('../../pdf/viewer.tsx'))
const Comparison = lazy(() => import('./comparison.tsx').then((module) => ({ default: module.Comparison })))

/** Frames around what later revisions changed, on the page where it is. */
function markChanges(page: ShownPage, changes: readonly Change[]): ReactNode {
  return changes.map(({ rect, page: number, path, kind }, index) => {
    const [left, bottom, right, top] = rect ?? []
    if (number !== page.number || left === undefined || bottom === undefined || right === undefined || top === undefined) return null
    const place = page.toPixels([left, bottom, right, top])
    // oxlint-disable-next-line react/no-array-index-key -- the list never changes order
    return <svg key={`${path}${kind}${index}`} aria-hidden="true" className="pointer-events-none absolute text-doubt" style={{ left: place.left - 4, top: place.top - 4, width: place.width + 8, height: place.height + 8 }}><rect x="1.5" y="1.5" width={place.width + 5} height={place.height + 5} rx="4" fill="none" stroke="currentColor" strokeWidth="3" /></svg>
  })
}

/** The first sentence, which anyone should take away, apart from what explains it. */
function splitLead(text: string): string[] {
  return text.split(/(?<=.{12}[.!?]) (?=\p{Lu})(.*)/su)
}

interface CaseViewProps {
  readonly case: Case
  readonly state: TrustState
  readonly onDerive: () => Promise<boolean>
  readonly onCancel: () => void
  readonly onRepeat: () => void
}

function Unjudged({ case: one, code, onRepeat }: { readonly case: Case; readonly code: string; readonly onRepeat: () => void }) {
  const locale = useLocale()
  const canRepeat = code === 'CANCELLED' || code === 'JUDGE_FAILED' || code === 'FILE_UNREADABLE'
  return (
    <Verdict kind={kindOf(one) ?? 'fail'} title={code === 'CANCELLED' ? m.verify_cancelled() : describeError(code, locale)} {...(canRepeat ? { actions: <Button onClick={onRepeat}>{m.ui_retry()}</Button> } : {})}>
      <p className="break-words">{one.name} · {formatSize(one.file.size)} · <span className="num break-all">{code}</span></p>
      <p>{describeErrorRemedy(code, locale)}</p>
    </Verdict>
  )
}

/** Signatories shown without asking; of more, some fewer. Those that came out otherwise than the whole are never folded away. */
const MAX_SHOWN = 6

/** Everything about one file: the sentence, who and when, the layers beside the page, then every check. */
export function CaseView(props: CaseViewProps) {
  const { case: one, onCancel, onRepeat } = props
  if (!isSettled(one) && (one.outcome.kind === 'waiting' || one.outcome.kind === 'working')) return <PhaseList name={one.name} outcome={one.outcome} onCancel={onCancel} />
  if (one.outcome.kind === 'failed') return <Unjudged case={one} code={one.outcome.code} onRepeat={onRepeat} />
  if (one.outcome.kind === 'package') return <PackageView name={one.name} size={one.file.size} report={one.outcome.report} />
  if (one.outcome.kind === 'proof') return <ProofView name={one.name} report={one.outcome.report} />
  return <JudgedView {...props} />
}

function JudgedView({ case: one, state, onDerive }: CaseViewProps) {
  const locale = useLocale()
  const [layer, setLayer] = useState<number | null>(null)
  const judgement = one.outcome.kind === 'judged' ? one.outcome.judgement : null
  const report = judgement?.examination.report
  const layers = useMemo(() => (report ? readLayers(report) : []), [report])
  const firstAlarm = layers.find(({ isAlarming, index }) => isAlarming && index > 0)?.index ?? null
  const [compared, setCompared] = useState<number | null>(firstAlarm)
  const end = layer === null ? undefined : layers[layer]?.end
  const shownFile = useMemo(() => (end === undefined ? one.file : one.file.slice(0, end)), [one.file, end])
  if (!judgement || !report) return null
  const { signatures, places } = judgement.examination
  const { indication, subIndication } = report.verdict
  const isDemo = report.signatures.some(({ identity, type }) => type === 'signature' && identity?.isDemo)
  const paired = report.signatures.map((signature, index) => ({ key: `${signature.field}${index}`, signature, examined: signatures.find(({ field }) => field === signature.field) ?? null }))
  const signed = paired.filter(({ signature }) => signature.type === 'signature')
  const [lead = '', rest] = splitLead(describeVerdict(report, locale, formatExactInstant))
  const remedy = describeRemedy(report, locale)
  const shownAtOnce = signed.length > MAX_SHOWN ? MAX_SHOWN - 2 : signed.length
  const marked = report.signatures.flatMap(({ changes }) => changes).filter(isAlarmingChange)
  const save = (index: number) => downloadFile(one.file.slice(0, layers[index]?.end), 'application/pdf', nameBeside(one.name, `-${index + 1}.pdf`))
  const comparedLayer = compared === null ? null : (layers[compared] ?? null)
  return (
    <>
      <Verdict kind={kindOf(one) ?? 'doubt'} title={lead} actions={<ReportDownloads examination={judgement.examination} name={one.name} />}>
        {rest && <p className="mb-1 text-base text-ink">{rest}</p>}
        {remedy && <p className="mb-1 text-base text-ink"><b>{m.verify_remedy()}</b> {remedy}</p>}
        <p className="break-words">{one.name} · {formatSize(report.file.size)} · {m.verify_revisions({ count: report.revisions.length })}</p>
        <p className="num font-semibold">{indication}{subIndication && ` — ${subIndication}`}</p>
      </Verdict>
      <MissingData missing={judgement.missing} state={state} />
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-6 print:block print:space-y-4 lg:grid-cols-[minmax(0,24rem)_minmax(0,1fr)]">
        <div className="grid grid-cols-[minmax(0,1fr)] gap-6 print:block print:space-y-4">
          <section aria-label={m.verify_signatories()} className="sheet divide-y divide-rule">
            {signed.slice(0, shownAtOnce).map(({ key, ...pair }) => <SignatureCard key={key} {...pair} onDerive={onDerive} />)}
            {signed.length > shownAtOnce && (
              <details className="print-open divide-y divide-rule" open={signed.slice(shownAtOnce).some(({ signature }) => signature.indication !== report.verdict.indication)}>
                <summary className="min-h-11 cursor-pointer px-5 py-3 font-semibold text-link">{m.verify_more_signatures({ count: signed.length - shownAtOnce })}</summary>
                {signed.slice(shownAtOnce).map(({ key, ...pair }) => <SignatureCard key={key} {...pair} onDerive={onDerive} />)}
              </details>
            )}
          </section>
          {isDemo && <Notice title={m.verify_demo_title()}>{m.verify_demo_text()}</Notice>}
          <Strata layers={layers} layer={layer} onLayer={setLayer} onCompare={setCompared} onSave={save} />
        </div>
        <section aria-label={m.verify_document()} className="no-print grid grid-cols-[minmax(0,1fr)] gap-2 lg:sticky lg:top-4">
          {layer !== null && <Notice>{m.verify_layer_shown({ number: layer + 1, count: report.revisions.length })}</Notice>}
          <Suspense fallback={<Waiting label={m.ui_loading()} />}>
            <PdfViewer bytes={shownFile} label={one.name} className="max-h-[min(80rem,92dvh)]" overlay={(page) => markChanges(page, marked)} />
          </Suspense>
        </section>
      </div>
      {comparedLayer && (
        <section aria-label={m.verify_comparison({ number: String(comparedLayer.index + 1) })} className="no-print sheet grid grid-cols-[minmax(0,1fr)] gap-4 p-5">
          <div className="flex flex-wrap items-start gap-x-4 gap-y-1">
            <div className="mr-auto min-w-0"><h3 className="text-base">{m.verify_comparison({ number: String(comparedLayer.index + 1) })}</h3><p className="break-words text-sm text-soft">{comparedLayer.title}</p></div>
            <Button look="quiet" onClick={() => setCompared(null)}>{m.ui_close()}</Button>
          </div>
          <Suspense fallback={<Waiting label={m.ui_loading()} />}>
            <Comparison key={comparedLayer.index} file={one.file} layers={layers} index={comparedLayer.index} />
          </Suspense>
        </section>
      )}
      <section aria-label={m.verify_details()} className={`sheet grid grid-cols-[minmax(0,1fr)] divide-y divide-rule ${paired.length > 1 && paired.length <= 4 ? 'lg:grid-cols-2 lg:divide-y-0' : ''}`}>
        {paired.map(({ key, signature, examined }) => <SignatureDetails key={key} signature={signature} examined={examined} name={paired.length > 1 ? signature.identity?.nameAsGiven ?? signature.signatory ?? signature.field : null} judgedAt={report.judgedAt} isFolded={paired.length > 4} onDerive={onDerive} />)}
        {signed.flatMap(({ key, signature }) => {
          const place = places.get(signature.field)
          return place ? [<LogPlace key={`log ${key}`} place={place} time={signature.bestSignatureTime} name={nameBeside(one.name, '.tlog-proof')} />] : []
        })}
      </section>
      <TechnicalReport report={report} />
    </>
  )
}
