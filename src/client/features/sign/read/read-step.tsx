import { useEffect, useMemo, useRef } from 'react'
import { expandBlocks } from '../../../../core/contract/expand.ts'
import { renderHtml } from '../../../../core/typeset/html.ts'
import { reportSeen } from '../../../api/offer.ts'
import { formatInstant } from '../../../locale/format.ts'
import { m } from '../../../messages/generated/messages.js'
import { Button } from '../../../ui/button.tsx'
import { ContractText } from '../../../ui/contract.tsx'
import { useDocumentTitle } from '../../../ui/page.tsx'
import { Bar } from '../../../ui/progress.tsx'
import { addReading } from '../draft.ts'
import type { Journey } from '../journey.ts'
import { ActionBar } from '../step/action-bar.tsx'
import { Contents, listContents } from './contents.tsx'
import { DefinedTerm } from './defined-term.tsx'
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

/** The terms, readable as a printed contract. */
export function ReadStep({ journey }: { readonly journey: Journey }) {
  const { token, offer, kept, values, go, decline, showPdf } = journey
  const { document, view } = offer
  const terms = useRef<HTMLDivElement>(null)
  const nodes = useMemo(() => renderHtml(document, values), [document, values])
  const contents = useMemo(() => listContents(expandBlocks(document, values)), [document, values])
  const { scrolledPercent } = kept.draft.reading
  useReading(terms, (added) => kept.change((draft) => ({ ...draft, reading: addReading(draft.reading, added) })))
  useSeen(token, scrolledPercent >= 99)
  useDocumentTitle(document.title)

  return (
    <>
      <div className="no-print sticky top-0 z-30"><Bar label={m.sign_shown()} value={scrolledPercent / 100} /></div>
      <div className="mx-auto grid max-w-[1180px] gap-4 px-0 pb-10 pt-4 sm:px-5 lg:grid-cols-[15rem_minmax(0,1fr)] lg:gap-8 lg:pt-6">
        <Contents entries={contents} lang={document.language} />
        <div className="grid gap-4">
          <p className="no-print flex flex-wrap items-center gap-x-4 gap-y-1 px-4 text-sm text-soft sm:px-0">
            <span>{m.sign_published({ seller: view.seller })}</span>
            <span className="ml-auto flex gap-1">
              <Button look="quiet" onClick={showPdf}>{m.sign_pdf()}</Button>
              <Button look="quiet" onClick={() => print()}>{m.sign_print()}</Button>
            </span>
          </p>
          <DefinedTerm document={document} values={values}>
            <div ref={terms}><ContractText nodes={nodes} lang={document.language} /></div>
          </DefinedTerm>
        </div>
      </div>
      <ActionBar label={m.sign_bar_read()}>
        <div className="flex flex-wrap items-center gap-2.5">
          <Button look="main" onClick={() => go('details')}>{m.sign_to_details()}</Button>
          <Button onClick={decline}><span lang={document.language}>{document.consent.decline}</span></Button>
          {view.replyBy && <span className="num ml-auto text-[.8125rem] text-soft">{m.sign_reply_by({ time: formatInstant(view.replyBy) })}</span>}
        </div>
      </ActionBar>
    </>
  )
}
