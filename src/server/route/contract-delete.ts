import { deleteDraft } from '../contract/draft.ts'
import type { App } from '../http.ts'
import type { Parts } from '../parts.ts'
import { requireSession } from '../session/session.ts'
import { contractParams } from './params.ts'

export function routeContractDelete(app: App, parts: Parts): void {
  app.delete('/api/contracts/:contract', { schema: { params: contractParams } }, async (request, reply) => {
    const { person } = await requireSession(parts, request)
    await deleteDraft(parts, person, request.params.contract)
    return reply.status(204).send()
  })
}
