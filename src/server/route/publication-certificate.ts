import { publicationCertificateRequestSchema } from '../../protocol/contract.ts'
import { certificateAnswerSchema } from '../../protocol/service.ts'
import { certifyPublication } from '../contract/publication.ts'
import type { App } from '../http.ts'
import type { Parts } from '../parts.ts'
import { requireSession } from '../session/session.ts'
import { contractParams } from './params.ts'

export function routePublicationCertificate(app: App, parts: Parts): void {
  const schema = { params: contractParams, body: publicationCertificateRequestSchema, response: { 200: certificateAnswerSchema } }
  app.post('/api/contracts/:contract/publication/certificate', { schema }, async (request) => {
    const person = await requireSession(parts, request)
    return certifyPublication(parts, person, request.params.contract, request.body)
  })
}
