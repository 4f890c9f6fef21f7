import { relayRequestSchema } from '../../protocol/relay.ts'
import type { App } from '../http.ts'
import { relay } from '../relay/relay.ts'

/** Validation data for a reader who asked for it: the check page itself fetches nothing from elsewhere. */
export function routeRelay(app: App): void {
  app.post('/api/relay', { schema: { body: relayRequestSchema }, bodyLimit: 128 * 1024, config: { rateLimit: { max: 60, timeWindow: 60_000 } } }, async (request, reply) =>
    reply.type('application/octet-stream').send(Buffer.from(await relay(request.body))),
  )
}
