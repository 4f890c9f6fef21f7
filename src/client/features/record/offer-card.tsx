import { useMutation, useQueryClient } from '@tanstack/react-query'
import { lazy, Suspense, useId, useState } from 'react'
import type { OfferSummary } from '../../../protocol/contract.ts'
import { signedFileAddress, withdrawOffer } from '../../api/contract.ts'
import { keys } from '../../api/query.ts'
import { formatInstant } from '../../locale/format.ts'
import { m } from '../../messages/generated/messages.js'
import { Button, ButtonAnchor, ButtonLink } from '../../ui/button.tsx'
import { OfferStateChip } from '../../ui/contract-state.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { FailureNotice } from '../../ui/failure.tsx'
import { useToast } from '../../ui/toast.tsx'

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

function WithdrawDialog({ contract, offer, open, onClose }: { readonly contract: string; readonly offer: OfferSummary; readonly open: boolean; readonly onClose: () => void }) {
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
      <p>{m.record_withdraw_text({ email: offer.email })}</p>
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
}

/** One offer: to whom, where it stands, and what can be done about it. */
export function OfferCard({ contract, offer, title, fileName }: OfferCardProps) {
  const [asking, setAsking] = useState(false)
  const open = offer.state === 'sent' || offer.state === 'opened' || offer.state === 'code-sent'
  return (
    <li className="grid gap-4 border-b border-rule px-5 py-4 last:border-0">
      <div className="flex flex-wrap items-start justify-between gap-2">
        <div className="min-w-0">
          <h3 className="text-base">{offer.name ?? offer.email}</h3>
          <p className="num text-[.8125rem] text-soft">
            {offer.name && `${offer.email} · `}
            {m.record_offer_sent({ time: formatInstant(offer.sentAt) })}
            {offer.answeredAt && ` · ${endSentence(offer.state, formatInstant(offer.answeredAt))}`}
          </p>
        </div>
        <OfferStateChip state={offer.state} />
      </div>
      {open && <LinkTools offer={offer} title={title} />}
      <div className="flex flex-wrap gap-2 empty:hidden">
        {offer.fileHash && <ButtonAnchor look="main" href={signedFileAddress(contract, offer.id)} download={fileName}>{m.record_download()}</ButtonAnchor>}
        {offer.fileHash && <ButtonLink to="/verify">{m.record_check()}</ButtonLink>}
        {open && <Button look="quiet" onClick={() => setAsking(true)}>{m.record_withdraw()}</Button>}
      </div>
      <WithdrawDialog contract={contract} offer={offer} open={asking} onClose={() => setAsking(false)} />
    </li>
  )
}
