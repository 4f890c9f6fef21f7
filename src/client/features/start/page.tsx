import type { ReactNode } from 'react'
import { useService } from '../../api/query.ts'
import { m } from '../../messages/generated/messages.js'
import { ButtonAnchor, ButtonLink } from '../../ui/button.tsx'
import { Frame } from '../../ui/frame.tsx'
import { Column, PageTitle } from '../../ui/page.tsx'
import { Seal } from '../../ui/seal.tsx'

/** SHA-256 of the word "Countersign". */
const EMBLEM = '2c72f43ce12386bdd6b1718e12a667977ba1195c82d3eb728a06ad12404ec324'

function Door({ title, children, action }: { readonly title: string; readonly children: ReactNode; readonly action?: ReactNode }) {
  return (
    <section className="sheet flex flex-col gap-2 p-5 sm:p-6">
      <h2 className="text-lg">{title}</h2>
      <div className="grid gap-2 text-soft">{children}</div>
      {action && <div className="mt-auto pt-3">{action}</div>}
    </section>
  )
}

/** What this is, and three doors: for who drafts, who signs, who checks. */
export default function StartPage() {
  const service = useService()
  const outbox = service.data?.mail === 'outbox'
  return (
    <Frame>
      <Column>
        <header className="grid items-center gap-x-12 gap-y-4 py-4 sm:grid-cols-[minmax(0,1fr)_auto] sm:py-8">
          <Seal hash={EMBLEM} className="size-24 sm:order-last sm:size-44 lg:mr-6 lg:size-52" />
          <div className="grid gap-4">
            <PageTitle title={m.start_title()} className="font-serif text-[1.75rem] sm:text-[2.5rem] lg:text-5xl" />
            <p className="max-w-[56ch] text-soft sm:text-[1.0625rem]">{m.start_lead()}</p>
          </div>
        </header>
        <div className="grid gap-4 md:grid-cols-3">
          <Door title={m.start_seller_title()} action={<ButtonLink to="/contracts" look="main">{m.start_seller_action()}</ButtonLink>}>
            <p>{m.start_seller_text()}</p>
          </Door>
          <Door title={m.start_buyer_title()} action={outbox && <ButtonAnchor href="/outbox" target="_blank" rel="noreferrer">{m.start_buyer_action()}<span className="sr-only"> {m.ui_new_tab()}</span></ButtonAnchor>}>
            <p>{m.start_buyer_text()}</p>
            {outbox && <p>{m.start_buyer_demo()}</p>}
          </Door>
          <Door title={m.start_auditor_title()} action={<ButtonLink to="/verify">{m.start_auditor_action()}</ButtonLink>}>
            <p>{m.start_auditor_text()}</p>
          </Door>
        </div>
        <section className="grid gap-3 pt-2">
          <h2 className="text-base">{m.start_facts()}</h2>
          <ul className="grid gap-x-4 gap-y-2 text-soft md:grid-cols-3">
            {[m.start_fact_presentation(), m.start_fact_act(), m.start_fact_identity()].map((fact, index) => (
              <li key={fact} className="flex items-baseline gap-3 border-t border-rule-strong pt-2"><span aria-hidden="true" className="num font-serif text-lg text-ink">{index + 1}</span>{fact}</li>
            ))}
          </ul>
        </section>
      </Column>
    </Frame>
  )
}
