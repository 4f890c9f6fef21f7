import { useEffect, useId, useRef } from 'react'
import type { ReactNode } from 'react'

interface FileButtonProps {
  readonly children: ReactNode
  readonly onFiles: (files: FileList) => void
  readonly accept?: string
  /** Chooses a folder with everything in it. */
  readonly isFolder?: boolean
  readonly isMain?: boolean
}

/** The browser's own file input under a label that looks like a button: works by keyboard and by voice as inputs do. */
export function FileButton({ children, onFiles, accept, isFolder = false, isMain = false }: FileButtonProps) {
  const id = useId()
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => {
    // not among the attributes that React's types know
    if (input.current) input.current.webkitdirectory = isFolder
  }, [isFolder])
  return (
    <span className="no-print relative inline-flex">
      <input
        ref={input}
        id={id}
        type="file"
        multiple
        {...(accept ? { accept } : {})}
        className="peer absolute inset-0 size-full cursor-pointer opacity-0"
        onChange={(event) => {
          if (event.target.files) onFiles(event.target.files)
          event.target.value = ''
        }}
      />
      <label htmlFor={id} className={`pointer-events-none inline-flex min-h-11 items-center rounded-control border px-4 py-2.5 text-[.9375rem] font-semibold leading-tight peer-hover:bg-wash peer-focus-visible:outline-3 peer-focus-visible:outline-offset-2 peer-focus-visible:outline-link ${isMain ? 'border-action bg-action text-action-ink peer-hover:bg-action peer-hover:opacity-90' : 'border-rule-strong bg-surface text-ink'}`}>
        {children}
      </label>
    </span>
  )
}
