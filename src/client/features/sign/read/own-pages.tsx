import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { fetchOfferedFile, offeredFileAddress } from '../../../api/own-file.ts'
import { m } from '../../../messages/generated/messages.js'
import { FailureNotice } from '../../../ui/failure.tsx'
import { Bar, Waiting } from '../../../ui/progress.tsx'
import type { Offer } from '../offer.ts'

const PdfPages = lazy(() => import('../../../pdf/pages.tsx'))

/** The terms where they are a seller's own file: its pages, drawn here, with their text for screen readers. */
export default function OwnPages({ token, offer }: { readonly token: string; readonly offer: Offer }) {
  const { file } = offer.document
  const [share, setShare] = useState(0)
  const loaded = useQuery({
    queryKey: ['offered-file', token, file?.hash],
    queryFn: () => fetchOfferedFile(token, file?.hash ?? '', setShare),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: 1,
  })
  return (
    <div className="mt-4 grid grid-cols-[minmax(0,1fr)] gap-3">
      <p className="no-print px-4 text-sm sm:px-0"><a href={offeredFileAddress(token)} target="_blank" rel="noreferrer">{m.sign_own_open()}</a></p>
      {loaded.isPending && <><Waiting label={m.sign_own_loading()} /><Bar label={m.sign_own_loading()} value={share} /></>}
      {loaded.isError && <FailureNotice error={loaded.error} onRetry={() => void loaded.refetch()} />}
      {loaded.data && <Suspense fallback={<Waiting label={m.pdf_opening()} />}><PdfPages source={loaded.data} label={m.sign_own_pages({ name: file?.name ?? '' })} /></Suspense>}
    </div>
  )
}
