import * as z from 'zod/mini'
import { MAX_FILE_BYTES } from '../../core/contract/document.ts'
import { readLastRevision } from '../acceptance/last.ts'
import type { App } from '../http.ts'
import { readHeldOffer } from '../offer/access.ts'
import type { Parts } from '../parts.ts'
import { sendFile } from './file.ts'
import { tokenParams } from './params.ts'

/** Only what stands after so many bytes, for whoever has these. */
const querySchema = z.object({ after: z.optional(z.coerce.number().check(z.int(), z.gte(0), z.lte(2 * MAX_FILE_BYTES))) })

export function routeOfferRevision(app: App, parts: Parts): void {
  app.get('/api/offers/:token/revision', { schema: { params: tokenParams, querystring: querySchema } }, async (request, reply) => {
    const held = await readHeldOffer(parts, parts.store, request.params.token)
    const bytes = await readLastRevision(parts, held, request.query.after)
    return bytes === null ? reply.status(204).send() : sendFile(reply, { bytes, name: 'revision.pdf' })
  })
}
