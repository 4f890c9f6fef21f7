import { retentionRequestSchema, retentionViewSchema } from '../../protocol/retention.ts'
import { observe, type App } from '../http.ts'
import type { Parts } from '../parts.ts'
import { setRetention, viewRetention } from '../retention/keep.ts'
import { requireSession } from '../session/session.ts'
import { contractParams } from './params.ts'

/** When a contract will be erased, by which rule; and its own, longer time. */
export function routeContractRetention(app: App, parts: Parts): void {
  const schema = { params: contractParams, response: { 200: retentionViewSchema } }
  app.get('/api/contracts/:contract/retention', { schema }, async (request) => {
    const { person } = await requireSession(parts, request)
    return viewRetention(parts, person, request.params.contract)
  })
  app.put('/api/contracts/:contract/retention', { schema: { ...schema, body: retentionRequestSchema } }, async (request) => {
    const person = await requireSession(parts, request)
    return setRetention(parts, person, request.params.contract, request.body, observe(request, parts.clock()))
  })
}
