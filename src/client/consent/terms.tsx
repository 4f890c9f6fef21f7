import { lazy, Suspense, useState } from 'react'
import type { ReactNode, Ref } from 'react'
import type { PresentationForm } from '../../core/consent/presentation.ts'
import type { HtmlNode } from '../../core/typeset/html.ts'
import { m } from '../messages/generated/messages.js'
import { Button } from '../ui/button.tsx'
import { ContractText } from '../ui/contract.tsx'

const Dialog = lazy(() => import('../ui/dialog.tsx').then((module) => ({ default: module.Dialog })))

interface PresentedTermsProps {
  readonly form: PresentationForm
  readonly nodes: readonly HtmlNode[]
  /** The contract's language. */
  readonly lang: string
  readonly title: string
  /** Where the terms stand by themselves, for forms that link to them. */
  readonly address: string
  readonly ref: Ref<HTMLDivElement>
  /** What follows the text and belongs to it. */
  readonly pages?: ReactNode
  /** Said when the person has come to the end by keyboard or screen reader. */
  readonly onEnd: () => void
}

/** A link to the terms that looks like one, in a page of its own. */
export function TermsLink({ address, title, lang }: { readonly address: string; readonly title: string; readonly lang: string }) {
  return (
    <a data-part="terms" href={address} target="_blank" rel="noreferrer" className="inline-block min-h-6 py-0.5 text-[1.0625rem] underline underline-offset-2">
      {m.consent_terms_link()} <span lang={lang}>{title}</span>
    </a>
  )
}

/** Where the text ends: for who moves by keyboard or screen reader the way to say so, which scrolls it into view as well. */
function End({ onEnd }: { readonly onEnd: () => void }) {
  return (
    <p className="no-print flex justify-center py-2">
      <Button look="quiet" onClick={onEnd} onFocus={onEnd}>{m.consent_end()}</Button>
    </p>
  )
}

function TermsDialog({ nodes, lang, title, ref, pages }: Pick<PresentedTermsProps, 'nodes' | 'lang' | 'title' | 'ref' | 'pages'>) {
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button data-part="terms" onClick={() => setOpen(true)}>{m.consent_terms_open()}</Button>
      {open && (
        <Suspense fallback={null}>
          <Dialog open wide title={<span lang={lang}>{title}</span>} onClose={() => setOpen(false)}>
            <div ref={ref}><ContractText nodes={nodes} lang={lang} />{pages}</div>
            <div><Button look="main" onClick={() => setOpen(false)}>{m.ui_close()}</Button></div>
          </Dialog>
        </Suspense>
      )}
    </>
  )
}

/** The terms in the form that the version fixed: on the page, in a dialog, or behind a link. */
export function PresentedTerms({ form, nodes, lang, title, address, ref, onEnd, pages }: PresentedTermsProps): ReactNode {
  if (form.terms === 'link') return <p><TermsLink address={address} title={title} lang={lang} /></p>
  if (form.terms === 'dialog') return <p><TermsDialog nodes={nodes} lang={lang} title={title} ref={ref} pages={pages} /></p>
  return (
    <>
      <div ref={ref}><ContractText nodes={nodes} lang={lang} />{pages}</div>
      {form.opensAtEnd && <End onEnd={onEnd} />}
    </>
  )
}
