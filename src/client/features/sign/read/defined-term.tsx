import { useEffect, useMemo, useRef, useState } from 'react'
import type { ReactNode } from 'react'
import type { ContractDocument, ParticularValues } from '../../../../core/contract/document.ts'
import { expandBlocks } from '../../../../core/contract/expand.ts'
import { m } from '../../../messages/generated/messages.js'

interface Shown {
  readonly index: number
  readonly top: number
  readonly left: number
  readonly from: HTMLElement
}

function useMeanings(document: ContractDocument, values: ParticularValues): ReadonlyMap<number, string> {
  return useMemo(() => {
    const items = expandBlocks(document, values).flatMap((block) => (block.kind === 'terms' ? block.items : []))
    return new Map(items.map(({ index, runs }) => [index, runs.map((run) => run.text).join('')]))
  }, [document, values])
}

const termOf = (target: EventTarget | null): HTMLAnchorElement | null => (target instanceof Element ? target.closest<HTMLAnchorElement>('a.term') : null)
const indexOf = (term: HTMLAnchorElement) => Number(/#term-(\d+)$/.exec(term.href)?.[1] ?? 0) - 1

/** Explains a defined term where it stands, by a press or by Enter; Escape leads back to it. Without script the same link leads to the definition. */
export function DefinedTerm({ document, values, children }: { readonly document: ContractDocument; readonly values: ParticularValues; readonly children: ReactNode }) {
  const meanings = useMeanings(document, values)
  const [shown, setShown] = useState<Shown | null>(null)
  const frame = useRef<HTMLDivElement>(null)
  const card = useRef<HTMLDialogElement>(null)

  const open = (term: HTMLAnchorElement): boolean => {
    const index = indexOf(term)
    const box = frame.current?.getBoundingClientRect()
    if (!meanings.has(index) || !box) return false
    const at = term.getBoundingClientRect()
    setShown({ index, top: at.bottom - box.top + 6, left: Math.max(12, Math.min(at.left - box.left, box.width - 332)), from: term })
    return true
  }
  const close = () => {
    shown?.from.focus()
    setShown(null)
  }
  useEffect(() => {
    if (shown) card.current?.focus({ preventScroll: true })
  }, [shown])
  useEffect(() => {
    if (!shown) return
    const onPress = (event: PointerEvent) => {
      if (event.target instanceof Node && !card.current?.contains(event.target) && !shown.from.contains(event.target)) setShown(null)
    }
    addEventListener('pointerdown', onPress)
    return () => removeEventListener('pointerdown', onPress)
  }, [shown])

  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- the links inside are what is pressed; this only hears them
    <div
      ref={frame}
      className="relative"
      onClick={(event) => {
        const term = termOf(event.target)
        if (term && open(term)) event.preventDefault()
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && shown) close()
      }}
    >
      {children}
      {shown && (
        <dialog
          open
          ref={card}
          aria-label={m.sign_term()}
          tabIndex={-1}
          className="no-print absolute z-30 m-0 text-ink w-80 max-w-[calc(100%-1.5rem)] animate-[rise_.15s_ease-out] rounded-control border border-rule-strong bg-surface p-4 text-[.9375rem] shadow-lift"
          style={{ top: shown.top, left: shown.left }}
        >
          <p lang={document.language}>{meanings.get(shown.index)}</p>
          <button type="button" className="mt-2 min-h-9 text-sm text-link underline underline-offset-2" onClick={close}>{m.ui_close()}</button>
        </dialog>
      )}
    </div>
  )
}
