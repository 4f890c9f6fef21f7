import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { emailSchema } from '../../../protocol/session.ts'
import { createOffer } from '../../api/contract.ts'
import { keys } from '../../api/query.ts'
import { m } from '../../messages/generated/messages.js'
import { Button } from '../../ui/button.tsx'
import { FailureNotice } from '../../ui/failure.tsx'
import { TextField } from '../../ui/field.tsx'
import { useToast } from '../../ui/toast.tsx'

/** To whom the contract goes: an address, and the name to greet by. */
export function ShareForm({ contract, role }: { readonly contract: string; readonly role: string }) {
  const [email, setEmail] = useState('')
  const [name, setName] = useState('')
  const [tried, setTried] = useState(false)
  const form = useRef<HTMLFormElement>(null)
  const queries = useQueryClient()
  const toast = useToast()
  const parsed = emailSchema.safeParse(email)
  const send = useMutation({
    mutationFn: (address: string) => createOffer(contract, address, name.normalize('NFC').trim() || null),
    onSuccess: (detail, address) => {
      toast(m.record_sent_to({ email: address }))
      setEmail('')
      setName('')
      setTried(false)
      void queries.invalidateQueries({ queryKey: keys.contracts })
      void queries.invalidateQueries({ queryKey: keys.records(contract) })
      queries.setQueryData(keys.contract(contract), detail)
    },
  })
  return (
    <form
      ref={form}
      noValidate
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault()
        setTried(true)
        if (parsed.success) send.mutate(parsed.data)
        else form.current?.querySelector('input')?.focus()
      }}
    >
      <p className="text-soft">{m.record_share_text({ role })}</p>
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField label={m.record_share_email()} type="email" inputMode="email" autoComplete="off" spellCheck={false} value={email} onChange={(event) => setEmail(event.target.value)} problem={tried && !parsed.success && m.record_share_email_problem()} />
        <TextField label={m.record_share_name()} hint={m.record_share_name_hint()} note={m.ui_optional()} autoComplete="off" maxLength={200} value={name} onChange={(event) => setName(event.target.value)} />
      </div>
      {send.isError && <FailureNotice error={send.error} />}
      <div><Button type="submit" look="main" busy={send.isPending}>{m.record_share_action()}</Button></div>
    </form>
  )
}
