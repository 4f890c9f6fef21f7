import { useState } from 'react'
import type { Agreement } from '../../../core/evidence/examine/agreement.ts'
import type { ExaminedSignature } from '../../../core/evidence/examine/examine.ts'
import type { Check } from '../../../core/validation/check.ts'
import { describeCheck } from '../../../core/validation/sentence.ts'
import { formatExactInstant } from '../../locale/format.ts'
import { useLocale } from '../../locale/locale.ts'
import { m } from '../../messages/generated/messages.js'
import { Button } from '../../ui/button.tsx'
import { VerdictShape } from '../../ui/verdict.tsx'

interface AgreementProps {
  readonly examined: ExaminedSignature
  readonly agreement: Agreement
  readonly checks: readonly Check[]
  readonly onDerive: () => Promise<boolean>
}

function Part({ name, agrees, note }: { readonly name: string; readonly agrees: boolean; readonly note?: string | undefined }) {
  return (
    <li className="flex items-start gap-2.5">
      <span className={agrees ? 'text-pass' : 'text-fail'}><VerdictShape kind={agrees ? 'pass' : 'fail'} className="mt-0.5 size-5" /></span>
      <span className="min-w-0"><span className={agrees ? '' : 'font-semibold'}>{name}: {agrees ? m.verify_agrees() : m.verify_differs()}</span>{note && <span className="block text-soft">{note}</span>}</span>
    </li>
  )
}

/** Statement, contract document and page text held against one another: which one differs, and in which words. */
export function AgreementTable({ examined, agreement, checks, onDerive }: AgreementProps) {
  const locale = useLocale()
  const [busy, setBusy] = useState(false)
  const [failed, setFailed] = useState(false)
  const { odd, difference } = agreement
  const told = checks.filter(({ id, result }) => (id === 'statement-agreement' || id === 'publication' || id === 'page-text' || id === 'derivation') && result !== 'PASSED')
  const isOdd = (...parts: readonly Agreement['odd'][]) => odd !== null && parts.includes(odd)
  const again = async () => {
    setBusy(true)
    setFailed(false)
    setFailed(!(await onDerive()))
    setBusy(false)
  }
  return (
    <section className="grid gap-2 text-sm">
      <h4 className="font-semibold">{m.verify_agreement_title()}</h4>
      <ul className="grid gap-1.5">
        <Part name={m.verify_part_statement()} agrees={!isOdd('statement', 'several', 'base')} note={isOdd('base') ? m.verify_part_base() : undefined} />
        <Part name={m.verify_part_document()} agrees={!isOdd('document', 'particulars', 'several')} note={examined.publication?.indication === 'TOTAL-PASSED' ? m.verify_part_published({ who: examined.publication.signatory ?? '' }) : undefined} />
        <Part name={m.verify_part_text()} agrees={!isOdd('text', 'several')} />
      </ul>
      {told.map((check, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- the report never changes order
        <p key={`${check.id}${index}`}>{describeCheck(check, locale, formatExactInstant)}</p>
      ))}
      {difference && (difference.expected !== '' || difference.found !== '') && (
        <p className="rounded-control bg-wash px-3 py-2 font-serif">
          {difference.before && <span className="text-soft">… {difference.before} </span>}
          <del className="rounded bg-fail-wash px-1 text-fail"><span className="sr-only">{m.verify_before()} </span>{difference.expected}</del>{' '}
          <ins className="rounded bg-pass-wash px-1 text-pass no-underline"><span className="sr-only">{m.verify_after()} </span>{difference.found}</ins>
        </p>
      )}
      {examined.isDerivedAlike === null ? (
        odd === null && <div><Button look="quiet" busy={busy} onClick={() => void again()}>{m.verify_derive()}</Button>{failed && <p role="alert" className="text-doubt">{m.verify_derive_failed()}</p>}</div>
      ) : (
        <p className={examined.isDerivedAlike ? 'text-pass' : 'text-fail'}>{examined.isDerivedAlike ? m.verify_derived_alike() : m.verify_derived_other()}</p>
      )}
    </section>
  )
}
