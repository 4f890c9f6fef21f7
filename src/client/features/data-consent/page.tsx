import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useParams } from 'react-router'
import type { DataConsentView, DataPlace } from '../../../protocol/data-consent.ts'
import { fetchDataConsent } from '../../api/data-consent.ts'
import { useService } from '../../api/query.ts'
import { DataChoicesForm, EVENTS } from '../../data-consent/choices.tsx'
import { formatExactInstant } from '../../locale/format.ts'
import { useLocale } from '../../locale/locale.ts'
import { m } from '../../messages/generated/messages.js'
import { Button } from '../../ui/button.tsx'
import { downloadFile } from '../../ui/download.ts'
import { FailureNotice } from '../../ui/failure.tsx'
import { Frame } from '../../ui/frame.tsx'
import { Column, PageTitle } from '../../ui/page.tsx'
import { Waiting } from '../../ui/progress.tsx'

/** The receipt as a file: ISO/IEC TS 27560 fields, the same signed by the service, and every statement as it was signed. */
function keep({ consent, record, receipt, acts }: DataConsentView): void {
  downloadFile(JSON.stringify({ record, receipt, statements: acts.map(({ jws }) => jws) }, null, 2), 'application/json', `personal-data-${consent ?? 'receipt'}.json`)
}

function History({ view }: { readonly view: DataConsentView }) {
  return (
    <section className="sheet grid gap-2 px-4 py-4 sm:px-7 sm:py-5">
      <h2 className="text-[1.0625rem]">{m.data_history()}</h2>
      <p className="text-sm text-soft">{m.data_history_text()}</p>
      <ol className="grid gap-2">
        {view.acts.map(({ event, at, statementHash }) => (
          <li key={statementHash} className="grid gap-0.5 border-t border-rule pt-2">
            <span><b>{EVENTS[event]()}</b> · <span className="num">{formatExactInstant(at)}</span></span>
            <span className="font-mono text-xs break-all text-soft">SHA-256 {statementHash}</span>
          </li>
        ))}
      </ol>
      {view.receipt !== null && <div><Button onClick={() => keep(view)}>{m.data_download()}</Button></div>}
    </section>
  )
}

/** `/d/:token`: what a person decided about its data beside a contract or terms; changed or taken back here, as easily as it was given. */
export default function DataConsentPage() {
  useLocale()
  const { token = '' } = useParams()
  const queries = useQueryClient()
  const place: DataPlace = { kind: 'kept', token }
  const name = ['data-consent', place]
  const asked = useQuery({ queryKey: name, queryFn: () => fetchDataConsent(place) })
  const service = useService()
  const view = asked.data
  return (
    <Frame>
      <Column width="text">
        <PageTitle title={m.data_receipt()} />
        {asked.isPending && <Waiting label={m.ui_loading()} />}
        {asked.isError && <FailureNotice error={asked.error} onRetry={() => void asked.refetch()} />}
        {view && (
          <>
            <p className="text-soft">{m.data_receipt_text({ title: view.title })}</p>
            <p className="text-sm text-soft">{m.data_link()}</p>
            {service.data && <DataChoicesForm place={place} view={view} appBuild={service.data.build} hasLink={false} onDecided={(decided) => queries.setQueryData(name, decided)} />}
            <History view={view} />
          </>
        )}
      </Column>
    </Frame>
  )
}
