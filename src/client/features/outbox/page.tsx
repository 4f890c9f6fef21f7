import { useQuery } from '@tanstack/react-query'
import { keys } from '../../api/query.ts'
import { fetchOutbox } from '../../api/service.ts'
import { formatExactInstant } from '../../locale/format.ts'
import { m } from '../../messages/generated/messages.js'
import { Button } from '../../ui/button.tsx'
import { FailureNotice } from '../../ui/failure.tsx'
import { Frame } from '../../ui/frame.tsx'
import { Column, Empty, PageTitle } from '../../ui/page.tsx'
import { Waiting } from '../../ui/progress.tsx'
import { Notice } from '../../ui/verdict.tsx'

/** A mail's text with its addresses as links; those of this app stay relative to where it runs. */
function MailText({ text }: { readonly text: string }) {
  return (
    <p className="measure whitespace-pre-wrap">
      {text.split(/(https?:\/\/\S+)/).map((part, index) => (index % 2 === 1 ? <a key={index} href={part} className="break-all">{part}</a> : part))}
    </p>
  )
}

/** Mails that did not leave this machine: only in the demo, only here. */
export default function OutboxPage() {
  const outbox = useQuery({ queryKey: keys.outbox, queryFn: fetchOutbox, refetchInterval: 3000 })
  const mails = outbox.data?.mails
  return (
    <Frame>
      <Column width="text">
        <div className="flex flex-wrap items-center justify-between gap-3">
          <PageTitle title={m.outbox_title()} />
          <Button onClick={() => void outbox.refetch()}>{m.outbox_refresh()}</Button>
        </div>
        <Notice>{m.outbox_text()}</Notice>
        {outbox.isPending && <Waiting label={m.ui_loading()} />}
        {outbox.isError && <FailureNotice error={outbox.error} onRetry={() => void outbox.refetch()} />}
        {mails?.length === 0 && <Empty title={m.outbox_empty()}>{m.outbox_empty_text()}</Empty>}
        {mails && mails.length > 0 && (
          <ol aria-label={m.outbox_title()} className="grid gap-4">
            {mails.map((mail) => (
              <li key={mail.id} className="sheet grid gap-3 p-5">
                <div>
                  <h2 className="text-base">{mail.subject}</h2>
                  <p className="num text-[.8125rem] text-soft">{m.outbox_to({ email: mail.to })} · <time dateTime={mail.sentAt}>{formatExactInstant(mail.sentAt)}</time></p>
                </div>
                <MailText text={mail.text} />
              </li>
            ))}
          </ol>
        )}
      </Column>
    </Frame>
  )
}
