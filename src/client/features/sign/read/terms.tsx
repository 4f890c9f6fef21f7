import { useMemo } from 'react'
import type { ReactNode, Ref } from 'react'
import type { ParticularValues } from '../../../../core/contract/document.ts'
import { expandBlocks } from '../../../../core/contract/expand.ts'
import { renderHtml } from '../../../../core/typeset/html.ts'
import { m } from '../../../messages/generated/messages.js'
import { Button } from '../../../ui/button.tsx'
import { ContractText } from '../../../ui/contract.tsx'
import { useDocumentTitle } from '../../../ui/page.tsx'
import type { Offer } from '../offer.ts'
import { Contents, listContents } from './contents.tsx'
import { DefinedTerm } from './defined-term.tsx'

interface TermsProps {
  readonly offer: Offer
  readonly values: ParticularValues
  readonly ref?: Ref<HTMLDivElement>
  readonly actions?: ReactNode
  /** What belongs to the terms and follows their text: the pages of a seller's own file. */
  readonly pages?: ReactNode
}

/** The terms as a printed contract, with their contents and defined terms: all that is needed to read. */
export function Terms({ offer, values, ref, actions, pages }: TermsProps) {
  const { document, view } = offer
  const nodes = useMemo(() => renderHtml(document, values), [document, values])
  const contents = useMemo(() => listContents(expandBlocks(document, values)), [document, values])
  useDocumentTitle(document.title)
  return (
    <div className="mx-auto grid max-w-[1180px] grid-cols-[minmax(0,1fr)] gap-4 px-0 pb-10 pt-4 sm:px-5 lg:grid-cols-[15rem_minmax(0,1fr)] lg:gap-8 lg:pt-6">
      <Contents entries={contents} lang={document.language} />
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
        <div className="no-print mx-auto flex w-full max-w-[43rem] flex-wrap items-center gap-x-5 px-4 text-sm text-soft sm:px-0">
          <p className="grow basis-64">{m.sign_published({ seller: view.seller })}</p>
          <div className="flex gap-5">
            {actions}
            <Button look="quiet" onClick={() => print()}>{m.sign_print()}</Button>
          </div>
        </div>
        <DefinedTerm document={document} values={values}>
          <div ref={ref}><ContractText nodes={nodes} lang={document.language} />{pages}</div>
        </DefinedTerm>
      </div>
    </div>
  )
}
