import { useState } from 'react'
import { deleteKept, renameKept } from '../../keystore/kept-list.ts'
import { askKeystore } from '../../keystore/keystore.ts'
import { openedKeys } from '../../keystore/opened-watch.ts'
import { createPasskeyUnlock } from '../../keystore/passkey.ts'
import { keySentence } from '../../keystore/sentence.ts'
import type { Secret } from '../../keystore/unlock.ts'
import { m } from '../../messages/generated/messages.js'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { downloadFile } from '../../ui/download.ts'
import { CheckField, TextField } from '../../ui/field.tsx'
import { NO_PASSPHRASE, PassphraseFields, passphraseProblem } from '../../ui/key/passphrase-fields.tsx'
import { UnlockForm } from '../../ui/key/unlock-form.tsx'
import { useToast } from '../../ui/toast.tsx'
import { Notice } from '../../ui/verdict.tsx'
import { certifyKey, useRefresh, type HeldKey } from './use-keys.ts'

export type KeyTask = 'renew' | 'rename' | 'change' | 'passkey' | 'export' | 'delete'

interface Props {
  readonly held: HeldKey
  readonly task: KeyTask
  readonly organisation: { readonly name: string; readonly identifier: string } | null
  readonly onClose: () => void
}

const TITLES: Readonly<Record<Exclude<KeyTask, 'delete'>, () => string>> = { renew: m.keys_renew_title, rename: m.keys_rename, change: m.keys_change, passkey: m.keys_passkey_add, export: m.keys_export }

function Rename({ held: { key }, onDone }: { readonly held: HeldKey; readonly onDone: (work: Promise<unknown>) => void }) {
  const [label, setLabel] = useState(key.label)
  const name = label.trim().normalize('NFC')
  const right = name.length > 0 && name.length <= 80
  return (
    <form
      noValidate
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault()
        if (right) onDone(renameKept(key.id, name))
      }}
    >
      <TextField label={m.keys_label()} name="label" maxLength={80} problem={!right && m.keys_label_problem()} value={label} onChange={(event) => setLabel(event.target.value)} />
      <div><Button type="submit" look="main">{m.keys_save()}</Button></div>
    </form>
  )
}

/** One task with one key: what it does in a sentence, the secret, the act. */
export function KeyDialog({ held, task, organisation, onClose }: Props) {
  const { key, certificate } = held
  const [fresh, setFresh] = useState(NO_PASSPHRASE)
  const [shown, setShown] = useState<'weak' | 'differs' | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const [onBehalf, setOnBehalf] = useState(certificate?.identity.organisation !== null && certificate?.identity.organisation !== undefined)
  const refresh = useRefresh()
  const toast = useToast()
  const finish = async (work: Promise<unknown>, done: string): Promise<void> => {
    try {
      await work
      toast(done)
      onClose()
    } finally {
      await refresh() // a wrong attempt is counted too
    }
  }
  /** What asks for no secret tells by itself that it failed. */
  const finishAlone = (work: Promise<unknown>, done: string): void => {
    setProblem(null)
    finish(work, done).catch((error: unknown) => setProblem(keySentence(error)))
  }
  const check = (): boolean => {
    const wrong = passphraseProblem(fresh)
    setShown(wrong)
    return wrong === null
  }
  const addPasskey = async (secret: Secret): Promise<void> => {
    // Before the device makes a passkey that would open nothing.
    await askKeystore('open', { id: key.id, secret })
    const passkey = await createPasskeyUnlock(key.label)
    await askKeystore('add-passkey', { id: key.id, secret, passkey: passkey.secret, salt: passkey.salt })
  }
  const backUp = async (secret: Secret): Promise<void> => {
    const bytes = await askKeystore('export', { id: key.id, secret, passphrase: fresh.first })
    downloadFile(bytes as BlobPart, 'application/x-pkcs12', `countersign-${key.keyThumbprint.slice(0, 8)}.p12`)
  }
  return (
    <Dialog open title={task === 'delete' ? m.keys_delete_title({ label: key.label }) : TITLES[task]()} onClose={onClose}>
      {problem && <div role="alert"><Notice kind="fail" title={problem} /></div>}
      {task === 'rename' && <Rename held={held} onDone={(work) => finishAlone(work, m.keys_renamed())} />}
      {task === 'delete' && (
        <div className="grid gap-4">
          <p>{m.keys_delete_text()}</p>
          <div className="flex flex-wrap gap-2">
            <Button look="main" onClick={() => finishAlone(deleteKept(key.id).then(() => openedKeys.lock(key.id)), m.keys_deleted())}>{m.keys_delete()}</Button>
            <Button onClick={onClose}>{m.ui_close()}</Button>
          </div>
        </div>
      )}
      {task === 'renew' && (
        <UnlockForm unlockKey={key} action={certificate ? m.keys_renew() : m.keys_certify()} onSecret={(secret) => finish(certifyKey(key.id, secret, onBehalf && organisation !== null, certificate?.state === 'good' ? certificate.serial : null), m.keys_renewed())}>
          {organisation && <CheckField label={m.keys_on_behalf(organisation)} name="on-behalf" checked={onBehalf} onChange={(event) => setOnBehalf(event.target.checked)} />}
        </UnlockForm>
      )}
      {task === 'change' && (
        <UnlockForm unlockKey={key} action={m.keys_change()} check={check} onSecret={(secret) => finish(askKeystore('change-passphrase', { id: key.id, secret, passphrase: fresh.first }).then(() => openedKeys.lock(key.id)), m.keys_changed())}>
          <PassphraseFields value={fresh} onChange={setFresh} problem={shown} />
        </UnlockForm>
      )}
      {task === 'passkey' && (
        <UnlockForm unlockKey={{ ...key, passkey: null }} action={m.keys_passkey_add()} onSecret={(secret) => finish(addPasskey(secret), m.keys_passkey_added())}>
          <p>{m.keys_passkey_add_text()}</p>
        </UnlockForm>
      )}
      {task === 'export' && (
        <UnlockForm unlockKey={key} action={m.keys_export()} check={check} onSecret={(secret) => finish(backUp(secret), m.keys_exported())}>
          <p>{m.keys_export_text()}</p>
          <PassphraseFields value={fresh} onChange={setFresh} problem={shown} label={m.keys_export_passphrase()} />
        </UnlockForm>
      )}
    </Dialog>
  )
}
