import { serviceSchema } from '../../protocol/service.ts'
import type { App } from '../http.ts'
import type { Parts } from '../parts.ts'
import { describeService } from '../service.ts'

export function routeService(app: App, parts: Parts): void {
  app.get('/api/service', { schema: { response: { 200: serviceSchema } } }, () => describeService(parts))
}
