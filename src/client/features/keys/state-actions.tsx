import { useState } from 'react'
import { REVOCATION_REASONS, revocationReasonSchema, type KeptCertificate, type StateRequest } from '../../../protocol/certificate.ts'
import { changeCertificateState } from '../../api/certificate.ts'
import { keySentence } from '../../keystore/sentence.ts'
import { m } from '../../messages/generated/messages.js'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { SelectField } from '../../ui/field.tsx'
import { useToast } from '../../ui/toast.tsx'
import { Notice } from '../../ui/verdict.tsx'
import { useRefresh } from './use-keys.ts'
import { REASON_NAMES, shownState } from './words.ts'

/** Suspend, restore, revoke: what can be taken back is done at once, a revocation after a question. */
export function StateActions({ certificate }: { readonly certificate: KeptCertificate }) {
  const [asking, setAsking] = useState(false)
  const [reason, setReason] = useState<StateRequest['reason']>('unspecified')
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const [now] = useState(() => Date.now())
  const refresh = useRefresh()
  const toast = useToast()
  const state = shownState(certificate, now)

  const change = async (request: StateRequest, done: string): Promise<void> => {
    if (busy) return
    setBusy(true)
    setProblem(null)
    try {
      await changeCertificateState(certificate.serial, request)
      await refresh()
      setAsking(false)
      toast(done)
    } catch (error) {
      setProblem(keySentence(error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <>
      {state === 'good' && <Button busy={busy} onClick={() => void change({ state: 'suspended' }, m.keys_suspended())}>{m.keys_suspend()}</Button>}
      {state === 'suspended' && <Button busy={busy} onClick={() => void change({ state: 'good' }, m.keys_restored())}>{m.keys_restore()}</Button>}
      {(state === 'good' || state === 'suspended') && <Button onClick={() => setAsking(true)}>{m.keys_revoke()}</Button>}
      {problem && !asking && <div role="alert" className="w-full"><Notice kind="fail" title={problem} /></div>}
      <Dialog open={asking} title={m.keys_revoke_title()} onClose={() => setAsking(false)} locked={busy}>
        <div className="grid gap-4">
          <p>{m.keys_revoke_text()}</p>
          <SelectField label={m.keys_reason()} name="reason" value={reason} onChange={(event) => setReason(revocationReasonSchema.parse(event.target.value))}>
            {REVOCATION_REASONS.map((name) => <option key={name} value={name}>{REASON_NAMES[name]()}</option>)}
          </SelectField>
          {problem && <div role="alert"><Notice kind="fail" title={problem} /></div>}
          <div className="flex flex-wrap gap-2">
            <Button look="main" busy={busy} onClick={() => void change({ state: 'revoked', reason }, m.keys_revoked())}>{m.keys_revoke()}</Button>
            <Button onClick={() => setAsking(false)}>{m.ui_close()}</Button>
          </div>
        </div>
      </Dialog>
    </>
  )
}
