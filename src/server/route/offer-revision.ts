import { readLastRevision } from '../acceptance/last.ts'
import type { App } from '../http.ts'
import { readHeldOffer } from '../offer/access.ts'
import type { Parts } from '../parts.ts'
import { sendFile } from './file.ts'
import { tokenParams } from './params.ts'

export function routeOfferRevision(app: App, parts: Parts): void {
  app.get('/api/offers/:token/revision', { schema: { params: tokenParams } }, async (request, reply) => {
    const held = await readHeldOffer(parts, parts.store, request.params.token)
    const bytes = await readLastRevision(parts, held)
    return bytes === null ? reply.status(204).send() : sendFile(reply, { bytes, name: 'revision.pdf' })
  })
}
