import { contractDetailSchema, offerRequestSchema } from '../../protocol/contract.ts'
import { sendOffer } from '../contract/offer.ts'
import { observe, type App } from '../http.ts'
import type { Parts } from '../parts.ts'
import { requireSession } from '../session/session.ts'
import { contractParams } from './params.ts'

export function routeOfferSend(app: App, parts: Parts): void {
  const schema = { params: contractParams, body: offerRequestSchema, response: { 200: contractDetailSchema } }
  app.post('/api/contracts/:contract/offers', { schema, config: { rateLimit: { max: 120, timeWindow: 60_000 } } }, async (request) => {
    const person = await requireSession(parts, request)
    return sendOffer(parts, person, request.params.contract, request.body, observe(request, parts.clock()))
  })
}
