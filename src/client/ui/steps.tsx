import { m } from '../messages/generated/messages.js'

interface StepsProps {
  /** What the steps are of, for screen readers. */
  readonly label: string
  readonly steps: readonly string[]
  /** Index of the step the person is at; `steps.length` when all are done. */
  readonly current: number
}

/** Where am I: a row of steps, done ones ticked. */
export function Steps({ label, steps, current }: StepsProps) {
  return (
    <nav aria-label={label} className="no-print border-b border-rule bg-desk">
      <ol className="mx-auto flex max-w-3xl flex-wrap items-center gap-x-1.5 gap-y-0.5 px-4 py-2.5 text-[.8125rem] text-soft sm:px-5">
        {steps.map((step, index) => (
          <li key={step} aria-current={index === current ? 'step' : undefined} className={`flex items-center gap-1.5 whitespace-nowrap ${index === current ? 'font-semibold text-ink' : ''}`}>
            {index > 0 && <span aria-hidden="true" className="hidden h-px w-5 bg-rule-strong sm:block" />}
            <span>{step}</span>
            {index < current && (
              <>
                <svg aria-hidden="true" viewBox="0 0 12 12" className="size-3 text-pass" fill="none" stroke="currentColor" strokeWidth="1.8" strokeLinecap="round" strokeLinejoin="round"><path d="m2 6.5 2.7 2.7L10 3.4" /></svg>
                <span className="sr-only">{m.ui_step_done()}</span>
              </>
            )}
          </li>
        ))}
      </ol>
    </nav>
  )
}
