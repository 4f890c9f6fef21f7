import { keptCertificatesSchema } from '../../protocol/certificate.ts'
import { listKept } from '../certificate/kept.ts'
import type { App } from '../http.ts'
import type { Parts } from '../parts.ts'
import { requireSession } from '../session/session.ts'

export function routeCertificateList(app: App, parts: Parts): void {
  app.get('/api/certificates', { schema: { response: { 200: keptCertificatesSchema } } }, async (request) => listKept(parts, await requireSession(parts, request)))
}
