import { useEffect, useId, useLayoutEffect, useRef } from 'react'
import type { ReactNode } from 'react'
import { m } from '../messages/generated/messages.js'

interface DialogProps {
  readonly open: boolean
  readonly title: ReactNode
  /** Called on Escape, the close button and a press outside; not called while `locked`. */
  readonly onClose: () => void
  /** Cannot be closed: something is under way. */
  readonly locked?: boolean
  readonly wide?: boolean
  readonly children: ReactNode
}

/** The browser's own modal dialog: focus goes in, stays in, and comes back. */
export function Dialog({ open, title, onClose, locked = false, wide = false, children }: DialogProps) {
  const element = useRef<HTMLDialogElement>(null)
  const id = useId()
  useEffect(() => {
    const dialog = element.current
    if (!dialog) return
    if (open && !dialog.open) dialog.showModal()
    if (!open && dialog.open) dialog.close()
  }, [open])
  // A dialog that is taken off the page is closed first: only then the browser gives the focus back to where it was.
  useLayoutEffect(() => {
    const dialog = element.current
    return () => dialog?.close()
  }, [])
  const leave = () => {
    if (!locked) onClose()
  }
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions, jsx-a11y/click-events-have-key-events -- Escape is the key for it
    <dialog
      ref={element}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault()
        leave()
      }}
      onClick={(event) => {
        if (event.target === element.current) leave()
      }}
      className={`m-auto max-h-[calc(100dvh-2rem)] w-[calc(100vw-2rem)] overflow-auto rounded-sheet bg-surface p-0 text-ink shadow-lift backdrop:bg-[#0d1018]/55 ${wide ? 'max-w-4xl' : 'max-w-xl'}`}
    >
      {open && (
        <div className="grid gap-4 p-5 sm:p-6">
          <div className="flex items-start justify-between gap-4">
            <h2 id={id} className="text-xl">{title}</h2>
            {!locked && (
              <button type="button" onClick={leave} aria-label={m.ui_close()} className="-mr-2 -mt-1.5 grid size-10 shrink-0 place-items-center rounded-control text-soft hover:bg-wash">
                <svg aria-hidden="true" viewBox="0 0 16 16" className="size-4" stroke="currentColor" strokeWidth="1.8" strokeLinecap="round"><path d="m3 3 10 10M13 3 3 13" /></svg>
              </button>
            )}
          </div>
          {children}
        </div>
      )}
    </dialog>
  )
}
