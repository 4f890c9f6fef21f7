import * as z from 'zod/mini'
import type { App } from '../http.ts'

export function routeHealth(app: App): void {
  app.get('/api/health', { config: { rateLimit: false }, schema: { response: { 200: z.object({ ok: z.literal(true) }) } } }, () => ({ ok: true as const }))
}
