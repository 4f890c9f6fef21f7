import { offerViewSchema } from '../../protocol/offer.ts'
import type { App } from '../http.ts'
import { viewOffer } from '../offer/view.ts'
import type { Parts } from '../parts.ts'
import { tokenParams } from './params.ts'

export function routeOfferView(app: App, parts: Parts): void {
  app.get('/api/offers/:token', { schema: { params: tokenParams, response: { 200: offerViewSchema } } }, (request) => viewOffer(parts, request.params.token))
}
