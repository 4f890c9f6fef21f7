import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { formatDate } from '../../../core/contract/format.ts'
import { LONGEST_KEEPING_YEARS, type RetentionView } from '../../../protocol/retention.ts'
import { keys } from '../../api/query.ts'
import { fetchRetention, setRetention } from '../../api/retention.ts'
import { formatCount } from '../../locale/format.ts'
import { currentLocale, useLocale } from '../../locale/locale.ts'
import { m } from '../../messages/generated/messages.js'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { FailureNotice } from '../../ui/failure.tsx'
import { TextField } from '../../ui/field.tsx'
import { Waiting } from '../../ui/progress.tsx'
import { useToast } from '../../ui/toast.tsx'
import { Notice } from '../../ui/verdict.tsx'

/** A day as the service counts them, in UTC: the same for every reader. */
const dayOf = (instant: string): string => instant.slice(0, 10)
const formatDay = (instant: string): string => formatDate(dayOf(instant), currentLocale())

function ChangeDialog({ contract, view, open, onClose }: { readonly contract: string; readonly view: RetentionView; readonly open: boolean; readonly onClose: () => void }) {
  const least = dayOf(view.earliest)
  const [day, setDay] = useState(view.ownUntil === null ? least : dayOf(view.ownUntil))
  const queries = useQueryClient()
  const toast = useToast()
  const change = useMutation({
    mutationFn: (until: string | null) => setRetention(contract, { until }),
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: ['retention', contract] })
      void queries.invalidateQueries({ queryKey: keys.records(contract) })
      toast(m.record_keep_changed())
      onClose()
    },
  })
  const isFit = day >= least && Number(day.slice(0, 4)) < Number(least.slice(0, 4)) + LONGEST_KEEPING_YEARS
  return (
    <Dialog open={open} title={m.record_keep_change_title()} onClose={onClose} locked={change.isPending}>
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault()
          if (isFit) change.mutate(day)
        }}
      >
        <p>{m.record_keep_change_text()}</p>
        <TextField type="date" label={m.record_keep_day()} value={day} min={least} required onChange={(event) => setDay(event.target.value)} problem={isFit ? undefined : m.record_keep_day_problem({ day: formatDay(least) })} />
        {change.isError && <FailureNotice error={change.error} />}
        <div className="flex flex-wrap gap-2">
          <Button type="submit" look="main" busy={change.isPending}>{m.record_keep_action()}</Button>
          {view.ownUntil !== null && <Button busy={change.isPending} onClick={() => change.mutate(null)}>{m.record_keep_rule_action()}</Button>}
          <Button onClick={onClose}>{m.ui_cancel()}</Button>
        </div>
      </form>
    </Dialog>
  )
}

/** In one sentence: when it will be erased, or why no day is known. */
function sentence({ erasedAt, heldSince, isVersionOfAgreement }: RetentionView): string {
  if (heldSince !== null) return m.record_keep_held({ day: formatDay(heldSince) })
  if (isVersionOfAgreement) return m.record_keep_agreement()
  return erasedAt === null ? m.record_keep_open() : m.record_keep_until({ day: formatDay(erasedAt) })
}

/** How long the contract is kept: when it will be erased, by which rule, what holds it; and a longer time of its own. */
export function RetentionCard({ contract, state }: { readonly contract: string; readonly state: string }) {
  const [asking, setAsking] = useState(false)
  const locale = useLocale()
  const asked = useQuery({ queryKey: ['retention', contract, state], queryFn: () => fetchRetention(contract) })
  if (asked.isError) return <section className="sheet p-5"><FailureNotice error={asked.error} onRetry={() => void asked.refetch()} /></section>
  const view = asked.data
  if (!view) return <section className="sheet p-5"><Waiting label={m.ui_loading()} /></section>
  const { rule, ruleEnd, ownUntil } = view
  const rows = [
    [m.record_keep_rule(), `${rule.what[locale]}: ${m.record_keep_days({ count: formatCount(rule.days) })}${ruleEnd ? ` · ${formatDay(ruleEnd)}` : ''}`],
    [m.record_keep_basis(), rule.basis[locale]],
    [m.record_keep_own(), ownUntil === null ? m.record_keep_own_none() : formatDay(ownUntil)],
    [m.record_keep_hold(), view.heldSince === null ? m.record_keep_hold_none() : m.record_keep_hold_since({ day: formatDay(view.heldSince) })],
  ] as const
  return (
    <section aria-labelledby="keeping" className="sheet grid gap-3 p-5">
      <h2 id="keeping" className="text-base">{m.record_keep_title()}</h2>
      {view.heldSince === null ? <p>{sentence(view)}</p> : <Notice title={sentence(view)} />}
      <dl className="grid gap-x-4 gap-y-1.5 text-sm sm:grid-cols-[auto_minmax(0,1fr)]">
        {rows.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-soft">{name}</dt>
            <dd className="num">{value}</dd>
          </div>
        ))}
      </dl>
      {!view.isVersionOfAgreement && <div><Button onClick={() => setAsking(true)}>{m.record_keep_change()}</Button></div>}
      {asking && <ChangeDialog contract={contract} view={view} open onClose={() => setAsking(false)} />}
    </section>
  )
}
