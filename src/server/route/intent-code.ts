import { intentSchema } from '../../protocol/offer.ts'
import type { App } from '../http.ts'
import { resendSigningCode } from '../intent/code.ts'
import type { Parts } from '../parts.ts'
import { intentParams } from './params.ts'

export function routeIntentCode(app: App, parts: Parts): void {
  const schema = { params: intentParams, response: { 200: intentSchema } }
  app.post('/api/offers/:token/intents/:statementHash/code', { schema, config: { rateLimit: { max: 60, timeWindow: 60_000 } } }, (request) =>
    resendSigningCode(parts, request.params.token, request.params.statementHash),
  )
}
