import type { ReactNode } from 'react'
import { Link } from 'react-router'
import type { CertificateUse, KeptCertificate } from '../../../protocol/certificate.ts'
import { formatDate, formatInstant } from '../../locale/format.ts'
import { m } from '../../messages/generated/messages.js'
import { EVENT_NAMES, proofSentence, reasonName } from './words.ts'

/** Names and values of a key or certificate, one above the other on a phone. */
export function Facts({ facts }: { readonly facts: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className="grid gap-x-5 gap-y-1.5 text-sm sm:grid-cols-[minmax(9rem,auto)_minmax(0,1fr)]">
      {facts.map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="text-soft">{name}</dt>
          <dd className="break-words max-sm:mb-1.5">{value}</dd>
        </div>
      ))}
    </dl>
  )
}

/** What a certificate says, as facts. */
export function certificateFacts(certificate: KeptCertificate): readonly (readonly [string, ReactNode])[] {
  return [
    [m.keys_fact_until(), <time key="until" dateTime={certificate.notAfter}>{formatDate(certificate.notAfter)}</time>],
    [m.keys_fact_proof(), proofSentence(certificate)],
    [m.keys_fact_serial(), <Link key="serial" to={`/certificates?name=${certificate.serial}`} className="num break-all">{certificate.serial}</Link>],
  ]
}

/** What was signed with a key, folded. */
export function Uses({ uses }: { readonly uses: readonly CertificateUse[] }) {
  return (
    <details className="text-sm">
      <summary className="cursor-pointer py-1 font-semibold">{m.keys_uses()} ({uses.length})</summary>
      {uses.length === 0 && <p className="mt-1 text-soft">{m.keys_uses_none()}</p>}
      <ol className="mt-1 grid gap-1">
        {uses.map(({ contract, purpose, title, at }) => (
          <li key={`${contract}${purpose}${at}`}>
            <time dateTime={at} className="num text-soft">{formatInstant(at)}</time> {purpose === 'publication' ? m.keys_use_publication() : m.keys_use_signature()}: {title ?? m.keys_use_erased()}
          </li>
        ))}
      </ol>
    </details>
  )
}

/** The certificate's life and what was signed with it, folded. */
export function CertificateHistory({ certificate }: { readonly certificate: KeptCertificate }) {
  return (
    <div className="grid gap-2 text-sm">
      <details>
        <summary className="cursor-pointer py-1 font-semibold">{m.keys_history()}</summary>
        <ol className="mt-1 grid gap-1">
          {certificate.history.map(({ event, at, by, reason }) => (
            <li key={`${event}${at}`}>
              <time dateTime={at} className="num text-soft">{formatInstant(at)}</time> {EVENT_NAMES[event]()}{reason !== null && `: ${reasonName(reason)}`}{by === 'operator' && ` (${m.keys_by_operator()})`}
            </li>
          ))}
        </ol>
      </details>
      <Uses uses={certificate.uses} />
    </div>
  )
}
