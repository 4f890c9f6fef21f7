import * as z from 'zod/mini'
import type { App } from '../http.ts'
import type { Parts } from '../parts.ts'

/** For whoever watches the service or sends it requests: 503 when the database does not answer. `stored`: what the last checks of everything stored have found. */
export function routeHealth(app: App, { store }: Parts): void {
  app.get('/api/health', { config: { rateLimit: false }, schema: { response: { 200: z.object({ ok: z.literal(true), stored: z.enum(['good', 'damaged']) }) } } }, async () => {
    const damaged = await store.selectFrom('damage').select('name').limit(1).executeTakeFirst()
    return { ok: true as const, stored: damaged ? ('damaged' as const) : ('good' as const) }
  })
}
