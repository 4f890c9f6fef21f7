import { Frame } from '../../ui/frame.tsx'
import { Column, PageTitle } from '../../ui/page.tsx'

export default function StartPage() {
  return (
    <Frame>
      <Column width="text"><PageTitle title="Countersign" /></Column>
    </Frame>
  )
}
