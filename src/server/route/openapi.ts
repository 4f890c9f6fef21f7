import type { App } from '../http.ts'

export function routeOpenapi(app: App): void {
  app.get('/api/openapi.json', { schema: { hide: true } }, () => app.swagger())
}
