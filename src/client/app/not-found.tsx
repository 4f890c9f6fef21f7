import { m } from '../messages/generated/messages.js'
import { ButtonLink } from '../ui/button.tsx'
import { Frame } from '../ui/frame.tsx'
import { Column, PageTitle } from '../ui/page.tsx'

export function NotFound() {
  return (
    <Frame>
      <Column width="text">
        <div className="sheet grid gap-3 p-6 sm:p-10">
          <PageTitle title={m.app_missing_title()} />
          <p>{m.app_missing_text()}</p>
          <p><ButtonLink to="/" look="main">{m.app_home()}</ButtonLink></p>
        </div>
      </Column>
    </Frame>
  )
}
