import { agreementViewSchema } from '../../protocol/agreement.ts'
import { viewAgreement } from '../agreement/view.ts'
import type { App } from '../http.ts'
import type { Parts } from '../parts.ts'
import { agreementParams } from './params.ts'

export function routeAgreementView(app: App, parts: Parts): void {
  app.get('/api/agreements/:agreement', { schema: { params: agreementParams, response: { 200: agreementViewSchema } } }, (request) => viewAgreement(parts, request.params.agreement))
}
