import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { contractWithdrawalSchema } from '../../protocol/withdrawal.ts'
import { requestJson } from '../api/request.ts'
import { FailureNotice } from '../ui/failure.tsx'
import { Withdrawal } from './withdrawal.tsx'

/** The right to withdraw from a signed contract, for who holds its link; nothing where the contract is not concluded yet. */
export default function ContractWithdrawal({ token, title, number }: { readonly token: string; readonly title: string; readonly number: string }) {
  const queries = useQueryClient()
  const name = ['withdrawal', token]
  const path = `/api/offers/${encodeURIComponent(token)}/withdrawal`
  const asked = useQuery({ queryKey: name, queryFn: () => requestJson(contractWithdrawalSchema, path) })
  const send = useMutation({ mutationFn: (reason: string | null) => requestJson(contractWithdrawalSchema, path, { method: 'POST', json: { reason } }), onSuccess: (view) => queries.setQueryData(name, view) })
  if (asked.isError) return <FailureNotice error={asked.error} onRetry={() => void asked.refetch()} />
  if (!asked.data || (asked.data.until === null && asked.data.at === null)) return null
  return <Withdrawal title={title} number={number} withdrawal={asked.data} asksAddress={false} isPending={send.isPending} error={send.error} onWithdraw={(reason) => send.mutateAsync(reason)} />
}
