import { acceptanceRequestSchema, clickReceiptSchema } from '../../protocol/agreement.ts'
import { acceptAgreement } from '../agreement/accept.ts'
import { observe, type App } from '../http.ts'
import type { Parts } from '../parts.ts'
import { agreementParams } from './params.ts'

/** A snapshot and a statement, with what escaping adds. */
const BODY_LIMIT = 400_000

export function routeAgreementAccept(app: App, parts: Parts): void {
  const schema = { params: agreementParams, body: acceptanceRequestSchema, response: { 200: clickReceiptSchema } }
  app.post('/api/agreements/:agreement/acceptances', { schema, bodyLimit: BODY_LIMIT }, (request) => acceptAgreement(parts, request.params.agreement, request.body, observe(request, parts.clock())))
}
