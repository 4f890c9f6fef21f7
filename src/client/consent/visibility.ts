import { useCallback, useEffect, useRef } from 'react'
import type { RefObject } from 'react'
import { trackVisible } from './visible.ts'
import type { VisibilityWatch } from './visible.ts'

/** Watches the sentence and the buttons of a consent region from the moment they are on the page. */
export function useVisibility(bar: RefObject<HTMLElement | null>): () => boolean | null {
  const watch = useRef<VisibilityWatch | null>(null)
  useEffect(() => {
    const parts = [...(bar.current?.querySelectorAll('[data-part="advisal"], [data-part="button"]') ?? [])]
    watch.current = trackVisible(parts)
    return () => watch.current?.stop()
  }, [bar])
  return useCallback(() => watch.current?.read() ?? null, [])
}
