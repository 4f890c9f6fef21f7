import { useEffect, useRef } from 'react'
import { reportSeen } from '../../../api/offer.ts'
import { formatInstant } from '../../../locale/format.ts'
import { m } from '../../../messages/generated/messages.js'
import { Button } from '../../../ui/button.tsx'
import { Bar } from '../../../ui/progress.tsx'
import { addReading } from '../draft.ts'
import type { Journey } from '../journey.ts'
import { ActionBar } from '../step/action-bar.tsx'
import { Terms } from './terms.tsx'
import { useReading } from './use-reading.ts'

/** Tells the service once that the terms were shown, and once that their end was; notice, never assent. A lost message is no matter. */
function useSeen(token: string, isEnd: boolean): void {
  useEffect(() => {
    reportSeen(token, 'displayed').catch(() => {})
  }, [token])
  useEffect(() => {
    if (isEnd) reportSeen(token, 'accessed').catch(() => {})
  }, [token, isEnd])
}

/** The first step: the terms, how far they were shown, and the ways on. */
export function ReadStep({ journey }: { readonly journey: Journey }) {
  const { token, offer, kept, values, go, decline, showPdf } = journey
  const { document, view } = offer
  const terms = useRef<HTMLDivElement>(null)
  const { scrolledPercent } = kept.draft.reading
  useReading(terms, (added) => kept.change((draft) => ({ ...draft, reading: addReading(draft.reading, added) })))
  useSeen(token, scrolledPercent >= 99)
  return (
    <>
      <div className="no-print sticky top-0 z-30"><Bar label={m.sign_shown()} value={scrolledPercent / 100} /></div>
      <Terms offer={offer} values={values} ref={terms} actions={<Button look="quiet" onClick={showPdf}>{m.sign_pdf()}</Button>} />
      <ActionBar label={m.sign_bar_read()} beside>
        <div className="flex flex-wrap items-center gap-2.5 max-sm:[&>button]:grow">
          <Button look="main" onClick={() => go('details')}>{m.sign_to_details()}</Button>
          <Button onClick={decline}><span lang={document.language}>{document.consent.decline}</span></Button>
          {view.replyBy && <span className="num text-[.8125rem] text-soft sm:ml-auto sm:text-right">{m.sign_reply_by({ time: formatInstant(view.replyBy) })}</span>}
        </div>
      </ActionBar>
    </>
  )
}
