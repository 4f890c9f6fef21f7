import * as z from 'zod/mini'
import { passkeyLabelSchema, passkeyNameSchema, passkeyRegistrationSchema, passkeysSchema, passkeyWishSchema } from '../../protocol/passkey.ts'
import type { App } from '../http.ts'
import type { Parts } from '../parts.ts'
import { listPasskeys, removePasskey, renamePasskey } from '../passkey/list.ts'
import { registerPasskey, wishPasskey } from '../passkey/register.ts'
import { requireSession } from '../session/session.ts'

const params = z.object({ name: passkeyNameSchema })
const config = { rateLimit: { max: 30, timeWindow: 60_000 } }
const response = { 200: passkeysSchema }

/** The passkeys of the one who is signed in: list, add in two steps, name, remove. */
export function routePasskeys(app: App, parts: Parts): void {
  app.get('/api/passkeys', { schema: { response } }, async (request) => listPasskeys(parts, await requireSession(parts, request)))
  app.post('/api/passkeys/challenge', { schema: { response: { 200: passkeyWishSchema } }, config }, async (request) => wishPasskey(parts, await requireSession(parts, request)))
  app.post('/api/passkeys', { schema: { body: passkeyRegistrationSchema, response }, config }, async (request) => {
    const person = await requireSession(parts, request)
    await registerPasskey(parts, person, request.body)
    return listPasskeys(parts, person)
  })
  app.put('/api/passkeys/:name', { schema: { params, body: passkeyLabelSchema, response } }, async (request) => {
    const person = await requireSession(parts, request)
    await renamePasskey(parts, person, request.params.name, request.body.label)
    return listPasskeys(parts, person)
  })
  app.delete('/api/passkeys/:name', { schema: { params, response } }, async (request) => {
    const person = await requireSession(parts, request)
    await removePasskey(parts, person, request.params.name)
    return listPasskeys(parts, person)
  })
}
