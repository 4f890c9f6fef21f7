import { useEffect, useId, useRef, useState } from 'react'
import type { DragEvent } from 'react'
import { CodedError } from '../../../../core/bytes/error.ts'
import { MAX_FILE_BYTES } from '../../../../core/contract/document.ts'
import { tidyFileName, withOwnFile } from '../../../../core/contract/own-file.ts'
import { checkCoverage } from '../../../../core/typeset/font.ts'
import { isRefusalCode, refusalSentence } from '../../../../protocol/error.ts'
import { keepDraftFile, uploadOwnFile } from '../../../api/own-file.ts'
import { useService } from '../../../api/query.ts'
import { sentenceOf } from '../../../api/sentence.ts'
import { currentLocale } from '../../../locale/locale.ts'
import { m } from '../../../messages/generated/messages.js'
import { Bar } from '../../../ui/progress.tsx'
import { Notice } from '../../../ui/verdict.tsx'
import { useEditor } from '../editor.ts'
import { ask, inspectFile } from './own-file.ts'

type Step = { readonly kind: 'reading' | 'sending'; readonly share: number } | { readonly kind: 'failed'; readonly sentence: string } | null

function describeFailure(error: unknown): string {
  if (error instanceof CodedError && isRefusalCode(error.code)) return refusalSentence(error.code, currentLocale())
  if (error instanceof CodedError && error.code === 'OWN_FILE_UNREADABLE') return m.own_unreadable()
  return sentenceOf(error)
}

/** Chooses the file, by dropping it or from the device; it is read strictly here first, then sent. */
export function ChooseFile({ contract, isAgain }: { readonly contract: string; readonly isAgain: boolean }) {
  const { draft, edit } = useEditor()
  const service = useService()
  const [step, setStep] = useState<Step>(null)
  const [over, setOver] = useState(false)
  const stop = useRef<AbortController | null>(null)
  const id = useId()
  useEffect(() => () => stop.current?.abort(), [])
  const isBusy = step?.kind === 'reading' || step?.kind === 'sending'

  const take = async (file: File | undefined) => {
    if (!file || isBusy) return
    stop.current = new AbortController()
    setStep({ kind: 'reading', share: 0 })
    try {
      if (file.size > MAX_FILE_BYTES) throw new CodedError('OWN_FILE_TOO_LARGE', 'the file is larger than allowed')
      await inspectFile(file, service.data?.root.certificate, (share) => setStep({ kind: 'reading', share }))
      setStep({ kind: 'sending', share: 0 })
      const { hash, size, pages } = await uploadOwnFile(contract, file, (share) => setStep({ kind: 'sending', share }), stop.current.signal)
      keepDraftFile(contract, hash, file)
      const signatories = draft.parties.filter(({ signs }) => signs).map((party) => party.id)
      const kept = (draft.file?.places ?? []).filter((place) => place.page <= pages)
      const missing = signatories.filter((party) => !kept.some((place) => place.party === party))
      const suggested = await ask('suggest', { parties: missing, taken: kept })
      edit((now) => withOwnFile(now, { name: tidyFileName(file.name, (letter) => checkCoverage(letter).length === 0), hash, size, pages, places: [...kept, ...suggested] }))
      setStep(null)
    } catch (error) {
      setStep({ kind: 'failed', sentence: describeFailure(error) })
    }
  }
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    void take(event.dataTransfer.files[0])
  }
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- dropping is one more way; the button inside does the same
    <section
      aria-label={m.own_choose_title()}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
      className={`sheet grid justify-items-center gap-3 border-2 border-dashed px-5 text-center ${isAgain ? 'py-4' : 'py-12'} ${over ? 'border-link bg-wash' : 'border-rule-strong'}`}
    >
      {!isAgain && <h2 className="text-lg">{m.own_choose_title()}</h2>}
      {!isAgain && <p className="max-w-md text-soft">{m.own_choose_text()}</p>}
      <span className="relative inline-flex">
        <input id={id} type="file" accept="application/pdf,.pdf" disabled={isBusy} className="peer absolute inset-0 size-full cursor-pointer opacity-0" onChange={(event) => {
          void take(event.target.files?.[0])
          event.target.value = ''
        }} />
        <label htmlFor={id} className="pointer-events-none inline-flex min-h-11 items-center rounded-control border border-action bg-action px-4 py-2.5 font-semibold text-action-ink peer-focus-visible:outline-3 peer-focus-visible:outline-offset-2 peer-focus-visible:outline-link peer-disabled:opacity-55">{isAgain ? m.own_choose_again() : m.own_choose()}</label>
      </span>
      {isBusy && (
        <div className="grid w-full max-w-sm gap-2">
          <output>{step.kind === 'reading' ? m.own_reading() : m.own_sending({ percent: Math.round(step.share * 100) })}</output>
          <Bar label={step.kind === 'reading' ? m.own_reading() : m.own_sending_label()} value={step.share} />
        </div>
      )}
      {step?.kind === 'failed' && <div role="alert" className="w-full max-w-xl text-left"><Notice kind="fail" title={step.sentence} /></div>}
    </section>
  )
}
