import type { App } from '../http.ts'
import type { Parts } from '../parts.ts'
import { closeSession, setSessionCookie } from '../session/session.ts'

export function routeSessionClose(app: App, parts: Parts): void {
  app.delete('/api/session', async (request, reply) => {
    await closeSession(parts, request)
    setSessionCookie(parts, reply, '')
    return reply.status(204).send()
  })
}
