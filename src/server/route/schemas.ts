import * as z from 'zod/mini'
import { describeSchema, SCHEMA_NAMES, type SchemaName } from '../../protocol/schema.ts'
import type { App } from '../http.ts'
import { refuse } from '../refusal.ts'

export function routeSchemas(app: App): void {
  app.get('/schemas/:file', { schema: { params: z.object({ file: z.string() }) } }, (request, reply) => {
    const name = SCHEMA_NAMES.find((candidate): candidate is SchemaName => `${candidate}.json` === request.params.file)
    if (!name) refuse('NOT_FOUND')
    return reply.header('cache-control', 'public, max-age=86400').header('access-control-allow-origin', '*').type('application/schema+json').send(JSON.stringify(describeSchema(name)))
  })
}
