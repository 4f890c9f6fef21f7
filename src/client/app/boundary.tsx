import { Component } from 'react'
import type { ReactNode } from 'react'
import { m } from '../messages/generated/messages.js'
import { Button } from '../ui/button.tsx'
import { Frame } from '../ui/frame.tsx'
import { Column } from '../ui/page.tsx'
import { Verdict } from '../ui/verdict.tsx'

/** When a page itself breaks: says so, keeps what is stored on this device, and offers the way back. */
export class Boundary extends Component<{ readonly children: ReactNode }, { readonly failed: boolean }> {
  override state = { failed: false }

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true }
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children
    return (
      <Frame>
        <Column width="text">
          <Verdict kind="fail" level={1} title={m.app_broken_title()} actions={<Button look="main" onClick={() => location.reload()}>{m.app_reload()}</Button>}>
            {m.app_broken_text()}
          </Verdict>
        </Column>
      </Frame>
    )
  }
}
