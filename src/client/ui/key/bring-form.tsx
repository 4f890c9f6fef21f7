import { useState } from 'react'
import type { KeptKey } from '../../keystore/kept-record.ts'
import { askKeystore } from '../../keystore/keystore.ts'
import { isStrong } from '../../keystore/passphrase.ts'
import { keySentence } from '../../keystore/sentence.ts'
import { m } from '../../messages/generated/messages.js'
import { Button } from '../button.tsx'
import { CheckField, TextField } from '../field.tsx'
import { Notice } from '../verdict.tsx'
import { NO_PASSPHRASE, PassphraseFields, passphraseProblem } from './passphrase-fields.tsx'
import { useProblemFocus } from './problem-focus.ts'

/** No key file is larger; the worker bounds it again. */
const MAX_OCTETS = 1_048_576

/** Brings a key along from a PKCS#12 file, onto this device only. */
export function BringForm({ onBrought }: { readonly onBrought: (key: KeptKey) => void }) {
  const [file, setFile] = useState<File | null>(null)
  const [filePassphrase, setFilePassphrase] = useState('')
  const [same, setSame] = useState(false)
  const [fresh, setFresh] = useState(NO_PASSPHRASE)
  const [shown, setShown] = useState<'weak' | 'differs' | 'same' | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const [missing, setMissing] = useState(false)
  const [busy, setBusy] = useState(false)
  const [form, focusProblem] = useProblemFocus()

  const bring = async (): Promise<void> => {
    if (busy) return
    const wrong = same ? (isStrong(filePassphrase) ? null : 'same') : passphraseProblem(fresh)
    setShown(wrong)
    setMissing(file === null)
    if (wrong || !file) return focusProblem()
    setBusy(true)
    setProblem(null)
    try {
      if (file.size > MAX_OCTETS) return setProblem(m.keystore_file_damaged())
      const bytes = new Uint8Array(await file.arrayBuffer())
      onBrought(await askKeystore('bring', { file: bytes, filePassphrase, passphrase: same ? filePassphrase : fresh.first, label: null }))
    } catch (error) {
      setProblem(keySentence(error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <form
      ref={form}
      noValidate
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault()
        void bring()
      }}
    >
      <TextField label={m.keystore_file()} type="file" name="key-file" accept=".p12,.pfx,application/x-pkcs12" problem={missing && !file && m.keystore_file_missing()} onChange={(event) => setFile(event.target.files?.[0] ?? null)} />
      <TextField label={m.keystore_file_passphrase()} type="password" name="file-passphrase" autoComplete="off" value={filePassphrase} onChange={(event) => setFilePassphrase(event.target.value)} />
      <CheckField label={m.keystore_file_same()} name="same-passphrase" checked={same} problem={same && shown === 'same' && m.keystore_file_same_weak()} onChange={(event) => setSame(event.target.checked)} />
      {!same && <PassphraseFields value={fresh} onChange={setFresh} problem={shown === 'same' ? null : shown} />}
      {problem && <div role="alert"><Notice kind="fail" title={problem} /></div>}
      <div><Button type="submit" look="main" busy={busy}>{m.keystore_file_bring()}</Button></div>
    </form>
  )
}
