import { nextStronger } from '../../core/consent/presentation.ts'
import type { Presentation } from '../../core/consent/statement.ts'
import { m } from '../messages/generated/messages.js'

const WHY: Readonly<Record<Presentation, () => string>> = {
  'scroll-wrap': m.consent_why_scroll_wrap, inline: m.consent_why_inline, dialog: m.consent_why_dialog, link: m.consent_why_link,
  'sign-in-wrap': m.consent_why_sign_in_wrap, 'notice-only': m.consent_why_notice_only,
}
const NAMES: Readonly<Record<Presentation, () => string>> = {
  'scroll-wrap': m.ui_presentation_scroll_wrap, inline: m.ui_presentation_inline, dialog: m.ui_presentation_dialog, link: m.ui_presentation_link,
  'sign-in-wrap': m.ui_presentation_sign_in_wrap, 'notice-only': m.ui_presentation_notice_only,
}

/** Why a presentation weighs what it weighs, and the stronger one: for sellers, as a risk and never as a certainty. */
export function PresentationWeight({ presentation }: { readonly presentation: Presentation }) {
  const stronger = nextStronger(presentation)
  return (
    <p className="text-[.8125rem] text-soft">
      <b className="inline-block text-ink first-letter:uppercase">{NAMES[presentation]()}.</b> {WHY[presentation]()} {stronger ? m.consent_stronger({ form: NAMES[stronger]() }) : m.consent_strongest()}
    </p>
  )
}
