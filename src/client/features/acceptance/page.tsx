import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import type { ReactNode } from 'react'
import { useParams } from 'react-router'
import { parseStatement } from '../../../core/consent/statement.ts'
import { nameRule } from '../../../core/consent/rule-words.ts'
import { readSnapshot } from '../../../core/consent/snapshot.ts'
import { decodeContractDocument } from '../../../core/contract/document.ts'
import { findRecordsBox } from '../../../core/contract/electronic-records.ts'
import { formByClick } from '../../../core/contract/formation-view.ts'
import { renderHtml } from '../../../core/typeset/html.ts'
import type { AcceptanceView, ClickEvent } from '../../../protocol/agreement.ts'
import { FormationFacts } from '../../agreement/formation.tsx'
import { OrderSummary } from '../../agreement/order.tsx'
import { eraseAcceptance, fetchAcceptance, withdrawAcceptance } from '../../api/agreement.ts'
import { PresentationWeight } from '../../consent/weight.tsx'
import { answerSheet } from '../../api/answer-sheet.ts'
import { withdrawRecordsConsent } from '../../api/records-consent.ts'
import { formatExactInstant } from '../../locale/format.ts'
import { useLocale } from '../../locale/locale.ts'
import { m } from '../../messages/generated/messages.js'
import { RecordsConsent } from '../../records-consent/records-consent.tsx'
import { Button, ButtonAnchor } from '../../ui/button.tsx'
import { ContractText } from '../../ui/contract.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { downloadFile } from '../../ui/download.ts'
import { ThreeFacts } from '../../ui/fact.tsx'
import { FailureNotice } from '../../ui/failure.tsx'
import { Frame } from '../../ui/frame.tsx'
import { Column, PageTitle } from '../../ui/page.tsx'
import { Waiting } from '../../ui/progress.tsx'
import { Notice, Verdict } from '../../ui/verdict.tsx'
import { Withdrawal } from '../../withdrawal/withdrawal.tsx'

const EVENTS = {
  agreed: m.agreement_event_agreed, 're-accepted': m.agreement_event_again, declined: m.agreement_event_declined, withdrawn: m.agreement_event_withdrawn,
  'order-accepted': m.agreement_event_order_accepted, 'order-declined': m.agreement_event_order_declined, 'records-consent-withdrawn': m.agreement_event_records_withdrawn,
}

function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className="sheet grid gap-2 px-4 py-4 sm:px-7 sm:py-5">
      <h2 className="text-[1.0625rem]">{title}</h2>
      {children}
    </section>
  )
}

function Facts({ rows, mono = false }: { readonly rows: readonly (readonly [string, ReactNode])[]; readonly mono?: boolean }) {
  return (
    <dl>
      {rows.map(([term, value]) => (
        <div key={term} className="grid gap-x-4 border-b border-rule py-2 last:border-0 sm:grid-cols-[14rem_minmax(0,1fr)]">
          <dt className="text-sm text-soft">{term}</dt>
          <dd className={mono ? 'min-w-0 break-all font-mono text-[.8125rem]' : 'num min-w-0 break-words'}>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

/** What the seller answered to an order, as far as it did. */
function readReply({ orderReply }: Pick<AcceptanceView, 'orderReply'>): { at: number; isAcceptance: boolean } | null {
  if (!orderReply || orderReply.at === null || orderReply.event === 'lapsed' || orderReply.event === null) return null
  return { at: Date.parse(orderReply.at), isAcceptance: orderReply.event === 'accepted' }
}

function Withdrawing({ token, view }: { readonly token: string; readonly view: AcceptanceView }) {
  const queries = useQueryClient()
  const send = useMutation({
    mutationFn: ([reason, email]: readonly [string | null, string | null]) => withdrawAcceptance(token, reason, email),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['acceptance', token] }),
  })
  const { withdrawal, title, number } = view
  if (!withdrawal) return null
  return (
    <Section title={m.agreement_withdrawal()}>
      <Withdrawal title={title} number={number} withdrawal={withdrawal} asksAddress isPending={send.isPending} error={send.error} onWithdraw={(reason, email) => send.mutateAsync([reason, email])} />
    </Section>
  )
}

/** Erasing is for who holds the link: asked once more, with what it means. */
function Erasure({ token, onDone }: { readonly token: string; readonly onDone: () => void }) {
  const [asking, setAsking] = useState(false)
  const erase = useMutation({ mutationFn: () => eraseAcceptance(token), onSuccess: onDone })
  return (
    <>
      <Button look="quiet" onClick={() => setAsking(true)}>{m.agreement_erase()}</Button>
      <Dialog open={asking} title={m.agreement_erase()} onClose={() => setAsking(false)} locked={erase.isPending}>
        <p>{m.agreement_erase_text()}</p>
        {erase.isError && <FailureNotice error={erase.error} />}
        <div className="flex flex-wrap gap-2.5">
          <Button look="main" busy={erase.isPending} onClick={() => erase.mutate()}>{m.agreement_erase_confirm()}</Button>
          <Button onClick={() => setAsking(false)} disabled={erase.isPending}>{m.ui_cancel()}</Button>
        </div>
      </Dialog>
    </>
  )
}

/** What became of it, oldest first: each act with its record, and the proof that the record is in the public log. */
function History({ events }: { readonly events: readonly ClickEvent[] }) {
  return (
    <ol className="grid gap-3">
      {events.map(({ event, number, at, isThis, recordHash, proof }) => (
        <li key={`${event} ${at} ${recordHash ?? ''}`} className="grid gap-1 border-b border-rule pb-3 last:border-0 last:pb-0">
          <p><b>{EVENTS[event]()}</b> · {m.agreement_version({ number })}{!isThis && ` · ${m.agreement_event_another()}`}</p>
          <p className="num text-sm text-soft">{formatExactInstant(at)} · {at}</p>
          {recordHash !== null && <p className="break-all font-mono text-[.8125rem]">{recordHash}</p>}
          {recordHash !== null && (proof === null ? <p className="text-sm text-soft">{m.agreement_event_unlogged()}</p> : <p className="no-print"><Button onClick={() => downloadFile(proof, 'text/plain', `record-${recordHash.slice(0, 12)}.tlog-proof`)}>{m.agreement_event_proof()}</Button></p>)}
        </li>
      ))}
    </ol>
  )
}

function Screen({ view }: { readonly view: AcceptanceView }) {
  const locale = useLocale()
  const statement = useMemo(() => parseStatement(view.statement), [view.statement])
  const contract = useMemo(() => decodeContractDocument(view.document), [view.document])
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-6 lg:grid-cols-[minmax(0,1fr)_minmax(0,1fr)]">
      <Section title={m.agreement_screen()}>
        <p className="text-sm text-soft">{m.agreement_screen_text()}</p>
        {view.snapshot === null ? <p>{m.agreement_screen_none()}</p> : <blockquote lang={view.language} className="grid gap-2 border-l-4 border-rule-strong pl-4">{readSnapshot(view.snapshot, { ticked: '☑', open: '☐' }).map((line) => <p key={line}>{line}</p>)}</blockquote>}
        <h3 className="mt-2 text-[.9375rem]">{m.agreement_findings()}</h3>
        <ul className="num grid gap-1 text-sm">
          {statement.conspicuousness.map(({ rule, result, measured }) => (
            <li key={rule} className="grid grid-cols-[2.25rem_minmax(0,1fr)] gap-x-1.5"><span className="font-mono text-xs leading-6 text-soft">{rule}</span><span>{nameRule(rule, locale)}: <b>{result === 'met' ? m.agreement_finding_met() : result === 'not-met' ? m.agreement_finding_not_met() : m.agreement_finding_not_measured()}</b>{measured !== undefined && <span className="text-soft" lang="en"> · {measured}</span>}</span></li>
          ))}
        </ul>
      </Section>
      <div className="-mx-4 sm:mx-0"><ContractText nodes={renderHtml(contract, {})} lang={contract.language} /></div>
    </div>
  )
}

/** What was told of electronic records, and how it was agreed to: apart, by a box of its own, where the version asks so. */
function Records({ token, view }: { readonly token: string; readonly view: AcceptanceView }) {
  const queries = useQueryClient()
  const send = useMutation({
    mutationFn: (email: string | null) => withdrawRecordsConsent({ kind: 'acceptance', token }, email),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['acceptance', token] }),
  })
  const document = useMemo(() => decodeContractDocument(view.document), [view.document])
  const { controls } = useMemo(() => parseStatement(view.statement), [view.statement])
  const { disclosure, language, consent } = document
  const asked = findRecordsBox({ consent })
  const box = controls.find(({ id }) => id === asked?.id)
  return (
    <Section title={m.agreement_records()}>
      <p className="text-sm text-soft">{m.agreement_records_text()}</p>
      <div lang={language} className="grid gap-1.5">
        <h3 className="text-[.9375rem]">{disclosure.title}</h3>
        <ul className="grid list-disc gap-1.5 pl-5 text-sm">{disclosure.paragraphs.map((text) => <li key={text}>{text}</li>)}</ul>
      </div>
      {box ? <Facts rows={[[box.final ? m.agreement_records_agreed() : m.agreement_records_open(), <><span lang={language}>{box.label}</span>{box.changedAt !== null && ` · ${formatExactInstant(box.changedAt)}`}</>]]} /> : <p className="text-sm">{m.agreement_records_unasked()}</p>}
      <RecordsConsent title={view.title} document={document} consent={view.recordsConsent} asksAddress isPending={send.isPending} error={send.error} onWithdraw={send.mutateAsync} />
    </Section>
  )
}

/** `/r/:token`: one acceptance for people — what was shown beside the text, the facts apart, the times, and the way to withdraw. */
export default function AcceptancePage() {
  const { token = '' } = useParams()
  const locale = useLocale()
  const asked = useQuery({ queryKey: ['acceptance', token], queryFn: () => fetchAcceptance(token) })
  const view = asked.data
  const [now] = useState(() => Date.now())
  const [erased, setErased] = useState(false)
  if (erased) return <Frame><Column width="text"><Verdict kind="pass" title={m.agreement_erased()} /></Column></Frame>
  if (!view) return <Frame><Column width="text">{asked.isError ? <FailureNotice error={asked.error} onRetry={() => void asked.refetch()} /> : <Waiting label={m.ui_loading()} />}</Column></Frame>
  const isAgreed = view.event !== 'declined'
  const claimed = parseStatement(view.statement).claimedTime
  const document = decodeContractDocument(view.document)
  return (
    <Frame title={view.seller} note={view.title}>
      <Column>
        <PageTitle title={m.agreement_record()} />
        <Verdict kind={isAgreed ? 'pass' : 'doubt'} title={isAgreed ? m.agreement_record_agreed({ title: view.title, number: view.number }) : m.agreement_record_declined({ title: view.title, number: view.number })}>{m.agreement_at({ time: formatExactInstant(view.at) })}</Verdict>
        <Section title={m.sign_receipt_facts()}>
          <ThreeFacts presentation={view.presentation} act={view.act} identity={{ method: view.identity, address: null, demo: false }} />
          <PresentationWeight presentation={view.presentation} />
        </Section>
        {view.order && <OrderSummary order={view.order} />}
        <Withdrawing token={token} view={view} />
        <Section title={m.agreement_times()}>
          <Facts rows={[
            [m.sign_receipt_received(), formatExactInstant(view.at)], [m.agreement_time_utc(), view.at], [m.sign_receipt_claimed(), `${formatExactInstant(claimed)} (${claimed})`],
            ...(Math.abs(view.clockDifference) > 120 ? [[m.agreement_clock(), m.agreement_clock_off({ seconds: view.clockDifference })] as const] : []),
            ...(view.subject === null ? [] : [[m.agreement_subject(), view.subject] as const]), ...(view.origin === null ? [] : [[m.agreement_origin(), view.origin] as const]),
          ]} />
          {Math.abs(view.clockDifference) > 120 && <Notice title={m.agreement_clock_note()} />}
        </Section>
        <FormationFacts view={formByClick({ document, receivedAt: Date.parse(view.at), isAcceptance: isAgreed, isOrder: view.order !== null, orderReply: readReply(view), now })} names={{ seller: view.seller, buyer: view.subject ?? m.record_who_buyer() }} isOrder={view.order !== null} />
        <Records token={token} view={view} />
        <Section title={m.agreement_history()}>
          <p className="text-sm text-soft">{m.agreement_history_text()}</p>
          <History events={view.history} />
        </Section>
        <Screen view={view} />
        <details className="sheet print-open px-4 py-2 sm:px-7">
          <summary className="min-h-11 cursor-pointer py-2.5 font-semibold">{m.sign_receipt_technical()}</summary>
          <Facts mono rows={[[m.record_document_hash(), view.documentHash], [m.sign_receipt_statement_hash(), view.statementHash], [m.sign_receipt_record_hash(), view.recordHash], [m.agreement_receipt(), view.receipt]]} />
        </details>
        <p className="no-print flex flex-wrap gap-2">
          <Button onClick={() => print()}>{m.sign_receipt_print()}</Button>
          {isAgreed && <ButtonAnchor href={answerSheet({ acceptance: token }, 'certificate.pdf', locale)} download>{m.trail_certificate()}</ButtonAnchor>}
          <ButtonAnchor href={answerSheet({ acceptance: token }, 'record.pdf', locale)} download>{m.trail_record_pdf()}</ButtonAnchor>
          <Button onClick={() => downloadFile(JSON.stringify(view, null, 2), 'application/json', 'acceptance.json')}>{m.agreement_json()}</Button>
          <Erasure token={token} onDone={() => setErased(true)} />
        </p>
      </Column>
    </Frame>
  )
}
