import { useCallback } from 'react'
import type { ReactNode } from 'react'

let served: { readonly content: Element; readonly path: string } | null = null

/** Keeps what the server put into the page, before the app takes its place. */
export function keepServed(root: HTMLElement): void {
  if (root.firstElementChild) served = { content: root.firstElementChild, path: location.pathname }
}

/** What the server put into this page, so that it stays readable until the app has its own to show; `children` where it put nothing. */
export function Served({ children }: { readonly children: ReactNode }) {
  const attach = useCallback((place: HTMLElement | null) => {
    if (place && served) place.replaceChildren(served.content)
  }, [])
  return served?.path === location.pathname ? <div ref={attach} /> : children
}
