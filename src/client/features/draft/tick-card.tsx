import type { ReactNode } from 'react'

interface TickCardProps {
  readonly name: string
  readonly checked: boolean
  readonly disabled?: boolean
  readonly children: ReactNode
  readonly onTick: (on: boolean) => void
}

/** A choice that is on or off, with room for a finger. */
export function TickCard({ name, checked, disabled = false, children, onTick }: TickCardProps) {
  return (
    <label className="flex min-h-11 items-start gap-3 rounded-control border border-rule px-3 py-2.5 has-checked:border-ink has-checked:bg-wash">
      <input type="checkbox" name={name} checked={checked} disabled={disabled} className="mt-0.5 size-5 shrink-0 accent-ink" onChange={(event) => onTick(event.target.checked)} />
      <span className="text-sm">{children}</span>
    </label>
  )
}
