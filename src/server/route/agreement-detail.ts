import { agreementDetailSchema } from '../../protocol/agreement.ts'
import { readAgreementDetail } from '../agreement/seller.ts'
import type { App } from '../http.ts'
import type { Parts } from '../parts.ts'
import { requireSession } from '../session/session.ts'
import { agreementParams } from './params.ts'

export function routeAgreementDetail(app: App, parts: Parts): void {
  app.get('/api/agreements/:agreement/detail', { schema: { params: agreementParams, response: { 200: agreementDetailSchema } } }, async (request) =>
    readAgreementDetail(parts, (await requireSession(parts, request)).person, request.params.agreement),
  )
}
