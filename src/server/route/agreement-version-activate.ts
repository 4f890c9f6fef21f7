import { activationRequestSchema, agreementDetailSchema } from '../../protocol/agreement.ts'
import { activateVersion } from '../agreement/seller.ts'
import type { App } from '../http.ts'
import type { Parts } from '../parts.ts'
import { requireSession } from '../session/session.ts'
import { agreementVersionParams } from './params.ts'

export function routeAgreementVersionActivate(app: App, parts: Parts): void {
  const schema = { params: agreementVersionParams, body: activationRequestSchema, response: { 200: agreementDetailSchema } }
  app.post('/api/agreements/:agreement/versions/:number/activation', { schema }, async (request) =>
    activateVersion(parts, await requireSession(parts, request), request.params.agreement, request.params.number, request.body.activeFrom),
  )
}
