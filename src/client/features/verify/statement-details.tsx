import type { Statement } from '../../../core/consent/statement.ts'
import { formatExactInstant, formatMoney } from '../../locale/format.ts'
import { m } from '../../messages/generated/messages.js'

/** The signed statement in words: the sentence shown, the button pressed, each box, the review. */
export function StatementDetails({ statement }: { readonly statement: Statement }) {
  const events: Record<Statement['event'], () => string> = { agreed: m.verify_event_agreed, declined: m.verify_event_declined, withdrawn: m.verify_event_withdrawn, 're-accepted': m.verify_event_re_accepted }
  const rows: readonly (readonly [string, string | null])[] = [
    [m.verify_statement_event(), events[statement.event]()],
    [m.verify_statement_contract(), `${statement.contract} · ${statement.version}`],
    [m.verify_statement_party(), `${statement.party.name} – ${statement.party.role}`],
    [m.verify_statement_place(), statement.party.place],
    [m.verify_statement_total(), statement.total && formatMoney(statement.total.amount, statement.total.currency)],
    [m.verify_statement_reply(), statement.replyBy && formatExactInstant(statement.replyBy)],
    [m.verify_statement_advisal(), statement.advisal],
    [m.verify_statement_button(), statement.button],
    [m.verify_statement_review(), statement.review.confirmed ? m.verify_review_confirmed({ edits: statement.review.edits }) : statement.review.shown ? m.verify_review_shown() : m.verify_review_none()],
    [m.verify_statement_reason(), statement.reason],
  ]
  return (
    <details className="text-sm">
      <summary className="min-h-8 cursor-pointer font-semibold text-link">{m.verify_statement_title()}</summary>
      <p className="mt-1 text-soft">{m.verify_statement_note()}</p>
      <dl className="mt-2 grid gap-2">
        {rows.map(([name, value]) => value && (
          <div key={name}>
            <dt className="text-soft">{name}</dt>
            <dd className="break-words">{value}</dd>
          </div>
        ))}
        <div>
          <dt className="text-soft">{m.verify_statement_controls()}</dt>
          <dd>
            <ul className="grid gap-1">
              {statement.controls.map((control) => (
                <li key={control.id} className="flex gap-2"><span aria-hidden="true">{control.final ? '☑' : '☐'}</span><span><span className="sr-only">{control.final ? m.verify_ticked() : m.verify_unticked()} </span>{control.label}</span></li>
              ))}
            </ul>
          </dd>
        </div>
      </dl>
    </details>
  )
}
