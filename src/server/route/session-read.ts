import { sessionSchema } from '../../protocol/session.ts'
import type { App } from '../http.ts'
import type { Parts } from '../parts.ts'
import { describeSession, requireSession } from '../session/session.ts'

export function routeSessionRead(app: App, parts: Parts): void {
  app.get('/api/session', { schema: { response: { 200: sessionSchema } } }, async (request) => describeSession(await requireSession(parts, request)))
}
