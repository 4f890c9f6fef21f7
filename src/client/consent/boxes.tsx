import { useId } from 'react'
import type { Ref } from 'react'
import type { Alongside } from '../../core/contract/document.ts'
import { m } from '../messages/generated/messages.js'
import { TermsLink } from './terms.tsx'

export interface Tick {
  readonly on: boolean
  /** When it last changed, in the signatory's zone. */
  readonly at: string
}

export interface Box {
  readonly id: string
  readonly label: string
  readonly required: boolean
}

interface ConsentBoxesProps {
  readonly ref: Ref<HTMLElement>
  /** Where several agreements stand on one page: what tells these boxes from the others. */
  readonly id?: string
  readonly title?: string
  readonly lang: string
  readonly controls: readonly Box[]
  /** Agreements alongside: their boxes lead to their texts, in another tab, so that nothing on this page is lost. */
  readonly texts?: readonly Alongside[] | undefined
  readonly ticks: Readonly<Record<string, Tick>>
  readonly showMissing: boolean
  /** Shut until the end of the terms was reached. */
  readonly isShut?: boolean
  readonly onTick: (id: string, on: boolean) => void
}

/** One box for each agreement, unticked until the person ticks it; a reload unticks them. */
export function ConsentBoxes({ ref, id = 'boxes', title, lang, controls, texts, ticks, showMissing, isShut = false, onTick }: ConsentBoxesProps) {
  const note = useId()
  return (
    <section ref={ref} id={id} aria-label={title === undefined ? m.sign_boxes() : `${m.sign_boxes()}: ${title}`} className="paper sheet grid gap-1 px-4 py-3 sm:px-7">
      <output id={note} className="text-sm text-soft empty:hidden">{isShut ? m.consent_shut() : null}</output>
      {controls.map(({ id: control, label, required }) => {
        const text = texts?.find(({ documentHash }) => documentHash === control)
        const isMissing = showMissing && required && !ticks[control]?.on
        return (
          <div key={control}>
            <label className={`flex min-h-11 items-start gap-3 rounded-control py-2.5 text-[1.0625rem] leading-normal ${isMissing ? 'bg-fail-wash px-2 outline-2 outline-fail' : ''}`} lang={lang}>
              <input
                type="checkbox" name={control} required={required} disabled={isShut} aria-invalid={isMissing} {...(isShut ? { 'aria-describedby': note } : {})}
                className="mt-0.5 size-6 shrink-0 accent-ink" checked={ticks[control]?.on ?? false} onChange={(event) => onTick(control, event.target.checked)}
              />
              <span>{label}</span>
            </label>
            {text && <p className="mb-2 pl-9"><TermsLink address={text.address} title={text.title} lang={lang} /></p>}
          </div>
        )
      })}
    </section>
  )
}
