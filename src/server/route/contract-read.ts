import { contractDetailSchema } from '../../protocol/contract.ts'
import { readDetail } from '../contract/detail.ts'
import type { App } from '../http.ts'
import type { Parts } from '../parts.ts'
import { requireSession } from '../session/session.ts'
import { contractParams } from './params.ts'

export function routeContractRead(app: App, parts: Parts): void {
  app.get('/api/contracts/:contract', { schema: { params: contractParams, response: { 200: contractDetailSchema } } }, async (request) => {
    const { person } = await requireSession(parts, request)
    return readDetail(parts, person, request.params.contract)
  })
}
