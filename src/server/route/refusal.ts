import { refusalRequestSchema } from '../../protocol/offer.ts'
import { receiptSchema } from '../../protocol/receipt.ts'
import { decline } from '../acceptance/decline.ts'
import { observe, type App } from '../http.ts'
import type { Parts } from '../parts.ts'
import { tokenParams } from './params.ts'

export function routeRefusal(app: App, parts: Parts): void {
  const schema = { params: tokenParams, body: refusalRequestSchema, response: { 200: receiptSchema } }
  app.post('/api/offers/:token/refusal', { schema }, (request) => decline(parts, request.params.token, request.body, observe(request, parts.clock())))
}
