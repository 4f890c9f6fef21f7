import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { OfferSummary } from '../../../protocol/contract.ts'
import { remindOffer } from '../../api/contract.ts'
import { keys } from '../../api/query.ts'
import { formatInstant } from '../../locale/format.ts'
import { m } from '../../messages/generated/messages.js'
import { Button } from '../../ui/button.tsx'
import { FailureNotice } from '../../ui/failure.tsx'
import { useToast } from '../../ui/toast.tsx'
import { Notice } from '../../ui/verdict.tsx'

const REPLY = (reply: number | null): string => (reply === null ? m.record_mail_no_reply() : reply >= 500 ? m.record_mail_reply_permanent({ reply }) : m.record_mail_reply_passing({ reply }))

interface Props {
  readonly contract: string
  readonly offer: OfferSummary
  readonly mail: NonNullable<OfferSummary['mail']>
  /** Something is awaited of the party now, so that a letter can go. */
  readonly canSend: boolean
  readonly onWithdraw: () => void
}

/** The party's mail was not taken: what the mail system said, and the ways on. */
export function Unreached({ contract, offer, mail, canSend, onWithdraw }: Props) {
  const queries = useQueryClient()
  const toast = useToast()
  const again = useMutation({
    mutationFn: () => remindOffer(contract, offer.id),
    onSuccess: () => toast(m.record_reminded({ email: offer.email })),
    onSettled: () => {
      for (const queryKey of [keys.contract(contract), keys.records(contract), keys.contracts]) void queries.invalidateQueries({ queryKey })
    },
  })
  const { email } = offer
  const isTrying = mail.state === 'trying'
  const title = isTrying ? m.record_mail_trying({ email }) : mail.state === 'refused' ? m.record_mail_refused({ email }) : m.record_mail_given_up({ email })
  return (
    <Notice
      kind={isTrying ? 'doubt' : 'fail'}
      title={title}
      actions={isTrying ? undefined : (
        <>
          {canSend && <Button busy={again.isPending} onClick={() => again.mutate()}>{m.record_mail_again()}</Button>}
          <Button onClick={onWithdraw}>{m.record_mail_other_address()}</Button>
        </>
      )}
    >
      <p>{REPLY(mail.reply)} {isTrying ? (mail.nextAt === null ? '' : m.record_mail_next({ time: formatInstant(mail.nextAt) })) : m.record_mail_ways()}</p>
      {again.isError && <FailureNotice error={again.error} />}
    </Notice>
  )
}
