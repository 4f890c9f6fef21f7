import { certificateRequestSchema } from '../../protocol/offer.ts'
import { certificateAnswerSchema } from '../../protocol/service.ts'
import { observe, type App } from '../http.ts'
import { certifyIntent } from '../intent/certificate.ts'
import type { Parts } from '../parts.ts'
import { intentParams } from './params.ts'

export function routeIntentCertificate(app: App, parts: Parts): void {
  const schema = { params: intentParams, body: certificateRequestSchema, response: { 200: certificateAnswerSchema } }
  app.post('/api/offers/:token/intents/:statementHash/certificate', { schema, config: { rateLimit: { max: 120, timeWindow: 60_000 } } }, (request) =>
    certifyIntent(parts, request.params.token, request.params.statementHash, request.body, observe(request, parts.clock())),
  )
}
