import { useEffect, useState } from 'react'
import { useSession } from '../../api/query.ts'
import { m } from '../../messages/generated/messages.js'
import { Button, ButtonLink } from '../../ui/button.tsx'
import { Chip } from '../../ui/chip.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { keySentence } from '../../keystore/sentence.ts'
import { FailureNotice } from '../../ui/failure.tsx'
import { BringForm } from '../../ui/key/bring-form.tsx'
import { Column, Empty, PageTitle } from '../../ui/page.tsx'
import { Waiting } from '../../ui/progress.tsx'
import { SellerFrame } from '../../ui/seller-frame.tsx'
import { useToast } from '../../ui/toast.tsx'
import { Notice } from '../../ui/verdict.tsx'
import { CreateDialog } from './create-dialog.tsx'
import { CertificateHistory, certificateFacts, Facts } from './facts.tsx'
import { KeyCard } from './key-card.tsx'
import { PasskeySection } from './passkeys.tsx'
import { StateActions } from './state-actions.tsx'
import { matchKeys, mendCertificates, useKeptCertificates, useKeptKeys, useRefresh } from './use-keys.ts'
import { shownState, STATE_CHIPS, STATE_NAMES } from './words.ts'

function Keys({ email }: { readonly email: string }) {
  const held = useKeptKeys()
  const certificates = useKeptCertificates()
  const [dialog, setDialog] = useState<'create' | 'bring' | null>(null)
  const [now] = useState(() => Date.now())
  const refresh = useRefresh()
  const toast = useToast()
  const [keptHere, issued] = [held.data, certificates.data?.certificates]
  const { refetch } = held
  useEffect(() => {
    if (!keptHere || !issued) return
    const mend = async () => {
      if (await mendCertificates(keptHere, issued)) await refetch()
    }
    mend().catch(() => {}) // what cannot be kept is shown as it is
  }, [keptHere, issued, refetch])
  if (held.isPending || certificates.isPending) return <Waiting label={m.ui_loading()} />
  // Without the service one still sees the keys of this device, and can lock, back up and change them.
  const known = certificates.data ?? null
  const organisation = known?.organisation ?? null
  const { here, elsewhere } = matchKeys(held.data ?? [], known ?? { certificates: [], broughtUses: [] }, email)
  const actions = (
    <>
      <Button look="main" onClick={() => setDialog('create')}>{m.keys_create()}</Button>
      <Button onClick={() => setDialog('bring')}>{m.keys_bring()}</Button>
    </>
  )
  return (
    <Column width="text">
      <div className="grid gap-3">
        <PageTitle title={m.keys_title()} />
        <p className="text-soft">{m.keys_intro()}</p>
        <div className="flex flex-wrap gap-2">
          {here.length > 0 && actions}
          <ButtonLink look="quiet" to="/certificates">{m.keys_lookup()}</ButtonLink>
        </div>
      </div>
      {!known && <FailureNotice error={certificates.error} onRetry={() => void certificates.refetch()} />}
      {/* What cannot be looked at is not said to be empty. */}
      {held.isError ? (
        <div role="alert"><Notice kind="fail" title={keySentence(held.error)} actions={<Button onClick={() => void refetch()}>{m.ui_retry()}</Button>} /></div>
      ) : here.length === 0 ? (
        <Empty title={m.keys_empty()} actions={actions}>{m.keys_empty_text()}</Empty>
      ) : (
        <section aria-labelledby="keys-here" className="grid gap-3">
          <h2 id="keys-here" className="text-[1.0625rem]">{m.keys_here()}</h2>
          {here.map((one) => <KeyCard key={one.key.id} held={one} isKnown={known !== null} organisation={organisation} />)}
        </section>
      )}
      {elsewhere.length > 0 && (
        <section aria-labelledby="keys-elsewhere" className="grid gap-3">
          <h2 id="keys-elsewhere" className="text-[1.0625rem]">{held.isError ? m.keys_certificates() : m.keys_elsewhere()}</h2>
          {!held.isError && <p className="text-sm text-soft">{m.keys_elsewhere_text()}</p>}
          {elsewhere.map((one) => (
            <article key={one.serial} aria-label={one.serial} className="sheet grid gap-3 p-5">
              <div><Chip kind={STATE_CHIPS[shownState(one, now)]}>{STATE_NAMES[shownState(one, now)]()}</Chip></div>
              <Facts facts={certificateFacts(one)} />
              <CertificateHistory certificate={one} />
              <div className="flex flex-wrap gap-2"><StateActions certificate={one} /></div>
            </article>
          ))}
        </section>
      )}
      <PasskeySection />
      {dialog === 'create' && <CreateDialog email={email} organisation={organisation} onClose={() => setDialog(null)} />}
      {dialog === 'bring' && (
        <Dialog open title={m.keys_bring()} onClose={() => setDialog(null)}>
          <p className="text-sm text-soft">{m.keys_bring_text()}</p>
          <BringForm
            onBrought={() => {
              setDialog(null)
              toast(m.keys_brought())
              void refresh()
            }}
          />
        </Dialog>
      )}
    </Column>
  )
}

/** My keys: what there is, where, since when, used for what; and everything that can be done with each. */
export default function KeysPage() {
  const session = useSession()
  return <SellerFrame>{session.data && <Keys email={session.data.email} />}</SellerFrame>
}
