import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense } from 'react'
import { useParams } from 'react-router'
import { isFailure } from '../../api/failure.ts'
import { keys } from '../../api/query.ts'
import { m } from '../../messages/generated/messages.js'
import { FailureNotice } from '../../ui/failure.tsx'
import { Frame } from '../../ui/frame.tsx'
import { Column } from '../../ui/page.tsx'
import { Waiting } from '../../ui/progress.tsx'
import { Served } from '../../ui/served.tsx'
import { loadOffer } from './offer.ts'
import { Terms } from './read/terms.tsx'
import { JourneyFrame } from './step/journey-frame.tsx'

const JourneyPage = lazy(() => import('./journey-page.tsx'))
const Ended = lazy(() => import('./step/ended.tsx'))
const Unknown = lazy(() => import('./step/unknown.tsx'))
const NO_VALUES = {}

/** The buyer's journey at /o/:token: read, details, consent or decline, sign, receipt. The terms can be read before the rest has come. */
export default function SignPage() {
  const { token = '' } = useParams()
  const offer = useQuery({ queryKey: keys.offer(token), queryFn: () => loadOffer(token), staleTime: 60_000, refetchOnWindowFocus: false })
  if (!offer.data) {
    if (isFailure(offer.error, 'OFFER_NOT_FOUND')) return <Unknown error={offer.error} />
    if (offer.error) return <Frame><Column width="text"><FailureNotice error={offer.error} onRetry={() => void offer.refetch()} /></Column></Frame>
    return <Served><Frame><Waiting label={m.sign_opening()} /></Frame></Served>
  }
  const { state, seller } = offer.data.view
  const reading = <JourneyFrame seller={seller} step="read"><Terms offer={offer.data} values={NO_VALUES} /></JourneyFrame>
  return (
    <Suspense fallback={reading}>
      {state === 'lapsed' || state === 'withdrawn' || state === 'ended' ? <Ended seller={seller} state={state} replyBy={offer.data.view.replyBy} /> : <JourneyPage token={token} offer={offer.data} reading={reading} />}
    </Suspense>
  )
}
