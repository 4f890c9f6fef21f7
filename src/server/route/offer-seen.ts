import { seenRequestSchema } from '../../protocol/offer.ts'
import { observe, type App } from '../http.ts'
import { recordSeen } from '../offer/view.ts'
import type { Parts } from '../parts.ts'
import { tokenParams } from './params.ts'

export function routeOfferSeen(app: App, parts: Parts): void {
  app.post('/api/offers/:token/seen', { schema: { params: tokenParams, body: seenRequestSchema } }, async (request, reply) => {
    await recordSeen(parts, request.params.token, request.body.event, observe(request, parts.clock()))
    return reply.status(204).send()
  })
}
