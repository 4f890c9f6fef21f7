import type { ReactNode } from 'react'
import type { CertificateEntry, RevocationReasonName } from '../../../protocol/certificate.ts'
import { formatInstant } from '../../locale/format.ts'
import { m } from '../../messages/generated/messages.js'
import { Chip, type ChipKind } from '../../ui/chip.tsx'

const STATES: Readonly<Record<CertificateEntry['state'], readonly [() => string, ChipKind]>> = {
  good: [m.certificates_state_good, 'pass'],
  unrevocable: [m.certificates_state_unrevocable, 'pass'],
  suspended: [m.certificates_state_suspended, 'doubt'],
  revoked: [m.certificates_state_revoked, 'fail'],
  ended: [m.certificates_state_ended, 'off'],
}
const KINDS: Readonly<Record<CertificateEntry['kind'], () => string>> = { 'one-time': m.certificates_kind_one_time, kept: m.certificates_kind_kept, authority: m.certificates_kind_authority }
const EVENTS = { issued: m.keys_event_issued, suspended: m.keys_event_suspended, restored: m.keys_event_restored, revoked: m.keys_event_revoked } as const

const REASONS: Readonly<Record<RevocationReasonName, () => string>> = {
  unspecified: m.certificates_reason_unspecified, keyCompromise: m.certificates_reason_keycompromise, affiliationChanged: m.certificates_reason_affiliationchanged,
  superseded: m.certificates_reason_superseded, cessationOfOperation: m.certificates_reason_cessationofoperation, privilegeWithdrawn: m.certificates_reason_privilegewithdrawn,
}
const reasonName = (reason: string): string => (Object.hasOwn(REASONS, reason) ? REASONS[reason as RevocationReasonName]() : reason)

const SHOWN = { operator: m.certificates_proof_organisation, oidc: m.certificates_proof_organisation_oidc, eid: m.certificates_proof_organisation_eid } as const

function proofSentence({ identity }: CertificateEntry): string {
  const said = identity.organisation ? SHOWN[identity.organisation.by](identity.organisation) : identity.proof === 'none' ? m.certificates_proof_none() : m.certificates_proof_mail()
  return identity.demo ? `${said} (${m.certificates_proof_demo()})` : said
}

/** A certificate's status in a word, never by colour alone. */
export function StateChip({ state }: Pick<CertificateEntry, 'state'>) {
  const [name, kind] = STATES[state]
  return <Chip kind={kind}>{name()}</Chip>
}

/** A certificate's status and history, as anybody may see them. */
export function EntryCard({ entry }: { readonly entry: CertificateEntry }) {
  const facts: readonly (readonly [string, ReactNode])[] = [
    [m.certificates_subject(), entry.subject],
    [m.certificates_proof(), proofSentence(entry)],
    [m.certificates_issuer(), entry.issuer],
    [m.certificates_valid(), m.certificates_valid_range({ from: formatInstant(entry.notBefore), to: formatInstant(entry.notAfter) })],
    [m.certificates_serial(), <span key="serial" className="num break-all">{entry.serial}</span>],
    [m.certificates_thumbprint(), <span key="thumbprint" className="num break-all">{entry.thumbprint}</span>],
  ]
  return (
    <article aria-label={entry.serial} className="sheet grid gap-3 p-5">
      <div className="flex flex-wrap items-center gap-2">
        <StateChip state={entry.state} />
        <span className="text-sm">{KINDS[entry.kind]()}</span>
      </div>
      <dl className="grid gap-x-5 gap-y-1.5 text-sm sm:grid-cols-[minmax(9rem,auto)_minmax(0,1fr)]">
        {facts.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-soft">{name}</dt>
            <dd className="break-words max-sm:mb-1.5">{value}</dd>
          </div>
        ))}
      </dl>
      <div className="grid gap-1 text-sm">
        <p className="font-semibold">{m.certificates_history()}</p>
        <ol className="grid gap-1">
          {entry.history.map(({ event, at, reason }) => (
            <li key={`${event}${at}`}><time dateTime={at} className="num text-soft">{formatInstant(at)}</time> {EVENTS[event]()}{reason !== null && ` (${reasonName(reason)})`}</li>
          ))}
        </ol>
      </div>
    </article>
  )
}
