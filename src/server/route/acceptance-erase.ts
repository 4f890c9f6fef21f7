import * as z from 'zod/mini'
import { eraseAcceptance } from '../agreement/erasure.ts'
import type { App } from '../http.ts'
import type { Parts } from '../parts.ts'
import { tokenParams } from './params.ts'

export function routeAcceptanceErase(app: App, parts: Parts): void {
  const schema = { params: tokenParams, response: { 200: z.object({ erasedAt: z.string() }) } }
  app.post('/api/acceptances/:token/erasure', { schema }, (request) => eraseAcceptance(parts, request.params.token))
}
