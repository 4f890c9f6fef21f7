import { logViewSchema } from '../../protocol/log.ts'
import type { App } from '../http.ts'
import { viewLog } from '../log/view.ts'
import type { Parts } from '../parts.ts'

export function routeLogView(app: App, parts: Parts): void {
  app.get('/api/log', { schema: { response: { 200: logViewSchema } } }, () => viewLog(parts))
}
