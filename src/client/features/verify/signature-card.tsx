import type { ReactNode } from 'react'
import type { ExaminedSignature } from '../../../core/evidence/examine/examine.ts'
import { encodeHex } from '../../../core/bytes/hex.ts'
import type { SignatureReport } from '../../../core/validation/report.ts'
import { describeSignature } from '../../../core/validation/sentence.ts'
import { formatExactInstant } from '../../locale/format.ts'
import { useLocale } from '../../locale/locale.ts'
import { m } from '../../messages/generated/messages.js'
import { ThreeFacts } from '../../ui/fact.tsx'
import { Seal } from '../../ui/seal.tsx'
import { VerdictShape } from '../../ui/verdict.tsx'
import type { VerdictKind } from '../../ui/verdict.tsx'
import { AgreementTable } from './agreement.tsx'

const KINDS: Record<SignatureReport['indication'], VerdictKind> = { 'TOTAL-PASSED': 'pass', INDETERMINATE: 'doubt', 'TOTAL-FAILED': 'fail' }
const COLOURS: Record<VerdictKind, string> = { pass: 'text-pass', doubt: 'text-doubt', fail: 'text-fail' }

function Row({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt className="text-soft">{name}</dt>
      <dd className="num break-words">{children}</dd>
    </div>
  )
}

function Times({ signature }: { readonly signature: SignatureReport }) {
  const stamp = signature.timestamps.find(({ isProof }) => isProof)
  return (
    <dl className="grid gap-2 text-sm">
      <Row name={m.verify_time_proven()}>
        {signature.bestSignatureTime === null ? m.verify_time_unproven() : <time dateTime={signature.bestSignatureTime}>{formatExactInstant(signature.bestSignatureTime)}</time>}
        {stamp?.unit && <span className="block text-soft">{m.verify_time_unit({ unit: stamp.unit })}</span>}
      </Row>
      <Row name={m.verify_time_claimed()}>
        {signature.claimedTime === null ? '–' : <time dateTime={signature.claimedTime}>{formatExactInstant(signature.claimedTime)}</time>}
      </Row>
    </dl>
  )
}

const SHOWN = { operator: m.verify_identity_organisation, oidc: m.verify_identity_organisation_oidc, eid: m.verify_identity_organisation_eid } as const

/** Name as given, mailbox as proven: never blended into one. */
function Identity({ signature }: { readonly signature: SignatureReport }) {
  const { identity } = signature
  if (identity === null) return <p className="text-sm text-soft">{m.verify_identity_unknown()}</p>
  const mail = identity.emails[0] ?? identity.subject
  const proof = identity.isDemo ? m.verify_identity_demo({ mail }) : identity.proof === 'mail' ? m.verify_identity_mail({ mail }) : m.verify_identity_other({ subject: identity.subject })
  return (
    <>
      <h3 className="break-words text-base">{identity.nameAsGiven ?? identity.subject}</h3>
      {identity.nameAsGiven !== null && <p className="text-[.8125rem] text-soft">{m.verify_identity_as_given()}</p>}
      <p className="break-words text-[.8125rem] text-soft">{proof}</p>
      {identity.attestedOrganisation && <p className="break-words text-[.8125rem]">{SHOWN[identity.attestedOrganisation.by](identity.attestedOrganisation)}</p>}
    </>
  )
}

interface SignatureCardProps {
  readonly signature: SignatureReport
  readonly examined: ExaminedSignature | null
  readonly onDerive: () => Promise<boolean>
}

/** One signatory: who, how it stands, when, and the three facts; what disagrees is told here, what agrees among the details. */
export function SignatureCard({ signature, examined, onDerive }: SignatureCardProps) {
  const locale = useLocale()
  const kind = KINDS[signature.indication]
  const { identity } = signature
  const statement = examined?.statement ?? null
  return (
    <article className="grid grid-cols-[minmax(0,1fr)] gap-4 p-5">
      <div className="flex items-start gap-4">
        {examined?.sealHash && <Seal hash={encodeHex(examined.sealHash)} label={m.verify_seal()} className="size-20" />}
        <div className="grid min-w-0 gap-0.5"><Identity signature={signature} /></div>
      </div>
      <p className="flex items-start gap-2.5 text-sm">
        <span className={COLOURS[kind]}><VerdictShape kind={kind} className="mt-0.5 size-5" /></span>
        <span className="min-w-0"><b className="num">{signature.indication}{signature.subIndication && ` — ${signature.subIndication}`}</b><span className="block">{describeSignature(signature, locale, formatExactInstant)}</span>{signature.level && <span className="block text-soft">{signature.level}</span>}</span>
      </p>
      <Times signature={signature} />
      {statement && (
        <ThreeFacts
          presentation={statement.presentation}
          act={statement.act}
          identity={identity && { method: identity.proof === 'mail' ? 'mail-code' : 'own-certificate', address: identity.emails[0] ?? null, demo: identity.isDemo }}
        />
      )}
      {examined?.agreement && examined.agreement.odd !== null && <AgreementTable examined={examined} agreement={examined.agreement} checks={signature.checks} onDerive={onDerive} />}
    </article>
  )
}
