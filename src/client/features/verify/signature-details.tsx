import { useState } from 'react'
import type { ExaminedSignature } from '../../../core/evidence/examine/examine.ts'
import type { SignatureReport } from '../../../core/validation/report.ts'
import { m } from '../../messages/generated/messages.js'
import { AgreementTable } from './agreement.tsx'
import { CertificatePath } from './certificate-path.tsx'
import { StatementDetails } from './statement-details.tsx'

interface SignatureDetailsProps {
  readonly signature: SignatureReport
  readonly examined: ExaminedSignature | null
  /** Whose, when there are several. */
  readonly name: string | null
  readonly judgedAt: string
  /** Among many: drawn when it is opened. */
  readonly isFolded: boolean
  readonly onDerive: () => Promise<boolean>
}

/** What stands behind one signature: statement, contract and text held together, the words that were signed, the path of trust. */
export function SignatureDetails({ isFolded, ...props }: SignatureDetailsProps) {
  const { name, signature } = props
  const [isOpen, setOpen] = useState(false)
  if (!isFolded) return <Details {...props} />
  return (
    <details open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="min-h-11 cursor-pointer break-words px-5 py-2.5 font-semibold">{nameOf(signature, name)}</summary>
      {isOpen && <Details {...props} name={null} />}
    </details>
  )
}

const nameOf = ({ type }: SignatureReport, name: string | null): string => (type === 'document-timestamp' ? m.verify_layer_timestamp() : (name ?? ''))

function Details({ signature, examined, name, judgedAt, onDerive }: Omit<SignatureDetailsProps, 'isFolded'>) {
  const statement = examined?.statement ?? null
  const agreement = examined?.agreement ?? null
  return (
    <article className="grid grid-cols-[minmax(0,1fr)] gap-4 p-5">
      {name !== null && <h3 className="break-words text-base">{nameOf(signature, name)}</h3>}
      {examined && agreement?.odd === null && <AgreementTable examined={examined} agreement={agreement} checks={signature.checks} onDerive={onDerive} />}
      {statement && <StatementDetails statement={statement} />}
      <CertificatePath signature={signature} judgedAt={judgedAt} />
    </article>
  )
}
