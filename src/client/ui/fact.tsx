import type { Act, Identity, Presentation } from '../../core/consent/statement.ts'
import { m } from '../messages/generated/messages.js'

const PRESENTATIONS: Record<Presentation, () => string> = {
  'scroll-wrap': m.ui_presentation_scroll_wrap, inline: m.ui_presentation_inline, dialog: m.ui_presentation_dialog, link: m.ui_presentation_link,
  'sign-in-wrap': m.ui_presentation_sign_in_wrap, 'notice-only': m.ui_presentation_notice_only,
}
const ACTS: Record<Act, () => string> = { 'certificate-signature': m.ui_act_certificate_signature, 'key-signed-click': m.ui_act_key_signed_click, none: m.ui_act_none }

interface ProvenIdentity {
  readonly method: Identity
  readonly address: string | null
  readonly demo: boolean
}

function identityName({ method, address, demo }: ProvenIdentity): string {
  switch (method) {
    case 'own-certificate': return m.ui_identity_own_certificate()
    // of others it is withheld
    case 'mail-code': return (demo ? m.ui_identity_mail_code_demo : m.ui_identity_mail_code)({ address: address ?? '–' })
    case 'asserted-by-host': return m.ui_identity_asserted()
    case 'none': return m.ui_identity_none()
  }
}

interface FactsProps {
  readonly presentation: Presentation | null
  readonly act: Act | null
  readonly identity: ProvenIdentity | null
}

/** Three facts, never blended: how the terms were presented, what act was done, how the identity was proven. */
export function ThreeFacts({ presentation, act, identity }: FactsProps) {
  const facts = [
    [m.ui_fact_presentation(), presentation && PRESENTATIONS[presentation]()],
    [m.ui_fact_act(), act && ACTS[act]()],
    [m.ui_fact_identity(), identity && identityName(identity)],
  ] as const
  return (
    <dl className="grid gap-x-4 gap-y-1 text-sm sm:grid-cols-[auto_minmax(0,1fr)]">
      {facts.map(([name, value]) => value && (
        <div key={name} className="contents">
          <dt className="text-soft">{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
