import { acceptanceViewSchema } from '../../protocol/agreement.ts'
import { viewAcceptance } from '../agreement/view.ts'
import type { App } from '../http.ts'
import type { Parts } from '../parts.ts'
import { tokenParams } from './params.ts'

export function routeAcceptanceView(app: App, parts: Parts): void {
  app.get('/api/acceptances/:token', { schema: { params: tokenParams, response: { 200: acceptanceViewSchema } } }, (request) => viewAcceptance(parts, request.params.token))
}
