import { isStrong } from '../../keystore/passphrase.ts'
import { m } from '../../messages/generated/messages.js'
import { TextField } from '../field.tsx'

export interface NewPassphrase {
  readonly first: string
  readonly again: string
}

export const NO_PASSPHRASE: NewPassphrase = { first: '', again: '' }

/** What is wrong with a new passphrase as typed; null when nothing is. The worker judges its strength again. */
export function passphraseProblem({ first, again }: NewPassphrase): 'weak' | 'differs' | null {
  if (!isStrong(first)) return 'weak'
  return first.normalize('NFC') === again.normalize('NFC') ? null : 'differs'
}

interface Props {
  readonly value: NewPassphrase
  readonly onChange: (value: NewPassphrase) => void
  readonly problem: 'weak' | 'differs' | null
  readonly label?: string
}

/** A new passphrase, typed twice. */
export function PassphraseFields({ value, onChange, problem, label = m.keystore_passphrase_new() }: Props) {
  return (
    <>
      <TextField
        label={label}
        type="password"
        autoComplete="new-password"
        name="new-passphrase"
        hint={m.keystore_passphrase_hint()}
        problem={problem === 'weak' && m.keystore_passphrase_weak()}
        value={value.first}
        onChange={(event) => onChange({ ...value, first: event.target.value })}
      />
      <TextField
        label={m.keystore_passphrase_again()}
        type="password"
        autoComplete="new-password"
        name="new-passphrase-again"
        problem={problem === 'differs' && m.keystore_passphrase_differs()}
        value={value.again}
        onChange={(event) => onChange({ ...value, again: event.target.value })}
      />
    </>
  )
}
