interface TrustedPolicy {
  createScriptURL(address: string): string
}

interface TrustedFactory {
  createPolicy(name: string, rules: { createScriptURL(address: string): string }): TrustedPolicy
}

/** Only a script of this app's own build. Throws otherwise. */
function checkAddress(address: string): string {
  const url = new URL(address, location.href)
  if (url.origin !== location.origin || !(url.pathname.startsWith('/assets/') || import.meta.env.DEV)) throw new TypeError('not a script of this app')
  return url.href
}

const factory: TrustedFactory | undefined = 'trustedTypes' in globalThis ? (globalThis as unknown as { trustedTypes: TrustedFactory }).trustedTypes : undefined
const policy: TrustedPolicy = factory?.createPolicy('countersign', { createScriptURL: checkAddress }) ?? { createScriptURL: checkAddress }

/** Starts a module worker from an address that the build gave (`?worker&url`, `?url`). The one place of the app that makes script addresses. */
export function startWorker(address: string, name: string): Worker {
  return new Worker(policy.createScriptURL(address), { type: 'module', name })
}
