import { listKeys } from '../agreement/receipt.ts'
import type { App } from '../http.ts'
import type { Parts } from '../parts.ts'

export function routeJwks(app: App, parts: Parts): void {
  app.get('/.well-known/jwks.json', async (_request, reply) => {
    void reply.header('access-control-allow-origin', '*').header('cache-control', 'public, max-age=3600').type('application/json')
    return reply.send(JSON.stringify(await listKeys(parts)))
  })
}
