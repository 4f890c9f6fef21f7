import type { OfferState } from '../../../../protocol/offer.ts'
import { formatDeadline } from '../../../locale/format.ts'
import { m } from '../../../messages/generated/messages.js'
import { Frame } from '../../../ui/frame.tsx'
import { Column, PageTitle } from '../../../ui/page.tsx'

/** The offer cannot be acted on any more: it lapsed, the seller took it back, or another party declined. */
export default function Ended({ seller, state, replyBy }: { readonly seller: string; readonly state: OfferState; readonly replyBy: string | null }) {
  const [title, text] = state === 'ended' ? [m.parties_ended(), m.parties_ended_text()] : state === 'lapsed' ? [m.sign_lapsed(), m.sign_lapsed_text({ seller })] : [m.sign_withdrawn(), m.sign_withdrawn_text({ seller })]
  return (
    <Frame title={seller}>
      <Column width="text">
        <div className="sheet grid gap-3 p-6 sm:p-10">
          <PageTitle title={title} />
          <p>{text}</p>
          {state === 'lapsed' && replyBy !== null && <p className="num text-sm text-soft">{m.sign_lapsed_at({ time: formatDeadline(replyBy) })}</p>}
        </div>
      </Column>
    </Frame>
  )
}
