import type { ReactNode, Ref } from 'react'
import { m } from '../messages/generated/messages.js'
import { Button } from '../ui/button.tsx'

/** The words that a version fixed for its consent. */
export interface ConsentWords {
  readonly advisal: string
  readonly button: string
  readonly decline: string
}

interface ConsentBarProps {
  readonly ref: Ref<HTMLElement>
  readonly consent: ConsentWords
  readonly lang: string
  readonly onAgree: () => void
  readonly onDecline: () => void
  readonly note: ReactNode
  readonly problem: string | null
  readonly back: ReactNode
  /** Above the sentence: where the terms are, when they do not stand on the page. */
  readonly terms?: ReactNode
  readonly busy?: boolean
  /** Whether the press signs with a certificate (vermilion) or is a plain click. */
  readonly look?: 'sign' | 'main'
}

/** The sentence, the button it names, and the way to say no, side by side and equally large. */
export function ConsentBar({ ref, consent, lang, onAgree, onDecline, note, problem, back, terms, busy = false, look = 'sign' }: ConsentBarProps) {
  const [before = '', after = ''] = consent.advisal.split(consent.button)
  return (
    <section ref={ref} id="consent" aria-label={m.sign_bar_consent()} className="paper z-20 border-t border-rule-strong bg-surface shadow-[0_-10px_24px_-20px_#0006] sm:[@media(min-height:700px)]:sticky sm:[@media(min-height:700px)]:bottom-0">
      <div className="mx-auto grid max-w-3xl gap-3 px-4 py-3.5 sm:px-5">
        <p role="alert" className="text-sm font-semibold text-fail empty:hidden">{problem}</p>
        {terms}
        <p data-part="advisal" lang={lang} className="text-[1.0625rem] leading-normal text-ink">{before}<strong>{consent.button}</strong>{after}</p>
        <div lang={lang} className="grid gap-2.5 sm:grid-cols-2">
          <Button look={look} data-part="button" className="min-h-12" busy={busy} onClick={onAgree}>{consent.button}</Button>
          <Button data-part="decline" className="min-h-12" disabled={busy} onClick={onDecline}>{consent.decline}</Button>
        </div>
        <div className="flex flex-wrap items-center justify-between gap-2 text-[.8125rem] text-soft empty:hidden">
          {back}
          {note && <span className="num">{note}</span>}
        </div>
      </div>
    </section>
  )
}
