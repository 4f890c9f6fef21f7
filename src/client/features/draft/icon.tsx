import type { ReactNode } from 'react'

const PATHS = {
  up: <path d="M8 13V3M3.5 7.5 8 3l4.5 4.5" />,
  down: <path d="M8 3v10m4.5-4.5L8 13 3.5 8.5" />,
  add: <path d="M8 3v10M3 8h10" />,
  remove: <path d="M3 4.5h10M6.5 4.5V3h3v1.5M4.5 4.5l.6 8.5h5.8l.6-8.5M6.8 7v3.8M9.2 7v3.8" />,
  edit: <path d="m3 13 .6-2.8 7.2-7.2a1 1 0 0 1 1.4 0l.8.8a1 1 0 0 1 0 1.4l-7.2 7.2L3 13Z" />,
  undo: <path d="M5.5 3 2.5 6l3 3M2.8 6H9a4 4 0 0 1 0 8H6" />,
} as const satisfies Record<string, ReactNode>

interface IconButtonProps {
  readonly icon: keyof typeof PATHS
  readonly label: string
  readonly onClick: () => void
  readonly disabled?: boolean
  readonly className?: string
  /** Where a text's edit button belongs, so that focus finds it. */
  readonly place?: string
}

/** A small picture that does one thing; its name is read and shown on hover. */
export function IconButton({ icon, label, onClick, disabled = false, className = '', place }: IconButtonProps) {
  return (
    <button type="button" aria-label={label} title={label} disabled={disabled} data-place={place} onClick={onClick} className={`grid size-8 place-items-center rounded-control text-soft hover:bg-wash hover:text-ink disabled:opacity-30 pointer-coarse:size-10 ${className}`}>
      <svg aria-hidden="true" viewBox="0 0 16 16" className="size-4" fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" strokeLinejoin="round">{PATHS[icon]}</svg>
    </button>
  )
}
