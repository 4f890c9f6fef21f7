import { contractDetailSchema, publicationSchema } from '../../protocol/contract.ts'
import { publish } from '../contract/publication.ts'
import { observe, type App } from '../http.ts'
import type { Parts } from '../parts.ts'
import { requireSession } from '../session/session.ts'
import { contractParams, DOCUMENT_LIMIT } from './params.ts'

export function routePublicationPut(app: App, parts: Parts): void {
  const schema = { params: contractParams, body: publicationSchema, response: { 200: contractDetailSchema } }
  app.put('/api/contracts/:contract/publication', { bodyLimit: DOCUMENT_LIMIT, schema }, async (request) => {
    const person = await requireSession(parts, request)
    return publish(parts, person, request.params.contract, request.body.document, request.body.signature, observe(request, parts.clock()))
  })
}
