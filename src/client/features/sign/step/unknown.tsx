import { sentenceOf } from '../../../api/sentence.ts'
import { m } from '../../../messages/generated/messages.js'
import { Frame } from '../../../ui/frame.tsx'
import { Column, PageTitle } from '../../../ui/page.tsx'

/** The link is nobody's: asking again would change nothing, so the page says what to do instead. */
export default function Unknown({ error }: { readonly error: unknown }) {
  return (
    <Frame>
      <Column width="text">
        <div className="sheet grid gap-3 p-6 sm:p-10">
          <PageTitle title={m.sign_unknown()} />
          <p>{sentenceOf(error)}</p>
        </div>
      </Column>
    </Frame>
  )
}
