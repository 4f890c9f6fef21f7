import type { ReactNode } from 'react'
import { Link } from 'react-router'
import { changeLocale, useLocale } from '../locale/locale.ts'
import { m } from '../messages/generated/messages.js'

/** The house's mark; decoration. */
export function Mark({ className = 'size-7' }: { readonly className?: string }) {
  return <img src="/icons/mark.svg" alt="" width="28" height="28" className={`shrink-0 ${className}`} />
}

/** Switches the interface between Vietnamese and English; the label is in the language it leads to. */
export function LanguageSwitch() {
  const locale = useLocale()
  const other = locale === 'vi' ? 'en' : 'vi'
  return (
    <button type="button" lang={other} onClick={() => changeLocale(other)} className="min-h-10 rounded-control px-2 text-[.8125rem] text-link underline underline-offset-2 hover:bg-wash">
      {other === 'en' ? 'English' : 'Tiếng Việt'}
    </button>
  )
}

interface FrameProps {
  /** Who or what this page is about, beside the mark; the house's name when left out. */
  readonly title?: ReactNode
  readonly note?: ReactNode
  /** Navigation in the bar. */
  readonly nav?: ReactNode
  /** At the end of the bar, before the language. */
  readonly actions?: ReactNode
  /** Between bar and page, as the steps. */
  readonly below?: ReactNode
  readonly children: ReactNode
}

/** Every page's frame: a way past the bar, the bar, the page. */
export function Frame({ title, note, nav, actions, below, children }: FrameProps) {
  return (
    <>
      <a href="#main" className="sr-only z-50 rounded-control bg-action px-4 py-3 text-action-ink focus:not-sr-only focus:fixed focus:left-3 focus:top-3">{m.ui_skip()}</a>
      <header className="no-print border-b border-rule bg-surface">
        <div className="flex min-h-13 flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2 sm:px-5">
          <div className="flex min-w-0 flex-1 items-center gap-2 sm:flex-none">
            <Link to="/" className="-m-1.5 flex items-center gap-3 rounded-control p-1.5 font-semibold text-ink no-underline">
              <Mark />
              {title === undefined ? 'Countersign' : <span className="sr-only">{m.ui_home()}</span>}
            </Link>
            {title !== undefined && <span className="min-w-0 font-semibold leading-snug">{title}</span>}
          </div>
          {note && <span className="hidden text-[.8125rem] text-soft sm:inline">{note}</span>}
          {nav && <nav aria-label={m.ui_navigation()} className="order-last flex w-full flex-wrap gap-x-4 text-[.875rem] sm:order-none sm:w-auto">{nav}</nav>}
          <div className="ml-auto flex items-center gap-1">
            {actions}
            <LanguageSwitch />
          </div>
        </div>
      </header>
      {below}
      <main id="main" tabIndex={-1}>{children}</main>
    </>
  )
}
