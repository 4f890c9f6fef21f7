import { useEffect, useRef } from 'react'
import type { ReactNode } from 'react'

interface PageTitleProps {
  /** For the window's title; the heading shows `children` or this. */
  readonly title: string
  readonly children?: ReactNode
  readonly className?: string
}

/** Names the window. */
export function useDocumentTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Countersign`
  }, [title])
}

/** The page's first heading: names the window too, and takes the focus when a person has come here by a link in the app. */
export function PageTitle({ title, children, className = '' }: PageTitleProps) {
  useDocumentTitle(title)
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    const state: unknown = history.state
    const moved = typeof state === 'object' && state !== null && 'idx' in state && typeof state.idx === 'number' && state.idx > 0
    if (moved) heading.current?.focus({ preventScroll: true })
  }, [])
  return <h1 ref={heading} tabIndex={-1} className={`text-[1.375rem] ${className}`}>{children ?? title}</h1>
}

/** A column of the page; `wide` for lists and the desk. */
export function Column({ children, width = 'wide' }: { readonly children: ReactNode; readonly width?: 'wide' | 'text' | 'form' }) {
  const widths = { wide: 'max-w-[1180px]', text: 'max-w-3xl', form: 'max-w-lg' }
  return <div className={`mx-auto grid w-full grid-cols-[minmax(0,1fr)] gap-6 px-4 pb-16 pt-6 print:block print:space-y-4 print:p-0 sm:px-5 ${widths[width]}`}>{children}</div>
}

/** Nothing here yet: what it is for, and the first step. */
export function Empty({ title, children, actions }: { readonly title: string; readonly children?: ReactNode; readonly actions?: ReactNode }) {
  return (
    <div className="sheet grid justify-items-center gap-3 px-6 py-14 text-center">
      <h2 className="text-lg">{title}</h2>
      {children && <div className="max-w-prose text-soft">{children}</div>}
      {actions && <div className="mt-2 flex flex-wrap justify-center gap-2">{actions}</div>}
    </div>
  )
}
