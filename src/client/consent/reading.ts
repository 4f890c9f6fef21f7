import { useCallback, useEffect, useRef } from 'react'
import type { RefObject } from 'react'
import * as z from 'zod/mini'

/** How far the terms were shown, in percent of their height, and for how long; figures of showing, not of reading. */
export interface Reading {
  readonly scrolledPercent: number
  readonly visibleMs: number
  readonly focusMs: number
}

export const NO_READING: Reading = { scrolledPercent: 0, visibleMs: 0, focusMs: 0 }

/** From here on the end counts as shown: a last line may stay a pixel short. */
export const END_PERCENT = 99

/** What was shown only ever grows. */
export function addReading(one: Reading, more: Reading): Reading {
  return {
    scrolledPercent: Math.max(one.scrolledPercent, more.scrolledPercent),
    visibleMs: one.visibleMs + more.visibleMs,
    focusMs: one.focusMs + more.focusMs,
  }
}

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
    // In the capturing phase: the terms may scroll in a box of their own.
    addEventListener('scroll', onScroll, { passive: true, capture: true })
    addEventListener('resize', onScroll, { passive: true })
    const timer = setInterval(tick, TICK_MS)
    return () => {
      if (frame !== 0) cancelAnimationFrame(frame)
      removeEventListener('scroll', onScroll, { capture: true })
      removeEventListener('resize', onScroll)
      clearInterval(timer)
    }
  }, [terms])
}

const sharedSchema = z.object({ scrolledPercent: z.number(), visibleMs: z.number(), focusMs: z.number() })

/**
 * Joins the figures of a text that is read in a tab of its own with those of the tab where consent is asked for: `speaks` in the one, not in
 * the other. Gives where to report to.
 */
export function useSharedReading(name: string, speaks: boolean, onReading: (added: Reading) => void): (added: Reading) => void {
  const channel = useRef<BroadcastChannel | null>(null)
  const report = useRef(onReading)
  useEffect(() => {
    report.current = onReading
  })
  useEffect(() => {
    const opened = new BroadcastChannel(`countersign reading ${name}`)
    channel.current = opened
    opened.addEventListener('message', (event: MessageEvent<unknown>) => {
      const added = sharedSchema.safeParse(event.data)
      if (!speaks && added.success) report.current(added.data)
    })
    return () => opened.close()
  }, [name, speaks])
  return useCallback((added) => (speaks ? channel.current?.postMessage(added) : report.current(added)), [speaks])
}
