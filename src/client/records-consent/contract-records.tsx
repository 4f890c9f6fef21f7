import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { ContractDocument } from '../../core/contract/document.ts'
import { fetchRecordsConsent, withdrawRecordsConsent } from '../api/records-consent.ts'
import { formatExactInstant } from '../locale/format.ts'
import { m } from '../messages/generated/messages.js'
import { FailureNotice } from '../ui/failure.tsx'
import { RecordsConsent } from './records-consent.tsx'

/** Consent to electronic records under a signed contract, for who holds its link; nothing where no box asked for it. */
export default function ContractRecords({ token, title, document }: { readonly token: string; readonly title: string; readonly document: ContractDocument }) {
  const queries = useQueryClient()
  const name = ['records-consent', token]
  const asked = useQuery({ queryKey: name, queryFn: () => fetchRecordsConsent({ kind: 'offer', token }) })
  const send = useMutation({ mutationFn: (email: string | null) => withdrawRecordsConsent({ kind: 'offer', token }, email), onSuccess: (view) => queries.setQueryData(name, view) })
  if (asked.isError) return <FailureNotice error={asked.error} onRetry={() => void asked.refetch()} />
  if (!asked.data?.givenAt) return null
  return (
    <section className="sheet grid gap-2 px-4 py-4 sm:px-7 sm:py-5" aria-labelledby="records-consent">
      <h2 id="records-consent" className="text-[1.0625rem]">{m.agreement_records()}</h2>
      <p className="num">{m.agreement_records_given({ time: formatExactInstant(asked.data.givenAt) })}</p>
      <RecordsConsent title={title} document={document} consent={asked.data} asksAddress={false} isPending={send.isPending} error={send.error} onWithdraw={send.mutateAsync} />
    </section>
  )
}
