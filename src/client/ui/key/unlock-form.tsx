import { useState } from 'react'
import type { ReactNode } from 'react'
import { askPasskey, hasPasskeys } from '../../keystore/passkey.ts'
import type { KeptKey } from '../../keystore/kept-record.ts'
import { keySentence } from '../../keystore/sentence.ts'
import type { Secret } from '../../keystore/unlock.ts'
import { m } from '../../messages/generated/messages.js'
import { Button } from '../button.tsx'
import { TextField } from '../field.tsx'
import { useProblemFocus } from './problem-focus.ts'

interface Props {
  readonly unlockKey: KeptKey
  /** What is done with the opened key; rejects with what is then shown. */
  readonly onSecret: (secret: Secret) => Promise<void>
  readonly action: string
  readonly look?: 'main' | 'sign'
  /** More of the form, above the secret. */
  readonly children?: ReactNode
  /** Whether the rest of the form is right; false keeps the press from doing anything. */
  readonly check?: () => boolean
}

/** Asks for the secret of a key, as a token on a desk does: its password, or its passkey. */
export function UnlockForm({ unlockKey, onSecret, action, look = 'main', children, check = () => true }: Props) {
  const [passphrase, setPassphrase] = useState('')
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const [form, focusProblem] = useProblemFocus()
  const run = async (show: () => Promise<Secret>): Promise<void> => {
    if (busy) return
    if (!check()) return focusProblem()
    setBusy(true)
    setProblem(null)
    try {
      await onSecret(await show())
    } catch (error) {
      setProblem(keySentence(error))
      focusProblem()
    } finally {
      setBusy(false)
      setPassphrase('')
    }
  }
  const { passkey } = unlockKey
  const submit = (): void => {
    if (passphrase !== '') return void run(() => Promise.resolve({ kind: 'passphrase', passphrase }))
    // Nothing typed is no attempt: it is not counted as a wrong one.
    check()
    setProblem(m.keystore_passphrase_missing())
    focusProblem()
  }
  return (
    <form
      ref={form}
      noValidate
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
    >
      {children}
      <TextField label={m.keystore_passphrase()} type="password" name="passphrase" autoComplete="current-password" value={passphrase} onChange={(event) => setPassphrase(event.target.value)} problem={problem} />
      <div className="flex flex-wrap gap-2">
        <Button type="submit" look={look} busy={busy}>{action}</Button>
        {passkey && hasPasskeys() && <Button disabled={busy} onClick={() => void run(() => askPasskey(passkey))}>{m.keystore_passkey_use()}</Button>}
      </div>
    </form>
  )
}
