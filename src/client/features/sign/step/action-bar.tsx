import type { ReactNode } from 'react'

interface ActionBarProps {
  readonly children: ReactNode
  readonly label: string
  /** Below a sheet that has its contents beside it. */
  readonly beside?: boolean
}

/** The bar where a step is decided: stays in view at the bottom, below what it is about, unless the screen is too low for it. */
export function ActionBar({ children, label, beside = false }: ActionBarProps) {
  return (
    <section aria-label={label} className="no-print z-20 border-t border-rule-strong bg-surface shadow-[0_-10px_24px_-20px_#0006] [@media(min-height:520px)]:sticky [@media(min-height:520px)]:bottom-0">
      <div className={beside ? 'mx-auto max-w-[1180px] lg:pl-[17rem]' : ''}>
        <div className={`mx-auto grid gap-2.5 px-4 py-3.5 sm:px-5 ${beside ? 'max-w-[45.5rem]' : 'max-w-3xl'}`}>{children}</div>
      </div>
    </section>
  )
}
