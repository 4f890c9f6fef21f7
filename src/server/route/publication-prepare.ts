import { publicationAnswerSchema, publicationRequestSchema } from '../../protocol/contract.ts'
import { preparePublication } from '../contract/publication.ts'
import type { App } from '../http.ts'
import type { Parts } from '../parts.ts'
import { requireSession } from '../session/session.ts'
import { contractParams } from './params.ts'

export function routePublicationPrepare(app: App, parts: Parts): void {
  const schema = { params: contractParams, body: publicationRequestSchema, response: { 200: publicationAnswerSchema } }
  app.post('/api/contracts/:contract/publication', { schema }, async (request) => {
    const person = await requireSession(parts, request)
    return preparePublication(parts, person, request.params.contract, request.body.revision)
  })
}
