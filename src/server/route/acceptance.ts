import { receiptSchema } from '../../protocol/receipt.ts'
import { accept } from '../acceptance/accept.ts'
import { observe, type App } from '../http.ts'
import type { Parts } from '../parts.ts'
import { refuse } from '../refusal.ts'
import { FILE_LIMIT, intentParams } from './params.ts'

export function routeAcceptance(app: App, parts: Parts): void {
  const schema = { params: intentParams, consumes: ['application/pdf'], response: { 200: receiptSchema } }
  app.put('/api/offers/:token/acceptance/:statementHash', { bodyLimit: FILE_LIMIT, schema }, (request) => {
    const { token, statementHash } = request.params
    const upload: unknown = request.body
    if (!(upload instanceof Uint8Array)) return refuse('NOT_A_PDF')
    return accept(parts, token, statementHash, upload, (hash) => observe(request, parts.clock(), hash))
  })
}
