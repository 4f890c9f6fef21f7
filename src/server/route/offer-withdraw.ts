import { contractDetailSchema } from '../../protocol/contract.ts'
import { withdrawOffer } from '../contract/offer.ts'
import { observe, type App } from '../http.ts'
import type { Parts } from '../parts.ts'
import { requireSession } from '../session/session.ts'
import { contractOfferParams } from './params.ts'

export function routeOfferWithdraw(app: App, parts: Parts): void {
  app.delete('/api/contracts/:contract/offers/:offer', { schema: { params: contractOfferParams, response: { 200: contractDetailSchema } } }, async (request) => {
    const person = await requireSession(parts, request)
    return withdrawOffer(parts, person, request.params.contract, request.params.offer, observe(request, parts.clock()))
  })
}
