import { intentRequestSchema, intentSchema } from '../../protocol/offer.ts'
import type { App } from '../http.ts'
import { putIntent } from '../intent/intent.ts'
import type { Parts } from '../parts.ts'
import { intentParams } from './params.ts'

export function routeIntentPut(app: App, parts: Parts): void {
  const schema = { params: intentParams, body: intentRequestSchema, response: { 200: intentSchema } }
  app.put('/api/offers/:token/intents/:statementHash', { bodyLimit: 256 * 1024, schema, config: { rateLimit: { max: 120, timeWindow: 60_000 } } }, (request) =>
    putIntent(parts, request.params.token, request.params.statementHash, request.body),
  )
}
