import type { Certificate } from '../../../core/pki/certificate.ts'
import type { CertificateEvent, KeptCertificate, RevocationReasonName } from '../../../protocol/certificate.ts'
import type { ChipKind } from '../../ui/chip.tsx'
import { m } from '../../messages/generated/messages.js'

export type ShownState = KeptCertificate['state'] | 'early' | 'ended' | 'none'

export const STATE_NAMES: Readonly<Record<ShownState, () => string>> = { good: m.keys_state_good, suspended: m.keys_state_suspended, revoked: m.keys_state_revoked, early: m.keys_state_early, ended: m.keys_state_ended, none: m.keys_state_none }
export const STATE_CHIPS: Readonly<Record<ShownState, ChipKind>> = { good: 'pass', suspended: 'doubt', revoked: 'fail', early: 'off', ended: 'off', none: 'off' }
export const EVENT_NAMES: Readonly<Record<CertificateEvent['event'], () => string>> = { issued: m.keys_event_issued, suspended: m.keys_event_suspended, restored: m.keys_event_restored, revoked: m.keys_event_revoked }
export const REASON_NAMES: Readonly<Record<RevocationReasonName, () => string>> = {
  unspecified: m.keys_reason_unspecified, keyCompromise: m.keys_reason_keycompromise, affiliationChanged: m.keys_reason_affiliationchanged, superseded: m.keys_reason_superseded,
  cessationOfOperation: m.keys_reason_cessationofoperation, privilegeWithdrawn: m.keys_reason_privilegewithdrawn,
}

export const reasonName = (reason: string): string => (Object.hasOwn(REASON_NAMES, reason) ? REASON_NAMES[reason as RevocationReasonName]() : reason)

/** What a certificate is good for now: its end counts too. */
export function shownState(certificate: Pick<KeptCertificate, 'state' | 'notAfter'> | null, now: number): ShownState {
  if (!certificate) return 'none'
  return certificate.state === 'good' && Date.parse(certificate.notAfter) < now ? 'ended' : certificate.state
}

const SHOWN = { operator: m.keys_proof_organisation, oidc: m.keys_proof_organisation_oidc, eid: m.keys_proof_organisation_eid } as const

/** What was proven of the holder, in words that claim no more. */
export function proofSentence({ identity, email }: Pick<KeptCertificate, 'identity' | 'email'>): string {
  if (!identity.organisation) return identity.demo ? m.keys_proof_demo() : m.keys_proof_mail({ email })
  const said = SHOWN[identity.organisation.by]({ email, ...identity.organisation })
  return identity.demo ? `${m.keys_proof_demo()}. ${said}` : said
}

/** What can be said of a certificate that somebody else issued: its dates. */
export function broughtState({ notBefore, notAfter }: Pick<Certificate, 'notBefore' | 'notAfter'>, now: number): ShownState {
  return now < notBefore ? 'early' : now > notAfter ? 'ended' : 'good'
}

export const nameOfHolder = ({ subject }: Pick<Certificate, 'subject'>): string => subject.commonName ?? subject.text
export const nameOfIssuer = ({ issuer }: Pick<Certificate, 'issuer'>): string => issuer.organization ?? issuer.commonName ?? issuer.text
