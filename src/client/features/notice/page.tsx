import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { useParams } from 'react-router'
import { decodeContractDocument } from '../../../core/contract/document.ts'
import { renderHtml } from '../../../core/typeset/html.ts'
import { fetchNotice, reportNotice } from '../../api/offer.ts'
import { keys } from '../../api/query.ts'
import { m } from '../../messages/generated/messages.js'
import { Button } from '../../ui/button.tsx'
import { ContractText } from '../../ui/contract.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { FailureNotice } from '../../ui/failure.tsx'
import { Frame } from '../../ui/frame.tsx'
import { Column, PageTitle } from '../../ui/page.tsx'
import { Waiting } from '../../ui/progress.tsx'
import { Notice } from '../../ui/verdict.tsx'
import { Goods } from './goods.tsx'

/** Whether an element was in view when the page stood, before anybody scrolled; null until that is measured. */
function useInView(): { ref: (element: Element | null) => void; inView: boolean | null } {
  const [inView, setInView] = useState<boolean | null>(null)
  const observer = useRef<IntersectionObserver | null>(null)
  const ref = (element: Element | null) => {
    if (!element || observer.current || typeof IntersectionObserver === 'undefined') return
    observer.current = new IntersectionObserver(
      ([entry], own) => {
        own.disconnect()
        setInView(entry ? entry.intersectionRatio >= 0.99 && window.scrollY === 0 : null)
      },
      { threshold: [0, 0.99] },
    )
    observer.current.observe(element)
  }
  return { ref, inView }
}

/** `/notice/:version`: how terms look as a browse-wrap notice on a shop's page. Showing and opening are recorded; assent is not, because there is none. */
export default function NoticePage() {
  const { version = '' } = useParams()
  const notice = useQuery({ queryKey: keys.notice(version), queryFn: () => fetchNotice(version), staleTime: Number.POSITIVE_INFINITY })
  const [reading, setReading] = useState(false)
  const reported = useRef(false)
  const { ref, inView } = useInView()
  const shown = notice.data !== undefined && inView !== null
  useEffect(() => {
    if (!shown || reported.current) return
    reported.current = true
    reportNotice(version, 'displayed', inView).catch(() => {
      // a notice that could not be recorded is simply not recorded
    })
  }, [shown, version, inView])
  const read = () => {
    setReading(true)
    reportNotice(version, 'accessed', inView).catch(() => {
      // as above
    })
  }
  const data = notice.data
  const document = data && decodeContractDocument(data.document)
  return (
    <Frame title={m.notice_sample()}>
      <Column>
        {notice.isPending && <Waiting label={m.ui_loading()} />}
        {notice.isError && <FailureNotice error={notice.error} onRetry={() => void notice.refetch()} />}
        {data && document && (
          <>
            <Notice title={m.notice_explained_title()}>{m.notice_explained_text()} {inView === null ? '' : inView ? m.notice_in_view() : m.notice_not_in_view()}</Notice>
            <PageTitle title={m.notice_shop({ seller: data.seller })} />
            <Goods />
            <footer ref={ref} className="mt-6 border-t border-rule pt-4 text-sm">
              <p>
                {m.notice_sentence({ seller: data.seller })}{' '}
                <button type="button" className="min-h-8 text-link underline underline-offset-2" onClick={read}>{document.title}</button>{' '}
                <span className="num text-soft">({m.contracts_version({ version: document.version })})</span>
              </p>
            </footer>
            <Dialog open={reading} title={document.title} onClose={() => setReading(false)} wide>
              <p className="text-sm text-soft">{m.notice_reading()}</p>
              <ContractText nodes={renderHtml(document, {})} lang={document.language} className="w-full !shadow-none ring-1 ring-rule" />
              <div><Button onClick={() => setReading(false)}>{m.ui_close()}</Button></div>
            </Dialog>
          </>
        )}
      </Column>
    </Frame>
  )
}
