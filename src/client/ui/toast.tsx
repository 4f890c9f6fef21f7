import { createContext, use, useCallback, useMemo, useRef, useState } from 'react'
import type { ReactNode } from 'react'
import { m } from '../messages/generated/messages.js'

interface Toast {
  readonly id: number
  readonly text: string
  /** An act that takes it back; the toast then stays longer. */
  readonly undo?: () => void
}

type Show = (text: string, undo?: () => void) => void

const Context = createContext<Show>(() => {})

/** `useToast()(text, undo?)` tells something short that needs no answer. */
export function useToast(): Show {
  return use(Context)
}

/** Shows the newest, at the top and let through by the pointer, so that it stands in the way of nothing that can be pressed. */
export function Toasts({ children }: { readonly children: ReactNode }) {
  const [toasts, setToasts] = useState<readonly Toast[]>([])
  const next = useRef(0)
  const drop = useCallback((id: number) => setToasts((all) => all.filter((toast) => toast.id !== id)), [])
  const show = useCallback<Show>(
    (text, undo) => {
      const id = next.current++
      setToasts([{ id, text, ...(undo ? { undo } : {}) }])
      setTimeout(() => drop(id), undo ? 20_000 : 6000)
    },
    [drop],
  )
  const value = useMemo(() => show, [show])
  return (
    <Context value={value}>
      {children}
      <output className="no-print pointer-events-none fixed inset-x-0 top-0 z-50 grid justify-items-center p-2">
        {toasts.map((toast) => (
          <div key={toast.id} className="flex animate-[rise_.18s_ease-out] items-center gap-3 rounded-control bg-action px-4 py-2.5 text-action-ink shadow-lift">
            <span>{toast.text}</span>
            {toast.undo && (
              <button
                type="button"
                className="pointer-events-auto min-h-8 rounded-control px-2 font-semibold underline underline-offset-2"
                onClick={() => {
                  toast.undo?.()
                  drop(toast.id)
                }}
              >
                {m.ui_undo()}
              </button>
            )}
          </div>
        ))}
      </output>
    </Context>
  )
}
