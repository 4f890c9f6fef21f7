import { agreementDetailSchema } from '../../protocol/agreement.ts'
import { retireVersion } from '../agreement/seller.ts'
import type { App } from '../http.ts'
import type { Parts } from '../parts.ts'
import { requireSession } from '../session/session.ts'
import { agreementVersionParams } from './params.ts'

export function routeAgreementVersionRetire(app: App, parts: Parts): void {
  app.post('/api/agreements/:agreement/versions/:number/retirement', { schema: { params: agreementVersionParams, response: { 200: agreementDetailSchema } } }, async (request) =>
    retireVersion(parts, await requireSession(parts, request), request.params.agreement, request.params.number),
  )
}
