import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { readSnapshot } from '../../../core/consent/snapshot.ts'
import { fetchShown } from '../../api/answer-sheet.ts'
import { useLocale } from '../../locale/locale.ts'
import { m } from '../../messages/generated/messages.js'
import { FailureNotice } from '../../ui/failure.tsx'
import { Waiting } from '../../ui/progress.tsx'

/** What the signatory's screen showed at the press: boxes, sentence and buttons as the browser recorded them; fetched when it is asked for. */
export function Shown({ contract, offer, language }: { readonly contract: string; readonly offer: string; readonly language: string }) {
  const [isOpen, setOpen] = useState(false)
  const locale = useLocale()
  const shown = useQuery({ queryKey: ['shown', contract, offer], queryFn: () => fetchShown({ contract, offer }, locale), enabled: isOpen, staleTime: Number.POSITIVE_INFINITY })
  return (
    <details className="text-sm" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="min-h-6 w-fit cursor-pointer underline decoration-rule-strong underline-offset-2">{m.record_shown()}</summary>
      <div className="mt-2 grid gap-2">
        {shown.isPending && isOpen && <Waiting label={m.ui_loading()} />}
        {shown.isError && <FailureNotice error={shown.error} onRetry={() => void shown.refetch()} />}
        {shown.isSuccess && (shown.data === null ? <p className="text-soft">{m.record_shown_none()}</p> : (
          <>
            <p className="text-soft">{m.record_shown_text()}</p>
            <blockquote lang={language} className="grid gap-2 border-l-4 border-rule-strong pl-4 [overflow-wrap:anywhere]">{readSnapshot(shown.data, { ticked: '☑', open: '☐' }).map((line, at) => <p key={`${at} ${line}`}>{line}</p>)}</blockquote>
          </>
        ))}
      </div>
    </details>
  )
}
