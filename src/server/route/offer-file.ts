import { readHeldFile } from '../acceptance/answer.ts'
import { observe, type App } from '../http.ts'
import type { Parts } from '../parts.ts'
import { sendSigned } from './file.ts'
import { tokenParams } from './params.ts'

export function routeOfferFile(app: App, parts: Parts): void {
  app.get('/api/offers/:token/file', { schema: { params: tokenParams } }, async (request, reply) => sendSigned(reply, await readHeldFile(parts, request.params.token, observe(request, parts.clock()))))
}
