import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Suspense, useEffect, useState } from 'react'
import type { ReactNode } from 'react'
import type { Receipt } from '../../../../protocol/receipt.ts'
import { answerProofAddress } from '../../../api/log.ts'
import { fetchReceipt, offerFileAddress } from '../../../api/offer.ts'
import { keys } from '../../../api/query.ts'
import { formatExactInstant, formatInstant, formatSize } from '../../../locale/format.ts'
import { m } from '../../../messages/generated/messages.js'
import { Button, ButtonAnchor } from '../../../ui/button.tsx'
import { ThreeFacts } from '../../../ui/fact.tsx'
import { FailureNotice } from '../../../ui/failure.tsx'
import { late } from '../../../ui/late.tsx'
import { Column, PageTitle } from '../../../ui/page.tsx'
import { Waiting } from '../../../ui/progress.tsx'
import { Seal } from '../../../ui/seal.tsx'
import { Notice, Verdict } from '../../../ui/verdict.tsx'
import type { Offer } from '../offer.ts'
import { PartiesList } from '../step/parties-list.tsx'

const ContractWithdrawal = late(() => import('../../../withdrawal/contract-withdrawal.tsx'))
const ContractRecords = late(() => import('../../../records-consent/contract-records.tsx'))
const PersonalData = late(() => import('../../../data-consent/personal-data.tsx'))
const Papers = late(() => import('./papers.tsx'))

const SHOWN = { operator: m.sign_receipt_organisation, oidc: m.sign_receipt_organisation_oidc, eid: m.sign_receipt_organisation_eid } as const

function Fact({ term, children }: { readonly term: string; readonly children: ReactNode }) {
  return (
    <div className="grid gap-x-4 border-b border-rule py-2 last:border-0 sm:grid-cols-[14rem_minmax(0,1fr)]">
      <dt className="text-sm text-soft">{term}</dt>
      <dd className="num min-w-0 break-words">{children}</dd>
    </div>
  )
}

function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className="sheet grid gap-2 px-4 py-4 sm:px-7 sm:py-5">
      <h2 className="text-[1.0625rem]">{title}</h2>
      {children}
    </section>
  )
}

const Hash = ({ value }: { readonly value: string }) => <code className="break-all font-mono text-[.8125rem]">{value}</code>

function Facts({ receipt }: { readonly receipt: Receipt }) {
  return (
    <Section title={m.sign_receipt_facts()}>
      <p className="text-sm text-soft">{m.sign_receipt_facts_text()}</p>
      <ThreeFacts presentation={receipt.presentation} act={receipt.act} identity={receipt.identity} />
      <p className="text-sm">{m.sign_receipt_name_given({ name: receipt.name })}</p>
      {receipt.certificate?.organisation && <p className="text-sm">{SHOWN[receipt.certificate.organisation.by](receipt.certificate.organisation)}</p>}
      {receipt.identity.demo && <Notice title={m.sign_receipt_demo()} />}
    </Section>
  )
}

function Times({ receipt }: { readonly receipt: Receipt }) {
  return (
    <Section title={m.sign_receipt_times()}>
      <dl>
        <Fact term={m.sign_receipt_claimed()}><time dateTime={receipt.claimedTime}>{formatExactInstant(receipt.claimedTime)}</time></Fact>
        {receipt.timestampTime !== null && <Fact term={m.sign_receipt_timestamp()}><time dateTime={receipt.timestampTime}>{formatExactInstant(receipt.timestampTime)}</time></Fact>}
        <Fact term={m.sign_receipt_received()}><time dateTime={receipt.receivedAt}>{formatExactInstant(receipt.receivedAt)}</time></Fact>
      </dl>
    </Section>
  )
}

function Hashes({ receipt }: { readonly receipt: Receipt }) {
  return (
    <details className="sheet print-open px-4 py-2 sm:px-7">
      <summary className="min-h-11 cursor-pointer py-2.5 font-semibold">{m.sign_receipt_technical()}</summary>
      <dl className="pb-3">
        {receipt.fileHash !== null && <Fact term={m.sign_receipt_file_hash()}><Hash value={receipt.fileHash} /></Fact>}
        <Fact term={m.sign_receipt_statement_hash()}><Hash value={receipt.statementHash} /></Fact>
        <Fact term={m.sign_receipt_record_hash()}><Hash value={receipt.recordHash} /></Fact>
        {receipt.certificate && (
          <>
            <Fact term={m.sign_receipt_issuer()}>{receipt.certificate.issuer}</Fact>
            <Fact term={m.sign_receipt_serial()}><Hash value={receipt.certificate.serialNumber} /></Fact>
            <Fact term={m.sign_receipt_validity()}>{formatInstant(receipt.certificate.notBefore)} – {formatInstant(receipt.certificate.notAfter)}</Fact>
          </>
        )}
      </dl>
    </details>
  )
}

/** The command line's way to check the kept copy; the same words in every language. */
const COMMAND = 'npm run -s countersign -- verify contract.pdf --trust root.cer'

function Check({ receipt, token }: { readonly receipt: Receipt; readonly token: string }) {
  return (
    <Section title={m.sign_receipt_check()}>
      <p>{m.sign_receipt_check_text()}</p>
      <p className="flex flex-wrap gap-2"><ButtonAnchor href="/verify" target="_blank" rel="noreferrer">{m.sign_receipt_check_page()}</ButtonAnchor></p>
      {receipt.certificate && <p><a href={`/certificates?document=${encodeURIComponent(token)}`} target="_blank" rel="noreferrer" className="inline-flex min-h-6 items-center text-link underline underline-offset-2">{m.sign_receipt_certificates()}</a></p>}
      <p><a href={answerProofAddress(token)} download className="text-link underline underline-offset-2">{m.log_proof_download()}</a></p>
      <p className="text-sm text-soft">{m.sign_receipt_check_address({ address: receipt.checkAddress })}</p>
      <p className="text-sm">{m.sign_receipt_check_command()}</p>
      <pre className="whitespace-pre-wrap break-words rounded-control bg-wash px-3 py-2 font-mono text-[.8125rem]" lang="en">{COMMAND}</pre>
    </Section>
  )
}

const OVER = ['declined', 'ended', 'lapsed', 'withdrawn']

/** Where the others stand, asked again until everybody has signed. */
function Others({ token, offer }: { readonly token: string; readonly offer: Offer }) {
  const queries = useQueryClient()
  const { parties } = offer.view
  const isDone = parties.every(({ state }) => state === 'accepted')
  const isOver = parties.some(({ state }) => OVER.includes(state))
  useEffect(() => {
    if (isDone || isOver) return
    const timer = setInterval(() => void queries.invalidateQueries({ queryKey: keys.offer(token) }), 10_000)
    return () => clearInterval(timer)
  }, [isDone, isOver, queries, token])
  return (
    <>
      <output className="px-1">{isDone ? m.parties_receipt_all() : isOver ? m.parties_receipt_over() : m.parties_receipt_waiting()}</output>
      <PartiesList parties={parties} own={offer.party.id} awaits={false} lang={offer.document.language} />
    </>
  )
}

interface ReceiptStepProps {
  readonly token: string
  readonly offer: Offer
  readonly receipt: Receipt | null
  /** Takes what this device keeps of the act off it; null when it keeps nothing. */
  readonly onRemove: (() => Promise<void>) | null
}

/** What is kept after an answer: the copy, the seal, the times, the facts apart, and how to check it oneself. */
export default function ReceiptStep({ token, offer, receipt: given, onRemove }: ReceiptStepProps) {
  const asked = useQuery({ queryKey: keys.receipt(token), queryFn: () => fetchReceipt(token), enabled: given === null, staleTime: Number.POSITIVE_INFINITY })
  const [removed, setRemoved] = useState(false)
  const receipt = given ?? asked.data ?? null
  if (!receipt) {
    return (
      <Column width="text">
        {asked.isError ? <FailureNotice error={asked.error} onRetry={() => void asked.refetch()} /> : <Waiting label={m.ui_loading()} />}
      </Column>
    )
  }
  const isAgreed = receipt.event === 'agreed'
  const { document, view } = offer
  const sellerEmail = document.particulars.find(({ id }) => id === document.parties.find((party) => party.id === 'seller')?.emailParticular)?.value
  return (
    <Column width="text">
      <PageTitle title={isAgreed ? m.sign_receipt_title() : m.sign_receipt_declined_title()} />
      {isAgreed ? (
        <Verdict kind="pass" title={m.sign_receipt_agreed({ title: receipt.title })}>{m.sign_receipt_agreed_text({ seller: view.seller, number: receipt.number, version: receipt.version })}</Verdict>
      ) : (
        <Verdict kind="doubt" title={m.sign_receipt_declined({ title: receipt.title })}>{m.sign_receipt_declined_text({ seller: view.seller })}</Verdict>
      )}
      {isAgreed && (
        <section className="sheet flex flex-wrap items-center gap-5 px-4 py-5 sm:px-7">
          {receipt.sealHash !== null && <Seal hash={receipt.sealHash} label={m.sign_receipt_seal()} className="size-36" />}
          <div className="grid min-w-0 flex-1 basis-64 gap-2">
            <p className="text-lg font-semibold">{receipt.name}</p>
            <p className="text-sm text-soft">{m.sign_receipt_seal_text()}</p>
            <div className="no-print mt-1 flex flex-wrap gap-2">
              <ButtonAnchor look="main" href={offerFileAddress(token)} download>{m.sign_receipt_download()}{receipt.fileSize !== null && <span className="num whitespace-nowrap font-normal">({formatSize(receipt.fileSize)})</span>}</ButtonAnchor>
              <Button onClick={() => print()}>{m.sign_receipt_print()}</Button>
            </div>
          </div>
        </section>
      )}
      {isAgreed && view.particulars !== null && <Others token={token} offer={offer} />}
      <Facts receipt={receipt} />
      <Times receipt={receipt} />
      <Suspense fallback={null}><Papers token={token} document={document} seller={view.seller} isAgreed={isAgreed} /></Suspense>
      {isAgreed && <Check receipt={receipt} token={token} />}
      {isAgreed && (
        <Section title={m.sign_withdrawal()}>
          {document.withdrawal ? <p lang={document.language}>{document.withdrawal.text}</p> : <p>{m.sign_withdrawal_none()}</p>}
          {document.withdrawal && <Suspense fallback={null}><ContractWithdrawal token={token} title={receipt.title} number={receipt.number} /></Suspense>}
          {sellerEmail !== undefined && (
            <p>{m.sign_contact({ seller: view.seller })} <a href={`mailto:${sellerEmail}?subject=${encodeURIComponent(`${receipt.number} · ${receipt.title}`)}`}>{sellerEmail}</a></p>
          )}
        </Section>
      )}
      {isAgreed && <Suspense fallback={null}><ContractRecords token={token} title={receipt.title} document={document} /></Suspense>}
      {document.privacy && <Suspense fallback={null}><PersonalData place={{ kind: 'offer', token }} /></Suspense>}
      <Hashes receipt={receipt} />
      {onRemove && (
        <p className="no-print flex flex-wrap items-center gap-2 text-sm text-soft">
          <output>{removed ? m.sign_receipt_removed() : m.sign_receipt_remove_text()}</output>
          {!removed && <Button look="quiet" onClick={() => void onRemove().then(() => setRemoved(true))}>{m.sign_receipt_remove()}</Button>}
        </p>
      )}
    </Column>
  )
}
