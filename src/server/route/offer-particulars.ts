import { offerViewSchema, particularsRequestSchema } from '../../protocol/offer.ts'
import { observe, type App } from '../http.ts'
import { viewOffer } from '../offer/view.ts'
import type { Parts } from '../parts.ts'
import { giveParticulars } from '../round/particulars.ts'
import { tokenParams } from './params.ts'

export function routeOfferParticulars(app: App, parts: Parts): void {
  const schema = { params: tokenParams, body: particularsRequestSchema, response: { 200: offerViewSchema } }
  app.put('/api/offers/:token/particulars', { schema }, async (request) => {
    await giveParticulars(parts, request.params.token, request.body.values, observe(request, parts.clock()))
    return viewOffer(parts, request.params.token)
  })
}
