import { m } from '../../messages/generated/messages.js'
import { FileButton } from '../../ui/file-button.tsx'
import { readInput } from './intake.ts'
import type { Intake } from './intake.ts'

/** Nothing here yet: what this page does, what it does not, and the first step. */
export function Welcome({ onIntake }: { readonly onIntake: (intake: Intake) => void }) {
  return (
    <section className="no-print sheet grid justify-items-center gap-4 px-5 py-12 text-center sm:py-16">
      <svg aria-hidden="true" viewBox="0 0 96 72" className="h-18 w-24 text-soft" fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round" strokeLinejoin="round">
        <path d="M32 6h22l12 12v42H32Z" /><path d="M54 6v12h12M40 30h18M40 38h18M40 46h9" />
        <path d="M20 14v46h10M76 14v46H66" opacity=".4" />
        <circle cx="64" cy="54" r="11" className="text-pass" fill="var(--surface)" /><path d="m59 54.5 3.6 3.6 6.6-7" className="text-pass" />
      </svg>
      <h2 className="text-lg sm:text-xl">{m.verify_empty_title()}</h2>
      <p className="max-w-prose text-soft">{m.verify_empty_text()}</p>
      <div className="flex flex-wrap justify-center gap-2">
        <FileButton isMain accept="application/pdf,.pdf,.asice,.tlog-proof" onFiles={(files) => onIntake(readInput(files))}>{m.verify_choose()}</FileButton>
        <FileButton isFolder onFiles={(files) => onIntake(readInput(files))}>{m.verify_choose_folder()}</FileButton>
      </div>
      <p className="text-sm text-soft">{m.verify_paste_hint()}</p>
      <ul className="mt-2 grid gap-x-8 gap-y-2 text-left text-sm text-soft sm:grid-cols-3">
        {[m.verify_promise_local(), m.verify_promise_any(), m.verify_promise_words()].map((promise) => (
          <li key={promise} className="flex items-start gap-2">
            <svg aria-hidden="true" viewBox="0 0 18 18" className="mt-0.5 size-4.5 shrink-0 text-pass" fill="none" stroke="currentColor" strokeWidth="1.8" strokeLinecap="round" strokeLinejoin="round"><circle cx="9" cy="9" r="7.4" /><path d="m5.6 9.3 2.3 2.3 4.5-4.8" /></svg>
            {promise}
          </li>
        ))}
      </ul>
    </section>
  )
}
