import { decodeBase64, encodeBase64Url } from '../../core/bytes/base64.ts'
import type { PasskeyRegistration, PasskeyWish } from '../../protocol/passkey.ts'
import { hashToken } from '../identifier.ts'
import { wordPasskeyAdded } from '../mail/passkey-letter.ts'
import type { Parts } from '../parts.ts'
import { refuse } from '../refusal.ts'
import type { Person } from '../session/session.ts'
import { isUniqueViolation } from '../storage/database.ts'
import { parseAuthenticatorData, readAttestation } from './authenticator-data.ts'
import { consumePasskeyChallenge, createPasskeyChallenge } from './challenge.ts'
import { checkClientData } from './client-data.ts'
import { COSE_ALGORITHMS } from './cose.ts'
import { labelContext, relyingPartyOf } from './list.ts'
import { refusePasskey } from './refusal.ts'

const MAX_PASSKEYS = 20

export function decodePart(text: string): Uint8Array {
  try {
    return decodeBase64(text)
  } catch {
    return refuse('BODY_MALFORMED')
  }
}

/** What the browser needs to make a passkey for the one who is signed in. Throws RATE_LIMITED. */
export async function wishPasskey(parts: Parts, { person, email }: Person): Promise<PasskeyWish> {
  const known = await parts.store.selectFrom('passkey').select('id').where('person', '=', person).execute()
  if (known.length >= MAX_PASSKEYS) refuse('RATE_LIMITED')
  return {
    challenge: await createPasskeyChallenge(parts, person),
    relyingParty: relyingPartyOf(parts),
    user: person,
    email,
    algorithms: [...COSE_ALGORITHMS.keys()],
    known: known.map(({ id }) => id),
  }
}

/**
 * Adds a passkey to the one who is signed in (WebAuthn Level 3 §7.1). It inherits what the session has proven of the mailbox, and nothing
 * more. The person is told by mail, so that nobody adds one behind their back. Throws PASSKEY_REFUSED, RATE_LIMITED.
 */
export async function registerPasskey(parts: Parts, person: Person, { clientData, attestation, label }: PasskeyRegistration): Promise<void> {
  const { store, clock, vault, mailer, settings } = parts
  const now = clock()
  const challenge = checkClientData(decodePart(clientData), { ceremony: 'webauthn.create', origin: settings.publicAddress })
  await consumePasskeyChallenge(store, challenge, person.person, now)
  const { credential, counter } = await parseAuthenticatorData(readAttestation(decodePart(attestation)), relyingPartyOf(parts))
  if (!credential) refusePasskey('attestation')
  const id = encodeBase64Url(credential.id)
  try {
    const mail = await store.transaction().execute(async (access) => {
      const known = await access.selectFrom('passkey').select('id').where('person', '=', person.person).execute()
      if (known.length >= MAX_PASSKEYS) refuse('RATE_LIMITED')
      const key = await vault.loadKey(access, person.person)
      await access
        .insertInto('passkey')
        .values({
          id, person: person.person, public_key: credential.spki, algorithm: credential.algorithm, counter, label: key.sealText(labelContext(hashToken(id)), label),
          demo: person.demo ? 1 : 0, proven_at: person.provenAt, created_at: now, used_at: null,
        })
        .execute()
      const content = { to: person.email, ...wordPasskeyAdded(label, new URL('/keys', settings.publicAddress).href), rule: 'vn-2023' as const, attachment: null }
      return mailer.enqueue(access, { kind: 'passkey-added', contract: null, offer: null, content })
    })
    for (const one of mail) await mailer.deliver(one)
  } catch (error) {
    if (isUniqueViolation(error)) refusePasskey('known')
    throw error
  }
}
