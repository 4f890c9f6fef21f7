import { acceptorListSchema } from '../../protocol/agreement.ts'
import { listAcceptances } from '../agreement/seller.ts'
import type { App } from '../http.ts'
import type { Parts } from '../parts.ts'
import { requireSession } from '../session/session.ts'
import { agreementParams } from './params.ts'

export function routeAgreementAcceptances(app: App, parts: Parts): void {
  app.get('/api/agreements/:agreement/acceptances', { schema: { params: agreementParams, response: { 200: acceptorListSchema } } }, async (request) =>
    listAcceptances(parts, (await requireSession(parts, request)).person, request.params.agreement),
  )
}
