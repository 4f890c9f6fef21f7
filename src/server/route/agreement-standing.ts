import { standingRequestSchema, standingSchema } from '../../protocol/agreement.ts'
import { readStanding } from '../agreement/challenge.ts'
import type { App } from '../http.ts'
import type { Parts } from '../parts.ts'
import { agreementParams } from './params.ts'

export function routeAgreementStanding(app: App, parts: Parts): void {
  app.post('/api/agreements/:agreement/standing', { schema: { params: agreementParams, body: standingRequestSchema, response: { 200: standingSchema } } }, (request) =>
    readStanding(parts, request.params.agreement, request.body),
  )
}
