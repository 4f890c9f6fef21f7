import { clickChallengeRequestSchema, clickChallengeSchema } from '../../protocol/agreement.ts'
import { createClickChallenge } from '../agreement/challenge.ts'
import type { App } from '../http.ts'
import type { Parts } from '../parts.ts'
import { agreementParams } from './params.ts'

export function routeAgreementChallenge(app: App, parts: Parts): void {
  app.post('/api/agreements/:agreement/challenge', { schema: { params: agreementParams, body: clickChallengeRequestSchema, response: { 200: clickChallengeSchema } } }, (request) =>
    createClickChallenge(parts, request.params.agreement, request.body),
  )
}
