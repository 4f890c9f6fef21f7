import type { ReactNode } from 'react'

/** The bar where a step is decided: stays in view at the bottom, below what it is about, unless the screen is too low for it. */
export function ActionBar({ children, label }: { readonly children: ReactNode; readonly label: string }) {
  return (
    <section aria-label={label} className="no-print z-20 border-t border-rule-strong bg-surface shadow-[0_-10px_24px_-20px_#0006] [@media(min-height:520px)]:sticky [@media(min-height:520px)]:bottom-0">
      <div className="mx-auto grid max-w-[78ch] gap-2.5 px-4 py-3.5 sm:px-5">{children}</div>
    </section>
  )
}
