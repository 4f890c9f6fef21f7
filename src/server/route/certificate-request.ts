import { keptCertificateRequestSchema, keptCertificateSchema } from '../../protocol/certificate.ts'
import { requestKept } from '../certificate/kept.ts'
import type { App } from '../http.ts'
import type { Parts } from '../parts.ts'
import { requireSession } from '../session/session.ts'

export function routeCertificateRequest(app: App, parts: Parts): void {
  const schema = { body: keptCertificateRequestSchema, response: { 200: keptCertificateSchema } }
  app.post('/api/certificates', { schema, config: { rateLimit: { max: 60, timeWindow: 60_000 } } }, async (request) => requestKept(parts, await requireSession(parts, request), request.body))
}
