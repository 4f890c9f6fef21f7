import { recordsAnswerSchema } from '../../protocol/contract.ts'
import { listRecords } from '../contract/detail.ts'
import type { App } from '../http.ts'
import type { Parts } from '../parts.ts'
import { requireSession } from '../session/session.ts'
import { contractParams } from './params.ts'

export function routeContractRecords(app: App, parts: Parts): void {
  app.get('/api/contracts/:contract/records', { schema: { params: contractParams, response: { 200: recordsAnswerSchema } } }, async (request) => {
    const { person } = await requireSession(parts, request)
    return listRecords(parts, person, request.params.contract)
  })
}
