import { useState } from 'react'
import { formatDeadline, formatExactInstant } from '../locale/format.ts'
import { m } from '../messages/generated/messages.js'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { downloadFile } from '../ui/download.ts'
import { FailureNotice } from '../ui/failure.tsx'
import { TextArea, TextField } from '../ui/field.tsx'
import { Verdict } from '../ui/verdict.tsx'

interface WithdrawalProps {
  readonly title: string
  readonly number: string
  /** Instants in UTC; `receipt` acknowledges what was withdrawn. */
  readonly withdrawal: { readonly until: string | null; readonly at: string | null; readonly receipt: string | null }
  /** Whether the acknowledgement goes to an address that has to be asked for. */
  readonly asksAddress: boolean
  readonly isPending: boolean
  readonly error: unknown
  readonly onWithdraw: (reason: string | null, email: string | null) => Promise<unknown>
}

const orNull = (text: string): string | null => (text.trim() === '' ? null : text.trim())

/** "Withdraw from contract here": shown for the whole period, asked once more, acknowledged with content, date and time (CRD art. 11a). */
export function Withdrawal({ title, number, withdrawal, asksAddress, isPending, error, onWithdraw }: WithdrawalProps) {
  const [asking, setAsking] = useState(false)
  const [reason, setReason] = useState('')
  const [email, setEmail] = useState('')
  const [now] = useState(() => Date.now())
  const { until, at, receipt } = withdrawal
  if (at !== null) {
    return (
      <>
        <Verdict kind="doubt" title={m.agreement_withdrawn({ title })}>{m.agreement_withdrawn_at({ time: formatExactInstant(at) })} <span className="num">({at})</span></Verdict>
        {receipt !== null && <p className="no-print"><Button onClick={() => downloadFile(JSON.stringify({ receipt }), 'application/json', 'withdrawal-receipt.json')}>{m.agreement_withdrawal_receipt()}</Button></p>}
      </>
    )
  }
  const isOver = until !== null && Date.parse(until) < now
  return (
    <>
      <p>{isOver ? m.agreement_withdrawal_over() : until !== null && m.agreement_withdrawal_until({ time: formatDeadline(until) })}</p>
      {!isOver && <p className="no-print"><Button look="main" onClick={() => setAsking(true)}>{m.agreement_withdraw()}</Button></p>}
      <Dialog open={asking} title={m.agreement_withdraw()} onClose={() => setAsking(false)} locked={isPending}>
        <p>{m.agreement_withdraw_text({ title, number })}</p>
        <TextArea label={m.agreement_withdraw_reason()} note={m.ui_optional()} maxLength={1000} value={reason} onChange={(event) => setReason(event.target.value)} />
        {asksAddress && <TextField label={m.agreement_withdraw_email()} note={m.ui_optional()} type="email" autoComplete="email" maxLength={254} value={email} onChange={(event) => setEmail(event.target.value)} />}
        {error !== null && <FailureNotice error={error} />}
        <div className="flex flex-wrap gap-2.5">
          <Button look="main" busy={isPending} onClick={() => void onWithdraw(orNull(reason), orNull(email)).then(() => setAsking(false), () => {})}>{m.agreement_withdraw_confirm()}</Button>
          <Button onClick={() => setAsking(false)} disabled={isPending}>{m.ui_cancel()}</Button>
        </div>
      </Dialog>
    </>
  )
}
