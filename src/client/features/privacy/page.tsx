import { useQuery } from '@tanstack/react-query'
import { TABLE_NAMES } from '../../../protocol/data-name.ts'
import { dataMapSchema } from '../../../protocol/privacy.ts'
import type { DataMapEntry } from '../../../protocol/privacy.ts'
import { requestJson } from '../../api/request.ts'
import { formatCount } from '../../locale/format.ts'
import { useLocale } from '../../locale/locale.ts'
import { m } from '../../messages/generated/messages.js'
import { FailureNotice } from '../../ui/failure.tsx'
import { Frame } from '../../ui/frame.tsx'
import { Column, PageTitle } from '../../ui/page.tsx'
import { OwnData } from './own-data.tsx'
import { Waiting } from '../../ui/progress.tsx'

const ABOUT: Readonly<Record<DataMapEntry['about'], () => string>> = { nobody: m.privacy_about_nobody, seller: m.privacy_about_seller, parties: m.privacy_about_parties, visitor: m.privacy_about_visitor }
const PURPOSE: Readonly<Record<DataMapEntry['purpose'], () => string>> = {
  service: m.privacy_purpose_service, keys: m.privacy_purpose_keys, certification: m.privacy_purpose_certification, account: m.privacy_purpose_account, contract: m.privacy_purpose_contract,
  evidence: m.privacy_purpose_evidence, mail: m.privacy_purpose_mail,
}
const RETENTION: Readonly<Record<DataMapEntry['retention'], () => string>> = {
  service: m.privacy_keep_service, hours: m.privacy_keep_hours, contract: m.privacy_keep_contract, 'until-erased': m.privacy_keep_until_erased, sent: m.privacy_keep_sent, forever: m.privacy_keep_forever,
}

const FROM: Readonly<Record<DataMapEntry['rules'][number]['from'], () => string>> = {
  ended: m.privacy_from_ended, created: m.privacy_from_created, sent: m.privacy_from_sent, changed: m.privacy_from_changed, concluded: m.privacy_from_concluded, accepted: m.privacy_from_accepted,
}
const THEN: Readonly<Record<DataMapEntry['rules'][number]['end'], () => string>> = { delete: m.privacy_then_delete, strip: m.privacy_then_strip, 'destroy-key': m.privacy_then_destroy }

/** `/privacy`: what is stored of whom, why, in what form and how long, read from the database's own tables. */
export default function PrivacyPage() {
  const locale = useLocale()
  const asked = useQuery({ queryKey: ['data-map'], queryFn: () => requestJson(dataMapSchema, '/api/privacy/data-map'), staleTime: Number.POSITIVE_INFINITY })
  return (
    <Frame>
      <Column>
        <PageTitle title={m.privacy_title()} />
        <p className="max-w-prose text-soft">{m.privacy_text()}</p>
        <OwnData />
        {asked.isPending && <Waiting label={m.ui_loading()} />}
        {asked.isError && <FailureNotice error={asked.error} onRetry={() => void asked.refetch()} />}
        {asked.data && (
          <ul className="grid gap-3">
            {asked.data.tables.map(({ table, about, purpose, retention, rules, sealed, plain }) => (
              <li key={table} className="sheet grid gap-1 px-5 py-4">
                <h2 className="text-base">{TABLE_NAMES[table]?.[locale] ?? table}</h2>
                <dl className="grid gap-x-4 gap-y-1 text-sm sm:grid-cols-[12rem_minmax(0,1fr)]">
                  <dt className="text-soft">{m.privacy_about()}</dt><dd>{ABOUT[about]()}</dd>
                  <dt className="text-soft">{m.privacy_purpose()}</dt><dd>{PURPOSE[purpose]()}</dd>
                  <dt className="text-soft">{m.privacy_keep()}</dt><dd>{RETENTION[retention]()}{rules.map(({ days, from, end, basis }) => <span key={`${from} ${end} ${days}`} className="block">{m.privacy_rule({ days: formatCount(days), from: FROM[from](), end: THEN[end]() })} ({basis[locale]})</span>)}</dd>
                  {table === 'record' && <><dt className="text-soft">{m.privacy_records()}</dt><dd>{m.privacy_records_stay()}</dd></>}
                </dl>
                <details className="text-sm">
                  <summary className="min-h-6 w-fit cursor-pointer text-soft underline decoration-rule-strong underline-offset-2">{m.privacy_columns()}<span className="sr-only"> {TABLE_NAMES[table]?.[locale] ?? table}</span></summary>
                  <dl className="mt-1 grid gap-x-4 gap-y-1 sm:grid-cols-[12rem_minmax(0,1fr)]">
                    <dt className="text-soft">{m.privacy_table()}</dt><dd className="break-words font-mono text-xs leading-5">{table}</dd>
                    {sealed.length > 0 && <><dt className="text-soft">{m.privacy_sealed()}</dt><dd className="break-words font-mono text-xs leading-5">{sealed.join(', ')}</dd></>}
                    <dt className="text-soft">{m.privacy_plain()}</dt><dd className="break-words font-mono text-xs leading-5">{plain.join(', ')}</dd>
                  </dl>
                </details>
              </li>
            ))}
          </ul>
        )}
      </Column>
    </Frame>
  )
}
