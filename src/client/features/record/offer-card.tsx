import { useMutation, useQueryClient } from '@tanstack/react-query'
import { lazy, Suspense, useId, useState } from 'react'
import type { OfferSummary } from '../../../protocol/contract.ts'
import { archivedFileAddress, remindOffer, signedFileAddress, withdrawOffer } from '../../api/contract.ts'
import { keys } from '../../api/query.ts'
import { answerSheet } from '../../api/answer-sheet.ts'
import { useLocale } from '../../locale/locale.ts'
import { formatInstant } from '../../locale/format.ts'
import { m } from '../../messages/generated/messages.js'
import { Button, ButtonAnchor, ButtonLink } from '../../ui/button.tsx'
import { OfferStateChip } from '../../ui/contract-state.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { FailureNotice } from '../../ui/failure.tsx'
import { useToast } from '../../ui/toast.tsx'
import { Shown } from './shown.tsx'
import { Unreached } from './unreached.tsx'

const QrCode = lazy(() => import('../../ui/qr.tsx'))

/** How an offer ended, and when. */
function endSentence(state: OfferSummary['state'], time: string): string {
  if (state === 'withdrawn') return m.record_offer_withdrawn_at({ time })
  return state === 'lapsed' ? m.record_offer_lapsed_at({ time }) : m.record_offer_answered({ time })
}

/** Hands the link over: copied, as a picture to scan, or in the person's own mail program. */
function LinkTools({ offer, title }: { readonly offer: OfferSummary; readonly title: string }) {
  const [qr, setQr] = useState(false)
  const toast = useToast()
  const id = useId()
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(offer.link)
      toast(m.record_link_copied())
    } catch {
      toast(m.record_link_not_copied())
    }
  }
  const mail = `mailto:${encodeURIComponent(offer.email)}?${new URLSearchParams({ subject: title, body: `${m.record_mail_body({ title })}\n\n${offer.link}\n` }).toString().replaceAll('+', '%20')}`
  return (
    <div className="grid gap-2">
      <div className="grid gap-1">
        <label htmlFor={id} className="text-sm font-semibold">{m.record_link()}</label>
        <input id={id} readOnly value={offer.link} onFocus={(event) => event.target.select()} className="num min-h-11 w-full rounded-control border border-rule-strong bg-field px-3 py-2 font-mono text-sm" />
      </div>
      <div className="flex flex-wrap gap-2">
        <Button onClick={() => void copy()}>{m.record_link_copy()}</Button>
        <Button aria-expanded={qr} onClick={() => setQr(!qr)}>{m.record_link_qr()}</Button>
        <ButtonAnchor href={mail}>{m.record_link_mail()}</ButtonAnchor>
      </div>
      {qr && (
        <Suspense fallback={null}>
          <div><QrCode text={offer.link} label={m.record_link_qr_label({ email: offer.email })} /></div>
        </Suspense>
      )}
      <p className="text-[.8125rem] text-soft">{m.record_link_warning()}</p>
    </div>
  )
}

function WithdrawDialog({ contract, offer, several, open, onClose }: { readonly contract: string; readonly offer: OfferSummary; readonly several: boolean; readonly open: boolean; readonly onClose: () => void }) {
  const queries = useQueryClient()
  const withdrawal = useMutation({
    mutationFn: () => withdrawOffer(contract, offer.id),
    onSuccess: (detail) => {
      queries.setQueryData(keys.contract(contract), detail)
      void queries.invalidateQueries({ queryKey: keys.contracts })
      void queries.invalidateQueries({ queryKey: keys.records(contract) })
      onClose()
    },
  })
  return (
    <Dialog open={open} title={m.record_withdraw_title()} onClose={onClose} locked={withdrawal.isPending}>
      <p>{several ? m.record_withdraw_round_text() : m.record_withdraw_text({ email: offer.email })}</p>
      {withdrawal.isError && <FailureNotice error={withdrawal.error} />}
      <div className="flex flex-wrap gap-2">
        <Button look="main" busy={withdrawal.isPending} onClick={() => withdrawal.mutate()}>{m.record_withdraw_action()}</Button>
        <Button onClick={onClose}>{m.ui_cancel()}</Button>
      </div>
    </Dialog>
  )
}

interface OfferCardProps {
  readonly contract: string
  readonly offer: OfferSummary
  /** The contract's title, for the mail. */
  readonly title: string
  readonly fileName: string
  /** The contract's own. */
  readonly language: string
  /** As the contract calls the party, where there are several. */
  readonly role: string | null
  /** Where it stands among several. */
  readonly note: string | null
  /** Something is awaited of it. */
  readonly isActing: boolean
  /** A letter can go to it now. */
  readonly isAsked: boolean
}

/** Asks once more what is awaited. */
function Remind({ contract, offer }: { readonly contract: string; readonly offer: OfferSummary }) {
  const queries = useQueryClient()
  const toast = useToast()
  const reminder = useMutation({
    mutationFn: () => remindOffer(contract, offer.id),
    onSuccess: (detail) => {
      toast(m.record_reminded({ email: offer.email }))
      queries.setQueryData(keys.contract(contract), detail)
      void queries.invalidateQueries({ queryKey: keys.records(contract) })
    },
  })
  return (
    <>
      <Button busy={reminder.isPending} onClick={() => reminder.mutate()}>{m.record_remind()}</Button>
      {reminder.isError && <FailureNotice error={reminder.error} />}
    </>
  )
}

/** One offer: to whom, where it stands, and what can be done about it. */
export function OfferCard({ contract, offer, title, fileName, language, role, note, isActing, isAsked }: OfferCardProps) {
  const [asking, setAsking] = useState(false)
  const locale = useLocale()
  const open = offer.state === 'waiting' || offer.state === 'sent' || offer.state === 'opened' || offer.state === 'code-sent'
  const isSelf = offer.party === 'seller'
  return (
    <li className="grid gap-4 border-b border-rule px-5 py-4 last:border-0">
      <div className="flex flex-wrap items-start justify-between gap-2">
        <div className="min-w-0">
          <h3 className="text-base">{role === null ? (offer.name ?? offer.email) : `${role}: ${offer.name ?? offer.email}`}</h3>
          <p className="num text-[.8125rem] text-soft">
            {offer.name && `${offer.email} · `}
            {role === null ? m.record_offer_sent({ time: formatInstant(offer.sentAt) }) : m.record_share_turn({ turn: offer.turn })}
            {note && ` · ${note}`}
            {offer.remindedAt && ` · ${m.record_reminded_at({ time: formatInstant(offer.remindedAt) })}`}
            {offer.answeredAt && ` · ${endSentence(offer.state, formatInstant(offer.answeredAt))}`}
          </p>
        </div>
        <OfferStateChip state={offer.state} />
      </div>
      {open && offer.mail && <Unreached contract={contract} offer={offer} mail={offer.mail} canSend={isAsked} onWithdraw={() => setAsking(true)} />}
      {open && !isSelf && (role === null ? <LinkTools offer={offer} title={title} /> : <details><summary className="min-h-6 w-fit cursor-pointer text-sm underline decoration-rule-strong underline-offset-2">{m.record_link()}</summary><div className="mt-2"><LinkTools offer={offer} title={title} /></div></details>)}
      <div className="flex flex-wrap gap-2 empty:hidden">
        {offer.fileHash && <ButtonAnchor look="main" href={signedFileAddress(contract, offer.id)} download={fileName}>{m.record_download()}</ButtonAnchor>}
        {offer.extensions > 0 && <ButtonAnchor href={archivedFileAddress(contract, offer.id)} download>{m.trail_archive()}</ButtonAnchor>}
        {offer.fileHash && <ButtonLink to="/verify">{m.record_check()}</ButtonLink>}
        {offer.state === 'accepted' && <ButtonAnchor href={answerSheet({ contract, offer: offer.id }, 'certificate.pdf', locale)} download>{m.trail_certificate()}</ButtonAnchor>}
        {(offer.state === 'accepted' || offer.state === 'declined') && <ButtonAnchor href={answerSheet({ contract, offer: offer.id }, 'record.pdf', locale)} download>{m.trail_record_pdf()}</ButtonAnchor>}
        {(offer.state === 'accepted' || offer.state === 'declined') && <ButtonAnchor href={answerSheet({ contract, offer: offer.id }, 'record.json', locale)} download>{m.trail_record_json()}</ButtonAnchor>}
        {open && isSelf && isActing && <ButtonAnchor look="main" href={offer.link} target="_blank" rel="noreferrer">{m.record_sign_self()}</ButtonAnchor>}
        {open && !isSelf && isActing && <Remind contract={contract} offer={offer} />}
        {open && <Button look="quiet" onClick={() => setAsking(true)}>{m.record_withdraw()}</Button>}
      </div>
      {offer.state === 'accepted' && <Shown contract={contract} offer={offer.id} language={language} />}
      <WithdrawDialog contract={contract} offer={offer} several={role !== null} open={asking} onClose={() => setAsking(false)} />
    </li>
  )
}
