import { contractDetailSchema, contractRequestSchema } from '../../protocol/contract.ts'
import { createContract } from '../contract/draft.ts'
import { observe, type App } from '../http.ts'
import type { Parts } from '../parts.ts'
import { requireSession } from '../session/session.ts'

export function routeContractCreate(app: App, parts: Parts): void {
  app.post('/api/contracts', { schema: { body: contractRequestSchema, response: { 200: contractDetailSchema } } }, async (request) => {
    const person = await requireSession(parts, request)
    return createContract(parts, person, request.body.template, request.body.language, observe(request, parts.clock()))
  })
}
