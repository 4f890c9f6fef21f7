/** Fetches the later steps and the signing code while the person reads, when the browser has nothing better to do. */
export function warmUp(isOwnFile: boolean): () => void {
  const fetchAhead = () => {
    const later = [
      import('../details/details-step.tsx'), import('../consent/consent-step.tsx'), import('../signing/sign-step.tsx'), import('../receipt/receipt-step.tsx'),
      import('../decline/decline-dialog.tsx'), import('../engine/engine.ts').then(({ ask }) => ask('warm', { isOwnFile })),
    ]
    // What could not be fetched ahead is fetched when it is needed, and says so then.
    void Promise.allSettled(later)
  }
  if ('requestIdleCallback' in globalThis) {
    const handle = requestIdleCallback(fetchAhead, { timeout: 4000 })
    return () => cancelIdleCallback(handle)
  }
  const handle = setTimeout(fetchAhead, 1500)
  return () => clearTimeout(handle)
}
