import { clickReceiptSchema } from '../../protocol/agreement.ts'
import { withdrawalRequestSchema } from '../../protocol/withdrawal.ts'
import { sendWebhooks } from '../agreement/webhook.ts'
import { withdrawAcceptance } from '../agreement/withdrawal.ts'
import { observe, type App } from '../http.ts'
import type { Parts } from '../parts.ts'
import { tokenParams } from './params.ts'

export function routeAcceptanceWithdraw(app: App, parts: Parts): void {
  app.post('/api/acceptances/:token/withdrawal', { schema: { params: tokenParams, body: withdrawalRequestSchema, response: { 200: clickReceiptSchema } } }, async (request) => {
    const receipt = await withdrawAcceptance(parts, request.params.token, request.body.reason, request.body.email ?? null, observe(request, parts.clock()))
    void sendWebhooks(parts).catch(() => {})
    return receipt
  })
}
