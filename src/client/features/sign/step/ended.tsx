import type { OfferState } from '../../../../protocol/offer.ts'
import { m } from '../../../messages/generated/messages.js'
import { Frame } from '../../../ui/frame.tsx'
import { Column, PageTitle } from '../../../ui/page.tsx'

/** The offer cannot be acted on any more: it lapsed, or the seller took it back. */
export default function Ended({ seller, state }: { readonly seller: string; readonly state: OfferState }) {
  const isLapsed = state === 'lapsed'
  return (
    <Frame title={seller}>
      <Column width="text">
        <div className="sheet grid gap-3 p-6 sm:p-10">
          <PageTitle title={isLapsed ? m.sign_lapsed() : m.sign_withdrawn()} />
          <p>{isLapsed ? m.sign_lapsed_text({ seller }) : m.sign_withdrawn_text({ seller })}</p>
        </div>
      </Column>
    </Frame>
  )
}
