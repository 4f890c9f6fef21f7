import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense } from 'react'
import { m } from '../../../messages/generated/messages.js'
import { Dialog } from '../../../ui/dialog.tsx'
import { Waiting } from '../../../ui/progress.tsx'
import { Notice } from '../../../ui/verdict.tsx'
import { codeOf } from '../act/ceremony.ts'
import { sourceOf } from '../act/ports.ts'
import { ask } from '../engine/engine.ts'
import type { Journey } from '../journey.ts'
import { failureSentence } from '../signing/failure-sentence.ts'

const PdfViewer = lazy(() => import('../../../pdf/viewer.tsx'))

/** The file itself, derived here from the text on the page: byte for byte what will be signed. */
export default function PdfDialog({ journey, onClose }: { readonly journey: Journey; readonly onClose: () => void }) {
  const { token, offer, values, salt, problems } = journey
  const file = useQuery({
    queryKey: ['base-revision', offer.view.documentHash, values, salt],
    queryFn: async () => {
      const source = await sourceOf(offer, values, salt, token)
      return source.file ?? (await ask('derive', source)).bytes
    },
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: false,
  })
  return (
    <Dialog open wide title={m.sign_pdf_title()} onClose={onClose}>
      <p className="text-sm text-soft">{problems.size > 0 ? m.sign_pdf_text_open() : m.sign_pdf_text()}</p>
      {file.isPending && <Waiting label={m.sign_phase_deriving()} />}
      {file.isError && <Notice kind="fail" title={failureSentence({ code: codeOf(file.error), error: file.error, remedy: 'wait', phase: null })} />}
      {file.data && (
        <Suspense fallback={<Waiting label={m.ui_loading()} />}>
          <PdfViewer bytes={file.data} label={m.sign_pdf_title()} className="h-[70dvh]" />
        </Suspense>
      )}
    </Dialog>
  )
}
