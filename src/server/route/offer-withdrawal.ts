import { contractWithdrawalSchema, withdrawalRequestSchema } from '../../protocol/withdrawal.ts'
import { observe, type App } from '../http.ts'
import type { Parts } from '../parts.ts'
import { viewContractWithdrawal, withdrawContract } from '../withdrawal/contract.ts'
import { tokenParams } from './params.ts'

/** A party's way out of what it signed, where the version grants one. */
export function routeOfferWithdrawal(app: App, parts: Parts): void {
  const schema = { params: tokenParams, response: { 200: contractWithdrawalSchema } }
  app.get('/api/offers/:token/withdrawal', { schema }, (request) => viewContractWithdrawal(parts, request.params.token))
  app.post('/api/offers/:token/withdrawal', { schema: { ...schema, body: withdrawalRequestSchema } }, (request) =>
    withdrawContract(parts, request.params.token, request.body.reason, observe(request, parts.clock())))
}
