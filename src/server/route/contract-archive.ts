import { readContractArchive } from '../archive/read.ts'
import { observe, type App } from '../http.ts'
import type { Parts } from '../parts.ts'
import { requireSession } from '../session/session.ts'
import { sendFile } from './file.ts'
import { contractOfferParams } from './params.ts'

/** The signed file as it is kept now: with every timestamp that was added since it was acknowledged. */
export function routeContractArchive(app: App, parts: Parts): void {
  app.get('/api/contracts/:contract/offers/:offer/archive', { schema: { params: contractOfferParams } }, async (request, reply) => {
    const person = await requireSession(parts, request)
    return sendFile(reply, await readContractArchive(parts, person, request.params.contract, request.params.offer, observe(request, parts.clock())))
  })
}
