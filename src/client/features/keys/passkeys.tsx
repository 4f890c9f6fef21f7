import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { isCodedError } from '../../../core/bytes/error.ts'
import { addPasskey, canUsePasskeys, fetchPasskeys, removePasskey, renamePasskey } from '../../api/passkey.ts'
import type { Passkeys } from '../../../protocol/passkey.ts'
import { keys } from '../../api/query.ts'
import { formatDate, formatInstant } from '../../locale/format.ts'
import { m } from '../../messages/generated/messages.js'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { FailureNotice } from '../../ui/failure.tsx'
import { TextField } from '../../ui/field.tsx'
import { useToast } from '../../ui/toast.tsx'
import { Notice } from '../../ui/verdict.tsx'
import { Facts } from './facts.tsx'

type Passkey = Passkeys['passkeys'][number]
type Task = { readonly kind: 'add' } | { readonly kind: 'rename' | 'remove'; readonly passkey: Passkey }

const MAX_LABEL = 80

function Problem({ error }: { readonly error: unknown }) {
  if (isCodedError(error, 'PASSKEY_CANCELLED')) return <div role="alert"><Notice kind="doubt" title={m.keys_passkeys_cancelled()} /></div>
  if (isCodedError(error, 'PASSKEY_KNOWN')) return <div role="alert"><Notice kind="doubt" title={m.keys_passkeys_known()} /></div>
  return <FailureNotice error={error} />
}

function TaskDialog({ task, onClose }: { readonly task: Task; readonly onClose: () => void }) {
  const queries = useQueryClient()
  const toast = useToast()
  const [label, setLabel] = useState(() => (task.kind === 'add' ? m.keys_passkeys_label_default() : task.passkey.label))
  const name = label.trim().normalize('NFC')
  const right = name.length > 0 && name.length <= MAX_LABEL
  const work = useMutation({
    mutationFn: () => (task.kind === 'add' ? addPasskey(name) : task.kind === 'rename' ? renamePasskey(task.passkey.name, name) : removePasskey(task.passkey.name)),
    onSuccess: (left) => {
      queries.setQueryData(keys.passkeys, left)
      toast(task.kind === 'add' ? m.keys_passkey_added() : task.kind === 'rename' ? m.keys_renamed() : m.keys_passkey_removed())
      onClose()
    },
  })
  const title = { add: m.keys_passkey_add, rename: m.keys_rename, remove: m.keys_passkey_remove }[task.kind]()
  return (
    <Dialog open title={title} onClose={onClose} locked={work.isPending}>
      <form
        noValidate
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault()
          if (right) work.mutate()
        }}
      >
        {task.kind === 'remove' ? (
          <p>{m.keys_passkeys_remove_text({ label: task.passkey.label })}</p>
        ) : (
          <TextField label={m.keys_passkeys_label()} name="passkey-label" hint={m.keys_passkeys_label_hint()} maxLength={MAX_LABEL} problem={!right && m.keys_passkeys_label_problem()} value={label} onChange={(event) => setLabel(event.target.value)} />
        )}
        {work.isError && <Problem error={work.error} />}
        <div className="flex flex-wrap gap-2">
          <Button type="submit" look="main" busy={work.isPending}>{task.kind === 'rename' ? m.keys_save() : title}</Button>
          <Button disabled={work.isPending} onClick={onClose}>{m.ui_close()}</Button>
        </div>
      </form>
    </Dialog>
  )
}

/** Passkeys with which one signs in here: list, add, name, remove. They open the account and no signature key. */
export function PasskeySection() {
  const known = useQuery({ queryKey: keys.passkeys, queryFn: fetchPasskeys })
  const [task, setTask] = useState<Task | null>(null)
  const passkeys = known.data?.passkeys ?? []
  return (
    <section aria-labelledby="passkeys" className="grid gap-3">
      <h2 id="passkeys" className="text-[1.0625rem]">{m.keys_passkeys()}</h2>
      <p className="text-sm text-soft">{m.keys_passkeys_text()}</p>
      {known.isError && <FailureNotice error={known.error} onRetry={() => void known.refetch()} />}
      {passkeys.map((passkey) => (
        <article key={passkey.name} aria-label={passkey.label} className="sheet grid gap-3 p-5">
          <h3 className="min-w-0 break-words text-lg">{passkey.label}</h3>
          <Facts facts={[[m.keys_fact_since(), formatDate(passkey.createdAt)], [m.keys_fact_used(), passkey.usedAt === null ? m.keys_fact_never() : formatInstant(passkey.usedAt)]]} />
          <div className="flex flex-wrap gap-2">
            <Button onClick={() => setTask({ kind: 'rename', passkey })}>{m.keys_rename()}</Button>
            <Button onClick={() => setTask({ kind: 'remove', passkey })}>{m.keys_passkey_remove()}</Button>
          </div>
        </article>
      ))}
      {canUsePasskeys() ? <div><Button onClick={() => setTask({ kind: 'add' })}>{m.keys_passkey_add()}</Button></div> : <p className="text-sm">{m.keys_passkeys_unsupported()}</p>}
      {task && <TaskDialog task={task} onClose={() => setTask(null)} />}
    </section>
  )
}
