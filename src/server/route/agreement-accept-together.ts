import * as z from 'zod/mini'
import { acceptTogetherRequestSchema, clickReceiptSchema } from '../../protocol/agreement.ts'
import { acceptTogether } from '../agreement/accept.ts'
import { observe, type App } from '../http.ts'
import type { Parts } from '../parts.ts'

const BODY_LIMIT = 1_600_000

/** Several agreements, one statement each, all or none. */
export function routeAgreementAcceptTogether(app: App, parts: Parts): void {
  const schema = { body: acceptTogetherRequestSchema, response: { 200: z.object({ receipts: z.array(clickReceiptSchema) }) } }
  app.post('/api/acceptances', { schema, bodyLimit: BODY_LIMIT }, async (request) => ({ receipts: await acceptTogether(parts, request.body.acceptances, observe(request, parts.clock())) }))
}
