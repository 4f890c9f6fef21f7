import { useMutation } from '@tanstack/react-query'
import { useId, useMemo, useState } from 'react'
import { askedPurposes, dataConsentWords } from '../../core/consent/data-consent.ts'
import type { DataChoices, PrivacyNotice } from '../../core/consent/data-consent.ts'
import { decodeContractDocument } from '../../core/contract/document.ts'
import type { DataConsentView, DataPlace } from '../../protocol/data-consent.ts'
import { formatExactInstant } from '../locale/format.ts'
import { m } from '../messages/generated/messages.js'
import { Button } from '../ui/button.tsx'
import { FailureNotice } from '../ui/failure.tsx'
import { decide } from './decide.ts'

type Purpose = PrivacyNotice['purposes'][number]

const BASES: Readonly<Record<Purpose['basis'], () => string>> = {
  consent: m.data_basis_consent, contract: m.data_basis_contract, 'legal-obligation': m.data_basis_legal_obligation, 'legitimate-interest': m.data_basis_legitimate_interest,
}
export const EVENTS: Readonly<Record<DataConsentView['acts'][number]['event'], () => string>> = { given: m.data_event_given, changed: m.data_event_changed, withdrawn: m.data_event_withdrawn, refused: m.data_event_refused }

function Facts({ purpose, lang }: { readonly purpose: Purpose; readonly lang: string }) {
  const rows = [[m.data_what(), purpose.what], [m.data_retention(), purpose.retention], [m.data_recipients(), purpose.recipients]] as const
  return (
    <dl className="grid gap-x-4 text-sm sm:grid-cols-[11rem_minmax(0,1fr)]">
      {rows.map(([term, value]) => <div key={term} className="contents"><dt className="text-soft">{term}</dt><dd lang={lang} className="min-w-0 break-words">{value}</dd></div>)}
      <dt className="text-soft">{m.data_basis()}</dt><dd>{BASES[purpose.basis]()}</dd>
    </dl>
  )
}

interface ChoicesProps {
  readonly place: DataPlace
  readonly view: DataConsentView
  readonly appBuild: string
  readonly onDecided: (view: DataConsentView) => void
  /** Leads to the page of the decisions, which does not lead to itself. */
  readonly hasLink?: boolean
}

/** Asks about personal data, purpose by purpose, apart from the contract: one box each, unticked until the person ticks it; all of it is taken back by one press. */
export function DataChoicesForm({ place, view, appBuild, onDecided, hasLink = true }: ChoicesProps) {
  const heading = useId()
  const document = useMemo(() => (view.document === null ? null : decodeContractDocument(view.document)), [view.document])
  const last = view.acts.at(-1)
  const [changed, setChanged] = useState<DataChoices>({})
  const send = useMutation({
    mutationFn: (isWithdrawal: boolean) => {
      if (!document) throw new TypeError('no notice')
      return decide({ place, view, document, after: { ...last?.choices, ...changed }, isWithdrawal, appBuild })
    },
    onSuccess: (decided) => {
      setChanged({})
      onDecided(decided)
    },
  })
  const notice = document?.privacy
  if (!document || !notice) return null
  const { language } = document
  const words = dataConsentWords(language)
  const asked = askedPurposes(notice)
  const told = notice.purposes.filter((purpose) => !asked.includes(purpose))
  const isGiven = Object.values(last?.choices ?? {}).some(Boolean)
  return (
    <section aria-labelledby={heading} data-part="personal-data" className="paper sheet grid gap-3 px-4 py-4 sm:px-7 sm:py-5">
      <h2 id={heading} className="text-[1.0625rem]">{m.data_title()}</h2>
      <p className="text-sm text-soft">{m.data_text()}</p>
      <p className="text-sm">{m.data_controller()} <b lang={language}>{notice.controller}</b> · <span lang={language} className="break-words">{notice.contact}</span></p>
      <ul className="grid gap-3">
        {asked.map((purpose) => (
          <li key={purpose.id} className="grid gap-1 border-t border-rule pt-3">
            <label lang={language} className="flex min-h-11 items-start gap-3 py-1.5 text-[1.0625rem] leading-normal">
              <input
                type="checkbox" name={`data-${purpose.id}`} className="mt-0.5 size-6 shrink-0 accent-ink" disabled={send.isPending}
                checked={changed[purpose.id] ?? last?.choices[purpose.id] ?? false} onChange={(event) => setChanged((all) => ({ ...all, [purpose.id]: event.target.checked }))}
              />
              <span>{purpose.why}</span>
            </label>
            <Facts purpose={purpose} lang={language} />
          </li>
        ))}
        {told.map((purpose) => (
          <li key={purpose.id} className="grid gap-1 border-t border-rule pt-3">
            <p lang={language} className="text-[1.0625rem]">{purpose.why}</p>
            <p className="text-sm text-soft">{m.data_told()}</p>
            <Facts purpose={purpose} lang={language} />
          </li>
        ))}
      </ul>
      {asked.length > 0 && (
        <>
          <p lang={language} className="text-[.9375rem]">{words.sentence}</p>
          {isGiven && <p lang={language} className="text-[.9375rem]">{words.withdrawal}</p>}
          <div lang={language} className="flex flex-wrap gap-2.5">
            <Button look="main" className="min-h-12" busy={send.isPending} onClick={() => send.mutate(false)}>{words.button}</Button>
            {isGiven && <Button className="min-h-12" disabled={send.isPending} onClick={() => send.mutate(true)}>{words.withdraw}</Button>}
          </div>
        </>
      )}
      {send.isError && <FailureNotice error={send.error} />}
      <output className="text-sm empty:hidden">
        {last && <>{m.data_saved({ event: EVENTS[last.event](), time: formatExactInstant(last.at) })} {hasLink && view.token !== null && <a href={`/d/${view.token}`} target="_blank" rel="noreferrer">{m.data_page()}</a>}</>}
      </output>
    </section>
  )
}
