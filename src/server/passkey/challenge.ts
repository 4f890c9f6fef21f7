import { createToken, hashToken } from '../identifier.ts'
import type { Parts } from '../parts.ts'
import type { Access } from '../storage/database.ts'
import { refusePasskey } from './refusal.ts'

const CHALLENGE_LIFE = 5 * 60_000

/** A number for one ceremony: of a person who adds a passkey, or of whoever signs in (null). */
export async function createPasskeyChallenge({ store, clock, random }: Parts, person: string | null): Promise<string> {
  const now = clock()
  const challenge = createToken(random)
  await store.deleteFrom('passkey_challenge').where('expires_at', '<=', now).execute()
  await store.insertInto('passkey_challenge').values({ value_hash: hashToken(challenge), person, expires_at: now + CHALLENGE_LIFE }).execute()
  return challenge
}

/** Uses a challenge up, before anything is verified, so that no answer can be tried twice. Throws PASSKEY_REFUSED (`challenge`). */
export async function consumePasskeyChallenge(access: Access, challenge: string, person: string | null, now: number): Promise<void> {
  let query = access.deleteFrom('passkey_challenge').where('value_hash', '=', hashToken(challenge)).where('expires_at', '>', now)
  query = person === null ? query.where('person', 'is', null) : query.where('person', '=', person)
  const { numDeletedRows } = await query.executeTakeFirst()
  if (numDeletedRows !== 1n) refusePasskey('challenge')
}
