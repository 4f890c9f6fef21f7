import { receiptSchema } from '../../protocol/receipt.ts'
import { readReceipt } from '../acceptance/answer.ts'
import type { App } from '../http.ts'
import type { Parts } from '../parts.ts'
import { tokenParams } from './params.ts'

export function routeOfferReceipt(app: App, parts: Parts): void {
  app.get('/api/offers/:token/receipt', { schema: { params: tokenParams, response: { 200: receiptSchema } } }, (request) => readReceipt(parts, request.params.token))
}
