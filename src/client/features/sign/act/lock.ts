/** Runs `run` alone among all tabs of this browser. A browser without locks runs it at once: the kept stages still make it sign once. */
export async function runAlone(name: string, run: () => Promise<void>, onWait: () => void): Promise<void> {
  if (!('locks' in navigator)) return run()
  const taken = await navigator.locks.request(name, { ifAvailable: true }, async (lock) => {
    if (!lock) return false
    await run()
    return true
  })
  if (taken) return
  onWait()
  await navigator.locks.request(name, run)
}

/** Tells the other tabs, and hears from them, that what is kept under a name has changed. */
export function openBell(name: string, onRing: () => void): { readonly ring: () => void; readonly close: () => void } {
  if (typeof BroadcastChannel === 'undefined') return { ring: () => {}, close: () => {} }
  const channel = new BroadcastChannel(name)
  channel.addEventListener('message', onRing)
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel has no other origin
  return { ring: () => channel.postMessage('changed'), close: () => channel.close() }
}
