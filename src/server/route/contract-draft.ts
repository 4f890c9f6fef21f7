import { draftAnswerSchema, draftRequestSchema } from '../../protocol/contract.ts'
import { saveDraft } from '../contract/draft.ts'
import { observe, type App } from '../http.ts'
import type { Parts } from '../parts.ts'
import { requireSession } from '../session/session.ts'
import { contractParams, DOCUMENT_LIMIT } from './params.ts'

export function routeContractDraft(app: App, parts: Parts): void {
  const schema = { params: contractParams, body: draftRequestSchema, response: { 200: draftAnswerSchema } }
  app.put('/api/contracts/:contract/draft', { bodyLimit: DOCUMENT_LIMIT, schema }, async (request) => {
    const person = await requireSession(parts, request)
    return saveDraft(parts, person, request.params.contract, request.body.revision, request.body.document, observe(request, parts.clock()))
  })
}
