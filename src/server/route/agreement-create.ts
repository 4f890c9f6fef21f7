import * as z from 'zod/mini'
import { agreementDetailSchema, agreementRequestSchema, agreementSecretSchema } from '../../protocol/agreement.ts'
import { createAgreement } from '../agreement/seller.ts'
import { observe, type App } from '../http.ts'
import type { Parts } from '../parts.ts'
import { requireSession } from '../session/session.ts'

const answerSchema = z.object({ detail: agreementDetailSchema, secret: agreementSecretSchema })

export function routeAgreementCreate(app: App, parts: Parts): void {
  app.post('/api/agreements', { schema: { body: agreementRequestSchema, response: { 200: answerSchema } } }, async (request) => {
    const person = await requireSession(parts, request)
    return createAgreement(parts, person, request.body.title, request.body.language, observe(request, parts.clock()))
  })
}
