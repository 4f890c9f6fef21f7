import { useCallback, useLayoutEffect } from 'react'
import type { ReactNode } from 'react'

let served: { readonly content: Element; readonly path: string } | null = null

/** Keeps what the server put into the page, before the app takes its place. */
export function keepServed(root: HTMLElement): void {
  if (root.firstElementChild) served = { content: root.firstElementChild, path: location.pathname }
}

/** Notes the last heading above the middle of the screen; gives what brings the same heading to the same height in the text that comes instead. */
function notePlace(content: Element): () => void {
  const topOf = (heading: Element) => heading.getBoundingClientRect().top
  const heading = scrollY > 0 ? [...content.querySelectorAll('h2')].findLast((one) => topOf(one) < innerHeight / 2) : undefined
  if (!heading) return () => {}
  const before = topOf(heading)
  return () => {
    const now = [...document.querySelectorAll('h2')].find((one) => one.textContent === heading.textContent)
    if (now) scrollBy({ top: topOf(now) - before, behavior: 'instant' })
  }
}

/** What the server put into this page, so that it stays readable until the app has its own to show; `children` where it put nothing. */
export function Served({ children }: { readonly children: ReactNode }) {
  const attach = useCallback((place: HTMLElement | null) => {
    if (place && served) place.replaceChildren(served.content)
  }, [])
  // Whoever reads already stays where they are when the app's own text stands there.
  useLayoutEffect(() => () => {
    if (served?.path === location.pathname) requestAnimationFrame(notePlace(served.content))
  }, [])
  return served?.path === location.pathname ? <div ref={attach} /> : children
}
