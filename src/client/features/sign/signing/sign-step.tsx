import { lazy, Suspense } from 'react'
import { formatCount } from '../../../locale/format.ts'
import { m } from '../../../messages/generated/messages.js'
import { Button } from '../../../ui/button.tsx'
import { Column, PageTitle } from '../../../ui/page.tsx'
import { Bar, StageList } from '../../../ui/progress.tsx'
import { Notice } from '../../../ui/verdict.tsx'
import type { Phase } from '../act/runner.ts'
import type { Journey } from '../journey.ts'
import { CodeForm } from './code-form.tsx'
import { failureSentence } from './failure-sentence.ts'
import { phaseStates } from './stages.ts'

const UnlockSection = lazy(() => import('../key/unlock-section.tsx'))
const OpenedKey = lazy(async () => ({ default: (await import('../../../ui/key/opened-key.tsx')).OpenedKey }))

const NAMES: Record<Phase, () => string> = {
  reading: m.sign_phase_reading,
  deriving: m.sign_phase_deriving,
  key: m.sign_phase_key,
  stating: m.sign_phase_stating,
  code: m.sign_phase_code,
  certificate: m.sign_phase_certificate,
  signing: m.sign_phase_signing,
  timestamping: m.sign_phase_timestamping,
  uploading: m.sign_phase_uploading,
}

/** The signing itself: what is being done, the code, and what to do when something is in the way. */
export default function SignStep({ journey }: { readonly journey: Journey }) {
  const { state, ceremony, service, offer } = journey
  const { act, phase, share, busy, elsewhere, repeating, failure } = state
  const stages = phaseStates({ act, phase, isFailed: failure !== null && failure.remedy !== 'code' && failure.remedy !== 'unlock' })
  const atCode = act?.stage === 'code-sent' && !elsewhere
  const wantsKey = failure?.remedy === 'unlock' && act?.key ? act.key : null
  const inTheWay = failure && failure.remedy !== 'code' && !wantsKey ? failure : null
  return (
    <Column width="text">
      <PageTitle title={m.sign_sign_title()} />
      {elsewhere && <Notice title={m.sign_elsewhere()}>{m.sign_elsewhere_text()}</Notice>}
      {repeating && <output className="block"><Notice title={m.sign_repeating()}>{m.sign_repeating_text()}</Notice></output>}
      {inTheWay && (
        <div role="alert">
          <Notice kind="doubt" title={failureSentence(inTheWay)} actions={<Button look="main" busy={busy} onClick={() => void ceremony.resume()}>{m.ui_retry()}</Button>}>
            {m.sign_kept_so_far()}
          </Notice>
        </div>
      )}
      {wantsKey && act && <Suspense fallback={null}><UnlockSection act={act.id} chosen={wantsKey} onOpened={() => void ceremony.resume()} /></Suspense>}
      {act?.key && act.stage === 'certified' && <Suspense fallback={null}><OpenedKey id={act.key.id} /></Suspense>}
      {atCode && (
        <section aria-label={m.sign_phase_code()} className="sheet px-4 py-5 sm:px-7">
          <CodeForm
            maskedEmail={act.maskedEmail}
            key={act.codeExpiresAt}
            mail={service.mail}
            busy={busy}
            problem={failure?.remedy === 'code' ? failureSentence(failure) : null}
            onCode={(code) => void ceremony.prove(code)}
            onResend={() => void ceremony.resendCode()}
          />
        </section>
      )}
      <section aria-label={m.sign_progress()} className="sheet grid gap-4 px-4 py-5 sm:px-7">
        <StageList label={m.sign_progress()} stages={stages.map(({ phase: each, state: stage }) => ({ id: each, label: each === 'key' && act?.key ? m.keystore_phase() : NAMES[each](), state: stage }))} />
        {phase === 'uploading' && share !== null && share < 1 && (
          <div className="grid gap-1.5">
            <Bar label={m.sign_phase_uploading()} value={share} />
            <span className="num text-sm text-soft">{formatCount(Math.round(share * 100))} %</span>
          </div>
        )}
        {act?.stage === 'certified' && act.overtaken !== undefined && <output className="text-sm">{m.parties_rebasing()}</output>}
        {!act?.key && <p className="text-sm text-soft">{m.sign_key_text()}</p>}
      </section>
      {act && act.stage !== 'signed' && act.stage !== 'acknowledged' && (atCode || inTheWay || wantsKey) && (
        <p className="flex flex-wrap items-center gap-2 text-sm text-soft">
          <span>{m.sign_stop_text({ seller: offer.view.seller })}</span>
          <Button look="quiet" disabled={busy} onClick={() => void ceremony.abandon()}>{m.sign_stop()}</Button>
        </p>
      )}
    </Column>
  )
}
