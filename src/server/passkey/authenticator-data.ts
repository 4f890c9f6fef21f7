import { createHash } from 'node:crypto'
import { equalBytes } from '../../core/bytes/compare.ts'
import { isMap, parseCbor, parseCborPrefix } from './cbor.ts'
import { readCoseKey } from './cose.ts'
import { refusePasskey } from './refusal.ts'

/** What an authenticator says and signs (WebAuthn Level 3 §6.1). */
export interface AuthenticatorData {
  readonly counter: number
  readonly credential: { readonly id: Uint8Array; readonly spki: Uint8Array; readonly algorithm: number } | null
}

const HEAD = 37
const MAX_CREDENTIAL = 1023
const PRESENT = 0x01
const VERIFIED = 0x04
const BACKUP_ELIGIBLE = 0x08
const BACKED_UP = 0x10
const HAS_CREDENTIAL = 0x40
const HAS_EXTENSIONS = 0x80
const RESERVED = 0x22

/**
 * Parses authenticator data and checks what holds in both ceremonies: made for this service (`relyingParty`, its host name), somebody was
 * there and was verified. Throws PASSKEY_REFUSED (`authenticator-data`, `relying-party`, `presence`, `verification`, `flags`, `key`, `cbor`).
 */
export async function parseAuthenticatorData(bytes: Uint8Array, relyingParty: string): Promise<AuthenticatorData> {
  if (bytes.length < HEAD) refusePasskey('authenticator-data')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const flags = bytes[32]!
  if (!equalBytes(bytes.subarray(0, 32), createHash('sha256').update(relyingParty).digest())) refusePasskey('relying-party')
  if (!(flags & PRESENT)) refusePasskey('presence')
  if (!(flags & VERIFIED)) refusePasskey('verification')
  if (flags & RESERVED || (flags & BACKED_UP && !(flags & BACKUP_ELIGIBLE))) refusePasskey('flags')
  let rest = bytes.subarray(HEAD)
  let credential: AuthenticatorData['credential'] = null
  if (flags & HAS_CREDENTIAL) {
    if (rest.length < 18) refusePasskey('authenticator-data')
    const length = view.getUint16(HEAD + 16)
    if (length === 0 || length > MAX_CREDENTIAL || rest.length < 18 + length) refusePasskey('authenticator-data')
    const id = rest.slice(18, 18 + length)
    const { value, end } = parseCborPrefix(rest.subarray(18 + length))
    credential = { id, ...(await readCoseKey(value)) }
    rest = rest.subarray(18 + length + end)
  }
  if (flags & HAS_EXTENSIONS ? !isMap(parseCbor(rest)) : rest.length > 0) refusePasskey('authenticator-data')
  return { counter: view.getUint32(33), credential }
}

/** Authenticator data inside an attestation object (§6.5). Nobody attests here: a service has no reason to know what kind of device one has. Throws PASSKEY_REFUSED. */
export function readAttestation(bytes: Uint8Array): Uint8Array {
  const object = parseCbor(bytes)
  if (!isMap(object)) refusePasskey('attestation')
  const [format, statement, data] = [object.get('fmt'), object.get('attStmt'), object.get('authData')]
  if (typeof format !== 'string' || !isMap(statement) || !(data instanceof Uint8Array)) refusePasskey('attestation')
  if (format === 'none' && statement.size > 0) refusePasskey('attestation')
  return data
}
