import { createHash } from 'node:crypto'
import { concatBytes } from '../../core/bytes/compare.ts'
import { decodeUtf8 } from '../../core/bytes/text.ts'
import { verifySignature } from '../../core/pki/signer.ts'
import type { PasskeyAssertion, PasskeyChallenge } from '../../protocol/passkey.ts'
import type { Session } from '../../protocol/session.ts'
import type { Parts } from '../parts.ts'
import { openSessionFor } from '../session/session.ts'
import { parseAuthenticatorData } from './authenticator-data.ts'
import { consumePasskeyChallenge, createPasskeyChallenge } from './challenge.ts'
import { checkClientData } from './client-data.ts'
import { COSE_ALGORITHMS } from './cose.ts'
import { relyingPartyOf } from './list.ts'
import { decodePart } from './register.ts'
import { refusePasskey } from './refusal.ts'

/** The same for everybody: passkeys are found by the device, so that nobody learns who has one here. */
export async function wishSignIn(parts: Parts): Promise<PasskeyChallenge> {
  return { challenge: await createPasskeyChallenge(parts, null), relyingParty: relyingPartyOf(parts) }
}

function readUser(text: string): string {
  try {
    return decodeUtf8(decodePart(text))
  } catch {
    return refusePasskey('user')
  }
}

/**
 * Signs in with a passkey (WebAuthn Level 3 §7.2). What the session then has proven of the mailbox is what was proven by a mailed code
 * before; a counter that does not grow means that the key was copied. Throws PASSKEY_REFUSED, naming what did not hold.
 */
export async function signInWithPasskey(parts: Parts, answer: PasskeyAssertion): Promise<{ token: string; session: Session }> {
  const { store, clock, settings } = parts
  const now = clock()
  const clientData = decodePart(answer.clientData)
  const challenge = checkClientData(clientData, { ceremony: 'webauthn.get', origin: settings.publicAddress })
  await consumePasskeyChallenge(store, challenge, null, now)
  const row = await store.selectFrom('passkey').selectAll().where('id', '=', answer.id).executeTakeFirst()
  if (!row) refusePasskey('unknown')
  if (readUser(answer.user) !== row.person) refusePasskey('user')
  const data = decodePart(answer.authenticatorData)
  const { counter } = await parseAuthenticatorData(data, relyingPartyOf(parts))
  const algorithm = COSE_ALGORITHMS.get(row.algorithm) ?? refusePasskey('key')
  const signed = concatBytes(data, createHash('sha256').update(clientData).digest())
  const holds = await verifySignature(algorithm, row.public_key, decodePart(answer.signature), signed).catch(() => false)
  if (!holds) refusePasskey('signature')
  if ((counter > 0 || row.counter > 0) && counter <= row.counter) refusePasskey('counter')
  const used = await store.updateTable('passkey').set({ counter, used_at: now }).where('id', '=', row.id).where('counter', '=', row.counter).executeTakeFirst()
  if (used.numUpdatedRows !== 1n) refusePasskey('counter')
  return openSessionFor(parts, row.person, { demo: row.demo === 1, provenAt: row.proven_at })
}
