import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useEffect, useMemo, useRef, useState } from 'react'
import { useParams, useSearchParams } from 'react-router'
import type { AgreementView, ClickReceipt } from '../../../protocol/agreement.ts'
import type { RefusalCode } from '../../../protocol/error.ts'
import { Ask } from '../../agreement/ask.tsx'
import { Differences } from '../../agreement/differences.tsx'
import { fetchAcceptance, fetchAgreement, fetchStanding, fetchVersion } from '../../api/agreement.ts'
import { isFailure } from '../../api/failure.ts'
import { reportNotice } from '../../api/offer.ts'
import { useService } from '../../api/query.ts'
import { formatInstant } from '../../locale/format.ts'
import { m } from '../../messages/generated/messages.js'
import { Button, ButtonAnchor } from '../../ui/button.tsx'
import { FailureNotice } from '../../ui/failure.tsx'
import { Waiting } from '../../ui/progress.tsx'
import { Notice, Verdict } from '../../ui/verdict.tsx'
import { tellHost, useHost } from './host.ts'
import type { Start } from './host.ts'

const Several = lazy(() => import('../../agreement/several.tsx'))

const MODES = ['click', 'notice'] as const
const POPUP = 'popup,width=520,height=760'

/** Nothing was agreed, and why, as far as that is known. */
function tellFailure(origin: string, error: unknown): void {
  tellHost(origin, { countersign: 'error', code: isFailure(error) ? error.code : 'UNKNOWN' })
}

function Failed({ origin, error }: { readonly origin: string; readonly error: unknown }) {
  useEffect(() => tellFailure(origin, error), [origin, error])
  return <div className="p-4"><FailureNotice error={error} /></div>
}

/** Why nothing can be asked here: to the person in words, to the host as a code. */
function Unasked({ origin, code, kind = 'doubt', title }: { readonly origin: string; readonly code: RefusalCode; readonly kind?: 'fail' | 'doubt'; readonly title: string }) {
  useEffect(() => tellHost(origin, { countersign: 'error', code }), [origin, code])
  return <div className="p-4"><Notice kind={kind} title={title} /></div>
}

/** A browse-wrap notice: a link, recorded as displayed and as opened, never as assent. */
function NoticeLine({ view, origin }: { readonly view: AgreementView; readonly origin: string }) {
  const version = useQuery({ queryKey: ['agreement', view.agreement, view.active], queryFn: () => fetchVersion(view.agreement, view.active ?? ''), enabled: view.active !== null })
  const id = version.data?.version
  useEffect(() => {
    if (id === undefined) return
    // A frame is told by the browser how much of it is in view of the whole page.
    const watch = new IntersectionObserver((entries) => {
      const inView = entries.some(({ isIntersecting }) => isIntersecting)
      watch.disconnect()
      reportNotice(id, 'displayed', inView).then(() => tellHost(origin, { countersign: 'displayed', inView, assent: false }), (error: unknown) => tellFailure(origin, error))
    })
    watch.observe(document.body)
    return () => watch.disconnect()
  }, [id, origin])
  if (version.isError) return <Failed origin={origin} error={version.error} />
  return (
    <p className="p-2 text-[.9375rem]">
      {m.embed_notice()}{' '}
      <a href={`/a/${view.agreement}`} target="_blank" rel="noreferrer" onClick={() => id !== undefined && void reportNotice(id, 'accessed', true).catch(() => {})}>{view.title}</a>
      {view.active !== null && <span className="text-soft"> · {m.agreement_version({ number: view.active })}</span>}
    </p>
  )
}

function useEarlier(view: AgreementView, number: string | null) {
  return useQuery({ queryKey: ['agreement', view.agreement, number], queryFn: () => fetchVersion(view.agreement, number ?? ''), enabled: number !== null })
}

interface ClickProps {
  readonly view: AgreementView
  readonly origin: string
  /** The host's origin as the allow-list has it; the popup keeps it, though the frame opened it. */
  readonly host: string
  readonly start: Start
  readonly isPopup: boolean
}

interface FromWindow {
  readonly receipt?: ClickReceipt
  readonly receipts?: readonly ClickReceipt[]
}

/** The frame hands its window what the host gave it, and hears what was decided there. */
function useFrameOfWindow(isPopup: boolean, origin: string, start: Start, onDecided: (kind: 'agreed' | 'declined', data: FromWindow) => void) {
  const decided = useRef(onDecided)
  useEffect(() => {
    decided.current = onDecided
  })
  useEffect(() => {
    if (isPopup) return
    const hear = (event: MessageEvent<unknown>) => {
      if (event.origin !== location.origin || event.source === window) return
      const data = event.data as FromWindow & { countersign?: unknown; code?: unknown }
      if (data.countersign === 'ready') (event.source as Window | null)?.postMessage(start.subject === null ? { ...start } : start, location.origin)
      if (data.countersign === 'error' && typeof data.code === 'string') tellHost(origin, { countersign: 'error', code: data.code })
      if ((data.countersign === 'agreed' || data.countersign === 'declined') && data.receipt) decided.current(data.countersign, data)
    }
    addEventListener('message', hear)
    return () => removeEventListener('message', hear)
  }, [isPopup, origin, start])
}

const NONE: readonly ClickReceipt[] = []

function openPopup(origin: string, address: string): void {
  const opened = open(address, '_blank', POPUP)
  if (!opened) tellHost(origin, { countersign: 'error', code: 'POPUP_BLOCKED' })
}

/** The press did not count: the browser saw the controls covered, or cannot tell. */
function tellUnseen(origin: string, isVisible: boolean | null, onUnseen: (isVisible: boolean | null) => void, openWindow: () => void): void {
  onUnseen(isVisible)
  if (isVisible === null) openWindow()
  else tellHost(origin, { countersign: 'error', code: 'COVERED' })
}

function Unseen({ unseen, onOpen }: { readonly unseen: boolean | null | undefined; readonly onOpen: () => void }) {
  if (unseen === false) return <div role="alert" className="p-4"><Notice kind="fail" title={m.embed_covered()} actions={<Button onClick={onOpen}>{m.embed_window()}</Button>} /></div>
  return unseen === null && <div role="alert" className="p-4"><Notice title={m.embed_window_text()} actions={<Button look="main" onClick={onOpen}>{m.embed_window()}</Button>} /></div>
}

function Done({ receipt: { event, token, at } }: { readonly receipt: ClickReceipt }) {
  return <Verdict kind={event === 'declined' ? 'doubt' : 'pass'} title={event === 'declined' ? m.agreement_declined() : m.agreement_agreed()} actions={<ButtonAnchor href={`/r/${token}`} target="_blank" rel="noreferrer">{m.agreement_record()}</ButtonAnchor>}>{m.agreement_at({ time: formatInstant(at) })}</Verdict>
}

/** Who agreed may withdraw on the record's page, which stands in a tab of its own: when this page is looked at again it asks, and the host is told. */
function useWithdrawn(receipts: readonly ClickReceipt[], origin: string): void {
  const told = useRef(new Set<string>())
  useEffect(() => {
    const look = () => {
      if (document.visibilityState !== 'visible') return
      for (const receipt of receipts.filter(({ event, token }) => event !== 'declined' && !told.current.has(token))) {
        // Without an answer nothing is told: the host's server hears of it by its webhook all the same.
        void fetchAcceptance(receipt.token).then(({ withdrawal }) => {
          if (!withdrawal?.at || !withdrawal.receipt || told.current.has(receipt.token)) return
          told.current.add(receipt.token)
          tellHost(origin, { countersign: 'withdrawn', receipt: { ...receipt, event: 'withdrawn', at: withdrawal.at, receipt: withdrawal.receipt } })
        }, () => {})
      }
    }
    document.addEventListener('visibilitychange', look)
    addEventListener('focus', look)
    return () => {
      document.removeEventListener('visibilitychange', look)
      removeEventListener('focus', look)
    }
  }, [receipts, origin])
}

function Click({ view, origin, host, start, isPopup }: ClickProps) {
  const asker = { subject: start.subject, origin: host }
  const active = useEarlier(view, view.active)
  const standing = useQuery({ queryKey: ['standing', view.agreement, start.subject], queryFn: () => fetchStanding(view.agreement, asker) })
  const before = useEarlier(view, standing.data?.isAsked === true && standing.data.order === null ? (standing.data.accepted?.number ?? null) : null)
  const service = useService()
  const [done, setDone] = useState<ClickReceipt | null>(null)
  const [unseen, setUnseen] = useState<boolean | null | undefined>(undefined)
  useWithdrawn(useMemo(() => (done ? [done] : NONE), [done]), origin)
  const isShown = active.data !== undefined && standing.data !== undefined
  useEffect(() => {
    if (isShown) tellHost(origin, { countersign: 'displayed', version: view.active, isAsked: standing.data?.isAsked })
  }, [isShown, origin, view.active, standing.data])
  const finish = (receipt: ClickReceipt) => {
    setDone(receipt)
    tellHost(origin, { countersign: receipt.event === 'declined' ? 'declined' : 'agreed', receipt })
    if (isPopup) close()
  }
  useFrameOfWindow(isPopup, origin, start, (kind, { receipt }) => {
    if (!receipt) return
    setDone(receipt)
    tellHost(origin, { countersign: kind, receipt })
  })
  const failure = active.error ?? standing.error ?? service.error
  if (failure) return <Failed origin={origin} error={failure} />
  if (done) return <div className="p-4"><Done receipt={done} /></div>
  if (!active.data || !standing.data || !service.data) return <Waiting label={m.ui_loading()} />
  if (!standing.data.isAsked) return <div className="p-4"><Notice kind="pass" title={m.embed_standing({ number: standing.data.accepted?.number ?? '' })} /></div>
  const openWindow = () => openPopup(origin, `/embed/${view.agreement}?popup&host=${encodeURIComponent(host)}`)
  return (
    <>
      <Unseen unseen={unseen} onOpen={openWindow} />
      <Ask
        agreement={view.agreement} version={active.data} standing={standing.data} asker={asker} appBuild={service.data.build} onDone={finish} onFailed={(error) => tellFailure(origin, error)}
        {...(isPopup ? {} : { onUnseen: (isVisible: boolean | null) => tellUnseen(origin, isVisible, setUnseen, openWindow) })}
      >
        {before.data && <><Notice title={m.embed_again({ number: before.data.number })} /><Differences before={before.data} after={active.data} /></>}
      </Ask>
    </>
  )
}

interface SeveralClickProps extends Omit<ClickProps, 'view'> {
  readonly agreements: readonly string[]
}

/** Several agreements in one frame: subjects stand in the same order as the agreements. */
function SeveralClick({ agreements, origin, host, start, isPopup }: SeveralClickProps) {
  const [receipts, setReceipts] = useState<readonly ClickReceipt[] | null>(null)
  const [unseen, setUnseen] = useState<boolean | null | undefined>(undefined)
  const asks = useMemo(() => {
    const subjects = start.subject?.split(/\s+/).filter(Boolean) ?? []
    return agreements.map((agreement, index) => [agreement, { subject: subjects[index] ?? null, origin: host }] as const)
  }, [agreements, start.subject, host])
  useWithdrawn(receipts ?? NONE, origin)
  const finish = (given: readonly ClickReceipt[]) => {
    setReceipts(given)
    tellHost(origin, { countersign: given[0]?.event === 'declined' ? 'declined' : 'agreed', receipt: given[0], receipts: given })
    if (isPopup) close()
  }
  useFrameOfWindow(isPopup, origin, start, (kind, data) => {
    setReceipts(data.receipts ?? [])
    tellHost(origin, { countersign: kind, receipt: data.receipt, receipts: data.receipts })
  })
  if (receipts) return <div className="grid gap-3 p-4">{receipts.map((receipt) => <Done key={receipt.acceptance} receipt={receipt} />)}</div>
  const openWindow = () => openPopup(origin, `/embed/${agreements[0]}?popup&host=${encodeURIComponent(host)}&with=${agreements.slice(1).join('+')}`)
  return (
    <>
      <Unseen unseen={unseen} onOpen={openWindow} />
      <Suspense fallback={<Waiting label={m.ui_loading()} />}>
        <Several
          asks={asks} onDone={finish} onFailed={(error) => tellFailure(origin, error)}
          onShown={(asked) => tellHost(origin, { countersign: 'displayed', agreements, isAsked: asked.some(({ standing }) => standing.isAsked) })}
          {...(isPopup ? {} : { onUnseen: (isVisible: boolean | null) => tellUnseen(origin, isVisible, setUnseen, openWindow) })}
        />
      </Suspense>
    </>
  )
}

/** `/embed/:agreement`: what stands in the frame on a host's page, and in the window that takes its place where a frame cannot be trusted. */
export default function EmbedPage() {
  const { agreement = '' } = useParams()
  const [search] = useSearchParams()
  const isPopup = search.has('popup')
  const host = search.get('host') ?? ''
  const origin = isPopup ? location.origin : host
  const mode = MODES.find((one) => one === search.get('mode')) ?? 'click'
  const view = useQuery({ queryKey: ['agreement', agreement], queryFn: () => fetchAgreement(agreement) })
  const start = useHost(origin)
  const others = search.get('with') ?? ''
  const all = useMemo(() => [...new Set([agreement, ...others.split(/\s+/).filter(Boolean)])], [agreement, others])
  if (view.isError) return <Failed origin={origin} error={view.error} />
  if (!view.data || !start) return <Waiting label={m.ui_loading()} />
  if (!view.data.origins.includes(host)) return <Unasked origin={origin} code="HOST_REFUSED" kind="fail" title={m.embed_stranger()} />
  if (others !== '' && mode === 'click') return <section id="main" aria-label={view.data.title}><SeveralClick agreements={all} origin={origin} host={host} start={start} isPopup={isPopup} /></section>
  if (view.data.active === null) return <Unasked origin={origin} code="VERSION_NOT_ACTIVE" title={m.embed_none()} />
  return <section id="main" aria-label={mode === 'notice' ? m.embed_notice_label() : view.data.title}>{mode === 'notice' ? <NoticeLine view={view.data} origin={origin} /> : <Click view={view.data} origin={origin} host={host} start={start} isPopup={isPopup} />}</section>
}
