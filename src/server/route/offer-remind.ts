import { contractDetailSchema } from '../../protocol/contract.ts'
import { observe, type App } from '../http.ts'
import type { Parts } from '../parts.ts'
import { remindOffer } from '../round/remind.ts'
import { requireSession } from '../session/session.ts'
import { contractOfferParams } from './params.ts'

export function routeOfferRemind(app: App, parts: Parts): void {
  app.post('/api/contracts/:contract/offers/:offer/reminder', { schema: { params: contractOfferParams, response: { 200: contractDetailSchema } } }, async (request) => {
    const person = await requireSession(parts, request)
    return remindOffer(parts, person, request.params.contract, request.params.offer, observe(request, parts.clock()))
  })
}
