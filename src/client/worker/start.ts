interface TrustedPolicy {
  createScriptURL(address: string): string
}

interface TrustedFactory {
  createPolicy(name: string, rules: { createScriptURL(address: string): string }): TrustedPolicy
}

/** The worker that keeps the check page for later; its name is fixed, because browsers ask for it again by it. */
const OFFLINE_WORKER = '/check-worker.js'

/** Only a script of this app's own build; in the page as one file, one that stands in the page itself. Throws otherwise. */
function checkAddress(address: string): string {
  if (import.meta.env.MODE === 'standalone' && address.startsWith('blob:')) return address
  const url = new URL(address, location.href)
  if (url.origin !== location.origin || !(url.pathname.startsWith('/assets/') || url.pathname === OFFLINE_WORKER || import.meta.env.DEV)) throw new TypeError('not a script of this app')
  return url.href
}

const factory: TrustedFactory | undefined = 'trustedTypes' in globalThis ? (globalThis as unknown as { trustedTypes: TrustedFactory }).trustedTypes : undefined
const policy: TrustedPolicy = factory?.createPolicy('countersign', { createScriptURL: checkAddress }) ?? { createScriptURL: checkAddress }

/** Starts a worker from an address that the build gave (`?worker&url`, `?url`): a module, but in the page as one file. The one place of the app that makes script addresses. */
export function startWorker(address: string, name: string): Worker {
  return new Worker(policy.createScriptURL(address), { type: import.meta.env.MODE === 'standalone' ? 'classic' : 'module', name })
}

/** Lets the offline worker look after the check page, and after workers, which belong to the folder they come from; no other page. */
export async function registerOffline(): Promise<void> {
  for (const scope of ['/verify', '/assets/']) await navigator.serviceWorker.register(policy.createScriptURL(OFFLINE_WORKER), { scope, updateViaCache: 'none' })
}
