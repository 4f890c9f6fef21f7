import { useId } from 'react'
import type { Ref } from 'react'
import { m } from '../messages/generated/messages.js'

export interface Tick {
  readonly on: boolean
  /** When it last changed, in the signatory's zone. */
  readonly at: string
}

export interface Box {
  readonly id: string
  readonly label: string
  readonly required: boolean
  /** Where the text stands that the box is about, when it is another than the page's. */
  readonly text?: { readonly address: string; readonly title: string }
}

interface ConsentBoxesProps {
  readonly ref: Ref<HTMLElement>
  /** Where several agreements stand on one page: what tells these boxes from the others. */
  readonly id?: string
  readonly title?: string
  readonly lang: string
  readonly controls: readonly Box[]
  readonly ticks: Readonly<Record<string, Tick>>
  readonly showMissing: boolean
  /** Shut until the end of the terms was reached. */
  readonly isShut?: boolean
  readonly onTick: (id: string, on: boolean) => void
}

/** One box for each agreement, unticked until the person ticks it; a reload unticks them. */
export function ConsentBoxes({ ref, id = 'boxes', title, lang, controls, ticks, showMissing, isShut = false, onTick }: ConsentBoxesProps) {
  const note = useId()
  return (
    <section ref={ref} id={id} aria-label={title === undefined ? m.sign_boxes() : `${m.sign_boxes()}: ${title}`} className="paper sheet grid gap-1 px-4 py-3 sm:px-7">
      <output id={note} className="text-sm text-soft empty:hidden">{isShut ? m.consent_shut() : null}</output>
      {controls.map(({ id: control, label, required, text }) => {
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
          {text && <p className="mb-1 pl-9" lang={lang}><a href={text.address} target="_blank" rel="noreferrer" className="inline-flex min-h-11 items-center">{m.consent_read_other({ title: text.title })}</a></p>}
          </div>
        )
      })}
    </section>
  )
}
