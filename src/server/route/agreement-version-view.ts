import { versionViewSchema } from '../../protocol/agreement.ts'
import { viewVersion } from '../agreement/view.ts'
import type { App } from '../http.ts'
import type { Parts } from '../parts.ts'
import { agreementVersionParams } from './params.ts'

export function routeAgreementVersionView(app: App, parts: Parts): void {
  app.get('/api/agreements/:agreement/versions/:number', { schema: { params: agreementVersionParams, response: { 200: versionViewSchema } } }, (request) =>
    viewVersion(parts, request.params.agreement, request.params.number),
  )
}
