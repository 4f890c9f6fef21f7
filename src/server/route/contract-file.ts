import { readContractFile } from '../contract/file.ts'
import { observe, type App } from '../http.ts'
import type { Parts } from '../parts.ts'
import { requireSession } from '../session/session.ts'
import { sendSigned } from './file.ts'
import { contractOfferParams } from './params.ts'

export function routeContractFile(app: App, parts: Parts): void {
  app.get('/api/contracts/:contract/offers/:offer/file', { schema: { params: contractOfferParams } }, async (request, reply) => {
    const person = await requireSession(parts, request)
    return sendSigned(reply, await readContractFile(parts, person, request.params.contract, request.params.offer, observe(request, parts.clock())))
  })
}
