import type { ReactNode } from 'react'

export type ChipKind = 'plain' | 'need' | 'pass' | 'doubt' | 'fail' | 'off'

const KINDS: Record<ChipKind, string> = {
  plain: 'border-transparent bg-chip text-ink',
  need: 'border-ink bg-action text-action-ink',
  pass: 'border-transparent bg-pass-wash text-pass',
  doubt: 'border-transparent bg-doubt-wash text-doubt',
  fail: 'border-transparent bg-fail-wash text-fail',
  off: 'border-rule-strong text-soft',
}

/** A state in a word. */
export function Chip({ kind = 'plain', children }: { readonly kind?: ChipKind; readonly children: ReactNode }) {
  return <span className={`inline-flex items-center gap-1 whitespace-nowrap rounded-full border px-2.5 py-0.5 text-[.8125rem] font-semibold leading-5 ${KINDS[kind]}`}>{children}</span>
}
