import { contractListSchema } from '../../protocol/contract.ts'
import { listContracts } from '../contract/detail.ts'
import type { App } from '../http.ts'
import type { Parts } from '../parts.ts'
import { requireSession } from '../session/session.ts'

export function routeContractList(app: App, parts: Parts): void {
  app.get('/api/contracts', { schema: { response: { 200: contractListSchema } } }, async (request) => {
    const { person } = await requireSession(parts, request)
    return listContracts(parts, person)
  })
}
