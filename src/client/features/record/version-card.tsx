import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { presentationOf } from '../../../core/consent/presentation.ts'
import type { ContractDocument } from '../../../core/contract/document.ts'
import { renderHtml } from '../../../core/typeset/html.ts'
import type { ContractDetail } from '../../../protocol/contract.ts'
import { PresentationWeight } from '../../consent/weight.tsx'
import { formatExactInstant, formatInstant } from '../../locale/format.ts'
import { m } from '../../messages/generated/messages.js'
import { Button } from '../../ui/button.tsx'
import { ContractText } from '../../ui/contract.tsx'

type Published = NonNullable<ContractDetail['published']>

/** The published version: when, by whom it was signed, under which hash; and its text. */
export function VersionCard({ published, document }: { readonly published: Published; readonly document: ContractDocument }) {
  const [reading, setReading] = useState(false)
  const facts = useQuery({
    queryKey: ['publication', published.versionId],
    queryFn: async () => (await import('./publication-facts.ts')).readPublication(published.publication),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })
  const rows = [
    [m.record_version(), published.version],
    [m.record_published_at(), formatInstant(published.publishedAt)],
    [m.record_signed_by(), facts.data && `${facts.data.emails.join(', ')}${facts.data.isDemo ? ` · ${m.record_demo_identity()}` : ''}`],
    [m.record_issuer(), facts.data?.issuer],
    [m.record_timestamp(), facts.data && (facts.data.timestamp ? formatExactInstant(facts.data.timestamp) : m.record_timestamp_none())],
  ] as const
  return (
    <section aria-labelledby="version" className="sheet grid gap-4 p-5">
      <h2 id="version" className="text-base">{m.record_version_title()}</h2>
      <dl className="grid gap-x-4 gap-y-1.5 text-sm sm:grid-cols-[auto_minmax(0,1fr)]">
        {rows.map(([name, value]) => value && (
          <div key={name} className="contents">
            <dt className="text-soft">{name}</dt>
            <dd className="num">{value}</dd>
          </div>
        ))}
        <dt className="text-soft">{m.ui_fact_presentation()}</dt>
        <dd><PresentationWeight presentation={presentationOf(document.presentation)} /></dd>
        <dt className="text-soft">{m.record_document_hash()}</dt>
        <dd className="break-all font-mono text-xs leading-5">{published.documentHash}</dd>
      </dl>
      {facts.isError && <p className="text-sm text-fail">{m.record_signature_unreadable()}</p>}
      <div><Button aria-expanded={reading} onClick={() => setReading(!reading)}>{reading ? m.record_text_hide() : m.record_text_show()}</Button></div>
      {reading && <ContractText nodes={renderHtml(document, {})} lang={document.language} className="max-h-[80dvh] w-full overflow-y-auto !shadow-none ring-1 ring-rule" />}
    </section>
  )
}
