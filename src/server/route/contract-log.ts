import { contractLogSchema } from '../../protocol/log.ts'
import type { App } from '../http.ts'
import { proveOwnContract } from '../log/record-proof.ts'
import type { Parts } from '../parts.ts'
import { requireSession } from '../session/session.ts'
import { contractParams } from './params.ts'

export function routeContractLog(app: App, parts: Parts): void {
  app.get('/api/contracts/:contract/log', { schema: { params: contractParams, response: { 200: contractLogSchema } } }, async (request) => {
    const { person } = await requireSession(parts, request)
    return proveOwnContract(parts, person, request.params.contract)
  })
}
