import { useState } from 'react'
import type { KeptCertificates } from '../../../protocol/certificate.ts'
import { askKeystore } from '../../keystore/keystore.ts'
import { keySentence } from '../../keystore/sentence.ts'
import { m } from '../../messages/generated/messages.js'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { CheckField, TextField } from '../../ui/field.tsx'
import { NO_PASSPHRASE, PassphraseFields, passphraseProblem } from '../../ui/key/passphrase-fields.tsx'
import { useProblemFocus } from '../../ui/key/problem-focus.ts'
import { useToast } from '../../ui/toast.tsx'
import { Notice } from '../../ui/verdict.tsx'
import { certifyKey, useRefresh } from './use-keys.ts'

interface Props {
  readonly email: string
  readonly organisation: KeptCertificates['organisation']
  readonly onClose: () => void
}

const MAX_LABEL = 80

/** Name, backup, password: then the key is made in the worker, wrapped, and certified. */
export function CreateDialog({ email, organisation, onClose }: Props) {
  const [label, setLabel] = useState<string>(() => m.keys_label_default({ email }))
  const [exportable, setExportable] = useState(false)
  const [onBehalf, setOnBehalf] = useState(false)
  const [passphrase, setPassphrase] = useState(NO_PASSPHRASE)
  const [shown, setShown] = useState<'weak' | 'differs' | 'label' | null>(null)
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  /** The key once it is made: what then fails is its certificate, and trying again makes no second key. */
  const [made, setMade] = useState<string | null>(null)
  const [form, focusProblem] = useProblemFocus()
  const refresh = useRefresh()
  const toast = useToast()

  const create = async (): Promise<void> => {
    const name = label.trim().normalize('NFC')
    const wrong = name.length === 0 || name.length > MAX_LABEL ? 'label' : passphraseProblem(passphrase)
    if (busy) return
    setShown(wrong)
    if (wrong) return focusProblem()
    setBusy(true)
    setProblem(null)
    try {
      const id = made ?? (await askKeystore('create', { label: name, email, exportable, passphrase: passphrase.first })).id
      setMade(id)
      // A key without its certificate stays on the page, which offers to ask for it again.
      await certifyKey(id, { kind: 'passphrase', passphrase: passphrase.first }, onBehalf, null).finally(refresh)
      toast(m.keys_created())
      onClose()
    } catch (error) {
      setProblem(keySentence(error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <Dialog open title={m.keys_create()} onClose={onClose} locked={busy}>
      <form
        ref={form}
        noValidate
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault()
          void create()
        }}
      >
        {made === null && (
          <>
            <TextField label={m.keys_label()} name="label" hint={m.keys_label_hint()} maxLength={MAX_LABEL} problem={shown === 'label' && m.keys_label_problem()} value={label} onChange={(event) => setLabel(event.target.value)} />
            <PassphraseFields value={passphrase} onChange={setPassphrase} problem={shown === 'label' ? null : shown} />
            {organisation && <CheckField label={m.keys_on_behalf(organisation)} name="on-behalf" checked={onBehalf} onChange={(event) => setOnBehalf(event.target.checked)} />}
            <div>
              <CheckField label={m.keys_exportable()} name="exportable" checked={exportable} onChange={(event) => setExportable(event.target.checked)} />
              <p className="pl-7.5 text-sm text-soft">{m.keys_exportable_text()}</p>
            </div>
          </>
        )}
        {problem && <div role="alert"><Notice kind="fail" title={problem}>{made !== null && m.keys_made_only()}</Notice></div>}
        <div className="flex flex-wrap gap-2">
          <Button type="submit" look="main" busy={busy}>{made === null ? m.keys_create_action() : m.keys_certify()}</Button>
          <Button disabled={busy} onClick={onClose}>{m.ui_close()}</Button>
        </div>
      </form>
    </Dialog>
  )
}
