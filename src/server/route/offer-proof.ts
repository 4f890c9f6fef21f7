import type { App } from '../http.ts'
import { proveAnswer } from '../log/record-proof.ts'
import type { Parts } from '../parts.ts'
import { tokenParams } from './params.ts'

/** The receipt's `.tlog-proof`. */
export function routeOfferProof(app: App, parts: Parts): void {
  app.get('/api/offers/:token/proof', { schema: { params: tokenParams } }, async (request, reply) => {
    const { proof, name } = await proveAnswer(parts, request.params.token)
    return reply.header('content-disposition', `attachment; filename="${name}"`).type('text/plain; charset=utf-8').send(proof)
  })
}
