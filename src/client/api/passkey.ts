import { CodedError } from '../../core/bytes/error.ts'
import { decodeBase64Url, encodeBase64, encodeBase64Url } from '../../core/bytes/base64.ts'
import { encodeUtf8 } from '../../core/bytes/text.ts'
import { passkeyChallengeSchema, passkeysSchema, passkeyWishSchema, type Passkeys } from '../../protocol/passkey.ts'
import { sessionSchema, type Session } from '../../protocol/session.ts'
import { requestJson } from './request.ts'

/** The person or the device said no, or let it pass by; `PASSKEY_KNOWN`: this device holds one for this account already. */
export type PasskeyErrorCode = 'PASSKEY_CANCELLED' | 'PASSKEY_KNOWN'

const TIMEOUT = 120_000
const base64 = (bytes: ArrayBuffer | null): string => encodeBase64(new Uint8Array(bytes ?? new ArrayBuffer(0)))

function explain(error: unknown): never {
  const known = error instanceof DOMException && error.name === 'InvalidStateError'
  throw new CodedError<PasskeyErrorCode>(known ? 'PASSKEY_KNOWN' : 'PASSKEY_CANCELLED', 'the browser made or showed no passkey')
}

/** Whether this browser can be asked for passkeys at all. */
export function canUsePasskeys(): boolean {
  return typeof PublicKeyCredential !== 'undefined' && 'credentials' in navigator
}

export function fetchPasskeys(): Promise<Passkeys> {
  return requestJson(passkeysSchema, '/api/passkeys')
}

/** Makes a passkey on this device for the one who is signed in. Throws PASSKEY_CANCELLED, PASSKEY_KNOWN, ApiFailure. */
export async function addPasskey(label: string): Promise<Passkeys> {
  const wish = await requestJson(passkeyWishSchema, '/api/passkeys/challenge', { method: 'POST' })
  const made = await navigator.credentials
    .create({
      publicKey: {
        rp: { id: wish.relyingParty, name: 'Countersign' },
        user: { id: encodeUtf8(wish.user), name: wish.email, displayName: wish.email },
        challenge: decodeBase64Url(wish.challenge),
        pubKeyCredParams: wish.algorithms.map((alg) => ({ type: 'public-key' as const, alg })),
        excludeCredentials: wish.known.map((id) => ({ type: 'public-key' as const, id: decodeBase64Url(id) })),
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
        attestation: 'none',
        timeout: TIMEOUT,
      },
    })
    .catch(explain)
  if (!(made instanceof PublicKeyCredential) || !(made.response instanceof AuthenticatorAttestationResponse)) return explain(null)
  const { clientDataJSON, attestationObject } = made.response
  return requestJson(passkeysSchema, '/api/passkeys', { method: 'POST', json: { clientData: base64(clientDataJSON), attestation: base64(attestationObject), label } })
}

export function renamePasskey(name: string, label: string): Promise<Passkeys> {
  return requestJson(passkeysSchema, `/api/passkeys/${name}`, { method: 'PUT', json: { label } })
}

export function removePasskey(name: string): Promise<Passkeys> {
  return requestJson(passkeysSchema, `/api/passkeys/${name}`, { method: 'DELETE' })
}

/** Signs in with whichever passkey for this service the person picks. Throws PASSKEY_CANCELLED, ApiFailure. */
export async function signInWithPasskey(): Promise<Session> {
  const { challenge, relyingParty } = await requestJson(passkeyChallengeSchema, '/api/session/passkey/challenge', { method: 'POST' })
  const shown = await navigator.credentials.get({ publicKey: { challenge: decodeBase64Url(challenge), rpId: relyingParty, userVerification: 'required', timeout: TIMEOUT } }).catch(explain)
  if (!(shown instanceof PublicKeyCredential) || !(shown.response instanceof AuthenticatorAssertionResponse)) return explain(null)
  const { clientDataJSON, authenticatorData, signature, userHandle } = shown.response
  return requestJson(sessionSchema, '/api/session/passkey', {
    method: 'POST',
    json: { id: encodeBase64Url(new Uint8Array(shown.rawId)), clientData: base64(clientDataJSON), authenticatorData: base64(authenticatorData), signature: base64(signature), user: base64(userHandle) },
  })
}
