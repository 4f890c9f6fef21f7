import { agreementListSchema } from '../../protocol/agreement.ts'
import { listAgreements } from '../agreement/seller.ts'
import type { App } from '../http.ts'
import type { Parts } from '../parts.ts'
import { requireSession } from '../session/session.ts'

export function routeAgreementList(app: App, parts: Parts): void {
  app.get('/api/agreements', { schema: { response: { 200: agreementListSchema } } }, async (request) => listAgreements(parts, (await requireSession(parts, request)).person))
}
