import type { Act, Identity, Presentation } from '../../../../core/consent/statement.ts'
import { m } from '../../../messages/generated/messages.js'

const PRESENTATIONS: Record<Presentation, () => string> = {
  'scroll-wrap': m.sign_presentation_scroll_wrap,
  inline: m.sign_presentation_inline,
  dialog: m.sign_presentation_dialog,
  link: m.sign_presentation_link,
  'sign-in-wrap': m.sign_presentation_sign_in_wrap,
  'notice-only': m.sign_presentation_notice_only,
}
const ACTS: Record<Act, () => string> = { 'certificate-signature': m.sign_act_certificate_signature, 'key-signed-click': m.sign_act_key_signed_click, none: m.sign_act_none }

/** How the terms were put before the person, in words. */
export const presentationName = (presentation: Presentation): string => PRESENTATIONS[presentation]()

/** What the person did, in words. */
export const actName = (act: Act): string => ACTS[act]()

/** How it was shown who the person is, and exactly what was shown by it. */
export function identityName(method: Identity, address: string | null): string {
  switch (method) {
    case 'own-certificate': return m.sign_identity_own_certificate()
    case 'mail-code': return m.sign_identity_mail_code({ address: address ?? '' })
    case 'asserted-by-host': return m.sign_identity_asserted()
    case 'none': return m.sign_identity_none()
  }
}
