import { dataMapSchema } from '../../protocol/privacy.ts'
import type { App } from '../http.ts'
import type { Parts } from '../parts.ts'
import { describeData } from '../privacy/data-map.ts'

export function routeDataMap(app: App, _parts: Parts): void {
  app.get('/api/privacy/data-map', { schema: { response: { 200: dataMapSchema } } }, () => ({ tables: describeData() }))
}
