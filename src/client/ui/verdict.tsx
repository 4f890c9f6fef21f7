import type { ReactNode } from 'react'
import { m } from '../messages/generated/messages.js'

export type VerdictKind = 'pass' | 'doubt' | 'fail'

const WASH: Record<VerdictKind, string> = {
  pass: 'border-pass bg-pass-wash text-pass',
  doubt: 'border-doubt bg-doubt-wash text-doubt',
  fail: 'border-fail bg-fail-wash text-fail',
}

const SHAPES: Record<VerdictKind, ReactNode> = {
  pass: <><circle cx="22" cy="22" r="17" /><path d="m14 22.5 5.6 5.6L30.5 17" /></>,
  doubt: <><path d="M22 4 41 38H3Z" /><path d="M22 17v10M22 31.5v1" /></>,
  fail: <><path d="M14.4 4h15.2L40 14.4v15.2L29.6 40H14.4L4 29.6V14.4Z" /><path d="m15.5 15.5 13 13m0-13-13 13" /></>,
}

/** Circle, triangle or octagon: the verdict is never told by colour alone. */
export function VerdictShape({ kind, className = 'size-11' }: { readonly kind: VerdictKind; readonly className?: string }) {
  const names = { pass: m.ui_verdict_pass, doubt: m.ui_verdict_doubt, fail: m.ui_verdict_fail }
  return (
    <span className={`block shrink-0 ${className}`}>
      <svg aria-hidden="true" viewBox="0 0 44 44" className="size-full" fill="none" stroke="currentColor" strokeWidth="3" strokeLinecap="round" strokeLinejoin="round">
        {SHAPES[kind]}
      </svg>
      <span className="sr-only">{names[kind]()}</span>
    </span>
  )
}

interface VerdictProps {
  readonly kind: VerdictKind
  readonly title: ReactNode
  readonly children?: ReactNode
  readonly actions?: ReactNode
  /** Heading level of the title. */
  readonly level?: 1 | 2 | 3
}

/** A band with shape, sentence and detail. */
export function Verdict({ kind, title, children, actions, level = 2 }: VerdictProps) {
  const Heading = `h${level}` as const
  return (
    <section className={`grid grid-cols-[auto_minmax(0,1fr)] items-center gap-x-4 gap-y-3 rounded-sheet border-l-6 px-4 py-4 shadow-lift print:break-inside-avoid print:shadow-none sm:px-6 sm:py-5 ${actions ? 'md:grid-cols-[auto_minmax(0,1fr)_auto]' : ''} ${WASH[kind]}`}>
      <VerdictShape kind={kind} className="size-9 self-start sm:size-11" />
      <div className="text-ink">
        <Heading className="text-lg sm:text-[1.375rem]">{title}</Heading>
        {children && <div className="mt-1 text-sm text-soft sm:text-[.9375rem]">{children}</div>}
      </div>
      {actions && <div className="col-start-2 flex flex-wrap gap-2 md:col-start-3">{actions}</div>}
    </section>
  )
}

/** A small remark in the page: something to know, to mend, or gone wrong. */
export function Notice({ kind = 'doubt', title, children, actions }: { readonly kind?: VerdictKind; readonly title?: ReactNode; readonly children?: ReactNode; readonly actions?: ReactNode }) {
  return (
    <div className={`flex gap-3 rounded-sheet border-l-4 px-4 py-3 ${WASH[kind]}`}>
      <VerdictShape kind={kind} className="mt-0.5 size-5" />
      <div className="grid min-w-0 flex-1 gap-1 text-ink">
        {title && <p className="font-semibold">{title}</p>}
        {children && <div className="text-sm">{children}</div>}
        {actions && <div className="mt-1 flex flex-wrap gap-2">{actions}</div>}
      </div>
    </div>
  )
}
