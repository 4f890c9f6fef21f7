/** The part of a service worker's scope that is used here. */
interface OfflineScope {
  /** Written before this script by the build: what the check page is made of, and which build that is. */
  readonly checkFiles?: readonly string[]
  readonly checkBuild?: string
  readonly clients: { claim(): Promise<void> }
  /** `/verify` for the page; `/assets/` for its workers. */
  readonly registration: { readonly scope: string }
  addEventListener(type: 'install' | 'activate', listener: (event: { waitUntil(done: Promise<unknown>): void }) => void): void
  addEventListener(type: 'fetch', listener: (event: { readonly request: Request; respondWith(answer: Promise<Response>): void }) => void): void
}

const scope = globalThis as unknown as OfflineScope
const files = scope.checkFiles ?? []
const kept = new Set(files)
const isPage = new URL(scope.registration.scope).pathname === '/verify'
const PREFIX = 'countersign-check-'
const CACHE = `${PREFIX}${scope.checkBuild ?? 'none'}`
const PAGE = '/verify'
const SERVICE = '/api/service'
/** Milliseconds that a page may take to come before the kept one is shown. */
const PATIENCE = 4000

async function keepAll(): Promise<void> {
  const cache = await caches.open(CACHE)
  // never from the browser's own cache: what is kept is what the service has now
  await cache.addAll(files.map((file) => new Request(file, { cache: file.startsWith('/assets/') ? 'default' : 'reload', credentials: 'same-origin' })))
}

async function forgetOlder(): Promise<void> {
  const names = await caches.keys()
  await Promise.all(names.filter((name) => name.startsWith(PREFIX) && name !== CACHE).map((name) => caches.delete(name)))
  await scope.clients.claim()
}

const findKept = async (path: string): Promise<Response | undefined> => (await caches.open(CACHE)).match(path)

/** A file whose name says what is in it: the same in whichever cache it is found. */
async function findFile(path: string): Promise<Response | undefined> {
  for (const name of await caches.keys()) {
    const found = name.startsWith(PREFIX) ? await (await caches.open(name)).match(path) : undefined
    if (found) return found
  }
  return undefined
}

/** The page as the service has it; the kept one when it does not come. */
async function answerPage(request: Request): Promise<Response> {
  const late = new Promise<null>((resolve) => setTimeout(() => resolve(null), PATIENCE))
  const fresh = fetch(request).catch(() => null)
  const first = await Promise.race([fresh, late])
  if (first?.ok) return first
  return (await findKept(PAGE)) ?? (await fresh) ?? Response.error()
}

/** Facts of the service, the newest that came. */
async function answerService(request: Request): Promise<Response> {
  const fresh = await fetch(request).catch(() => null)
  if (fresh?.ok) {
    await (await caches.open(CACHE)).put(SERVICE, fresh.clone())
    return fresh
  }
  return (await findKept(SERVICE)) ?? fresh ?? Response.error()
}

async function answerFile(request: Request, path: string): Promise<Response> {
  return (await findKept(path)) ?? (path.startsWith('/assets/') ? await findFile(path) : undefined) ?? fetch(request)
}

// what is kept is the page's affair; its workers only read it
scope.addEventListener('install', (event) => event.waitUntil(isPage ? keepAll() : Promise.resolve()))
// A newer worker waits until no page of the older one is open: a page never changes under its reader.
scope.addEventListener('activate', (event) => event.waitUntil(isPage ? forgetOlder() : Promise.resolve()))
scope.addEventListener('fetch', (event) => {
  const { request } = event
  const { origin, pathname, search } = new URL(request.url)
  if (request.method !== 'GET' || origin !== location.origin || files.length === 0) return
  if (request.mode === 'navigate') {
    if (pathname === PAGE) event.respondWith(answerPage(request))
  } else if (pathname === SERVICE) event.respondWith(answerService(request))
  else if (kept.has(pathname + search) || pathname.startsWith('/assets/')) event.respondWith(answerFile(request, pathname + search))
})
