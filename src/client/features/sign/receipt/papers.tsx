import { useQuery } from '@tanstack/react-query'
import type { ContractDocument } from '../../../../core/contract/document.ts'
import { FormationFacts } from '../../../agreement/formation.tsx'
import { answerSheet, fetchFormation } from '../../../api/answer-sheet.ts'
import { useLocale } from '../../../locale/locale.ts'
import { m } from '../../../messages/generated/messages.js'
import { ButtonAnchor } from '../../../ui/button.tsx'

interface PapersProps {
  readonly token: string
  readonly document: ContractDocument
  readonly seller: string
  readonly isAgreed: boolean
}

/** What can be kept of the answer besides the signed file, and how the contract came about. */
export default function Papers({ token, document, seller, isAgreed }: PapersProps) {
  const locale = useLocale()
  const formation = useQuery({ queryKey: ['formation', token], queryFn: () => fetchFormation({ token }) })
  const names = Object.fromEntries(document.parties.map(({ id, role }) => [id, id === 'seller' ? seller : role]))
  return (
    <>
      {formation.data && <FormationFacts view={formation.data} names={names} />}
      <section className="no-print sheet grid gap-3 px-4 py-4 sm:px-7 sm:py-5" aria-labelledby="papers">
        <h2 id="papers" className="text-[1.0625rem]">{m.trail_papers()}</h2>
        <p className="flex flex-wrap gap-2">
          {isAgreed && <ButtonAnchor href={answerSheet({ token }, 'certificate.pdf', locale)} download>{m.trail_certificate()}</ButtonAnchor>}
          <ButtonAnchor href={answerSheet({ token }, 'record.pdf', locale)} download>{m.trail_record_pdf()}</ButtonAnchor>
          <ButtonAnchor href={answerSheet({ token }, 'record.json', locale)} download>{m.trail_record_json()}</ButtonAnchor>
          <ButtonAnchor href={`/trail/${encodeURIComponent(token)}`}>{m.trail_open()}</ButtonAnchor>
        </p>
      </section>
    </>
  )
}
