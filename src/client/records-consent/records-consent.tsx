import { useState } from 'react'
import type { ContractDocument } from '../../core/contract/document.ts'
import { DISCLOSURE_SUBJECTS, isFullDisclosure } from '../../core/contract/electronic-records.ts'
import type { RecordsConsent as Consent } from '../../protocol/records-consent.ts'
import { formatExactInstant } from '../locale/format.ts'
import { m } from '../messages/generated/messages.js'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { downloadFile } from '../ui/download.ts'
import { FailureNotice } from '../ui/failure.tsx'
import { TextField } from '../ui/field.tsx'
import { Verdict } from '../ui/verdict.tsx'

interface RecordsConsentProps {
  readonly title: string
  readonly document: ContractDocument
  readonly consent: Consent
  /** Whether the acknowledgement goes to an address that has to be asked for. */
  readonly asksAddress: boolean
  readonly isPending: boolean
  readonly error: unknown
  readonly onWithdraw: (email: string | null) => Promise<unknown>
}

/** What the version told of taking consent back; all of it where its paragraphs are the seller's own. */
function toldOfWithdrawal({ disclosure }: ContractDocument): readonly string[] {
  return isFullDisclosure({ disclosure }) ? disclosure.paragraphs.slice(DISCLOSURE_SUBJECTS.indexOf('withdrawal')).slice(0, 1) : disclosure.paragraphs
}

/** Consent to electronic records that was given apart: when, and the way to take it back, with what follows stated first (15 USC 7001(c)(1)(B)). */
export function RecordsConsent({ title, document, consent: { givenAt, at, receipt }, asksAddress, isPending, error, onWithdraw }: RecordsConsentProps) {
  const [asking, setAsking] = useState(false)
  const [email, setEmail] = useState('')
  if (givenAt === null) return null
  if (at !== null) {
    return (
      <>
        <Verdict kind="doubt" level={3} title={m.agreement_records_withdrawn()}>{m.agreement_records_withdrawn_at({ time: formatExactInstant(at) })} <span className="num">({at})</span></Verdict>
        {receipt !== null && <p className="no-print"><Button onClick={() => downloadFile(JSON.stringify({ receipt }), 'application/json', 'records-consent-withdrawal.json')}>{m.agreement_records_withdrawal_receipt()}</Button></p>}
      </>
    )
  }
  const follows = [m.agreement_records_follows_paper(), m.agreement_records_follows_kept(), m.agreement_records_follows_told(), m.agreement_records_follows_free()]
  return (
    <>
      <p className="no-print"><Button onClick={() => setAsking(true)}>{m.agreement_records_withdraw()}</Button></p>
      <Dialog open={asking} title={m.agreement_records_withdraw()} onClose={() => setAsking(false)} locked={isPending}>
        <p>{m.agreement_records_withdraw_scope({ title })}</p>
        <ul className="grid list-disc gap-1.5 pl-5">{follows.map((text) => <li key={text}>{text}</li>)}</ul>
        <p className="text-sm text-soft">{m.agreement_records_told()}</p>
        <blockquote lang={document.language} className="grid gap-1.5 border-l-4 border-rule-strong pl-4 text-sm">{toldOfWithdrawal(document).map((text) => <p key={text}>{text}</p>)}</blockquote>
        {asksAddress && <TextField label={m.agreement_withdraw_email()} note={m.ui_optional()} type="email" autoComplete="email" maxLength={254} value={email} onChange={(event) => setEmail(event.target.value)} />}
        {error !== null && <FailureNotice error={error} />}
        <div className="flex flex-wrap gap-2.5">
          <Button look="main" busy={isPending} onClick={() => void onWithdraw(email.trim() || null).then(() => setAsking(false), () => {})}>{m.agreement_records_confirm()}</Button>
          <Button onClick={() => setAsking(false)} disabled={isPending}>{m.ui_cancel()}</Button>
        </div>
      </Dialog>
    </>
  )
}
