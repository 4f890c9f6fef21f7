import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useMemo, useRef, useState } from 'react'
import { Link, useParams, useSearchParams } from 'react-router'
import { decodeContractDocument } from '../../../core/contract/document.ts'
import { renderHtml } from '../../../core/typeset/html.ts'
import type { AgreementView, ClickReceipt } from '../../../protocol/agreement.ts'
import { Ask } from '../../agreement/ask.tsx'
import { Differences } from '../../agreement/differences.tsx'
import { fetchAgreement, fetchStanding, fetchVersion } from '../../api/agreement.ts'
import { useService } from '../../api/query.ts'
import { useReading, useSharedReading } from '../../consent/reading.ts'
import { formatInstant } from '../../locale/format.ts'
import { m } from '../../messages/generated/messages.js'
import { ButtonLink } from '../../ui/button.tsx'
import { ContractText } from '../../ui/contract.tsx'
import { FailureNotice } from '../../ui/failure.tsx'
import { Frame } from '../../ui/frame.tsx'
import { Column, PageTitle } from '../../ui/page.tsx'
import { Waiting } from '../../ui/progress.tsx'
import { Served } from '../../ui/served.tsx'
import { Verdict } from '../../ui/verdict.tsx'

const Several = lazy(() => import('../../agreement/several.tsx'))

const NOBODY = { subject: null, origin: null }

function useVersion(agreement: string, number: string | null) {
  return useQuery({ queryKey: ['agreement', agreement, number], queryFn: () => fetchVersion(agreement, number ?? ''), enabled: number !== null, staleTime: Number.POSITIVE_INFINITY })
}

const standingOf = (agreement: string) => ({ queryKey: ['agreement', agreement, 'standing'], queryFn: () => fetchStanding(agreement, NOBODY) })

const STATES = { draft: m.agreement_state_draft, scheduled: m.agreement_state_scheduled, active: m.agreement_state_active, retired: m.agreement_state_retired }

function Versions({ view, shown }: { readonly view: AgreementView; readonly shown: string | null }) {
  return (
    <section className="sheet px-4 py-4 sm:px-7" aria-labelledby="versions">
      <h2 id="versions" className="mb-2 text-[1.0625rem]">{m.agreement_versions()}</h2>
      <ol className="grid gap-2">
        {view.versions.map((version, index) => {
          const before = view.versions[index + 1]
          return (
            <li key={version.number} className="flex flex-wrap items-baseline gap-x-4 gap-y-1 border-b border-rule pb-2 last:border-0">
              <Link to={`?version=${version.number}`} aria-current={version.number === shown ? 'page' : undefined} className="inline-flex min-h-8 items-center font-semibold">{m.agreement_version({ number: version.number })}</Link>
              <span className="text-sm">{STATES[version.state]()}</span>
              <span className="num text-sm text-soft">{version.activeFrom !== null && m.agreement_from({ time: formatInstant(version.activeFrom) })}</span>
              <span className="text-sm text-soft">{version.kind === 'major' ? m.agreement_major() : m.agreement_minor()}</span>
              {before && <Link to={`?version=${version.number}&against=${before.number}`} className="inline-flex min-h-8 items-center text-sm">{m.agreement_compare({ number: before.number })}</Link>}
            </li>
          )
        })}
      </ol>
    </section>
  )
}

/** The text of one version, to read, to print, and for who was led here by a link from a consent. */
function Text({ agreement, number, against }: { readonly agreement: string; readonly number: string; readonly against: string | null }) {
  const version = useVersion(agreement, number)
  const other = useVersion(agreement, against)
  const document = useMemo(() => version.data && decodeContractDocument(version.data.document), [version.data])
  const terms = useRef<HTMLDivElement>(null)
  const report = useSharedReading(`${agreement} ${number}`, true, () => {})
  useReading(terms, report)
  if (version.isError) return <FailureNotice error={version.error} />
  if (!version.data || !document) return <Waiting label={m.ui_loading()} />
  return (
    <>
      {other.data && <Differences before={other.data} after={version.data} />}
      <div ref={terms} className="-mx-4 sm:mx-0"><ContractText nodes={renderHtml(document, {})} lang={document.language} /></div>
      <p className="break-all font-mono text-xs text-soft">SHA-256 {version.data.documentHash}</p>
    </>
  )
}

/** Several agreements at one place: this one and those named beside it. */
function AskingSeveral({ agreements }: { readonly agreements: readonly string[] }) {
  const [receipts, setReceipts] = useState<readonly ClickReceipt[] | null>(null)
  const asks = useMemo(() => agreements.map((agreement) => [agreement, NOBODY] as const), [agreements])
  if (!receipts) return <Suspense fallback={<Waiting label={m.ui_loading()} />}><Several asks={asks} onDone={setReceipts} /></Suspense>
  return (
    <Column width="text">
      {receipts.map(({ acceptance, event, token, at, number }) => (
        <Verdict key={acceptance} kind={event === 'declined' ? 'doubt' : 'pass'} title={`${event === 'declined' ? m.agreement_declined() : m.agreement_agreed()} · ${m.agreement_version({ number })}`} actions={<ButtonLink to={`/r/${token}`}>{m.agreement_record()}</ButtonLink>}>{m.agreement_at({ time: formatInstant(at) })}</Verdict>
      ))}
    </Column>
  )
}

function Asking({ agreement, number }: { readonly agreement: string; readonly number: string }) {
  const version = useVersion(agreement, number)
  const standing = useQuery(standingOf(agreement))
  const service = useService()
  const [receipt, setReceipt] = useState<ClickReceipt | null>(null)
  if (receipt) {
    return (
      <Column width="text">
        <Verdict kind={receipt.event === 'declined' ? 'doubt' : 'pass'} title={receipt.event === 'declined' ? m.agreement_declined() : m.agreement_agreed()} actions={<ButtonLink to={`/r/${receipt.token}`}>{m.agreement_record()}</ButtonLink>}>{m.agreement_at({ time: formatInstant(receipt.at) })}</Verdict>
      </Column>
    )
  }
  if (!version.data || !standing.data || !service.data) return <Waiting label={m.ui_loading()} />
  return <Ask agreement={agreement} version={version.data} standing={standing.data} asker={NOBODY} appBuild={service.data.build} onDone={setReceipt} />
}

/** Whether all that the page shows first has come. Until then what the server sent stays, so that nobody's place in the text is lost to a page that is empty for a moment. */
function useArrived(agreement: string, view: AgreementView | undefined, number: string | null, isAsking: boolean): boolean {
  const version = useVersion(agreement, number)
  const standing = useQuery({ ...standingOf(agreement), enabled: isAsking })
  const service = useService()
  const [arrived, setArrived] = useState(false)
  const isHere = view !== undefined && (number === null || version.isError || (version.isSuccess && (!isAsking || (standing.isFetched && service.isFetched))))
  if (isHere && !arrived) setArrived(true)
  return arrived || isHere
}

/** `/a/:agreement`: every version of an agreement with its dates and differences, its text, and the place to agree to the one in force. */
export default function AgreementPage() {
  const { agreement = '' } = useParams()
  const [search] = useSearchParams()
  const view = useQuery({ queryKey: ['agreement', agreement], queryFn: () => fetchAgreement(agreement) })
  const others = search.get('with') ?? ''
  const all = useMemo(() => [...new Set([agreement, ...others.split(/[\s,]+/).filter(Boolean)])], [agreement, others])
  const wished = search.get('version')
  const shown = wished ?? view.data?.active ?? view.data?.versions[0]?.number ?? null
  const isAsking = search.has('ask') && view.data !== undefined && view.data.active !== null
  const arrived = useArrived(agreement, view.data, shown, isAsking && others.length === 0)
  if (!view.data || !arrived) {
    if (view.isError) return <Frame><Column width="text"><FailureNotice error={view.error} onRetry={() => void view.refetch()} /></Column></Frame>
    return <Served><Frame><Waiting label={m.ui_loading()} /></Frame></Served>
  }
  return (
    <Frame title={view.data.seller} note={view.data.title}>
      {isAsking && view.data.active !== null ? (
        <>
          <Column width="text"><PageTitle title={view.data.title} /></Column>
          {others.length > 0 ? <AskingSeveral agreements={all} /> : <Asking agreement={agreement} number={view.data.active} />}
        </>
      ) : (
        <Column width="text">
          <PageTitle title={view.data.title} />
          <p className="text-soft">{m.agreement_intro({ seller: view.data.seller })}</p>
          <Versions view={view.data} shown={shown} />
          {view.data.active !== null && wished === null && <p><ButtonLink look="main" to="?ask">{m.agreement_ask()}</ButtonLink></p>}
          {shown !== null && <Text agreement={agreement} number={shown} against={search.get('against')} />}
        </Column>
      )}
    </Frame>
  )
}
