import type { CertificateSummary, SignatureReport } from '../../../core/validation/report.ts'
import { formatExactInstant } from '../../locale/format.ts'
import { m } from '../../messages/generated/messages.js'

const REVOCATIONS: Record<NonNullable<CertificateSummary['revocation']>, () => string> = {
  'not-needed': m.verify_revocation_not_needed, good: m.verify_revocation_good, revoked: m.verify_revocation_revoked, unknown: m.verify_revocation_unknown,
}

/** From the signatory up to what is trusted, drawn as a chain: a full circle is trusted, an open one is not known. */
function Chain({ path, label }: { readonly path: readonly CertificateSummary[]; readonly label: string }) {
  const isTrusted = path.some(({ isAnchor }) => isAnchor)
  return (
    <ol aria-label={label} className="grid">
      {path.map((certificate, index) => (
        <li key={certificate.thumbprint} className="grid grid-cols-[1.25rem_minmax(0,1fr)] gap-3">
          <svg aria-hidden="true" viewBox="0 0 20 64" preserveAspectRatio="xMidYMin slice" className={`h-full w-5 ${isTrusted ? 'text-pass' : 'text-doubt'}`} fill="none" stroke="currentColor" strokeWidth="2">
            {index > 0 && <path d="M10 0v6" />}
            <circle cx="10" cy="12" r="6" fill={certificate.isAnchor ? 'currentColor' : 'none'} />
            {index < path.length - 1 && <path d="M10 18v400" />}
          </svg>
          <div className="min-w-0 pb-3">
            <p className="break-words font-semibold">{certificate.subject}</p>
            <p className="text-[.8125rem] text-soft">
              {certificate.isAnchor ? m.verify_path_trusted() : m.verify_path_issued({ issuer: certificate.issuer })}
              {certificate.revocation && ` · ${REVOCATIONS[certificate.revocation]()}`}
            </p>
            <p className="num text-[.8125rem] text-soft">{formatExactInstant(certificate.notBefore)} – {formatExactInstant(certificate.notAfter)}</p>
          </div>
        </li>
      ))}
    </ol>
  )
}

/** The certificate's path and the timestamp's, as pictures. */
export function CertificatePath({ signature }: { readonly signature: SignatureReport }) {
  return (
    <details className="text-sm">
      <summary className="min-h-8 cursor-pointer font-semibold text-link">{m.verify_path_title()}</summary>
      <div className="mt-2 grid gap-3">
        {signature.path.length > 0 ? <Chain path={signature.path} label={m.verify_path_title()} /> : <p className="text-soft">{m.verify_path_none()}</p>}
        {signature.timestamps.map((stamp, index) => (
          // oxlint-disable-next-line react/no-array-index-key -- the report never changes order
          <div key={`${stamp.kind}${index}`} className="grid gap-2">
            <h4 className="font-semibold">{m.verify_path_timestamp()}{stamp.time && <span className="num font-normal text-soft"> · {formatExactInstant(stamp.time)}</span>}</h4>
            {stamp.path.length > 0 && <Chain path={stamp.path} label={m.verify_path_timestamp()} />}
          </div>
        ))}
      </div>
    </details>
  )
}
