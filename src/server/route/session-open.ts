import { sessionRequestSchema, sessionSchema } from '../../protocol/session.ts'
import type { App } from '../http.ts'
import type { Parts } from '../parts.ts'
import { openSession, setSessionCookie } from '../session/session.ts'

export function routeSessionOpen(app: App, parts: Parts): void {
  const schema = { body: sessionRequestSchema, response: { 200: sessionSchema } }
  app.post('/api/session', { schema, config: { rateLimit: { max: 60, timeWindow: 60_000 } } }, async (request, reply) => {
    const { token, session } = await openSession(parts, request.body.email, request.body.code)
    setSessionCookie(parts, reply, token)
    return session
  })
}
