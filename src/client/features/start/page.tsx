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
        <header className="mx-auto grid max-w-3xl justify-items-center gap-4 py-6 text-center sm:py-10">
          <Seal hash={EMBLEM} className="size-24 sm:size-32" />
          <PageTitle title={m.start_title()} className="font-serif text-[1.75rem] sm:text-4xl" />
          <p className="max-w-[60ch] text-soft sm:text-[1.0625rem]">{m.start_lead()}</p>
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
        <section className="mx-auto grid gap-3 py-4 text-center">
          <h2 className="text-base">{m.start_facts()}</h2>
          <ul className="flex flex-wrap justify-center gap-x-8 gap-y-1 text-soft">
            {[m.start_fact_presentation(), m.start_fact_act(), m.start_fact_identity()].map((fact, index) => (
              <li key={fact} className="flex items-baseline gap-2"><span aria-hidden="true" className="num font-serif text-ink">{index + 1}</span>{fact}</li>
            ))}
          </ul>
        </section>
      </Column>
    </Frame>
  )
}
