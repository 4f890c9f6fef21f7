import helmet from '@fastify/helmet'
import rateLimit from '@fastify/rate-limit'
import swagger from '@fastify/swagger'
import fastify, { LogController, type FastifyReply, type FastifyRequest } from 'fastify'
import { jsonSchemaTransform, serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod'
import { CodedError } from '../core/bytes/error.ts'
import { chooseLanguage, type App } from './http.ts'
import type { Parts } from './parts.ts'
import { classifyError, encodeRefusal, refuse } from './refusal.ts'
import { registerPages } from './page/register.ts'
import { registerRoutes } from './route/routes.ts'

const DEFAULT_BODY = 64 * 1024
const LINGER = 1000
/** Pages and assets cost next to nothing; everything else is counted by address. */
const LIMITED = /^\/(api|pki|o|notice|operator)\//
const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS'])

/** No inline script or style, nothing from elsewhere, Trusted Types; `countersign` is the client's only policy. */
const POLICY = {
  useDefaults: false,
  directives: {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'"],
    imgSrc: ["'self'", 'data:', 'blob:'],
    fontSrc: ["'self'", 'data:'],
    connectSrc: ["'self'"],
    workerSrc: ["'self'"],
    manifestSrc: ["'self'"],
    baseUri: ["'none'"],
    formAction: ["'none'"],
    frameAncestors: ["'none'"],
    requireTrustedTypesFor: ["'script'"],
    trustedTypes: ['countersign', "'allow-duplicates'"],
  },
}

/** The path without what opens an offer, for logs. */
export function redactUrl(url: string): string {
  const path = url.split('?')[0] ?? ''
  return path.replace(/^(\/o|\/api\/offers)\/[^/]+/, '$1/…').replace(/[A-Za-z0-9+/=_-]{40,}/g, '…')
}

function guardOrigin(app: App, { settings }: Parts): void {
  app.addHook('onRequest', async (request) => {
    if (SAFE_METHODS.has(request.method) || !request.url.startsWith('/api/')) return
    // A host's server, with its secret: every browser sends an origin, and no page of another site may set this header.
    if (request.headers.origin === undefined && request.headers.authorization?.startsWith('Bearer ')) return
    if (request.headers.origin !== settings.publicAddress) refuse('ORIGIN_REFUSED')
  })
}

/**
 * Ends a connection whose body is over its bound. Closing at once would reset it before the sender has read the answer, so what still comes
 * is thrown away for a moment first.
 */
function cutOff(request: FastifyRequest, reply: FastifyReply): void {
  void reply.removeHeader('connection')
  const { socket } = request.raw
  reply.raw.once('finish', () => setTimeout(() => socket.destroy(), LINGER).unref())
}

function answerErrors(app: App): void {
  app.setErrorHandler((error, request, reply) => {
    const code = classifyError(error)
    if (code === 'SERVICE_FAILED') {
      const { name, stack } = error instanceof Error ? error : new Error(String(error))
      // Places only: a message may hold what somebody typed.
      const places = stack?.split('\n').filter((line) => /^\s+at /.test(line)).slice(0, 8)
      request.log.error({ name, code: (error as { code?: unknown }).code, places }, 'failed')
    }
    if (code === 'STORED_DAMAGED' || code === 'LOG_REFUSED' || code === 'STORAGE_REFUSED' || code === 'STORAGE_FULL' || code === 'STORE_UNREACHABLE' || code === 'CLOCK_BEHIND') {
      request.log.error({ code: (error as { code?: unknown }).code, ...(error instanceof CodedError ? error.details : {}) }, 'the store failed')
    }
    const details = error instanceof Error && 'details' in error ? (error.details as Readonly<Record<string, string | number>>) : {}
    const { status, body } = encodeRefusal(code, chooseLanguage(request), code === 'SERVICE_FAILED' ? {} : details)
    if (code === 'BODY_TOO_LARGE') cutOff(request, reply)
    return reply.status(status).header('cache-control', 'no-store').send(body)
  })
}

/** An address that is none, or with a part longer than any of ours: nothing is there, said as everywhere else. */
function answerNowhere(request: FastifyRequest, reply: FastifyReply): void {
  const { status, body } = encodeRefusal('NOT_FOUND', chooseLanguage(request))
  void reply.status(status).header('cache-control', 'no-store').send(body)
}

function logRequests(app: App): void {
  app.addHook('onResponse', async (request, reply) => {
    request.log.info({ method: request.method, route: request.routeOptions.url ?? redactUrl(request.url), status: reply.statusCode, ms: Math.round(reply.elapsedTime) })
  })
}

/** The HTTP app as a value: tests call `inject`, `serve` listens. */
export async function createApp(parts: Parts): Promise<App> {
  const app = fastify({
    logger: { level: parts.logLevel, stream: process.stderr, base: null },
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: DEFAULT_BODY,
    trustProxy: parts.settings.production ? [...parts.settings.trustedProxies] : false,
    routerOptions: { maxParamLength: 200 },
    // A hundred megabytes from a phone take minutes; every body is bounded, and headers have their own, shorter time.
    requestTimeout: 15 * 60_000,
    return503OnClosing: true,
    frameworkErrors: (_error, request, reply) => answerNowhere(request as FastifyRequest, reply as unknown as FastifyReply),
  }).withTypeProvider<ZodTypeProvider>() as unknown as App
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  logRequests(app)
  answerErrors(app)
  guardOrigin(app, parts)
  await app.register(helmet, {
    contentSecurityPolicy: POLICY,
    strictTransportSecurity: parts.settings.publicAddress.startsWith('https:'),
    referrerPolicy: { policy: 'no-referrer' },
    xFrameOptions: { action: 'deny' },
  })
  await app.register(rateLimit, { global: true, max: 1200, timeWindow: 60_000, allowList: (request) => !LIMITED.test(request.url) })
  await app.register(swagger, { openapi: { openapi: '3.1.0', info: { title: 'Countersign', version: parts.build } }, transform: jsonSchemaTransform })
  app.removeContentTypeParser('text/plain')
  app.addContentTypeParser(['application/pdf', 'application/octet-stream', 'application/timestamp-query', 'application/ocsp-request'], { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  app.addHook('onSend', async (request, reply) => {
    if (request.url.startsWith('/api/') && !reply.hasHeader('cache-control')) void reply.header('cache-control', 'no-store')
  })
  await app.register(async (scope) => registerRoutes(scope as unknown as App, parts))
  await registerPages(app, parts)
  return app
}
