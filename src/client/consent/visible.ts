/** What this browser adds to the observer: whether an element is seen as it is drawn, nothing laid over it and not made transparent. */
type Watched = IntersectionObserverEntry & { readonly isVisible?: boolean }
const OPTIONS: IntersectionObserverInit & { trackVisibility: boolean; delay: number } = { threshold: [1], trackVisibility: true, delay: 100 }

/** Watches the parts of a consent region; `read` is null where the browser cannot tell, as a frame's surroundings then are the host's word. */
export interface VisibilityWatch {
  read(): boolean | null
  stop(): void
}

/** Steps and length of the wait for the browser's word, in milliseconds: it comes late after scrolling, and later on a busy machine. */
const STEPS = 8
const STEP = 100

/** What the browser says of a press, once it has caught up with the page: only what stays covered is called covered. */
export async function settleVisible(read: () => boolean | null): Promise<boolean | null> {
  for (let step = 0; step < STEPS && read() === false; step++) await new Promise((later) => setTimeout(later, STEP))
  return read()
}

/** Whether the observer of this browser can tell what is laid over a frame (Intersection Observer, `trackVisibility`). */
export function canTrackVisibility(): boolean {
  return typeof IntersectionObserver === 'function' && typeof IntersectionObserverEntry === 'function' && 'isVisible' in IntersectionObserverEntry.prototype
}

export function trackVisible(elements: readonly Element[]): VisibilityWatch {
  if (!canTrackVisibility()) return { read: () => null, stop: () => {} }
  const seen = new Map<Element, boolean>()
  const observer = new IntersectionObserver((entries) => {
    for (const entry of entries as readonly Watched[]) {
      seen.set(entry.target, entry.isVisible === true)
      // For who looks at the page from outside: what a press now would be held against.
      entry.target.setAttribute('data-seen', String(entry.isVisible === true))
    }
  }, OPTIONS)
  for (const element of elements) observer.observe(element)
  return {
    read: () => (elements.every((element) => seen.has(element)) ? elements.every((element) => seen.get(element) === true) : null),
    stop: () => observer.disconnect(),
  }
}
