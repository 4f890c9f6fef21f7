import * as z from 'zod/mini'
import { MAX_FILE_BYTES } from '../../core/contract/document.ts'
import { receiptSchema } from '../../protocol/receipt.ts'
import { accept } from '../acceptance/accept.ts'
import { observe, type App } from '../http.ts'
import type { Parts } from '../parts.ts'
import { refuse } from '../refusal.ts'
import { FILE_LIMIT, intentParams } from './params.ts'

/** After how many bytes of the last revision the body stands, where it is only what the party appends. */
const querySchema = z.object({ after: z.optional(z.coerce.number().check(z.int(), z.gte(1), z.lte(2 * MAX_FILE_BYTES))) })

export function routeAcceptance(app: App, parts: Parts): void {
  const schema = { params: intentParams, querystring: querySchema, consumes: ['application/pdf', 'application/octet-stream'], response: { 200: receiptSchema } }
  app.put('/api/offers/:token/acceptance/:statementHash', { bodyLimit: FILE_LIMIT, schema }, (request) => {
    const { token, statementHash } = request.params
    const { after } = request.query
    const upload: unknown = request.body
    if (!(upload instanceof Uint8Array)) return refuse('NOT_A_PDF')
    return accept(parts, token, statementHash, after === undefined ? upload : { after, bytes: upload }, (hash) => observe(request, parts.clock(), hash))
  })
}
