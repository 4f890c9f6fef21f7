import { challengeAnswerSchema, challengeRequestSchema } from '../../protocol/offer.ts'
import { observe, type App } from '../http.ts'
import { createChallenge } from '../intent/challenge.ts'
import type { Parts } from '../parts.ts'
import { tokenParams } from './params.ts'

export function routeOfferChallenge(app: App, parts: Parts): void {
  const schema = { params: tokenParams, body: challengeRequestSchema, response: { 200: challengeAnswerSchema } }
  app.post('/api/offers/:token/challenge', { schema }, (request) => createChallenge(parts, request.params.token, request.body.keyThumbprint, observe(request, parts.clock())))
}
