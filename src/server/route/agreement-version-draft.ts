import { agreementDetailSchema, nextVersionRequestSchema } from '../../protocol/agreement.ts'
import { draftNextVersion } from '../agreement/seller.ts'
import { observe, type App } from '../http.ts'
import type { Parts } from '../parts.ts'
import { requireSession } from '../session/session.ts'
import { agreementParams } from './params.ts'

export function routeAgreementVersionDraft(app: App, parts: Parts): void {
  app.post('/api/agreements/:agreement/versions', { schema: { params: agreementParams, body: nextVersionRequestSchema, response: { 200: agreementDetailSchema } } }, async (request) =>
    draftNextVersion(parts, await requireSession(parts, request), request.params.agreement, request.body.kind, observe(request, parts.clock())),
  )
}
