import { useQuery } from '@tanstack/react-query'
import type { Alongside } from '../../../core/contract/document.ts'
import { fetchAgreement } from '../../api/agreement.ts'
import { formatInstant } from '../../locale/format.ts'
import { m } from '../../messages/generated/messages.js'
import { ButtonAnchor, ButtonLink } from '../../ui/button.tsx'
import { Notice } from '../../ui/verdict.tsx'
import { compareAlongside } from './alongside.ts'
import type { AlongsideStanding } from './alongside.ts'

interface AlongsideCardProps {
  readonly alongside: readonly Alongside[]
  /** The contract's language. */
  readonly language: string
  /** Somebody can still sign, or it can still be sent. */
  readonly stage: 'open' | 'unsent' | 'over'
}

function describe(standing: AlongsideStanding): string {
  if (standing.kind === 'current') return m.record_alongside_current()
  if (standing.kind === 'none') return m.record_alongside_none()
  const newer = m.record_alongside_newer({ newer: standing.number, time: standing.since === null ? '' : formatInstant(standing.since) })
  return standing.asksAgain ? newer : `${newer} ${m.record_alongside_minor()}`
}

/** The agreements that are signed with the contract, and whether what it names is still what is in force: if not, what to do. */
export function AlongsideCard({ alongside, language, stage }: AlongsideCardProps) {
  const asked = useQuery({
    queryKey: ['alongside', ...alongside.map(({ documentHash }) => documentHash)],
    // Of one that cannot be read the others are told all the same.
    queryFn: () => Promise.all(alongside.map((one) => fetchAgreement(one.agreement).then((view) => compareAlongside(one, view), () => null))),
  })
  const standings = alongside.map((_, index) => asked.data?.[index])
  const isBehind = standings.some((standing) => standing && standing.kind !== 'current')
  return (
    <section aria-labelledby="alongside" className="sheet grid gap-3 p-5">
      <h2 id="alongside" className="text-base">{m.record_alongside()}</h2>
      <ul className="grid gap-2.5">
        {alongside.map(({ agreement, title, number, address }, index) => {
          const standing = standings[index]
          return (
            <li key={agreement} className="grid gap-0.5 border-t border-rule pt-2.5 first:border-0 first:pt-0">
              <p><a href={address} target="_blank" rel="noreferrer" lang={language}>{title}<span className="sr-only"> {m.ui_new_tab()}</span></a> · <span className="num">{m.record_alongside_named({ number })}</span></p>
              <p className={`num text-sm ${standing && standing.kind !== 'current' ? 'font-semibold' : 'text-soft'}`}>{standing === null ? m.record_alongside_unread() : standing ? describe(standing) : ' '}</p>
            </li>
          )
        })}
      </ul>
      {isBehind && stage !== 'over' && (
        <Notice
          title={stage === 'open' ? m.record_alongside_open() : m.record_alongside_unsent()}
          actions={<>{stage === 'open' && <ButtonAnchor href="#offers">{m.record_alongside_offers()}</ButtonAnchor>}<ButtonLink to="/agreements">{m.record_alongside_manage()}</ButtonLink></>}
        >
          {stage === 'open' ? m.record_alongside_open_text() : m.record_alongside_unsent_text()}
        </Notice>
      )}
    </section>
  )
}
