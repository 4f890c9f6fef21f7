import * as z from 'zod/mini'
import { keptCertificateSchema, operatorStateRequestSchema, serialSchema, stateRequestSchema } from '../../protocol/certificate.ts'
import { readKept } from '../certificate/kept.ts'
import { changeAnyState, changeOwnState } from '../certificate/lifecycle.ts'
import { lookUpCertificate } from '../certificate/lookup.ts'
import type { App } from '../http.ts'
import { requireOperator } from '../operator/access.ts'
import type { Parts } from '../parts.ts'
import { requireSession } from '../session/session.ts'

const params = z.object({ serial: serialSchema })
/** Suspend, restore, revoke: by the holder's session, or by the operator's token. */
export function routeCertificateState(app: App, parts: Parts): void {
  app.put('/api/certificates/:serial/state', { schema: { params, body: stateRequestSchema, response: { 200: keptCertificateSchema } } }, async (request) => {
    const person = await requireSession(parts, request)
    await changeOwnState(parts, person, request.params.serial, request.body)
    return readKept(parts, person, request.params.serial)
  })
  app.put('/operator/certificates/:serial/state', { schema: { params, body: operatorStateRequestSchema }, config: { rateLimit: { max: 30, timeWindow: 60_000 } } }, async (request) => {
    requireOperator(parts, request)
    await changeAnyState(parts, request.params.serial, request.body)
    return lookUpCertificate(parts, request.params.serial)
  })
}
