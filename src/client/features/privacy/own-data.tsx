import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { erasureAnswerSchema } from '../../../protocol/privacy.ts'
import type { ErasureAnswer, KeptRecords } from '../../../protocol/privacy.ts'
import { useSession } from '../../api/query.ts'
import { requestJson } from '../../api/request.ts'
import { formatDate } from '../../locale/format.ts'
import { useLocale } from '../../locale/locale.ts'
import { m } from '../../messages/generated/messages.js'
import { Button, ButtonAnchor, ButtonLink } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { FailureNotice } from '../../ui/failure.tsx'

type Outcome = ErasureAnswer['outcomes'][number]

const KINDS: Readonly<Record<Outcome['kind'], () => string>> = { offer: m.privacy_kind_offer, acceptance: m.privacy_kind_acceptance, 'data-consent': m.privacy_kind_data, 'contract-of-yours': m.privacy_kind_own }

function reasonOf({ reason, until }: Outcome): string {
  switch (reason) {
    case 'CONCLUDED_CONTRACT': return m.privacy_reason_concluded({ time: until === null ? '' : formatDate(until) })
    case 'SIGNATURE_GIVEN': return m.privacy_reason_signature()
    case 'OPEN_OFFER': return m.privacy_reason_open()
    case 'OWN_CONTRACT': return m.privacy_reason_own()
    case 'LEGAL_HOLD': return m.privacy_reason_hold()
    case null: return ''
  }
}

/** Records cannot go one by one: until when they stay, and why. */
function recordsOf({ until, isHeld, basis }: KeptRecords, locale: 'vi' | 'en'): string {
  const reason = basis[locale]
  if (until !== null) return m.privacy_records_until({ time: formatDate(until), reason })
  return isHeld ? m.privacy_records_held() : m.privacy_records_open({ reason })
}

function Outcomes({ outcomes }: ErasureAnswer) {
  const locale = useLocale()
  if (outcomes.length === 0) return <output>{m.privacy_outcome_none()}</output>
  return (
    <output className="grid gap-2">
      <ul className="grid gap-2">
        {outcomes.map((one) => (
          <li key={`${one.kind}${one.title}`} className="border-t border-rule pt-2">
            <b>{one.outcome === 'erased' ? m.privacy_outcome_erased() : m.privacy_outcome_refused()}</b> · {KINDS[one.kind]()} · <span className="break-words">{one.title}</span>
            {one.records && <p className="num text-sm text-soft">{recordsOf(one.records, locale)}</p>}
            {one.reason !== null && <p className="num text-sm text-soft">{reasonOf(one)}</p>}
          </li>
        ))}
      </ul>
    </output>
  )
}

/** What is stored of whoever is signed in: to take along as one archive, and to have erased where nothing obliges to keep it. */
export function OwnData() {
  const session = useSession()
  const [asking, setAsking] = useState(false)
  const erase = useMutation({ mutationFn: () => requestJson(erasureAnswerSchema, '/api/privacy/erasure', { method: 'POST', json: {} }), onSettled: () => setAsking(false) })
  return (
    <section className="sheet grid gap-3 px-5 py-5" aria-labelledby="own-data">
      <h2 id="own-data" className="text-[1.0625rem]">{m.privacy_own()}</h2>
      <p className="text-soft">{m.privacy_own_text()}</p>
      {session.data ? (
        <>
          <p>{m.privacy_signed_in({ email: session.data.email })}</p>
          <div className="flex flex-wrap gap-2.5">
            <ButtonAnchor look="main" href="/api/privacy/export" download>{m.privacy_export()}</ButtonAnchor>
            <Button onClick={() => setAsking(true)}>{m.privacy_erase()}</Button>
          </div>
        </>
      ) : (
        <div><ButtonLink look="main" to="/sign-in?next=/privacy">{m.privacy_sign_in()}</ButtonLink></div>
      )}
      {erase.isError && <FailureNotice error={erase.error} />}
      {erase.data && <Outcomes outcomes={erase.data.outcomes} />}
      <Dialog open={asking} title={m.privacy_erase()} onClose={() => setAsking(false)} locked={erase.isPending}>
        <p>{m.privacy_erase_text()}</p>
        <div className="flex flex-wrap gap-2.5">
          <Button look="main" busy={erase.isPending} onClick={() => erase.mutate()}>{m.privacy_erase_confirm()}</Button>
          <Button onClick={() => setAsking(false)} disabled={erase.isPending}>{m.ui_cancel()}</Button>
        </div>
      </Dialog>
    </section>
  )
}
