import { Readable } from 'node:stream'
import { ownFileAnswerSchema } from '../../protocol/contract.ts'
import type { App } from '../http.ts'
import { sendOfferedFile, sendOwnFile } from '../own-file/access.ts'
import { receiveOwnFile } from '../own-file/receive.ts'
import type { Parts } from '../parts.ts'
import { refuse } from '../refusal.ts'
import { requireSession } from '../session/session.ts'
import { sendChunks } from './file.ts'
import { contractParams, tokenParams } from './params.ts'

/** A seller's own PDF: taken as it comes, and given to the seller and to whoever holds a link. */
export function routeOwnFile(app: App, parts: Parts): void {
  void app.register(async (scope) => {
    scope.removeContentTypeParser('application/pdf')
    scope.addContentTypeParser('application/pdf', (_request, payload, done) => done(null, payload))
    const schema = { params: contractParams, consumes: ['application/pdf'], response: { 200: ownFileAnswerSchema } }
    ;(scope as unknown as App).put('/api/contracts/:contract/own-file', { bodyLimit: parts.settings.fileLimit, schema }, async (request) => {
      const { person } = await requireSession(parts, request)
      const body: unknown = request.body
      return body instanceof Readable ? receiveOwnFile(parts, person, request.params.contract, body) : refuse('OWN_FILE_NOT_PDF')
    })
  })
  app.get('/api/contracts/:contract/own-file', { schema: { params: contractParams } }, async (request, reply) => {
    const { person } = await requireSession(parts, request)
    return sendChunks(reply, await sendOwnFile(parts, person, request.params.contract))
  })
  app.get('/api/offers/:token/own-file', { schema: { params: tokenParams } }, async (request, reply) => sendChunks(reply, await sendOfferedFile(parts, request.params.token)))
}
