import { lazy, Suspense, useEffect, useRef } from 'react'
import { formOf } from '../../../../core/consent/presentation.ts'
import { reportSeen } from '../../../api/offer.ts'
import { addReading, END_PERCENT, useReading, useSharedReading } from '../../../consent/reading.ts'
import { formatDeadline } from '../../../locale/format.ts'
import { m } from '../../../messages/generated/messages.js'
import { Button } from '../../../ui/button.tsx'
import { Bar } from '../../../ui/progress.tsx'
import { Notice } from '../../../ui/verdict.tsx'
import { askedParticulars } from '../details/asked.ts'
import type { Journey } from '../journey.ts'
import { ActionBar } from '../step/action-bar.tsx'
import { Cover } from './cover.tsx'
import { Terms } from './terms.tsx'

const OwnPages = lazy(() => import('./own-pages.tsx'))

/** Tells the service once that the terms were shown, and once that their end was; notice, never assent. A lost message is no matter. */
function useSeen(token: string, isEnd: boolean): void {
  useEffect(() => {
    reportSeen(token, 'displayed').catch(() => {})
  }, [token])
  useEffect(() => {
    if (isEnd) reportSeen(token, 'accessed').catch(() => {})
  }, [token, isEnd])
}

/** The first step: the terms in the form that the version fixed, how far they were shown, and the ways on. A notice has none: nothing is agreed to. */
export function ReadStep({ journey }: { readonly journey: Journey }) {
  const { token, offer, kept, values, go, decline, showPdf, termsOnly } = journey
  const { document, view } = offer
  const terms = useRef<HTMLDivElement>(null)
  const { scrolledPercent } = kept.draft.reading
  const form = formOf(document.presentation)
  const report = useSharedReading(view.offer, termsOnly, (added) => kept.change((draft) => ({ ...draft, reading: addReading(draft.reading, added) })))
  useReading(terms, report)
  useSeen(token, scrolledPercent >= END_PERCENT)
  // Nothing is left to enter: somebody has signed, or the contract knows it all.
  const isSettled = view.stage === 'sign' && view.particulars !== null && (view.particulars.isFixed || askedParticulars(document, offer.party.id).length === 0)
  const onPage = form.terms === 'page' || termsOnly
  return (
    <>
      {onPage && <div className="no-print sticky top-0 z-30"><Bar label={m.sign_shown()} value={scrolledPercent / 100} /></div>}
      {onPage ? (
        <Terms offer={offer} values={values} ref={terms} pages={document.file && <Suspense fallback={null}><OwnPages token={token} offer={offer} /></Suspense>} actions={<Button look="quiet" onClick={showPdf}>{m.sign_pdf()}</Button>} />
      ) : (
        <Cover journey={journey} terms={terms} />
      )}
      {!termsOnly && (
        <ActionBar label={m.sign_bar_read()} beside={onPage}>
          {form.isAssent ? (
            <div className="flex flex-wrap items-center gap-2.5 max-sm:[&>button]:grow">
              <Button look="main" data-part="forward" onClick={() => go(isSettled ? 'consent' : 'details')}>{isSettled ? m.sign_to_review() : view.stage === 'others' || view.stage === 'turn' ? m.parties_see() : m.sign_to_details()}</Button>
              <Button data-part="decline" onClick={decline}><span lang={document.language}>{document.consent.decline}</span></Button>
              {view.replyBy && <span className="num text-[.8125rem] text-soft sm:ml-auto sm:text-right">{m.sign_reply_by({ time: formatDeadline(view.replyBy) })}</span>}
            </div>
          ) : (
            <Notice title={m.consent_notice_only()}>{m.consent_notice_only_text()}</Notice>
          )}
        </ActionBar>
      )}
    </>
  )
}
