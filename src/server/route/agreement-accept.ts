import { validatorCompiler } from 'fastify-type-provider-zod'
import { acceptanceRequestSchema, clickReceiptSchema } from '../../protocol/agreement.ts'
import { acceptAgreement, closeCounter } from '../agreement/accept.ts'
import { observe, type App } from '../http.ts'
import type { Parts } from '../parts.ts'
import { refuse } from '../refusal.ts'
import { agreementParams } from './params.ts'

/** A snapshot and a statement, with what escaping adds. */
const BODY_LIMIT = 400_000

/** A body as it came. It is parsed once, and held against its schema, where its signature is verified. */
class JsonBody {
  readonly bytes: Uint8Array
  constructor(bytes: Uint8Array) {
    this.bytes = bytes
  }
}

export function routeAgreementAccept(app: App, parts: Parts): void {
  const schema = { params: agreementParams, body: acceptanceRequestSchema, response: { 200: clickReceiptSchema } }
  app.addHook('onClose', () => closeCounter(parts))
  void app.register(async (scope) => {
    scope.removeContentTypeParser('application/json')
    scope.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => done(null, new JsonBody(body as Buffer)))
    scope.post('/api/agreements/:agreement/acceptances', {
      schema, bodyLimit: BODY_LIMIT,
      validatorCompiler: (part) => (part.httpPart === 'body' ? (value: unknown) => ({ value }) : validatorCompiler({ ...part, schema: agreementParams })),
    }, async (request, reply) => {
      const body: unknown = request.body
      if (!(body instanceof JsonBody)) refuse('BODY_MALFORMED')
      const { agreement } = request.params as { agreement: string }
      const answer = await acceptAgreement(parts, agreement, body.bytes, observe(request, parts.clock()))
      // It is JSON already: what is sent as text is not written anew.
      return reply.header('content-type', 'application/json; charset=utf-8').send(answer)
    })
  })
}
