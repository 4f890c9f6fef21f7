import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense } from 'react'
import type { ContractDraft } from '../../../../core/contract/document.ts'
import { m } from '../../../messages/generated/messages.js'
import { FailureNotice } from '../../../ui/failure.tsx'
import { Waiting } from '../../../ui/progress.tsx'
import { Notice } from '../../../ui/verdict.tsx'
import { ask, useOwnFile } from './own-file.ts'

const PdfViewer = lazy(() => import('../../../pdf/viewer.tsx'))

/** The file with its empty fields, byte for byte what everybody will sign. */
export function OwnPreview({ contract, draft, className }: { readonly contract: string; readonly draft: ContractDraft; readonly className: string }) {
  const loaded = useOwnFile(contract, draft)
  const { file, parties, language } = draft
  const preview = useQuery({
    queryKey: ['own-preview', contract, file, parties.map(({ id, role }) => [id, role]), language],
    enabled: loaded.data !== undefined,
    queryFn: () => ask('preview', { file, parties, language }),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: false,
  })
  if (file === null) return <Notice title={m.own_missing()} />
  return (
    <div className={`flex min-h-0 flex-col gap-2 ${className}`}>
      <p className="text-[.8125rem] text-soft">{m.own_preview_note()}</p>
      {(loaded.isPending || preview.isPending) && <Waiting label={m.own_loading()} />}
      {loaded.isError && <FailureNotice error={loaded.error} onRetry={() => void loaded.refetch()} />}
      {preview.isError && <Notice kind="fail" title={m.own_preview_failed()} />}
      {preview.data && <Suspense fallback={<Waiting label={m.pdf_opening()} />}><PdfViewer bytes={preview.data} label={m.own_pages()} className="flex-1" /></Suspense>}
    </div>
  )
}
