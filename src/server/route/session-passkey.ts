import { passkeyAssertionSchema, passkeyChallengeSchema } from '../../protocol/passkey.ts'
import { sessionSchema } from '../../protocol/session.ts'
import type { App } from '../http.ts'
import type { Parts } from '../parts.ts'
import { signInWithPasskey, wishSignIn } from '../passkey/sign-in.ts'
import { setSessionCookie } from '../session/session.ts'

const config = { rateLimit: { max: 60, timeWindow: 60_000 } }

/** Sign-in with a passkey, in two steps. */
export function routeSessionPasskey(app: App, parts: Parts): void {
  app.post('/api/session/passkey/challenge', { schema: { response: { 200: passkeyChallengeSchema } }, config }, () => wishSignIn(parts))
  app.post('/api/session/passkey', { schema: { body: passkeyAssertionSchema, response: { 200: sessionSchema } }, config }, async (request, reply) => {
    const { token, session } = await signInWithPasskey(parts, request.body)
    setSessionCookie(parts, reply, token)
    return session
  })
}
