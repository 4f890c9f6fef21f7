import { CodedError } from '../../core/bytes/error.ts'
import type { KeptKeyErrorCode } from './kept-record.ts'
import type { Secret } from './unlock.ts'

type PasskeySecret = Extract<Secret, { kind: 'passkey' }>

const TIMEOUT = 120_000
const random = (length: number): Uint8Array<ArrayBuffer> => crypto.getRandomValues(new Uint8Array(length))

function fail(code: KeptKeyErrorCode, message: string): never {
  throw new CodedError<KeptKeyErrorCode>(code, message)
}

/** Whether this browser can be asked for passkeys at all; whether its authenticator has the pseudo-random function shows when it is asked. */
export function hasPasskeys(): boolean {
  return typeof PublicKeyCredential !== 'undefined' && 'credentials' in navigator
}

/**
 * What the passkey's pseudo-random function (WebAuthn Level 3 §10.1.4, PRF) says about `salt`, as a key that no script can read. It can be
 * read for the moment that importing takes. Throws PASSKEY_UNSUPPORTED, PASSKEY_WRONG when the person or the device says no.
 */
export async function askPasskey({ credential, salt }: { readonly credential: Uint8Array; readonly salt: Uint8Array }): Promise<PasskeySecret> {
  const answer = await navigator.credentials
    .get({
      publicKey: {
        challenge: random(32),
        allowCredentials: [{ type: 'public-key', id: credential as BufferSource }],
        userVerification: 'required',
        timeout: TIMEOUT,
        extensions: { prf: { eval: { first: salt as BufferSource } } },
      },
    })
    .catch(() => null)
  if (!(answer instanceof PublicKeyCredential)) return fail('PASSKEY_WRONG', 'the passkey was not shown')
  const secret = answer.getClientExtensionResults().prf?.results?.first
  if (!secret) return fail('PASSKEY_UNSUPPORTED', 'this passkey has no pseudo-random function')
  const bytes = ArrayBuffer.isView(secret) ? new Uint8Array(secret.buffer, secret.byteOffset, secret.byteLength) : new Uint8Array(secret)
  const key = await crypto.subtle.importKey('raw', bytes as BufferSource, 'HKDF', false, ['deriveKey'])
  bytes.fill(0)
  return { kind: 'passkey', credential, key }
}

/** Makes a passkey for unlocking keys on this device, and asks it at once. Throws PASSKEY_UNSUPPORTED, PASSKEY_WRONG. */
export async function createPasskeyUnlock(label: string): Promise<{ readonly secret: PasskeySecret; readonly salt: Uint8Array }> {
  const made = await navigator.credentials
    .create({
      publicKey: {
        rp: { name: 'Countersign' },
        user: { id: random(16), name: label, displayName: label },
        challenge: random(32),
        pubKeyCredParams: [{ type: 'public-key', alg: -7 }, { type: 'public-key', alg: -257 }],
        authenticatorSelection: { userVerification: 'required', residentKey: 'discouraged' },
        timeout: TIMEOUT,
        extensions: { prf: {} },
      },
    })
    .catch(() => null)
  if (!(made instanceof PublicKeyCredential)) return fail('PASSKEY_WRONG', 'no passkey was made')
  if (made.getClientExtensionResults().prf?.enabled === false) return fail('PASSKEY_UNSUPPORTED', 'this passkey has no pseudo-random function')
  const salt = random(32)
  return { secret: await askPasskey({ credential: new Uint8Array(made.rawId), salt }), salt }
}
