import { Readable } from 'node:stream'
import { PACKAGE_MEDIA_TYPE } from '../../core/evidence/manifest.ts'
import { makePackage } from '../evidence/package.ts'
import type { App } from '../http.ts'
import type { Parts } from '../parts.ts'
import { requireSession } from '../session/session.ts'
import { contractParams } from './params.ts'

/** The evidence package of a contract, for its seller. */
export function routeContractEvidence(app: App, parts: Parts): void {
  app.get('/api/contracts/:contract/evidence', { schema: { params: contractParams } }, async (request, reply) => {
    const { person } = await requireSession(parts, request)
    const { chunks, name } = await makePackage(parts, person, request.params.contract)
    return reply.header('content-disposition', `attachment; filename="${name}"`).type(PACKAGE_MEDIA_TYPE).send(Readable.from(chunks, { objectMode: false }))
  })
}
