import { useState } from 'react'
import { removePasskey } from '../../keystore/kept-list.ts'
import { parseCertificateOrNull } from '../../../core/pki/certificate.ts'
import { hasPasskeys } from '../../keystore/passkey.ts'
import { keySentence } from '../../keystore/sentence.ts'
import { formatDate, formatInstant } from '../../locale/format.ts'
import { m } from '../../messages/generated/messages.js'
import { Button } from '../../ui/button.tsx'
import { Chip } from '../../ui/chip.tsx'
import { OpenedKey } from '../../ui/key/opened-key.tsx'
import { useToast } from '../../ui/toast.tsx'
import { Notice } from '../../ui/verdict.tsx'
import { CertificateHistory, certificateFacts, Facts, Uses } from './facts.tsx'
import { KeyDialog, type KeyTask } from './key-dialog.tsx'
import { StateActions } from './state-actions.tsx'
import { useRefresh, type HeldKey } from './use-keys.ts'
import { broughtState, nameOfHolder, nameOfIssuer, shownState, STATE_CHIPS, STATE_NAMES } from './words.ts'

interface Props {
  readonly held: HeldKey
  /** Whether the service has said what it knows of certificates. */
  readonly isKnown: boolean
  readonly organisation: { readonly name: string; readonly identifier: string } | null
}

const instant = (at: number): string => new Date(at).toISOString()

/** One key of this device: what, where, since when, how it opens, what was signed with it, and everything that can be done with it. */
export function KeyCard({ held, isKnown, organisation }: Props) {
  const { key, certificate, broughtUses } = held
  const [task, setTask] = useState<KeyTask | null>(null)
  const [now] = useState(() => Date.now())
  const [problem, setProblem] = useState<string | null>(null)
  const refresh = useRefresh()
  const toast = useToast()
  const isKept = key.kind === 'kept'
  const own = !isKept && key.certificate ? parseCertificateOrNull(key.certificate) : null
  const state = own ? broughtState(own, now) : shownState(certificate, now)
  // Of another authority's certificate nothing is known here but its dates: none is called in force.
  const hasState = own ? state !== 'good' : isKept && isKnown
  const unlocks = key.unlocks.map((kind) => (kind === 'passphrase' ? m.keys_unlock_passphrase() : m.keys_unlock_passkey())).join(', ')
  const facts = [
    ...(key.email === null ? [] : [[m.keys_fact_email(), key.email] as const]),
    [m.keys_fact_since(), formatDate(instant(key.createdAt))] as const,
    [m.keys_fact_used(), key.usedAt === null ? m.keys_fact_never() : formatInstant(instant(key.usedAt))] as const,
    [m.keys_fact_unlock(), unlocks] as const,
    ...(isKept ? [[m.keys_fact_backup(), key.exportable ? m.keys_backup_yes() : m.keys_backup_no()] as const] : []),
    ...(certificate ? certificateFacts(certificate) : []),
    ...(own
      ? [
          [m.keys_fact_holder(), nameOfHolder(own)] as const,
          [m.keys_fact_issuer(), nameOfIssuer(own)] as const,
          [m.keys_fact_until(), formatDate(instant(own.notAfter))] as const,
          [m.keys_fact_proof(), m.keys_proof_own()] as const,
        ]
      : []),
  ]
  const dropPasskey = async (): Promise<void> => {
    setProblem(null)
    try {
      await removePasskey(key.id)
      toast(m.keys_passkey_removed())
    } catch (error) {
      setProblem(keySentence(error))
    }
    await refresh()
  }
  return (
    <article aria-label={key.label} className="sheet grid gap-4 p-5">
      <div className="flex flex-wrap items-center gap-2">
        <h3 className="mr-auto min-w-0 break-words text-lg">{key.label}</h3>
        <Chip>{isKept ? m.keys_kind_kept() : m.keys_kind_brought()}</Chip>
        {hasState && <Chip kind={STATE_CHIPS[state]}>{STATE_NAMES[state]()}</Chip>}
      </div>
      <OpenedKey id={key.id} />
      {problem && <div role="alert"><Notice kind="fail" title={problem} /></div>}
      <Facts facts={facts} />
      {certificate && <CertificateHistory certificate={certificate} />}
      {!isKept && <Uses uses={broughtUses} />}
      <div className="flex flex-wrap gap-2 empty:hidden">
        {isKept && isKnown && (state === 'good' || state === 'ended' || state === 'none') && <Button look={state === 'none' ? 'main' : 'plain'} onClick={() => setTask('renew')}>{certificate ? m.keys_renew() : m.keys_certify()}</Button>}
        {certificate && <StateActions certificate={certificate} />}
      </div>
      <details>
        <summary className="cursor-pointer py-1 text-sm font-semibold">{m.keys_more()}</summary>
        <div className="mt-2 flex flex-wrap gap-2">
          <Button onClick={() => setTask('rename')}>{m.keys_rename()}</Button>
          <Button onClick={() => setTask('change')}>{m.keys_change()}</Button>
          {hasPasskeys() && !key.passkey && <Button onClick={() => setTask('passkey')}>{m.keys_passkey_add()}</Button>}
          {key.passkey && <Button onClick={() => void dropPasskey()}>{m.keys_passkey_remove()}</Button>}
          {key.exportable && <Button onClick={() => setTask('export')}>{m.keys_export()}</Button>}
          <Button onClick={() => setTask('delete')}>{m.keys_delete()}</Button>
        </div>
      </details>
      {task && <KeyDialog held={held} task={task} organisation={organisation} onClose={() => setTask(null)} />}
    </article>
  )
}
