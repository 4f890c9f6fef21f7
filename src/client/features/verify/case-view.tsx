import { lazy, Suspense, useMemo, useState } from 'react'
import type { ReactNode } from 'react'
import { encodeReport } from '../../../core/validation/encode.ts'
import { describeError, describeVerdict } from '../../../core/validation/sentence.ts'
import type { Change } from '../../../core/validation/change/change.ts'
import { formatExactInstant, formatSize } from '../../locale/format.ts'
import { useLocale } from '../../locale/locale.ts'
import { m } from '../../messages/generated/messages.js'
import type { ShownPage } from '../../pdf/page.tsx'
import { Button } from '../../ui/button.tsx'
import { Waiting } from '../../ui/progress.tsx'
import { Notice, Verdict } from '../../ui/verdict.tsx'
import { kindOf } from './case.ts'
import type { Case } from './case.ts'
import { downloadJson } from './download.ts'
import { SignatureCard } from './signature-card.tsx'
import { SignatureDetails } from './signature-details.tsx'
import { Strata } from './strata.tsx'
import { TechnicalReport } from './technical-report.tsx'

const PdfViewer = lazy(() => import('../../pdf/viewer.tsx'))

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
  readonly onDerive: () => Promise<boolean>
}

/** Everything about one file: the sentence, who and when, the layers beside the page, then every check. */
export function CaseView({ case: one, onDerive }: CaseViewProps) {
  const locale = useLocale()
  const [layer, setLayer] = useState<number | null>(null)
  const { outcome } = one
  const end = outcome.kind === 'judged' && layer !== null ? outcome.examination.report.revisions[layer]?.end : undefined
  const bytes = useMemo(() => (end === undefined ? one.bytes : one.bytes.subarray(0, end)), [one.bytes, end])
  if (outcome.kind === 'working') return <div className="sheet"><Waiting label={m.verify_working_on({ name: one.name })} /></div>
  if (outcome.kind === 'failed') {
    const isUnsigned = outcome.code === 'NO_SIGNATURE'
    return (
      <Verdict kind={kindOf(one) ?? 'fail'} title={describeError(outcome.code, locale)}>
        <p className="break-words">{one.name} · {formatSize(one.bytes.length)} · <span className="num break-all">{outcome.code}</span></p>
        <p>{isUnsigned ? m.verify_no_signature_next() : m.verify_unreadable_next()}</p>
      </Verdict>
    )
  }
  const { report, signatures } = outcome.examination
  const { indication, subIndication } = report.verdict
  const isDemo = report.signatures.some(({ identity, type }) => type === 'signature' && identity?.isDemo)
  const signed = report.signatures
    .map((signature, index) => ({ key: `${signature.field}${index}`, signature, examined: signatures.find(({ field }) => field === signature.field) ?? null }))
    .filter(({ signature }) => signature.type === 'signature')
  const [lead = '', rest] = splitLead(describeVerdict(report, locale, formatExactInstant))
  const marked = report.signatures.flatMap(({ changes }) => changes).filter((change) => change.class !== 'LTA-UPDATE' && change.class !== 'NONE')
  return (
    <>
      <Verdict
        kind={kindOf(one) ?? 'doubt'}
        title={lead}
        actions={<Button onClick={() => downloadJson(encodeReport(report, one.name, locale), `${one.name.replace(/\.pdf$/i, '')}-report.json`)}>{m.verify_download_report()}</Button>}
      >
        {rest && <p className="mb-1 text-base text-ink">{rest}</p>}
        <p className="break-words">{one.name} · {formatSize(report.file.size)} · {m.verify_revisions({ count: report.revisions.length })}</p>
        <p className="num font-semibold">{indication}{subIndication && ` — ${subIndication}`}</p>
      </Verdict>
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-6 print:block print:space-y-4 lg:grid-cols-[minmax(0,24rem)_minmax(0,1fr)] lg:grid-rows-[auto_1fr]">
        <div className="grid grid-cols-[minmax(0,1fr)] gap-6 print:block print:space-y-4">
          <section aria-label={m.verify_signatories()} className="sheet divide-y divide-rule">
            {signed.map(({ key, ...one }) => <SignatureCard key={key} {...one} onDerive={onDerive} />)}
          </section>
          {isDemo && <Notice title={m.verify_demo_title()}>{m.verify_demo_text()}</Notice>}
          <Strata report={report} layer={layer} onLayer={setLayer} />
        </div>
        <section aria-label={m.verify_document()} className="no-print grid grid-cols-[minmax(0,1fr)] gap-2 lg:sticky lg:top-4 lg:row-span-2">
          {layer !== null && <Notice>{m.verify_layer_shown({ number: layer + 1, count: report.revisions.length })}</Notice>}
          <Suspense fallback={<Waiting label={m.ui_loading()} />}>
            <PdfViewer bytes={bytes} label={one.name} className="max-h-[min(80rem,92dvh)]" overlay={(page) => markChanges(page, marked)} />
          </Suspense>
        </section>
        <section aria-label={m.verify_details()} className="sheet divide-y divide-rule">
          {signed.map(({ key, signature, examined }) => <SignatureDetails key={key} signature={signature} examined={examined} name={signed.length > 1 ? signature.identity?.nameAsGiven ?? signature.signatory : null} onDerive={onDerive} />)}
        </section>
      </div>
      <TechnicalReport report={report} />
    </>
  )
}
