import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { Receipt } from '../../../../protocol/receipt.ts'
import { m } from '../../../messages/generated/messages.js'
import { Button } from '../../../ui/button.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { FailureNotice } from '../../../ui/failure.tsx'
import { TextArea } from '../../../ui/field.tsx'

interface DeclineDialogProps {
  readonly seller: string
  readonly onClose: () => void
  readonly onDecline: (reason: string) => Promise<Receipt>
  readonly onDone: (receipt: Receipt) => void
}

/** Saying no: confirmed once, a reason only if the person likes to give one. */
export default function DeclineDialog({ seller, onClose, onDecline, onDone }: DeclineDialogProps) {
  const [reason, setReason] = useState('')
  const send = useMutation({ mutationFn: () => onDecline(reason), onSuccess: onDone })
  return (
    <Dialog open title={m.sign_decline_title()} onClose={onClose} locked={send.isPending}>
      <p>{m.sign_decline_text({ seller })}</p>
      <TextArea label={m.sign_decline_reason()} note={m.ui_optional()} maxLength={1000} value={reason} onChange={(event) => setReason(event.target.value)} />
      {send.isError && <FailureNotice error={send.error} />}
      <div className="flex flex-wrap gap-2.5">
        <Button look="main" busy={send.isPending} onClick={() => send.mutate()}>{m.sign_decline_confirm()}</Button>
        <Button onClick={onClose} disabled={send.isPending}>{m.sign_decline_back()}</Button>
      </div>
    </Dialog>
  )
}
