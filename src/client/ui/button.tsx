import type { ComponentProps, ReactNode } from 'react'
import { Link } from 'react-router'

type Look = 'plain' | 'main' | 'sign' | 'quiet'

const LOOKS: Record<Look, string> = {
  plain: 'px-4 border-rule-strong bg-surface text-ink hover:bg-wash',
  main: 'px-4 border-action bg-action text-action-ink hover:opacity-90',
  sign: 'px-4 border-seal bg-seal text-seal-ink hover:brightness-110',
  // its text, not its box, lines up with what is around it
  quiet: '-mx-2 px-2 border-transparent bg-transparent text-link underline underline-offset-2 hover:bg-wash',
}

const base = 'no-print inline-flex min-h-11 items-center justify-center gap-2 rounded-control border py-2.5 text-[.9375rem] font-semibold leading-tight no-underline transition disabled:opacity-55'

interface ButtonProps extends ComponentProps<'button'> {
  readonly look?: Look
  /** Shows that the act is under way; the button stays focusable but does nothing more. */
  readonly busy?: boolean
  readonly children: ReactNode
}

/** `sign` (vermilion) is for the act of signing and nothing else. */
export function Button({ look = 'plain', busy = false, className = '', type = 'button', onClick, children, ...rest }: ButtonProps) {
  return (
    <button type={type} className={`${base} ${LOOKS[look]} ${className}`} aria-busy={busy} {...(busy ? { 'aria-disabled': true } : {})} onClick={busy ? (event) => event.preventDefault() : onClick} {...rest}>
      {busy && <span aria-hidden="true" className="size-4 animate-spin rounded-full border-2 border-current border-r-transparent" />}
      {children}
    </button>
  )
}

/** A link that looks like a button; goes within the app. */
export function ButtonLink({ look = 'plain', className = '', ...rest }: ComponentProps<typeof Link> & { readonly look?: Look }) {
  return <Link className={`${base} ${LOOKS[look]} ${look === 'quiet' ? '' : 'no-underline'} ${className}`} {...rest} />
}

/** A link out of the app (file, mail, other tab) that looks like a button. */
export function ButtonAnchor({ look = 'plain', className = '', children, ...rest }: ComponentProps<'a'> & { readonly look?: Look }) {
  return (
    <a className={`${base} ${LOOKS[look]} ${className}`} {...rest}>
      {children}
    </a>
  )
}
