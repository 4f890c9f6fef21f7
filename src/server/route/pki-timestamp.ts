import type { App } from '../http.ts'
import type { Parts } from '../parts.ts'

/** RFC 3161 §3.4: time-stamp protocol over HTTP; from the authorities set, or this service's own. */
export function routeTimestamp(app: App, { timestamps }: Parts): void {
  app.post('/pki/tsa', { bodyLimit: 8192, schema: { consumes: ['application/timestamp-query'] } }, async (request, reply) => {
    const body = request.body instanceof Uint8Array ? request.body : new Uint8Array(0)
    return reply.header('cache-control', 'no-store').type('application/timestamp-reply').send(Buffer.from(await timestamps.answer(body)))
  })
}
