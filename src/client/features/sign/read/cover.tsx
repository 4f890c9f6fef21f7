import { lazy, Suspense, useMemo } from 'react'
import type { RefObject } from 'react'
import { formOf } from '../../../../core/consent/presentation.ts'
import { renderHtml } from '../../../../core/typeset/html.ts'
import { PresentedTerms } from '../../../consent/terms.tsx'
import { m } from '../../../messages/generated/messages.js'
import { Button } from '../../../ui/button.tsx'
import { Column, PageTitle } from '../../../ui/page.tsx'
import type { Journey } from '../journey.ts'
import { termsAddress } from '../step/step.ts'

const OwnPages = lazy(() => import('./own-pages.tsx'))

/** What stands first where the terms open in a dialog or behind a link: what it is, who offers it, and where the terms are. */
export function Cover({ journey, terms }: { readonly journey: Journey; readonly terms: RefObject<HTMLDivElement | null> }) {
  const { token, offer, values, showPdf } = journey
  const { document, view } = offer
  const nodes = useMemo(() => renderHtml(document, values), [document, values])
  return (
    <Column width="text">
      <div className="paper sheet grid gap-4 px-4 py-6 sm:px-8">
        <PageTitle title={document.title}><span lang={document.language}>{document.title}</span></PageTitle>
        <p>{m.sign_published({ seller: view.seller })} <span className="num">{document.number} · {m.sign_review_version({ version: document.version })}</span></p>
        <PresentedTerms form={formOf(document.presentation)} nodes={nodes} lang={document.language} title={document.title} address={termsAddress(token)} ref={terms} onEnd={() => {}} pages={document.file && <Suspense fallback={null}><OwnPages token={token} offer={offer} /></Suspense>} />
        <p className="flex gap-5 text-sm"><Button look="quiet" onClick={showPdf}>{m.sign_pdf()}</Button></p>
      </div>
    </Column>
  )
}
