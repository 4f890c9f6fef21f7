import { Readable } from 'node:stream'
import { erasureAnswerSchema } from '../../protocol/privacy.ts'
import type { App } from '../http.ts'
import type { Parts } from '../parts.ts'
import { erasePerson } from '../privacy/erase.ts'
import { exportPerson } from '../privacy/export.ts'
import { requireSession } from '../session/session.ts'

/** What is stored of whoever has proven its address by a code: all of it to take along, and its erasure. */
export function routePersonalData(app: App, parts: Parts): void {
  app.get('/api/privacy/export', async (request, reply) => {
    const chunks = await exportPerson(parts, await requireSession(parts, request))
    return reply.type('application/zip').header('content-disposition', 'attachment; filename="personal-data.zip"').header('cache-control', 'no-store').send(Readable.from(chunks, { objectMode: false }))
  })
  app.post('/api/privacy/erasure', { schema: { response: { 200: erasureAnswerSchema } } }, async (request) => erasePerson(parts, await requireSession(parts, request)))
}
