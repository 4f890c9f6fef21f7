import type { ReactNode } from 'react'
import type { Particular } from '../../../../core/contract/document.ts'
import { formatParticular, resolveValues } from '../../../../core/contract/particular.ts'
import { formatDeadline } from '../../../locale/format.ts'
import { m } from '../../../messages/generated/messages.js'
import { Button } from '../../../ui/button.tsx'
import { placeOf, reasonOf } from '../details/problem.ts'
import type { Journey } from '../journey.ts'

function Fact({ term, lang, children }: { readonly term: ReactNode; readonly lang?: string; readonly children: ReactNode }) {
  return (
    <div className="grid gap-x-4 border-b border-rule py-2 last:border-0 sm:grid-cols-[14rem_minmax(0,1fr)]">
      <dt className="text-sm text-soft" lang={lang}>{term}</dt>
      <dd className="num min-w-0 break-words" lang={lang}>{children}</dd>
    </div>
  )
}

function Card({ title, action, children }: { readonly title: string; readonly action?: ReactNode; readonly children: ReactNode }) {
  return (
    <section className="sheet px-4 py-4 sm:px-7 sm:py-5">
      <div className="mb-1 flex min-h-11 items-center justify-between gap-3">
        <h2 className="text-[1.0625rem]">{title}</h2>
        {action}
      </div>
      <dl>{children}</dl>
    </section>
  )
}

/** Everything that is to be agreed to, in facts; each of the party's own can be corrected. */
export function Review({ journey }: { readonly journey: Journey }) {
  const { offer, values, kept, go } = journey
  const { document, party, view } = offer
  const { language } = document
  const resolved = resolveValues(document, values)
  const own = document.particulars.filter((particular) => particular.party === party.id)
  const theirs = document.particulars.filter((particular) => particular.party !== party.id && resolved[particular.id] !== undefined)
  const total = document.particulars.find(({ id }) => id === document.total?.particular)
  const totalValue = total && resolved[total.id]
  const place = placeOf(document, party, kept.draft)
  const reason = reasonOf(kept.draft)
  const show = (particular: Particular) => {
    const value = resolved[particular.id]
    return value === undefined ? <span className="text-soft" lang="">—</span> : formatParticular(particular, value, language)
  }
  return (
    <>
      <Card title={m.sign_review_contract()}>
        <Fact term={m.sign_review_title()}><span lang={language}>{document.title}</span></Fact>
        <Fact term={m.sign_review_number()}>{document.number} · {m.sign_review_version({ version: document.version })}</Fact>
        <Fact term={m.sign_review_seller()}>{view.seller}</Fact>
        {total && totalValue !== undefined && <Fact term={m.sign_review_total()}><strong className="text-lg" lang={language}>{formatParticular(total, totalValue, language)}</strong></Fact>}
        <Fact term={m.sign_review_reply_by()}>{view.replyBy ? formatDeadline(view.replyBy) : m.sign_review_no_deadline()}</Fact>
        <Fact term={m.sign_review_law()}><span lang={language}>{document.governingLaw}; {document.jurisdiction}</span></Fact>
      </Card>
      <Card title={m.sign_review_own()} action={view.particulars?.isFixed ? null : <Button look="quiet" onClick={() => go('details')}>{m.sign_edit()}</Button>}>
        {own.map((particular) => <Fact key={particular.id} term={particular.label} lang={language}>{show(particular)}</Fact>)}
        {place !== null && <Fact term={m.sign_place()}>{place}</Fact>}
        {reason !== null && <Fact term={m.sign_reason()}>{reason}</Fact>}
        <Fact term={m.sign_capacity()}>{kept.draft.capacity === 'self' ? m.sign_capacity_self() : m.sign_capacity_on_behalf()}</Fact>
      </Card>
      {theirs.length > 0 && (
        <Card title={m.sign_review_theirs()}>
          {theirs.map((particular) => <Fact key={particular.id} term={particular.label} lang={language}>{show(particular)}</Fact>)}
        </Card>
      )}
    </>
  )
}
