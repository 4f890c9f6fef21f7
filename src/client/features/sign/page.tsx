import { useQuery } from '@tanstack/react-query'
import { useParams } from 'react-router'
import { keys, useService } from '../../api/query.ts'
import { m } from '../../messages/generated/messages.js'
import { FailureNotice } from '../../ui/failure.tsx'
import { Frame } from '../../ui/frame.tsx'
import { Column } from '../../ui/page.tsx'
import { Waiting } from '../../ui/progress.tsx'
import { EndedPage, JourneyPage } from './journey-page.tsx'
import { loadOffer } from './offer.ts'

/** The buyer's journey at /o/:token: read, details, consent or decline, sign, receipt. */
export default function SignPage() {
  const { token = '' } = useParams()
  const offer = useQuery({ queryKey: keys.offer(token), queryFn: () => loadOffer(token), staleTime: 60_000, refetchOnWindowFocus: false })
  const service = useService()
  const failed = offer.error ?? service.error
  if (failed && !(offer.data && service.data)) {
    return (
      <Frame>
        <Column width="text">
          <FailureNotice
            error={failed}
            onRetry={() => {
              void offer.refetch()
              void service.refetch()
            }}
          />
        </Column>
      </Frame>
    )
  }
  if (!offer.data || !service.data) return <Frame><Waiting label={m.sign_opening()} /></Frame>
  const { state } = offer.data.view
  if (state === 'lapsed' || state === 'withdrawn') return <EndedPage offer={offer.data} />
  return <JourneyPage token={token} offer={offer.data} service={service.data} />
}
