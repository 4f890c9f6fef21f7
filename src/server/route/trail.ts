import { trailSchema, type Trail } from '../../core/evidence/trail.ts'
import { chooseLanguage, type App } from '../http.ts'
import type { Parts } from '../parts.ts'
import { requireSession } from '../session/session.ts'
import { encodeTrail, sealTrail } from '../trail/outline.ts'
import { readHeldTrail, readOwnTrail } from '../trail/trail.ts'
import { sendSheet } from './file.ts'
import { contractParams, tokenParams } from './params.ts'

const nameOf = ({ number }: Pick<Trail, 'number'>): string => `audit-trail-${number.replace(/[^0-9A-Za-z-]+/g, '-')}`
const JSON_TYPE = 'application/json; charset=utf-8'

/** A contract's audit trail, for its seller and for holders of its links: as data, and as a sealed file in the language asked for. */
export function routeTrail(app: App, parts: Parts): void {
  const own = { schema: { params: contractParams } }
  const held = { schema: { params: tokenParams } }
  app.get('/api/contracts/:contract/trail', { schema: { ...own.schema, response: { 200: trailSchema } } }, async (request) => {
    const { person } = await requireSession(parts, request)
    return readOwnTrail(parts, person, request.params.contract)
  })
  app.get('/api/offers/:token/trail', { schema: { ...held.schema, response: { 200: trailSchema } } }, (request) => readHeldTrail(parts, request.params.token))
  app.get('/api/contracts/:contract/trail.json', own, async (request, reply) => {
    const { person } = await requireSession(parts, request)
    const trail = await readOwnTrail(parts, person, request.params.contract)
    return reply.type(JSON_TYPE).header('content-disposition', `attachment; filename="${nameOf(trail)}.json"`).send(encodeTrail(trail))
  })
  app.get('/api/offers/:token/trail.json', held, async (request, reply) => {
    const trail = await readHeldTrail(parts, request.params.token)
    return reply.type(JSON_TYPE).header('content-disposition', `attachment; filename="${nameOf(trail)}.json"`).send(encodeTrail(trail))
  })
  app.get('/api/contracts/:contract/trail.pdf', own, async (request, reply) => {
    const { person } = await requireSession(parts, request)
    const trail = await readOwnTrail(parts, person, request.params.contract)
    return sendSheet(reply, await sealTrail(parts, trail, chooseLanguage(request)), nameOf(trail))
  })
  app.get('/api/offers/:token/trail.pdf', held, async (request, reply) => {
    const trail = await readHeldTrail(parts, request.params.token)
    return sendSheet(reply, await sealTrail(parts, trail, chooseLanguage(request)), nameOf(trail))
  })
}
