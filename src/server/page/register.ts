import staticFiles from '@fastify/static'
import { chooseLanguage, type App } from '../http.ts'
import type { Parts } from '../parts.ts'
import { encodeRefusal } from '../refusal.ts'
import { isLoopback } from '../settings.ts'
import { readCheckPage } from './check-page.ts'
import { describeFrame, openToFrames } from './frame.ts'
import { renderAgreement, renderNotice, renderTerms } from './terms.ts'

const SHELL_ROUTES = ['/', '/sign-in', '/contracts', '/contracts/:contract', '/contracts/:contract/trail', '/trail/:token', '/keys', '/certificates', '/verify', '/log', '/outbox', '/agreements', '/r/:token', '/d/:token', '/privacy'] as const
const LOOPBACKS = ['localhost', '127.0.0.1', '[::1]'] as const
const HASHED = /\/assets\/[^/]+-[\w-]{8,}\.\w+(\.br|\.gz)?$/

function answerNothing(app: App, { pages }: Parts): void {
  app.setNotFoundHandler((request, reply) => {
    const wantsPage = request.method === 'GET' && (request.headers.accept ?? '').includes('text/html') && !request.url.startsWith('/api/')
    if (pages && wantsPage) return reply.status(404).header('cache-control', 'no-store').type('text/html; charset=utf-8').send(pages.shell)
    const { status, body } = encodeRefusal('NOT_FOUND', chooseLanguage(request))
    return reply.status(status).send(body)
  })
}

/** Addresses of this machine that are not the one cookies, origins and keys are bound to: a page opened there would refuse every act. */
function redirectLoopback(app: App, { settings }: Parts): void {
  const { hostname, port } = new URL(settings.publicAddress)
  if (!isLoopback(hostname)) return
  const others = LOOPBACKS.filter((name) => name !== hostname).map((name) => `${name}:${port}`)
  app.addHook('onRequest', async (request, reply) => {
    if (request.method !== 'GET' || !others.includes(request.headers.host ?? '') || !(request.headers.accept ?? '').includes('text/html')) return
    return reply.redirect(settings.publicAddress + request.url, 307)
  })
}

/** The client's pages and assets. Terms stand in the HTML itself; nothing in it is inline script. */
export async function registerPages(app: App, parts: Parts): Promise<void> {
  const { pages } = parts
  answerNothing(app, parts)
  if (!pages) return
  redirectLoopback(app, parts)
  await app.register(staticFiles, {
    root: pages.folder,
    index: false,
    preCompressed: true,
    cacheControl: false,
    allowedPath: (path) => !path.startsWith('/.') && path !== '/index.html' && path !== '/verify.html',
    setHeaders: (reply, path) => {
      if (/\/embed\.js(\.br|\.gz)?$/.test(path)) void reply.header('access-control-allow-origin', '*').header('cross-origin-resource-policy', 'cross-origin')
      void reply.header('cache-control', HASHED.test(path) ? 'public, max-age=31536000, immutable' : path.endsWith('check-worker.js') ? 'no-cache' : 'public, max-age=3600')
    },
  })
  const schema = { hide: true } as const
  for (const url of SHELL_ROUTES) {
    app.get(url, { schema }, (_request, reply) => reply.header('cache-control', 'no-cache').type('text/html; charset=utf-8').send(pages.shell))
  }
  app.get('/verify.html', { schema }, (request, reply) => {
    const file = readCheckPage(parts)
    if (!file) return reply.callNotFound()
    const isPacked = (request.headers['accept-encoding'] ?? '').includes('gzip')
    void reply.header('content-security-policy', `${file.policy}; frame-ancestors 'none'`).header('cache-control', 'no-cache').header('vary', 'accept-encoding').type('text/html; charset=utf-8')
    return isPacked ? reply.header('content-encoding', 'gzip').send(file.gzip) : reply.send(file.html)
  })
  app.get<{ Params: { token: string } }>('/o/:token', { schema }, async (request, reply) => {
    const { status, html } = await renderTerms(parts, pages, request.params.token)
    return reply.status(status).header('cache-control', 'no-store').type('text/html; charset=utf-8').send(html)
  })
  app.get<{ Params: { agreement: string }; Querystring: { version?: unknown } }>('/a/:agreement', { schema }, async (request, reply) => {
    const { version } = request.query
    const { status, html } = await renderAgreement(parts, pages, request.params.agreement, typeof version === 'string' ? version : null)
    return reply.status(status).header('cache-control', 'no-store').type('text/html; charset=utf-8').send(html)
  })
  app.get<{ Params: { agreement: string } }>('/embed/:agreement', { schema }, async (request, reply) => {
    const policy = await describeFrame(parts, request.params.agreement)
    return openToFrames(reply, policy).header('cache-control', 'no-store').type('text/html; charset=utf-8').send(pages.shell)
  })
  app.get<{ Params: { version: string } }>('/notice/:version', { schema }, async (request, reply) => {
    const { status, html } = await renderNotice(parts, pages, request.params.version)
    return reply.status(status).header('cache-control', 'no-store').type('text/html; charset=utf-8').send(html)
  })
}
