import * as z from 'zod/mini'
import { hashSchema } from '../../core/consent/fact.ts'
import { acceptanceListSchema } from '../../protocol/agreement.ts'
import { lookUp } from '../agreement/view.ts'
import type { App } from '../http.ts'
import type { Parts } from '../parts.ts'
import { agreementParams } from './params.ts'

const querySchema = z.object({ subject: z.optional(z.string().check(z.maxLength(200))), statementHash: z.optional(hashSchema), before: z.optional(z.string().check(z.maxLength(64))) })

export function routeAgreementLookUp(app: App, parts: Parts): void {
  app.get('/api/agreements/:agreement/look-up', { schema: { params: agreementParams, querystring: querySchema, response: { 200: acceptanceListSchema } } }, (request) => {
    const secret = /^Bearer (\S{1,200})$/.exec(request.headers.authorization ?? '')?.[1] ?? null
    return lookUp(parts, request.params.agreement, secret, request.query)
  })
}
