import { useEffect, useRef } from 'react'
import type { RefObject } from 'react'
import { NO_READING } from '../draft.ts'
import type { Reading } from '../draft.ts'

const TICK_MS = 1000

/** How far an element has been shown, in percent of its height. */
export function shownPercent({ top, height }: { readonly top: number; readonly height: number }, viewportHeight: number): number {
  if (height <= 0) return 0
  return Math.max(0, Math.min(100, ((viewportHeight - top) / height) * 100))
}

/**
 * Watches how far the terms are shown and how long, while the page is visible and focused. Reports what was added since the last report;
 * showing is not reading, and nothing calls it so.
 */
export function useReading(terms: RefObject<HTMLElement | null>, onReading: (added: Reading) => void): void {
  const report = useRef(onReading)
  useEffect(() => {
    report.current = onReading
  })
  useEffect(() => {
    let frame = 0
    const look = () => {
      frame = 0
      const rectangle = terms.current?.getBoundingClientRect()
      if (rectangle) report.current({ ...NO_READING, scrolledPercent: shownPercent(rectangle, innerHeight) })
    }
    const onScroll = () => {
      frame ||= requestAnimationFrame(look)
    }
    const tick = () => {
      const rectangle = terms.current?.getBoundingClientRect()
      if (!rectangle || document.visibilityState !== 'visible' || rectangle.bottom < 0 || rectangle.top > innerHeight) return
      report.current({ scrolledPercent: shownPercent(rectangle, innerHeight), visibleMs: TICK_MS, focusMs: document.hasFocus() ? TICK_MS : 0 })
    }
    look()
    addEventListener('scroll', onScroll, { passive: true })
    addEventListener('resize', onScroll, { passive: true })
    const timer = setInterval(tick, TICK_MS)
    return () => {
      if (frame !== 0) cancelAnimationFrame(frame)
      removeEventListener('scroll', onScroll)
      removeEventListener('resize', onScroll)
      clearInterval(timer)
    }
  }, [terms])
}
