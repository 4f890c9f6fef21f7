import { sessionCodeAnswerSchema, sessionCodeRequestSchema } from '../../protocol/session.ts'
import type { App } from '../http.ts'
import type { Parts } from '../parts.ts'
import { sendSessionCode } from '../session/code.ts'

export function routeSessionCode(app: App, parts: Parts): void {
  const schema = { body: sessionCodeRequestSchema, response: { 200: sessionCodeAnswerSchema } }
  app.post('/api/session/code', { schema, config: { rateLimit: { max: 60, timeWindow: 60_000 } } }, (request) => sendSessionCode(parts, request.body.email, request.body.language))
}
