import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import type { ContractDocument } from '../../../core/contract/document.ts'
import { listSignatories } from '../../../core/contract/place.ts'
import { emailSchema } from '../../../protocol/session.ts'
import { createOffers } from '../../api/contract.ts'
import { keys } from '../../api/query.ts'
import { m } from '../../messages/generated/messages.js'
import { Button } from '../../ui/button.tsx'
import { FailureNotice } from '../../ui/failure.tsx'
import { TextField } from '../../ui/field.tsx'
import { useToast } from '../../ui/toast.tsx'

interface Entry {
  readonly email: string
  readonly name: string
}

/** What the document knows of the parties already. */
function knownEntries(document: ContractDocument): Record<string, Entry> {
  const valueOf = (id: string) => document.particulars.find((particular) => particular.id === id)?.value ?? ''
  return Object.fromEntries(document.parties.map((party) => [party.id, { email: valueOf(party.emailParticular), name: valueOf(party.nameParticular) }]))
}

/** To whom the contract goes: an address and a name for each party that signs, in order of turns; sent to all at once. */
export function ShareParties({ contract, document }: { readonly contract: string; readonly document: ContractDocument }) {
  const [entries, setEntries] = useState(() => knownEntries(document))
  const [tried, setTried] = useState(false)
  const form = useRef<HTMLFormElement>(null)
  const queries = useQueryClient()
  const toast = useToast()
  const signatories = listSignatories(document)
  const others = signatories.filter(({ id }) => id !== 'seller')
  const emailOf = (id: string) => emailSchema.safeParse(entries[id]?.email ?? '')
  const send = useMutation({
    mutationFn: () => createOffers(contract, others.map(({ id }) => ({ party: id, email: emailOf(id).data ?? '', name: entries[id]?.name.normalize('NFC').trim() || null }))),
    onSuccess: (detail) => {
      toast(m.record_sent_to_all())
      void queries.invalidateQueries({ queryKey: keys.contracts })
      void queries.invalidateQueries({ queryKey: keys.records(contract) })
      queries.setQueryData(keys.contract(contract), detail)
    },
  })
  const change = (id: string, more: Partial<Entry>) => setEntries((now) => ({ ...now, [id]: { email: '', name: '', ...now[id], ...more } }))
  return (
    <form
      ref={form}
      noValidate
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault()
        setTried(true)
        const wrong = others.find(({ id }) => !emailOf(id).success)
        if (wrong) form.current?.querySelector<HTMLInputElement>(`[name="email-${wrong.id}"]`)?.focus()
        else send.mutate()
      }}
    >
      <p className="text-soft">{m.record_share_parties_text()}</p>
      {others.map(({ id, role, order }) => (
        <fieldset key={id} className="grid gap-3 border-t border-rule pt-3 sm:grid-cols-2">
          <legend className="contents"><span className="font-semibold sm:col-span-2">{role} <span className="num font-normal text-soft">· {m.record_share_turn({ turn: order })}</span></span></legend>
          <TextField name={`email-${id}`} label={m.record_share_email()} type="email" inputMode="email" autoComplete="off" spellCheck={false} value={entries[id]?.email ?? ''} onChange={(event) => change(id, { email: event.target.value })} problem={tried && !emailOf(id).success && m.record_share_email_problem()} />
          <TextField name={`name-${id}`} label={m.record_share_name()} hint={m.record_share_name_hint()} note={m.ui_optional()} autoComplete="off" maxLength={200} value={entries[id]?.name ?? ''} onChange={(event) => change(id, { name: event.target.value })} />
        </fieldset>
      ))}
      {signatories.length > others.length && <p className="text-soft">{m.record_share_self()}</p>}
      {send.isError && <FailureNotice error={send.error} />}
      <div><Button type="submit" look="main" busy={send.isPending}>{m.record_share_action()}</Button></div>
    </form>
  )
}
